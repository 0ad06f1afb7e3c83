import { describe, expect, it } from 'vitest';
import { isSingleKey, matches, patternOf, Sequencer, shown, stroke, told, type Press } from './keys';

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
});

describe('a layout', () => {
  // What the key says, where it is, and what it must mean.
  it.each<[string, string, string, string, Partial<Press>?]>([
    ['QWERTY', 'j', 'KeyJ', 'j'],
    ['QWERTY', '?', 'Slash', '?', { shiftKey: true }],
    ['QWERTZ', 'z', 'KeyY', 'z'],
    ['QWERTZ', 'y', 'KeyZ', 'y'],
    ['QWERTZ', '/', 'Digit7', '/', { shiftKey: true }],
    ['QWERTZ', '?', 'Minus', '?', { shiftKey: true }],
    ['QWERTZ', '#', 'Backslash', '#'],
    ['QWERTZ', ']', 'Digit9', ']', { ctrlKey: true, altKey: true }],
    ['AZERTY', 'a', 'KeyQ', 'a'],
    ['AZERTY', 'q', 'KeyA', 'q'],
    ['AZERTY', 'm', 'Semicolon', 'm'],
    ['AZERTY', '&', 'Digit1', 'Mod+1', { ctrlKey: true }],
    ['AZERTY', 'à', 'Digit0', 'Mod+0', { ctrlKey: true }],
    ['AZERTY', '-', 'Digit6', 'Mod+-', { ctrlKey: true }],
    ['AZERTY', '6', 'Digit6', 'Mod+6', { ctrlKey: true, shiftKey: true }],
    ['AZERTY', '=', 'Equal', 'Mod+=', { ctrlKey: true }],
    ['Czech', '+', 'Digit1', 'Mod++', { ctrlKey: true }],
    ['Czech', 'ě', 'Digit2', 'Mod+2', { ctrlKey: true }],
    ['Czech', '1', 'Digit1', 'Mod+1', { ctrlKey: true, shiftKey: true }],
    ['QWERTZ', '=', 'Digit0', 'Mod+0', { ctrlKey: true, shiftKey: true }],
    ['AZERTY', '/', 'Period', '/', { shiftKey: true }],
    ['AZERTY', '?', 'Comma', '?', { shiftKey: true }],
    ['AZERTY', '!', 'Slash', '!'],
    ['AZERTY', '#', 'Digit3', '#', { ctrlKey: true, altKey: true }],
    ['Dvorak', 'j', 'KeyC', 'j'],
    ['Dvorak', 'e', 'KeyD', 'e'],
    ['Dvorak', 'z', 'Slash', 'z'],
    ['Dvorak', '/', 'BracketLeft', '/'],
    ['Dvorak', 'k', 'KeyV', 'Mod+k', { ctrlKey: true }],
    ['Cyrillic', 'о', 'KeyJ', 'j'],
    ['Cyrillic', 'У', 'KeyE', 'Shift+e', { shiftKey: true }],
    ['Cyrillic', 'л', 'KeyK', 'Mod+k', { ctrlKey: true }],
    ['Cyrillic', 'х', 'BracketLeft', '['],
    ['Cyrillic', 'ъ', 'BracketRight', ']'],
    ['Greek', 'ξ', 'KeyJ', 'j'],
    ['Hebrew', 'ח', 'KeyJ', 'j'],
    ['Hebrew', 'ל', 'KeyK', 'Mod+k', { ctrlKey: true }],
    ['Arabic', 'ت', 'KeyJ', 'j'],
    ['Kana', 'ま', 'KeyJ', 'j'],
  ])('%s: %s at %s is %s', (_, key, code, pattern, more = {}) => {
    expect(matches(press(key, { code, ...more }), stroke(pattern), false)).toBe(true);
  });

  it.each<[string, string, string, string, string, Partial<Press>?]>([
    // After a letter the layout is known, for keys that say nothing of it.
    ['Hebrew', 'ע', '/', 'KeyQ', 'q'],
    ['Hebrew', 'ע', "'", 'KeyW', 'w'],
    ['Hebrew', 'ע', '.', 'Slash', '/'],
    ['Hebrew', 'ע', '?', 'Slash', '?', { shiftKey: true }],
    ['Cyrillic', 'п', '.', 'Slash', '/'],
    ['Cyrillic', 'п', ',', 'Slash', '?', { shiftKey: true }],
    ['Cyrillic', 'п', '№', 'Digit3', '#', { shiftKey: true }],
    ['Cyrillic', 'п', '!', 'Digit1', '!', { shiftKey: true }],
    ['Dvorak', 'g', "'", 'KeyQ', "'"],
    ['AZERTY', 'g', '/', 'Period', '/', { shiftKey: true }],
  ])('%s: after %s, %s at %s is %s', (_, letter, key, code, pattern, more = {}) => {
    const keys = new Sequencer(false);
    keys.press(press(letter, { code: 'KeyG' }), [], 0);
    expect(keys.press(press(key, { code, ...more }), [pattern], 100)).toBe(pattern);
  });

  it('leaves letters apart that another layout has in that place', () => {
    expect(matches(press('a', { code: 'KeyQ' }), stroke('q'), false)).toBe(false);
    expect(matches(press('z', { code: 'KeyY' }), stroke('y'), false)).toBe(false);
  });

  it('knows Control with Alt on a letter from AltGr', () => {
    expect(matches(press('e', { code: 'KeyE', ctrlKey: true, altKey: true }), stroke('e'), false)).toBe(false);
    expect(matches(press('#', { code: 'Digit3', ctrlKey: true, altKey: true }), stroke('Mod+3'), false)).toBe(false);
  });
});

describe('a pattern that is recorded', () => {
  it.each<[string, Partial<Press>, string | null]>([
    ['e', {}, 'e'],
    ['E', { shiftKey: true }, 'Shift+e'],
    ['?', { shiftKey: true }, '?'],
    ['k', { ctrlKey: true }, 'Mod+k'],
    ['K', { ctrlKey: true, shiftKey: true }, 'Mod+Shift+k'],
    ['ArrowUp', { altKey: true }, 'Alt+ArrowUp'],
    ['F6', { shiftKey: true }, 'Shift+F6'],
    ['л', { code: 'KeyK', ctrlKey: true }, 'Mod+k'],
    ['#', { ctrlKey: true, altKey: true }, '#'],
    ['+', { ctrlKey: true }, 'Mod++'],
    [' ', { shiftKey: true }, 'Space'],
    ['Shift', { shiftKey: true }, null],
    ['Dead', {}, null],
    ['k', { metaKey: true }, null],
  ])('%s with %o is %o', (key, more, pattern) => {
    const pressed = press(key, more);
    expect(patternOf(pressed, false)).toBe(pattern);
    if (pattern !== null) expect(matches(pressed, stroke(pattern), false)).toBe(true);
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

  it('is told to assistive technology, but for those of two presses', () => {
    expect(told(['Mod+1', 'g h', 'Alt+ArrowUp'], false)).toBe('Control+1 Alt+ArrowUp');
    expect(told(['Mod+1', 'Mod++', '+'], true)).toBe('Meta+1 Meta+Plus Plus');
  });

  it('is shown as the keyboard has it', () => {
    expect(shown('Mod+Shift+Enter', true)).toEqual(['⌘⇧↵']);
    expect(shown('Mod+Shift+Enter', false)).toEqual(['Ctrl Shift ↵']);
    expect(shown('g i', true)).toEqual(['G', 'I']);
  });
});
