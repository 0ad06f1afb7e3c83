/** How well a text answers what was typed: every letter in order, better at the start of words. `null`: not at all. */
export function score(text: string, typed: string): number | null {
  const hay = fold(text);
  const needle = fold(typed).replace(/\s+/g, '');
  if (needle === '') return 0;
  let points = 0;
  let at = -1;
  for (const letter of needle) {
    const found = hay.indexOf(letter, at + 1);
    if (found < 0) return null;
    const starts = found === 0 || /[\s@._-]/.test(hay[found - 1] ?? '');
    points += found === at + 1 ? 4 : starts ? 3 : 0;
    points -= Math.min(3, found - at - 1) * 0.25;
    at = found;
  }
  return points - hay.length * 0.01;
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
