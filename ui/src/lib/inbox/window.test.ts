import { describe, expect, it } from 'vitest';
import { allowsReply, windowNow, windowState } from './window';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OPENED = 1_790_000_000_000;
const view = { ends_at: OPENED + DAY, human_agent_ends_at: OPENED + 7 * DAY };

describe('the message window', () => {
  // The same twenty moments as the core's own table.
  it.each([
    [-5 * MINUTE, 'open'],
    [0, 'open'],
    [SECOND, 'open'],
    [12 * HOUR, 'open'],
    [20 * HOUR - 1, 'open'],
    [20 * HOUR, 'soon'],
    [20 * HOUR + 1, 'soon'],
    [22 * HOUR, 'soon'],
    [23 * HOUR - 1, 'soon'],
    [23 * HOUR, 'closing'],
    [23 * HOUR + 59 * MINUTE + 59 * SECOND, 'closing'],
    [DAY - 1, 'closing'],
    [DAY, 'human_agent'],
    [DAY + 1, 'human_agent'],
    [3 * DAY, 'human_agent'],
    [6 * DAY + 23 * HOUR + 59 * MINUTE + 59 * SECOND, 'human_agent'],
    [7 * DAY - 1, 'human_agent'],
    [7 * DAY, 'closed'],
    [7 * DAY + 1, 'closed'],
    [400 * DAY, 'closed'],
  ])('%i ms after their last message it is %s', (after, state) => {
    expect(windowState(view, OPENED + after).state).toBe(state);
  });

  it('was never open when the person never wrote', () => {
    expect(windowState(null, OPENED).state).toBe('closed');
  });

  it('says it in short and in whole words', () => {
    const now = windowNow(view, OPENED + DAY - 3 * HOUR - 12 * MINUTE, 'en');
    expect(now.label).toBe('3 h 12 m');
    expect(now.words).toContain('3 hours 12 minutes');
  });

  it('allows an ordinary reply only within 24 hours', () => {
    expect(allowsReply('closing')).toBe(true);
    expect(allowsReply('human_agent')).toBe(false);
    expect(allowsReply('closed')).toBe(false);
  });
});
