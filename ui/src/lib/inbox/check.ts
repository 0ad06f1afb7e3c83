import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** Looks at Instagram for a handle, or for all of them, and says that it was done. */
export function checkNow(handle: number | null): void {
  void call('sync_now', { handle }).then(
    () => toasts.say(m.checked()),
    () => toasts.say(m.check_failed()),
  );
}
