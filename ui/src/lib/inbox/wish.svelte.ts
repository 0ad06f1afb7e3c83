import { query } from '$lib/data/query.svelte';
import { bringUp } from './modes';
import { inbox } from './state.svelte';

/** The wish that was obeyed last. It outlives the inbox on screen: in another space its conversation is somebody else's. */
let fulfilled: number | undefined;

/** Opens what was asked for outside the window: in a notification or the tray. Call once, within a component. */
export function followWishes(): void {
  const wish = query('wish', () => ({}));
  $effect(() => {
    const asked = wish.data;
    if (!asked || asked.number === fulfilled) return;
    fulfilled = asked.number;
    if (asked.conversation === null) return;
    inbox.search = '';
    inbox.handle = null;
    bringUp(asked.conversation);
  });
}
