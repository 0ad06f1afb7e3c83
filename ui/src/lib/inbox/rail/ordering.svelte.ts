import { call } from '$lib/data/core';
import { Kept } from '$lib/data/kept.svelte';
import { entryOf } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** Brands that are folded in the rail, by name. */
export const folded = new Kept<string[]>('folded-brands', [], (found) =>
  Array.isArray(found) && found.every((one) => typeof one === 'string') ? found : undefined,
);

/** Puts the handles into an order: in the rail at once, in the core right after. */
export function order(ids: number[] | null): void {
  if (!ids) return;
  const entry = entryOf('handles', {});
  const before = entry.data;
  if (before) entry.data = [...before].sort((one, two) => ids.indexOf(one.id) - ids.indexOf(two.id));
  call('order_handles', { handles: ids }).catch(() => {
    toasts.say(m.toast_failed());
    entry.invalidate();
  });
}
