import { describe, expect, it } from 'vitest';
import { Options } from './options.svelte';

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, cancelable: true, ...more });

describe('the cursor among options', () => {
  it('goes round with the arrows, and tells the field where it is', () => {
    const options = new Options('x', () => ['a', 'b', 'c']);
    expect([options.current, options.active]).toEqual(['a', 'x-0']);
    expect(options.walk(press('ArrowUp'))).toBe(true);
    expect([options.current, options.field['aria-activedescendant']]).toEqual(['c', 'x-2']);
    options.walk(press('ArrowDown'));
    expect(options.current).toBe('a');
    options.point(1);
    options.field.oninput();
    expect(options.current).toBe('a');
  });

  it('stays on the last one where there are fewer', () => {
    let all = $state.raw(['a', 'b', 'c']);
    const options = new Options('x', () => all);
    options.point(2);
    all = ['a', 'b'];
    expect(options.current).toBe('b');
    options.walk(press('ArrowUp'));
    expect(options.current).toBe('a');
    all = [];
    expect([options.at, options.current, options.active]).toEqual([-1, undefined, undefined]);
    expect(options.walk(press('ArrowDown'))).toBe(true);
  });

  it('chooses by Enter, and leaves a press of an input method to the field', () => {
    const chosen: string[] = [];
    const options = new Options('x', () => ['a', 'b']);
    const enter = press('Enter');
    expect(options.press(enter, (one) => chosen.push(one))).toBe(true);
    expect([chosen, enter.defaultPrevented]).toEqual([['a'], true]);
    for (const key of ['Enter', 'ArrowDown']) {
      const composing = press(key, { isComposing: true });
      expect(options.press(composing, (one) => chosen.push(one))).toBe(true);
      expect(composing.defaultPrevented).toBe(false);
    }
    expect([chosen, options.current]).toEqual([['a'], 'a']);
    expect(options.press(press('Backspace'), (one) => chosen.push(one))).toBe(false);
  });
});
