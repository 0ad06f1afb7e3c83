import { IS_MAC, shown } from './keys';
import { keysOf } from './registry.svelte';

/** The words of a button's tooltip, with the keys that do the same, as a person reads them: "Add label (L)". */
export function titled(words: string, id: string): string {
  const keys = keysOf(id);
  return keys ? `${words} (${shown(keys, IS_MAC).join(' ')})` : words;
}
