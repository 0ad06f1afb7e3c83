import { describe, expect, it } from 'vitest';
import { Guard, question, type Sent } from './guards';

const HOUR = 3_600_000;
let clock = 0;
/** Every reply goes ten seconds after the one before, with words of its own unless told. */
const sent = (handle: number, conversation: number, text = `text ${clock}`): Sent => ({ handle, conversation, text, at: (clock += 10_000) });

describe('before a reply goes', () => {
  it('asks when the last three went from another handle', () => {
    const acme = [sent(1, 1), sent(1, 2), sent(1, 3)];
    expect(question(acme, sent(2, 9))).toEqual({ kind: 'handle', other: 1 });
    expect(question(acme, sent(1, 9))).toBe(null);
    expect(question(acme.slice(1), sent(2, 9))).toBe(null);
    expect(question([...acme, sent(2, 9)], sent(2, 10))).toBe(null);
    expect(question([sent(1, 1), sent(3, 2), sent(1, 3)], sent(2, 9))).toEqual({ kind: 'handle', other: 1 });
    expect(question([sent(1, 1), sent(2, 2), sent(1, 3)], sent(2, 9))).toBe(null);
  });

  it('asks when the same text goes to the same person again within a day', () => {
    const before = [sent(1, 1, 'Thank  you!'), sent(1, 2, 'Hello')];
    expect(question(before, sent(1, 1, 'thank you! '))).toEqual({ kind: 'same_person' });
    expect(question([...before, sent(1, 1, 'And bye')], sent(1, 1, 'Thank you!'))).toBe(null);
    expect(question(before, { ...sent(1, 1, 'Thank you!'), at: clock + 24 * HOUR })).toBe(null);
    expect(question([sent(1, 1, '')], sent(1, 1, ''))).toBe(null);
  });

  it('asks when many people in a row get the same text', () => {
    const thanks = [1, 2, 3, 4].map((person) => sent(1, person, 'Thanks!'));
    expect(question(thanks, sent(1, 5, 'Thanks!'))).toEqual({ kind: 'same_many', people: 4 });
    expect(question(thanks.slice(1), sent(1, 5, 'Thanks!'))).toBe(null);
    expect(question([...thanks, sent(1, 6, 'Other')], sent(1, 5, 'Thanks!'))).toBe(null);
  });
});

describe('a second press', () => {
  it('within three seconds is the answer, and a later one is asked anew', () => {
    const guard = new Guard();
    for (const one of [sent(1, 1), sent(1, 2), sent(1, 3)]) guard.went(one);
    const next = sent(2, 9, 'Hi');
    expect(guard.ask(next)).toEqual({ kind: 'handle', other: 1 });
    expect(guard.ask({ ...next, at: next.at + 3_001 })).toEqual({ kind: 'handle', other: 1 });
    expect(guard.ask({ ...next, at: next.at + 6_000 })).toBe(null);
    guard.went({ ...next, at: next.at + 6_000 });
    expect(guard.ask(sent(2, 10, 'Hi there'))).toBe(null);
  });

  it('answers for one text only', () => {
    const guard = new Guard();
    for (const one of [sent(1, 1), sent(1, 2), sent(1, 3)]) guard.went(one);
    const next = sent(2, 9, 'Hi');
    expect(guard.ask(next)).not.toBe(null);
    expect(guard.ask({ ...next, text: 'Something else', at: next.at + 500 })).not.toBe(null);
  });

  it('settles once and for all that many people get this text', () => {
    const guard = new Guard();
    for (const person of [1, 2, 3, 4]) guard.went(sent(1, person, 'Thanks!'));
    const next = sent(1, 5, 'Thanks!');
    expect(guard.ask(next)?.kind).toBe('same_many');
    expect(guard.ask({ ...next, at: next.at + 100 })).toBe(null);
    guard.went(next);
    expect(guard.ask(sent(1, 6, 'Thanks!'))).toBe(null);
  });

  it('is not needed for what came back, and the thread itself is heard', () => {
    const guard = new Guard();
    guard.went(sent(1, 1, 'Hello'));
    guard.cameBack(1, 'Hello');
    expect(guard.ask(sent(1, 1, 'Hello'))).toBe(null);
    expect(guard.ask(sent(1, 2, 'Hello'), [sent(1, 2, 'Hello')])?.kind).toBe('same_person');
  });
});
