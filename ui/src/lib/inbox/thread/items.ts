import type { MessageView, ReplyView } from '$lib/contract/generated';
import { daysBetween } from '$lib/words/dates';

/** What stands in a thread, from top to bottom. */
export type Item =
  | { type: 'older'; key: string }
  | { type: 'gap'; key: string }
  | { type: 'day'; key: string; at: number }
  | { type: 'message'; key: string; message: MessageView; first: boolean; last: boolean }
  | { type: 'reply'; key: string; reply: ReplyView };

/** Bubbles of one direction within this time hang together. */
const GROUP_MS = 5 * 60_000;

function together(one: MessageView | undefined, two: MessageView | undefined): boolean {
  return (
    one !== undefined &&
    two !== undefined &&
    one.direction === two.direction &&
    two.at - one.at < GROUP_MS &&
    daysBetween(one.at, two.at) === 0
  );
}

/** Builds the items of a thread: its days, its groups, what is missing above, and replies on their way below. */
export function itemsOf(
  messages: readonly MessageView[],
  replies: readonly ReplyView[],
  above: { older: boolean; atInstagram: boolean },
): Item[] {
  const items: Item[] = [];
  if (above.older) items.push({ type: 'older', key: 'older' });
  else if (above.atInstagram) items.push({ type: 'gap', key: 'gap' });
  messages.forEach((message, index) => {
    const before = messages[index - 1];
    if (!before || daysBetween(before.at, message.at) !== 0) {
      items.push({ type: 'day', key: `day ${message.id}`, at: message.at });
    }
    items.push({
      type: 'message',
      key: `message ${message.id}`,
      message,
      first: !together(before, message),
      last: !together(message, messages[index + 1]),
    });
  });
  let before = messages.at(-1)?.at;
  for (const reply of replies) {
    if (before === undefined || daysBetween(before, reply.created_at) > 0) {
      items.push({ type: 'day', key: `day ${reply.id}`, at: reply.created_at });
    }
    items.push({ type: 'reply', key: `reply ${reply.id}`, reply });
    before = Math.max(before ?? 0, reply.created_at);
  }
  return items;
}
