import { describe, expect, it } from 'vitest';
import { TINTS, tintOf } from './tint';

describe('the tint of a handle', () => {
  it('is the one that was chosen, else by its number', () => {
    expect(tintOf({ id: 13, tint: null })).toBe(3);
    expect(tintOf({ id: 13, tint: 0 })).toBe(0);
    expect(tintOf(undefined)).toBe(0);
  });

  it('has a word of its own each', () => {
    expect(new Set(TINTS.map((word) => word())).size).toBe(10);
  });
});
