import type { HandleView } from '$lib/contract/generated';
import { call, tell } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { inbox } from '../state.svelte';

/** Moves a handle's switch: off at once, on after asking what becomes of the time between. */
export function flip(handle: HandleView, on: boolean): void {
  // Without a sign-in there is nothing to switch on: it is signed in again instead.
  if (handle.disconnected_at !== null) inbox.overlay = { kind: 'connect', renew: handle.username };
  else if (on) inbox.overlay = { kind: 'resume', handle: handle.id };
  else pause(handle);
}

function pause(handle: HandleView): void {
  show(handle.id, { on: false, health: 'paused', code: 'paused_by_you' });
  call('set_switch', { handle: handle.id, on: false, catch_up: false })
    .then(() =>
      toasts.say(m.toast_paused({ handle: `@${handle.username}` }), () => {
        show(handle.id, { on: true, health: handle.health, code: handle.code });
        // Taken back within seconds: nothing is to be missed.
        tell('set_switch', { handle: handle.id, on: true, catch_up: true });
      }),
    )
    .catch(() => {
      show(handle.id, { on: true, health: handle.health, code: handle.code });
      toasts.say(m.toast_not_paused({ handle: `@${handle.username}` }));
    });
}

/** Switches a handle on again. */
export function resume(handle: HandleView, catchUp: boolean): void {
  show(handle.id, { on: true, health: 'catching_up', code: 'catching_up', trouble: null });
  call('set_switch', { handle: handle.id, on: true, catch_up: catchUp })
    .then(() => toasts.say(m.toast_resumed({ handle: `@${handle.username}` })))
    .catch(() => {
      show(handle.id, { on: false, health: 'paused', code: 'paused_by_you' });
      toasts.say(m.toast_not_resumed({ handle: `@${handle.username}` }));
    });
}

/** Shows a change at once; the core's own word follows. */
function show(id: number, change: Partial<HandleView>): void {
  const entry = entryOf('handles', {});
  entry.data = entry.data?.map((handle) => (handle.id === id ? { ...handle, ...change } : handle));
}
