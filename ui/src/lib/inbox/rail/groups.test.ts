import { describe, expect, it } from 'vitest';
import { groupsOf, moved, movedBrand, movedTo } from './groups';

const handles = [
  { id: 1, brand: 'Luma' },
  { id: 2, brand: null },
  { id: 3, brand: 'Luma' },
  { id: 4, brand: 'Zeta' },
  { id: 5, brand: null },
];

describe('the rail', () => {
  it('groups handles by brand, each where its first handle stands', () => {
    expect(groupsOf(handles).map((group) => [group.brand, group.handles.map((handle) => handle.id)])).toEqual([
      ['Luma', [1, 3]],
      [null, [2, 5]],
      ['Zeta', [4]],
    ]);
  });

  it('moves a handle within its brand, and a brand as a whole', () => {
    expect(moved(handles, 3, -1)).toEqual([3, 1, 2, 5, 4]);
    expect(moved(handles, 1, -1)).toBe(null);
    expect(moved(handles, 3, 1)).toBe(null);
    expect(movedTo(handles, 5, 2)).toEqual([1, 3, 5, 2, 4]);
    expect(movedTo(handles, 5, 1)).toBe(null);
    expect(movedBrand(handles, 'Zeta', -1)).toEqual([1, 3, 4, 2, 5]);
    expect(movedBrand(handles, 'Luma', -1)).toBe(null);
  });
});
