import { stroke } from './keys';
import type { Command } from './registry.svelte';

/** The keys of the commands that a person gave other keys. An empty list: none at all. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

/** Why a press cannot be given to a command. */
type Refused = 'kept' | 'system';

/** What ends, moves through and confirms everywhere must go on doing so, or the keyboard leads nowhere. */
const KEPT = ['Escape', 'Tab', 'Shift+Tab', 'Enter', 'Space', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];
/** What every program does with these. */
const SYSTEM = ['Mod+c', 'Mod+v', 'Mod+x', 'Mod+a', 'Mod+q', 'Mod+w', 'Alt+F4', 'Mod+r', 'Mod+Space', 'F5', 'F11', 'F12'];

/** Whether a pattern may be given to a command; if not, why. */
export function refusal(pattern: string): Refused | null {
  const first = pattern.split(' ')[0] ?? '';
  if (KEPT.includes(first)) return 'kept';
  return SYSTEM.includes(first) ? 'system' : null;
}

/** Whether two patterns can be told apart while they are pressed: neither is the other, nor its beginning. */
export function clash(one: string, two: string): boolean {
  const [a, b] = [presses(one), presses(two)];
  return Array.from({ length: Math.min(a.length, b.length) }, (_, at) => a[at] === b[at]).every(Boolean);
}

/** The other command that a pattern belongs to, if any. `all` with the keys of now. */
export function ownerOf(pattern: string, all: readonly Command[], except: string): Command | undefined {
  return all.find((command) => command.id !== except && command.keys?.some((keys) => clash(keys, pattern)));
}

/** Gives a command these keys alone, and takes them from whatever had them. */
export function assign(own: OwnKeys, all: readonly Command[], id: string, pattern: string): OwnKeys {
  const freed = all
    .filter((command) => command.id !== id && command.keys?.some((keys) => clash(keys, pattern)))
    .map((command) => [command.id, (command.keys ?? []).filter((keys) => !clash(keys, pattern))] as const);
  return { ...own, ...Object.fromEntries(freed), [id]: [pattern, ...keptOf(all, id)] };
}

/** Leaves a command without keys, but for those that stay. */
export function remove(own: OwnKeys, all: readonly Command[], id: string): OwnKeys {
  return { ...own, [id]: keptOf(all, id) };
}

/** Gives a command the keys back that it came with; what has one of them meanwhile loses it. */
export function reset(own: OwnKeys, shipped: readonly Command[], id: string): OwnKeys {
  const usual = shipped.find((command) => command.id === id)?.keys ?? [];
  const entries = Object.entries(own)
    .filter(([other]) => other !== id)
    .map(([other, keys]) => [other, keys.filter((one) => !usual.some((pattern) => clash(one, pattern)))] as const);
  return Object.fromEntries(entries);
}

/** Whether a command's keys can be changed: not those that stand for a thing (a handle, a saved view), which come and go. */
export function canRemap(command: Command): boolean {
  const onlyKept = (command.keys?.length ?? 0) > 0 && command.keys?.every((keys) => KEPT.includes(keys));
  return !command.paletteOnly && !/_\d+$/.test(command.id) && !onlyKept;
}

/** The keys of a command that stay whatever it is given: arrows go on moving, Enter goes on opening. */
function keptOf(all: readonly Command[], id: string): string[] {
  return (all.find((command) => command.id === id)?.keys ?? []).filter((keys) => KEPT.includes(keys));
}

function presses(pattern: string): string[] {
  return pattern.split(' ').map((press) => {
    const { key, mod, shift, alt } = stroke(press);
    return JSON.stringify([key.toLowerCase(), mod, shift, alt]);
  });
}
