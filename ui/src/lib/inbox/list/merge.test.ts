import { describe, expect, it } from 'vitest';
import { beside, hold, neighbour, placeOf, shift } from './merge';

const rows = (...ids: number[]) => ids.map((id) => ({ id }));
const ids = (list: readonly { id: number }[]) => list.map((row) => row.id);

describe('a list that is held still', () => {
  it('keeps every row in its place while new ones arrive', () => {
    const held = hold(rows(1, 2, 3), rows(9, 3, 1, 2, 8));
    expect(ids(held.rows)).toEqual([1, 2, 3, 8]);
    expect(held.waiting).toBe(1);
  });

  it('takes the new content of a row', () => {
    const held = hold([{ id: 1, text: 'old' }], [{ id: 1, text: 'new' }]);
    expect(held.rows[0]?.text).toBe('new');
  });

  it('keeps a row that left until it is released', () => {
    expect(ids(hold(rows(1, 2), rows(2)).rows)).toEqual([1, 2]);
  });

  it('never moves the focused row in a hundred arrivals', () => {
    let shown = rows(1, 2, 3, 4, 5);
    let fresh = shown;
    for (let id = 100; id < 200; id += 1) {
      fresh = [...rows(id), ...fresh];
      shown = hold(shown, fresh).rows;
      expect(shown.findIndex((row) => row.id === 3)).toBe(2);
    }
    expect(hold(shown, fresh).waiting).toBe(100);
    expect(shift(shown, fresh, 3)).toBe(100);
  });

  it('makes everything wait when nothing is shown yet', () => {
    expect(hold(rows(), rows(1, 2))).toEqual({ rows: [], waiting: 2 });
  });
});

describe('the row to go to', () => {
  it('is the next, then the one before, then none', () => {
    expect(neighbour(rows(1, 2, 3), 2)).toBe(3);
    expect(neighbour(rows(1, 2, 3), 3)).toBe(2);
    expect(neighbour(rows(1), 1)).toBe(null);
    expect(neighbour(rows(1, 2), 9)).toBe(1);
  });

  it('is found from where a row stood that has left meanwhile', () => {
    const place = placeOf(rows(1, 2, 3, 4, 5), 3);
    expect(beside(rows(1, 2, 4, 5), 3, 1, place)).toBe(4);
    expect(beside(rows(1, 2, 4, 5), 3, -1, place)).toBe(2);
    expect(neighbour(rows(1, 2, 4, 5), 3, place)).toBe(4);
    // The nearest ones have left too.
    expect(beside(rows(1, 5), 3, 1, place)).toBe(5);
    expect(neighbour(rows(1, 2), 3, place)).toBe(2);
    expect(beside(rows(1, 2), 3, 1, place)).toBe(null);
  });

  it('goes on where the order turned over, from whatever stood near', () => {
    const place = placeOf(rows(1, 2, 3, 4, 5), 3);
    // Of those below none is left, and others have come between.
    expect(beside(rows(1, 2, 8, 9), 3, 1, place)).toBe(8);
    expect(beside(rows(8, 9, 4, 5), 3, -1, place)).toBe(9);
    // Nobody that stood near is there any more.
    expect(beside(rows(7, 8, 9), 3, 1, place)).toBe(7);
    expect(beside(rows(7, 8, 9), 3, -1, place)).toBe(7);
    expect(beside([], 3, 1, place)).toBe(null);
  });

  it('does not take the place of another row for its own', () => {
    expect(beside(rows(1, 2), 7, 1, placeOf(rows(1, 2, 3), 2))).toBe(1);
    expect(placeOf(rows(1, 2), 7)).toBe(null);
    expect(placeOf(rows(1, 2), null)).toBe(null);
  });
});
