import { describe, expect, it } from 'vitest';
import { isSingleKey, matches, Sequencer, shown, stroke, type Press } from './keys';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('a press', () => {
  it('is compared with its modifiers', () => {
    expect(matches(press('e'), stroke('e'), false)).toBe(true);
    expect(matches(press('E', { shiftKey: true }), stroke('e'), false)).toBe(false);
    expect(matches(press('E', { shiftKey: true }), stroke('Shift+e'), false)).toBe(true);
    expect(matches(press('e', { ctrlKey: true }), stroke('e'), false)).toBe(false);
  });

  it('takes Command on a Mac and Control elsewhere', () => {
    expect(matches(press('k', { metaKey: true }), stroke('Mod+k'), true)).toBe(true);
    expect(matches(press('k', { metaKey: true }), stroke('Mod+k'), false)).toBe(false);
    expect(matches(press('k', { ctrlKey: true }), stroke('Mod+k'), false)).toBe(true);
  });

  it('tells sending from sending and done', () => {
    const plain = press('Enter', { ctrlKey: true });
    const done = press('Enter', { ctrlKey: true, shiftKey: true });
    expect(matches(plain, stroke('Mod+Enter'), false)).toBe(true);
    expect(matches(done, stroke('Mod+Enter'), false)).toBe(false);
    expect(matches(done, stroke('Mod+Shift+Enter'), false)).toBe(true);
  });

  it('looks at Alt where no layout needs it to make a sign', () => {
    const up = press('ArrowUp', { altKey: true });
    expect(matches(up, stroke('Alt+ArrowUp'), false)).toBe(true);
    expect(matches(up, stroke('ArrowUp'), false)).toBe(false);
    expect(matches(press('ArrowUp'), stroke('Alt+ArrowUp'), false)).toBe(false);
    expect(matches(press('/', { altKey: true }), stroke('/'), false)).toBe(true);
  });

  it('follows the layout where it has Latin letters', () => {
    // QWERTZ and AZERTY: the letter counts, not its place.
    expect(matches(press('z', { code: 'KeyY' }), stroke('z'), false)).toBe(true);
    expect(matches(press('a', { code: 'KeyQ' }), stroke('q'), false)).toBe(false);
    // "?" and "/" need Shift on some layouts.
    expect(matches(press('/', { code: 'Digit7', shiftKey: true }), stroke('/'), false)).toBe(true);
  });

  it('follows the place of the key on Cyrillic and Hebrew layouts', () => {
    expect(matches(press('о', { code: 'KeyJ' }), stroke('j'), false)).toBe(true);
    expect(matches(press('ח', { code: 'KeyJ' }), stroke('j'), false)).toBe(true);
  });

  it('finds digits on AZERTY', () => {
    expect(matches(press('&', { code: 'Digit1', ctrlKey: true }), stroke('Mod+1'), false)).toBe(true);
  });
});

describe('sequences', () => {
  const patterns = ['g i', 'g w', 'e'];

  it('needs both presses', () => {
    const keys = new Sequencer(false);
    expect(keys.press(press('g'), patterns, 0)).toBe('pending');
    expect(keys.press(press('w'), patterns, 300)).toBe('g w');
    expect(keys.press(press('w'), patterns, 400)).toBe(null);
  });

  it('ends when nothing follows', () => {
    const keys = new Sequencer(false);
    keys.press(press('g'), patterns, 0);
    expect(keys.press(press('i'), patterns, 5_000)).toBe(null);
  });

  it('lets another key act instead', () => {
    const keys = new Sequencer(false);
    keys.press(press('g'), patterns, 0);
    expect(keys.press(press('e'), patterns, 100)).toBe('e');
  });
});

describe('patterns', () => {
  it('knows which are off while somebody writes', () => {
    expect(isSingleKey('e')).toBe(true);
    expect(isSingleKey('g i')).toBe(true);
    expect(isSingleKey('Shift+e')).toBe(true);
    expect(isSingleKey('Mod+k')).toBe(false);
    expect(isSingleKey('Escape')).toBe(false);
    expect(isSingleKey('F6')).toBe(false);
  });

  it('is shown as the keyboard has it', () => {
    expect(shown('Mod+Shift+Enter', true)).toEqual(['⌘⇧↵']);
    expect(shown('Mod+Shift+Enter', false)).toEqual(['Ctrl Shift ↵']);
    expect(shown('g i', true)).toEqual(['G', 'I']);
  });
});
