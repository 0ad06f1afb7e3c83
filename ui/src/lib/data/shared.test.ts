import { describe, expect, it } from 'vitest';
import { shared } from './shared';

const answer = () => ({ rows: [{ id: 1, name: 'Mia', labels: [3, 4] }, { id: 2, name: 'Jo', labels: [] }], next: null as string | null });

describe('an answer that follows another', () => {
  it('is the one before where it says the same', () => {
    const before = answer();
    expect(shared(before, answer())).toBe(before);
  });

  it('shares what did not change', () => {
    const before = answer();
    const after = answer();
    after.rows[1]!.name = 'Joan';
    const now = shared(before, after);
    expect(now).toEqual(after);
    expect(now).not.toBe(before);
    expect(now.rows).not.toBe(before.rows);
    expect(now.rows[0]).toBe(before.rows[0]);
    expect(now.rows[1]!.labels).toBe(before.rows[1]!.labels);
  });

  it('knows a row wherever it stands now', () => {
    const before = answer();
    const after = answer();
    after.rows = [{ id: 3, name: 'Ben', labels: [] }, after.rows[1]!, after.rows[0]!];
    const now = shared(before, after);
    expect(now).toEqual(after);
    expect(now.rows[1]).toBe(before.rows[1]);
    expect(now.rows[2]).toBe(before.rows[0]);
  });

  it('tells apart what is missing, null, shorter, or of another kind', () => {
    const pairs: [unknown, unknown][] = [
      [{ a: 1 }, { a: 1, b: undefined }],
      [{ a: 1, b: 1 }, { a: 1 }],
      [{ a: 1 }, { b: 1 }],
      [{ a: undefined }, { b: undefined }],
      [{ a: null }, { a: {} }],
      [[1, 2], [1]],
      [[1], [1, 2]],
      [[], {}],
      [{}, []],
      [1, '1'],
      [null, undefined],
      [undefined, { a: 1 }],
      [[{ id: 1 }, { id: 1 }], [{ id: 1 }]],
    ];
    for (const [before, after] of pairs) {
      const now = shared(before, after);
      expect(now).toStrictEqual(after);
      if (typeof before === 'object') expect(now).not.toBe(before);
    }
  });
});
