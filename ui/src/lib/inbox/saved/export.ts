import type { ExchangeFormat } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { sayError } from '../sayError';

/** Writes all saved replies into a file: where the desktop saves it, else as a download of the page. */
export async function exportAll(format: ExchangeFormat): Promise<void> {
  try {
    const { name, text, count, saved_as } = await call('export_saved_replies', { format });
    if (saved_as === null) download(name, text);
    toasts.say(m.export_done({ count, place: saved_as ?? name }));
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
