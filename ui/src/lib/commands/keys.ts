/** A key press, as a pattern: `Mod` is Command on a Mac and Control elsewhere. Patterns of two presses: "g i". */
type Stroke = { key: string; mod: boolean; shift: boolean; alt: boolean };

/** The part of a keyboard event that a pattern is compared with. */
export type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * Whether a press belongs to an input method: it picks, ends or gives up what is being composed, and is no command.
 * WebKit sends the last one, of Enter or Escape, after the end of the composition; its code tells.
 */
export function composes({ isComposing, keyCode }: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return isComposing || keyCode === 229;
}

const strokes = new Map<string, Stroke>();

/** Reads one press of a pattern: `Mod+Shift+Enter`, `Shift+e`, `?`. */
export function stroke(pattern: string): Stroke {
  const known = strokes.get(pattern) ?? read(pattern);
  strokes.set(pattern, known);
  return known;
}

function read(pattern: string): Stroke {
  const parts = pattern.split('+');
  // The plus sign itself, and the space, which parts two presses.
  const key = (parts.pop() || '+').replace('Space', ' ');
  return { key, mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt') };
}

/** Signs by their places, plain and with Shift, as the keyboards of layouts without Latin letters have them beside. */
const SIGNS: Record<string, string> = {
  Slash: '/?',
  Period: '.>',
  Comma: ',<',
  Semicolon: ';:',
  Quote: '\'"',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Minus: '-_',
  Equal: '=+',
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
};

/** Whether a press shows that the layout has no Latin letters (Cyrillic, Hebrew, Kana); `null` where it does not tell. */
export function isForeign(press: Press): boolean | null {
  if (!/^\p{L}$/u.test(press.key)) return null;
  return press.key.codePointAt(0)! > 0x24f;
}

/**
 * The key as the layout means it. Layouts without Latin letters fall back to the place of the key; so do digits on
 * layouts that put them behind Shift (AZERTY), but for signs that have no other key there and make everything larger or
 * smaller. `foreign` tells of the layout where the press itself does not: Hebrew has "/" where others have Q.
 */
export function keyOf(press: Press, foreign = isForeign(press) ?? false): string {
  if (press.key.length !== 1) return press.key;
  const place = /^(?:Key|Digit)(.)$/.exec(press.code)?.[1];
  const command = press.ctrlKey || press.metaKey;
  const scales = !press.shiftKey && '+-='.includes(press.key);
  if (place && command && /\d/.test(place) && !scales && !isGraph(press)) return place;
  if (!foreign) return press.key;
  if (place && press.code.startsWith('Key')) return place.toLowerCase();
  // Digits and what stands above them are the same almost everywhere, but for a sign like "№".
  if (place && press.key.codePointAt(0)! < 0x80) return press.key;
  return SIGNS[press.code]?.[press.shiftKey ? 1 : 0] ?? press.key;
}

/** Whether a press makes a browser print the window, where the page does not keep it from that. */
export function printsThePage(press: Press): boolean {
  return ['Mod+p', 'Mod+Shift+p'].some((keys) => matches(press, stroke(keys), IS_MAC));
}

/** AltGr: some systems report it as Control with Alt. The sign that it makes is meant, not the two keys. */
function isGraph(press: Press): boolean {
  return press.ctrlKey && press.altKey && press.key.length === 1 && !/^[a-z0-9]$/i.test(press.key);
}

/** Whether a press is the one that a pattern means. */
export function matches(press: Press, pattern: Stroke, mac: boolean, foreign = isForeign(press) ?? false): boolean {
  const graph = !mac && isGraph(press);
  const mod = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey && !graph;
  const none = !press.metaKey && (!press.ctrlKey || graph);
  if (pattern.mod ? !mod : !none) return false;
  const key = keyOf(press, foreign);
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

/** A press as a pattern, the other way round of {@link matches}. `null` for a modifier alone, and for a key without a name. */
export function patternOf(press: Press, mac: boolean, foreign = isForeign(press) ?? false): string | null {
  const key = keyOf(press, foreign);
  if (['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(key)) return null;
  const graph = !mac && isGraph(press);
  // The other of Command and Control belongs to the system.
  if (mac ? press.ctrlKey : press.metaKey) return null;
  const mod = mac ? press.metaKey : press.ctrlKey && !graph;
  const isLetter = /^\p{L}$/u.test(key);
  const parts = [
    mod && 'Mod',
    press.altKey && !graph && (mod || key.length > 1 || /^[a-z0-9]$/i.test(key)) && 'Alt',
    press.shiftKey && (isLetter || key.length > 1) && 'Shift',
    key === ' ' ? 'Space' : isLetter ? key.toLowerCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

/** How long the second press of a sequence may take. */
const SEQUENCE_MS = 1_200;

/** Follows presses, so that "g" then "i" is one thing. */
export class Sequencer {
  #first: Press | null = null;
  #at = 0;
  /** Whether the letter before came from a layout without Latin letters. */
  #foreign = false;

  constructor(private readonly mac: boolean) {}

  /** The first of `patterns` that is usable and that this press completes; `pending` when it begins a sequence. */
  press(press: Press, patterns: readonly string[], now: number, usable: (pattern: string) => boolean = () => true): string | 'pending' | null {
    this.#foreign = isForeign(press) ?? this.#foreign;
    const means = (one: Press, pattern: string | undefined) => pattern !== undefined && matches(one, stroke(pattern), this.mac, this.#foreign);
    const first = now - this.#at <= SEQUENCE_MS ? this.#first : null;
    this.#first = null;
    if (first) {
      const whole = patterns.find((pattern) => {
        const [one, two] = pattern.split(' ');
        return two && means(first, one) && means(press, two) && usable(pattern);
      });
      if (whole) return whole;
    }
    const single = patterns.find((pattern) => !pattern.includes(' ') && means(press, pattern) && usable(pattern));
    if (single) return single;
    const begins = patterns.some((pattern) => {
      const [one, two] = pattern.split(' ');
      return two && means(press, one) && usable(pattern);
    });
    if (!begins) return null;
    this.#first = press;
    this.#at = now;
    return 'pending';
  }
}

const MAC: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'esc' };
const OTHER: Record<string, string> = { Mod: 'Ctrl', Enter: '↵', Escape: 'Esc' };
const BOTH: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' };

/** A pattern as a person reads it: one text for each press. */
export function shown(pattern: string, mac: boolean): string[] {
  const names = { ...BOTH, ...(mac ? MAC : OTHER) };
  const name = (part: string) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  return pattern.split(' ').map((press) => {
    const { key, mod, shift, alt } = stroke(press);
    const parts = [mod && 'Mod', alt && 'Alt', shift && 'Shift', key === ' ' ? 'Space' : key].filter((part) => part !== false);
    return parts.map(name).join(mac ? '' : ' ');
  });
}

/** Patterns as assistive technology is told of them; it knows none of two presses. */
export function told(patterns: readonly string[], mac: boolean): string {
  const single = patterns.filter((pattern) => !pattern.includes(' '));
  return single.map((pattern) => pattern.replace(/(^|\+)\+$/, '$1Plus').replace('Mod', mac ? 'Meta' : 'Control')).join(' ');
}

export const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
