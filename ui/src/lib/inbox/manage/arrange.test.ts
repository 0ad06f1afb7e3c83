import { describe, expect, it } from 'vitest';
import type { ConversationRow } from '$lib/contract/generated';
import { arrange, turned, type By } from './arrange';

const row = (id: number, part: Partial<ConversationRow>) => ({ id, labels: [], intent: null, disposition: null, window: null, at: null, reply_due: null, ...part }) as ConversationRow;
const rows = [
  row(1, { handle: 2, standing: 'done', intent: 'other', reply_due: 9 }),
  row(2, { handle: 1, standing: 'waiting', reply_due: 5 }),
  row(3, { handle: 2, standing: 'needs_reply', intent: 'question' }),
  row(4, { handle: 1, standing: 'needs_reply', intent: 'question' }),
];
const names = { handle: (id: number) => ['', 'alma', 'Berta'][id] ?? '', label: String };
const ids = (by: By[]) => arrange(rows, by, names).map((one) => one.id);

describe('the table', () => {
  it('is arranged by several columns, and keeps the order of what is equal', () => {
    expect(ids([])).toEqual([1, 2, 3, 4]);
    expect(ids([{ column: 'handle', down: false }])).toEqual([2, 4, 1, 3]);
    expect(ids([{ column: 'handle', down: true }, { column: 'standing', down: false }])).toEqual([3, 1, 4, 2]);
  });

  it('has what is not said last, whichever way', () => {
    expect(ids([{ column: 'intent', down: false }])).toEqual([3, 4, 1, 2]);
    expect(ids([{ column: 'intent', down: true }])).toEqual([1, 3, 4, 2]);
    expect(ids([{ column: 'sla', down: false }])).toEqual([2, 1, 3, 4]);
    expect(ids([{ column: 'sla', down: true }])).toEqual([1, 2, 3, 4]);
  });

  it('turns a column up, down and off; with Shift beside the others', () => {
    const up = turned([], 'handle', false);
    expect(up).toEqual([{ column: 'handle', down: false }]);
    const down = turned(up, 'handle', false);
    expect(down).toEqual([{ column: 'handle', down: true }]);
    expect(turned(down, 'handle', false)).toEqual([]);
    const both = turned(down, 'intent', true);
    expect(both).toEqual([...down, { column: 'intent', down: false }]);
    expect(turned(both, 'handle', true)).toEqual([{ column: 'intent', down: false }]);
    expect(turned(both, 'intent', false)).toEqual([{ column: 'intent', down: true }]);
  });
});
