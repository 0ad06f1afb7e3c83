import { afterEach, describe, expect, it } from 'vitest';
import type { Press } from '$lib/commands/keys';
import { drafts } from './drafts.svelte';
import { wanted } from './wanted.svelte';

const key = (name: string, held: Partial<Press> = {}): Press => ({
  key: name,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('a reply that is wanted before its composer is there', () => {
  afterEach(() => wanted.end());

  it('takes what is typed as text, commands and all', () => {
    wanted.ask(40);
    for (const name of ['e', 'j', 'u', 'x', 'Backspace', '!', 'Enter', 'k', 'ArrowDown', 'Shift']) {
      expect(wanted.press(key(name), 40)).toBe(true);
    }
    expect(drafts.text(40)).toBe('eju!\nk');
  });

  it('ends with Escape, and leaves other keys alone then', () => {
    wanted.ask(41);
    expect(wanted.press(key('Escape'), 41)).toBe(true);
    expect(wanted.press(key('e'), 41)).toBe(false);
    expect(drafts.text(41)).toBe(undefined);
  });

  it('never writes to another conversation', () => {
    wanted.ask(42);
    expect(wanted.press(key('e'), 43)).toBe(false);
    expect(drafts.text(42) ?? drafts.text(43)).toBe(undefined);
    expect(wanted.conversation).toBe(null);
  });

  it('lets chords through', () => {
    wanted.ask(44);
    expect(wanted.press(key('k', { ctrlKey: true }), 44)).toBe(false);
  });
});
