import { describe, expect, it } from 'vitest';
import type { Command } from './registry.svelte';
import { assign, canRemap, clash, ownerOf, refusal, remove, reset, type OwnKeys } from './remap';

const command = (id: string, ...keys: string[]): Command => ({ id, group: 'go', title: () => id, keys, run: () => undefined });
const SHIPPED = [command('done', 'e'), command('next', 'j', 'ArrowDown'), command('go_inbox', 'g i'), command('palette', 'Mod+k')];
const withOwn = (own: OwnKeys) => SHIPPED.map((one) => (own[one.id] ? { ...one, keys: own[one.id]! } : one));

describe('two patterns', () => {
  it.each([
    ['e', 'e', true],
    ['e', 'Shift+e', false],
    ['e', 'Mod+e', false],
    ['g', 'g i', true],
    ['g i', 'g w', false],
    ['Mod+Shift+k', 'Shift+Mod+K', true],
  ])('%s and %s: %o', (one, two, same) => {
    expect(clash(one, two)).toBe(same);
    expect(clash(two, one)).toBe(same);
  });
});

describe('keys', () => {
  it('that the keyboard itself needs, or the system, are refused', () => {
    expect(refusal('Escape')).toBe('kept');
    expect(refusal('Tab')).toBe('kept');
    expect(refusal('Mod+c')).toBe('system');
    expect(refusal('Mod+Shift+c')).toBe(null);
    expect(refusal('x')).toBe(null);
  });

  it('are given to one command and taken from the other', () => {
    expect(ownerOf('e', SHIPPED, 'next')?.id).toBe('done');
    expect(ownerOf('g', SHIPPED, 'next')?.id).toBe('go_inbox');
    expect(ownerOf('e', SHIPPED, 'done')).toBe(undefined);
    expect(assign({}, SHIPPED, 'next', 'e')).toEqual({ next: ['e', 'ArrowDown'], done: [] });
    expect(assign({}, SHIPPED, 'palette', 'j')).toEqual({ palette: ['j'], next: ['ArrowDown'] });
  });

  it('are gone where they were removed, and back where they were reset', () => {
    const own = assign({}, SHIPPED, 'next', 'e');
    expect(remove({}, SHIPPED, 'done')).toEqual({ done: [] });
    expect(remove({}, SHIPPED, 'next')).toEqual({ next: ['ArrowDown'] });
    // Done takes "e" back from what was given it.
    expect(reset(own, SHIPPED, 'done')).toEqual({ next: ['ArrowDown'] });
    expect(ownerOf('e', withOwn(reset(own, SHIPPED, 'done')), 'next')?.id).toBe('done');
  });

  it('of a handle and of what moves everywhere stay', () => {
    expect(canRemap(command('handle_12', 'Mod+1'))).toBe(false);
    expect(canRemap(command('leave', 'Escape'))).toBe(false);
    expect(canRemap(command('done', 'e'))).toBe(true);
    expect(canRemap(command('next', 'j', 'ArrowDown'))).toBe(true);
    expect(canRemap(command('connect'))).toBe(true);
  });
});
