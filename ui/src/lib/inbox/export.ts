import type { ExportedFile } from '$lib/contract/generated';
import { toasts } from '$lib/design/toasts.svelte';
import { sayError } from './sayError';

/** Says where a file went that a person asked for. Where only the page can save it, it is a download of the page. */
export async function exported(asked: Promise<ExportedFile>, words: (values: { count: number; place: string }) => string): Promise<void> {
  try {
    const { name, count, saved } = await asked;
    // They chose no place.
    if (saved.saved === 'nowhere') return;
    if (saved.saved === 'page') download(name, saved.text);
    toasts.say(words({ count, place: saved.saved === 'here' ? saved.place : name }));
  } catch (thrown) {
    sayError(thrown);
  }
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
