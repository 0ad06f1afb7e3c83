import type { ConversationRow, MessageView } from '$lib/contract/generated';
import { tell } from '$lib/data/core';
import { inbox } from '../state.svelte';

/** A thread counts as read after it was on screen, and the window had the focus, for this long. */
const SEEN_MS = 800;

/** Marks a conversation read once its newest message was really seen. For use in the thread's component. */
export function readWhenSeen(
  seen: () => { row: ConversationRow | undefined; newest: MessageView | undefined; atEnd: boolean },
): void {
  let looking = $state(looks());
  $effect(() => {
    const look = () => (looking = looks());
    const events = ['focus', 'blur', 'visibilitychange'];
    for (const event of events) window.addEventListener(event, look);
    return () => events.forEach((event) => window.removeEventListener(event, look));
  });
  // As text, so that a refresh which changes nothing here does not begin the wait anew.
  const waiting = $derived.by(() => {
    const { row, newest, atEnd } = seen();
    if (!row?.unread || !newest || !atEnd || !looking || inbox.keepUnread === row.id) return null;
    return `${row.id} ${newest.position}`;
  });
  $effect(() => {
    if (waiting === null) return;
    const [conversation = 0, through = 0] = waiting.split(' ').map(Number);
    const timer = setTimeout(() => {
      inbox.feed.patch(conversation, { unread: false });
      tell('mark_read', { conversation, through });
    }, SEEN_MS);
    return () => clearTimeout(timer);
  });
}

function looks(): boolean {
  return !document.hidden && document.hasFocus();
}
