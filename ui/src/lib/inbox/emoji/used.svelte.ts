import { Kept } from '$lib/data/kept.svelte';

const MOST = 27;

const chars = (found: unknown): string[] | undefined =>
  Array.isArray(found) && found.every((one) => typeof one === 'string') ? found.slice(0, MOST) : undefined;
const isTone = (found: unknown): number | undefined =>
  typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= 5 ? found : undefined;

const recent = new Kept<string[]>('emoji-recent', [], chars);
const tone = new Kept<number>('emoji-tone', 0, isTone);

/** The emoji that were used last, and the skin tone that is preferred. */
export const used = {
  get recent(): readonly string[] {
    return recent.value;
  },
  add(char: string): void {
    recent.value = [char, ...recent.value.filter((one) => one !== char)].slice(0, MOST);
  },
  get tone(): number {
    return tone.value;
  },
  set tone(value: number) {
    tone.value = value;
  },
};
