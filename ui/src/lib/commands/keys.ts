/** A key press, as a pattern: `Mod` is Command on a Mac and Control elsewhere. Patterns of two presses: "g i". */
export type Stroke = { key: string; mod: boolean; shift: boolean; alt: boolean };

/** The part of a keyboard event that a pattern is compared with. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Reads one press of a pattern: `Mod+Shift+Enter`, `Shift+e`, `?`. */
export function stroke(pattern: string): Stroke {
  const parts = pattern.split('+');
  const key = parts.pop() ?? '';
  return { key, mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt') };
}

/**
 * The key as the layout means it. Layouts without Latin letters (Cyrillic, Hebrew) fall back to the place of the key;
 * so do digits on layouts that put them behind Shift (AZERTY).
 */
export function keyOf(press: Press): string {
  const place = /^(?:Key|Digit)(.)$/.exec(press.code)?.[1];
  if (press.key.length !== 1 || !place) return press.key;
  const foreign = press.key.codePointAt(0)! > 0x24f;
  const command = press.ctrlKey || press.metaKey;
  if (foreign || (command && /\d/.test(place))) return place.toLowerCase();
  return press.key;
}

/** Whether a press is the one that a pattern means. */
export function matches(press: Press, pattern: Stroke, mac: boolean): boolean {
  const mod = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey;
  const none = !press.metaKey && !press.ctrlKey;
  if (pattern.mod ? !mod : !none) return false;
  const key = keyOf(press);
  // Some layouts make signs and letters with Alt; arrows and the like are made by none.
  if (pattern.alt !== press.altKey && (pattern.alt || pattern.mod || key.length > 1)) return false;
  const isLetter = /^\p{L}$/u.test(key);
  // Which keys make "?" or "/" depends on the layout: there Shift is part of the sign itself.
  if ((isLetter || key.length > 1) && pattern.shift !== press.shiftKey) return false;
  return isLetter ? key.toLowerCase() === pattern.key.toLowerCase() : key === pattern.key;
}

/** Whether a pattern begins with a bare character, which must not act while somebody writes. */
export function isSingleKey(pattern: string): boolean {
  const first = stroke(pattern.split(' ')[0] ?? '');
  return !first.mod && !first.alt && (first.key.length === 1 || first.key === 'Enter' || first.key.startsWith('Arrow'));
}

/** How long the second press of a sequence may take. */
const SEQUENCE_MS = 1_200;

/** Follows presses, so that "g" then "i" is one thing. */
export class Sequencer {
  #first: Press | null = null;
  #at = 0;

  constructor(private readonly mac: boolean) {}

  /** The first of `patterns` that this press completes; `pending` when it begins a sequence. */
  press(press: Press, patterns: readonly string[], now: number): string | 'pending' | null {
    const first = now - this.#at <= SEQUENCE_MS ? this.#first : null;
    this.#first = null;
    if (first) {
      const whole = patterns.find((pattern) => {
        const [one, two] = pattern.split(' ');
        return one && two && matches(first, stroke(one), this.mac) && matches(press, stroke(two), this.mac);
      });
      if (whole) return whole;
    }
    const single = patterns.find((pattern) => !pattern.includes(' ') && matches(press, stroke(pattern), this.mac));
    if (single) return single;
    const begins = patterns.some((pattern) => {
      const [one, two] = pattern.split(' ');
      return one && two && matches(press, stroke(one), this.mac);
    });
    if (!begins) return null;
    this.#first = press;
    this.#at = now;
    return 'pending';
  }
}

const MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'esc' };
const OTHER: Record<string, string> = { Mod: 'Ctrl', Enter: '↵', Escape: 'Esc' };
const BOTH: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑' };

/** A pattern as a person reads it: one text for each press. */
export function shown(pattern: string, mac: boolean): string[] {
  const names = { ...BOTH, ...(mac ? MAC : OTHER) };
  return pattern.split(' ').map((press) =>
    press
      .split('+')
      .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
      .join(mac ? '' : ' '),
  );
}

export const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
