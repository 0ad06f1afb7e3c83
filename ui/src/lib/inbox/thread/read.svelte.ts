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
  $effect(() => {
    const { row, newest, atEnd } = seen();
    if (!row?.unread || !newest || !atEnd || !looking || inbox.keepUnread === row.id) return;
    const timer = setTimeout(() => {
      inbox.feed.patch(row.id, { unread: false });
      tell('mark_read', { conversation: row.id, through: newest.position });
    }, SEEN_MS);
    return () => clearTimeout(timer);
  });
}

function looks(): boolean {
  return !document.hidden && document.hasFocus();
}
