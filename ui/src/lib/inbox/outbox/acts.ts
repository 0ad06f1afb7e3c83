import type { ReplyAction, RepliesAction } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { sayError } from '../sayError';

/** Decides about replies; what was discarded can be taken back, except where files went with it. */
export async function actOnAll(ids: string[], action: RepliesAction): Promise<void> {
  if (ids.length === 0) return;
  try {
    const { done, too_late, undo, for_good } = await call('act_on_replies', { ids, action });
    const said = [action === 'discard' ? m.outbox_discarded({ count: done }) : m.outbox_sent_again({ count: done })];
    if (too_late > 0) said.push(m.outbox_too_late({ count: too_late }));
    if (for_good > 0) said.push(m.outbox_for_good({ count: for_good }));
    toasts.say(said.join(' '), undo === null ? undefined : () => restore(undo));
  } catch (thrown) {
    sayError(thrown);
  }
}

/** Acts on one reply where only that can be done with it. */
export async function actOnOne(id: string, action: ReplyAction): Promise<void> {
  try {
    await call('act_on_reply', { id, action });
  } catch (thrown) {
    sayError(thrown);
  }
}

function restore(undo: string): void {
  call('restore_replies', { undo }).then(({ done }) => toasts.say(m.outbox_restored({ count: done })), sayError);
}
