import { describe, expect, it } from 'vitest';
import { limit } from './limit';
import { uuid7 } from './uuid';

describe('the counter', () => {
  it('is hidden below 800 bytes and red above 1000', () => {
    expect(limit('a'.repeat(799)).shown).toBe(false);
    expect(limit('a'.repeat(800))).toEqual({ bytes: 800, shown: true, over: false });
    expect(limit('a'.repeat(1000)).over).toBe(false);
    expect(limit('a'.repeat(1001)).over).toBe(true);
  });

  it('counts bytes, not letters', () => {
    expect(limit('é'.repeat(501)).over).toBe(true);
    expect(limit('👨‍👩‍👧‍👦'.repeat(40)).bytes).toBe(1000);
  });
});

describe('ids of replies', () => {
  it('are version 7 and sort by time', () => {
    const zeros = new Uint8Array(10);
    const one = uuid7(1_790_000_000_000, zeros);
    const two = uuid7(1_790_000_000_001, zeros);
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(one < two).toBe(true);
    expect(parseInt(one.slice(0, 8) + one.slice(9, 13), 16)).toBe(1_790_000_000_000);
  });

  it('are never the same', () => {
    expect(uuid7()).not.toBe(uuid7());
  });
});
