import { WINDOW_CLOSING_MS, WINDOW_SOON_MS, type WindowView } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { left, leftInWords } from '$lib/words/dates';
import { bothTimes } from '$lib/words/zones';

export type WindowState = 'open' | 'soon' | 'closing' | 'human_agent' | 'closed';

/** A message window at a moment: what the chip and the composer say of it. */
type WindowNow = {
  state: WindowState;
  /** Milliseconds until the state's own end; 0 when closed. */
  left: number;
  /** Short, for the chip. */
  label: string;
  /** The same where there is little room: the sign beside it says which end it is. */
  short: string;
  /** Whole, for a screen reader and the tooltip. */
  words: string;
};

/** The state of a window at `now`. At its very end it is closed (a strict "before"). */
export function windowState(window: WindowView | null, now: number): { state: WindowState; left: number } {
  if (!window) return { state: 'closed', left: 0 };
  const standard = window.ends_at - now;
  if (standard > WINDOW_SOON_MS) return { state: 'open', left: standard };
  if (standard > WINDOW_CLOSING_MS) return { state: 'soon', left: standard };
  if (standard > 0) return { state: 'closing', left: standard };
  const human = window.human_agent_ends_at - now;
  return human > 0 ? { state: 'human_agent', left: human } : { state: 'closed', left: 0 };
}

/** The state with its words. `zone` is the one of the handle, where it has one of its own. */
export function windowNow(window: WindowView | null, now: number, locale?: string, zone: string | null = null): WindowNow {
  const { state, left: ms } = windowState(window, now);
  if (state === 'closed' || !window) {
    return { state, left: 0, label: m.window_closed(), short: m.window_closed(), words: m.window_closed_words() };
  }
  if (state === 'human_agent') {
    return {
      state,
      left: ms,
      label: m.window_human({ left: left(ms) }),
      short: left(ms),
      words: m.window_human_words({ left: leftInWords(ms, locale) }),
    };
  }
  return {
    state,
    left: ms,
    label: left(ms),
    short: left(ms),
    words: m.window_open_words({ left: leftInWords(ms, locale), time: bothTimes(window.ends_at, zone, locale) }),
  };
}

/** Whether an ordinary reply is allowed. */
export function allowsReply(state: WindowState): boolean {
  return state === 'open' || state === 'soon' || state === 'closing';
}
