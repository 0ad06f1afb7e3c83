import type { ReplyView } from '$lib/contract/generated';
import { list, m } from '$lib/words';
import { left, weekdayTime } from '$lib/words/dates';
import { reasonWords } from '$lib/words/message';

/** Where a reply stands, in one sentence. */
export function stateWords(reply: ReplyView, handle: string, now: number): string {
  const rest = (reply.not_before ?? 0) - now;
  switch (reply.state) {
    case 'queued':
      if (reply.scheduled_for !== null && reply.scheduled_for > now) return m.reply_scheduled({ time: weekdayTime(reply.scheduled_for, now) });
      return rest > 1_000 ? m.reply_sends_in_long({ left: left(rest) }) : m.reply_queued();
    case 'held': {
      const reason = reasonWords(reply.reason, handle);
      return rest > 0 ? m.reply_held_left({ reason, left: left(rest) }) : m.reply_held({ reason });
    }
    case 'failed':
      return m.reply_failed({ reason: reasonWords(reply.reason, handle) });
    case 'sending':
      return m.reply_sending();
    case 'unknown':
      return m.reply_unknown();
    case 'ask':
      return m.reply_ask();
    case 'sent':
      return m.sent();
    case 'cancelled':
      return m.reply_cancelled();
  }
}

/** What a reply says, in one line. */
export function saidWords(reply: ReplyView): string {
  const parts = [reply.heart ? m.heart_sent() : null, reply.files.length > 0 ? m.n_files({ count: reply.files.length }) : null, reply.text || null];
  return list(parts.filter((part) => part !== null));
}
