import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** Puts a text on the clipboard and says so, or that it could not. */
export function copy(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => toasts.say(done),
    () => toasts.say(m.copy_failed()),
  );
}
