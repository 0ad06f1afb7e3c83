import { toasts } from '$lib/design/toasts.svelte';
import type { CoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
import { explain } from '$lib/words/errors';
import { plain } from '$lib/words/text';
import { bringUp } from '../modes';
import type { Adding } from './attaching.svelte';

/** Says that a reply did not go, where its composer is not on screen any more to say so. What was written waits there. */
export function sayRefused(conversation: number, name: string, error: CoreError): void {
  const { happened } = explain(error.code, error.detail);
  toasts.offer(m.toast_not_sent({ name: plain(name), why: happened }), { words: m.toast_open(), act: () => bringUp(conversation) });
}

/** Says to whose reply the files went that were chosen, or why one did not: it is not on screen any more. */
export function sayAttached(conversation: number, name: string, adding: readonly Adding[]): void {
  const refused = adding.find((one) => one.refused !== null)?.refused;
  const words = refused ?? m.toast_attached({ name: plain(name) });
  toasts.offer(words, { words: m.toast_open(), act: () => bringUp(conversation) });
}
