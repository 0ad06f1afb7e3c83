import { m } from '$lib/words/say';
import { left, leftInWords } from '$lib/words/dates';
import { momentFor } from '$lib/words/zones';

type DueState = 'open' | 'soon' | 'overdue';

/** What the chip says of a promised answer at a moment. */
type DueNow = {
  state: DueState;
  /** For the chip. */
  label: string;
  /** The same where there is little room: what is not overdue leaves the words to the sign beside it. */
  short: string;
  /** Whole, for a screen reader and the tooltip. */
  words: string;
};

/** Milliseconds before its end in which a promise is about to be broken. */
const SOON_MS = 15 * 60_000;

/** A promised answer with its words. At its very end it is overdue. `zone` is the one of the handle, where it has one of its own. */
export function dueNow(due: number, now: number, zone: string | null = null, locale?: string): DueNow {
  const ms = due - now;
  const time = momentFor(due, zone, locale);
  if (ms <= 0) {
    const label = m.sla_overdue({ time: left(-ms) });
    return { state: 'overdue', label, short: label, words: m.sla_overdue_words({ time: leftInWords(-ms, locale), at: time }) };
  }
  return {
    state: ms <= SOON_MS ? 'soon' : 'open',
    label: m.sla_due({ time: left(ms) }),
    short: left(ms),
    words: m.sla_due_words({ time: leftInWords(ms, locale), at: time }),
  };
}
