import { m } from '$lib/words/say';
import { IS_MAC, shown } from './keys';
import { keysInUse, keysOf } from './registry.svelte';

/** The words of a button's tooltip, with the keys that do the same, as a person reads them: "Add label (L)". */
export function titled(words: string, id: string): string {
  const keys = keysOf(id);
  return keys ? `${words} (${shown(keys, IS_MAC).join(' ')})` : words;
}

/** The keys of a command within a sentence: "E", "G, then H". Nothing where it has none, or none that act now. */
export function keysSaid(id: string): string | undefined {
  const keys = keysInUse(id);
  if (!keys) return undefined;
  const [first = '', second] = shown(keys, IS_MAC);
  return second === undefined ? first : m.keys_then({ first, second });
}
