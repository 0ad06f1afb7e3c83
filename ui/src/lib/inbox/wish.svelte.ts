import { untrack } from 'svelte';
import type { Destination, Wish } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { query } from '$lib/data/query.svelte';
import { bringUp } from './modes';
import { inbox } from './state.svelte';

/** The wish that was obeyed last. It outlives the inbox on screen: another space is about something else. */
let fulfilled: number | undefined;
/** The wish for which leaving the demo was offered: once. */
let offered: number | undefined;

/** Leads to what was asked for outside the window: in a notification, the tray, or by closing it. Call once, within a component. */
export function followWishes(): void {
  const wish = query('wish', () => ({}));
  $effect(() => {
    const asked = wish.data;
    const space = app.view?.space;
    if (asked && asked.number !== fulfilled) untrack(() => obey(asked, space));
  });
}

function obey({ number, space, to }: Wish, shown: Wish['space'] | undefined): void {
  const ofSpace = to.type !== 'inbox' && to.type !== 'closing';
  // What is the person's own waits until they have left the demo; what was the demo's is gone with it.
  if (ofSpace && space === 'live' && shown === 'demo') {
    if (number !== offered) inbox.overlay = { kind: 'leave_demo' };
    offered = number;
    return;
  }
  fulfilled = number;
  if (!ofSpace || space === shown) lead(to);
}

function lead(to: Destination): void {
  switch (to.type) {
    case 'inbox':
      return;
    case 'conversation':
      inbox.search = '';
      inbox.handle = null;
      return bringUp(to.conversation);
    case 'handle':
      inbox.overlay = null;
      return inbox.showHandle(to.handle);
    case 'view':
      inbox.overlay = null;
      inbox.handle = null;
      inbox.sorts[to.view] = to.sort;
      return inbox.show(to.view);
    case 'outbox':
      inbox.overlay = null;
      inbox.page = { kind: 'outbox' };
      return;
    case 'closing':
      inbox.overlay = { kind: 'closing' };
  }
}
