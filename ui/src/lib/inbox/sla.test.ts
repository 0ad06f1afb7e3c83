import { describe, expect, it } from 'vitest';
import { dueNow } from './sla';

const MINUTE = 60_000;
const DUE = Date.UTC(2026, 10, 23, 15);

describe('a promised answer', () => {
  it.each([
    [-25 * 60 * MINUTE, 'open', 'Due in 1 d 1 h', '1 d 1 h'],
    [-40 * MINUTE, 'open', 'Due in 40 m', '40 m'],
    [-15 * MINUTE - 1, 'open', 'Due in 15 m', '15 m'],
    [-15 * MINUTE, 'soon', 'Due in 15 m', '15 m'],
    [-1, 'soon', 'Due in 1 s', '1 s'],
    [0, 'overdue', 'Overdue 1 s', 'Overdue 1 s'],
    [65 * MINUTE, 'overdue', 'Overdue 1 h 5 m', 'Overdue 1 h 5 m'],
  ])('%i ms after its time is %s', (after, state, label, short) => {
    expect(dueNow(DUE, DUE + after)).toMatchObject({ state, label, short });
  });

  it('says whole words with the day, and both clocks where the handle has another', () => {
    const tokyo = dueNow(DUE, DUE - 40 * MINUTE, 'Asia/Tokyo', 'en-GB').words;
    expect(tokyo).toMatch(/^Reply due in 40 minutes: Monday,? 23 November 2026 .+\(.*00:00 GMT\+9\)$/);
    expect(dueNow(DUE, DUE + 40 * MINUTE, null, 'en-GB').words).toMatch(/^The reply was due 40 minutes ago: Monday,? 23 November 2026 /);
  });
});
