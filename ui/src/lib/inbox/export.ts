import type { ExportedFile } from '$lib/contract/generated';
import { toasts } from '$lib/design/toasts.svelte';
import { sayError } from './sayError';

/** Says where a file went that a person asked for. Where only the page can save it, it is a download of the page. */
export async function exported(asked: Promise<ExportedFile>, words: (values: { count: number; place: string }) => string): Promise<void> {
  try {
    const said = whereItWent(await asked, words);
    if (said !== undefined) toasts.say(said);
  } catch (thrown) {
    sayError(thrown);
  }
}

/** What is to be said of a file that was written; nothing where the person chose no place. */
export function whereItWent({ name, count, saved }: ExportedFile, words: (values: { count: number; place: string }) => string): string | undefined {
  if (saved.saved === 'nowhere') return undefined;
  if (saved.saved === 'page') download(name, saved.text);
  return words({ count, place: saved.saved === 'here' ? saved.place : name });
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
