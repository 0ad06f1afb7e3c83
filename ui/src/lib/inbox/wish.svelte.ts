import { query } from '$lib/data/query.svelte';
import { inbox } from './state.svelte';

/** Opens what was asked for outside the window: in a notification or the tray. Call once, within a component. */
export function followWishes(): void {
  const wish = query('wish', () => ({}));
  let fulfilled: number | undefined;
  $effect(() => {
    const asked = wish.data;
    if (!asked || asked.number === fulfilled) return;
    fulfilled = asked.number;
    if (asked.conversation === null) return;
    inbox.overlay = null;
    inbox.search = '';
    inbox.handle = null;
    inbox.open(asked.conversation);
  });
}
