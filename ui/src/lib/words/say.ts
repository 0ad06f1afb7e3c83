import english from '../../../messages/en.json';
import type { Messages } from './generated/messages';

/** A message of the catalogue: a text, or one text for each plural form of the number that it counts. */
type Message = string | readonly { declarations: readonly string[]; match: Record<string, string> }[];
/** A catalogue, in the format of `messages/en.json`. */
export type Catalogue = Readonly<Record<string, Message | undefined>>;
type Values = Readonly<Record<string, string | number>>;

const ENGLISH = { catalogue: english as Catalogue, plurals: new Intl.PluralRules('en') };
let spoken = ENGLISH;
/** Around a value: what it holds has a direction of its own. */
let around: readonly [before: string, after: string] = ['', ''];

/**
 * Speaks another language from now on. What its catalogue lacks is said in English. Where lines run from right to left, each
 * value is isolated (FSI … PDI): else the sign of an `@handle` or a full stop after a Latin name would change its side.
 */
export function speak({ tag, dir }: { tag: string; dir: 'ltr' | 'rtl' }, catalogue: Catalogue): void {
  spoken = { catalogue, plurals: new Intl.PluralRules(tag) };
  around = dir === 'rtl' ? ['\u2068', '\u2069'] : ['', ''];
}

/** The message of that name in the language that is spoken. */
function say(name: string, values: Values): string {
  const language = spoken.catalogue[name] === undefined ? ENGLISH : spoken;
  return fill(formOf(language.catalogue[name] ?? name, values, language.plurals), values);
}

function formOf(message: Message, values: Values, plurals: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  const [{ declarations, match } = { declarations: [], match: {} }] = message;
  const counted = /local \w+ = (\w+): plural/.exec(declarations.join('\n'))?.[1] ?? '';
  const form = plurals.select(Number(values[counted]));
  const of = (wanted: string) => Object.entries(match).find(([when]) => when.endsWith(`=${wanted}`))?.[1];
  return of(form) ?? of('other') ?? '';
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : isolated(String(value));
  });
}

/** A value in a sentence. Digits and their signs stand rightly by themselves. */
function isolated(value: string): string {
  return /\p{L}/u.test(value) ? `${around[0]}${value}${around[1]}` : value;
}

/** Every message, by its name: `m.close()`. Found when it is said, so that it may be kept before a language is known. */
export const m = new Proxy({} as Record<string, (values?: Values) => string>, {
  get: (known, name) => (typeof name === 'string' ? (known[name] ??= (values = {}) => say(name, values)) : undefined),
}) as unknown as Messages;

/** Things one after another, as the language parts them. */
export function list(things: readonly string[]): string {
  return things.map(isolated).join(m.between());
}
