import { describe, expect, it } from 'vitest';
import { emoji, GROUPS, searched, toned } from './emoji';

describe('emoji', async () => {
  const all = await emoji();

  it('are all there, in groups, and none twice', () => {
    expect(all.length).toBeGreaterThan(1_800);
    expect(new Set(all.map((one) => one.char)).size).toBe(all.length);
    expect([...new Set(all.map((one) => one.group))].sort()).toEqual([...GROUPS]);
  });

  it('that most systems cannot draw yet are left out', () => {
    for (const char of ['🫩', '🫪', '🛘', '🇨🇶', '🧑‍🩰']) expect(all.some((one) => one.char === char)).toBe(false);
    for (const char of ['🫨', '🩷', '🩰', '🐦‍🔥', '🇨🇿']) expect(all.some((one) => one.char === char)).toBe(true);
  });

  it.each([
    ['heart', '❤️'],
    ['red heart', '❤️'],
    ['thank', '🙏'],
    ['wave', '👋'],
    ['germany', '🇩🇪'],
    ['🎉', '🎉'],
    ['fire', '🔥'],
  ])('%s finds %s', (typed, char) => {
    expect(searched(all, typed).slice(0, 12).map((one) => one.char)).toContain(char);
  });

  it('are not found by what is no word of theirs', () => {
    expect(searched(all, 'qwxz')).toEqual([]);
  });

  it('take a skin tone where they have one', () => {
    const of = (char: string) => all.find((one) => one.char === char)!;
    expect(toned(of('👋'), 3)).toBe('👋🏽');
    expect(toned(of('👋'), 0)).toBe('👋');
    expect(toned(of('🔥'), 3)).toBe('🔥');
  });
});
