import english from '../../../messages/en.json';
import type { Catalogue } from './say';

const LATIN = 'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuWwYyZz';
const MARKED = 'ÅåßƀÇçÐðËëƑƒĞğĤĥÎîĴĵĶķĻļḾḿÑñÖöÞþŔŕŠšŢţÛûŴŵÝýŽž';

/**
 * English as a language that needs more room: every letter marked, two fifths longer, in brackets. What shows without
 * marks is not in the catalogue, and a missing bracket is a text that was cut.
 */
export function pseudo(): Catalogue {
  const entries = Object.entries(english as Catalogue).map(([name, message]) => {
    if (message === undefined || typeof message === 'string') return [name, stretched(message ?? '')];
    return [name, message.map((one) => ({ ...one, match: Object.fromEntries(Object.entries(one.match).map(([form, text]) => [form, stretched(text)])) }))];
  });
  return Object.fromEntries(entries) as Catalogue;
}

/** A text in marked letters, two fifths longer; what stands in braces stays as it is. */
export function stretched(text: string): string {
  const marked = text.split(/(\{\w+\})/).map((part) => (part.startsWith('{') ? part : [...part].map(mark).join('')));
  const more = Math.ceil(text.replace(/\{\w+\}/g, '').length * 0.4);
  const filler = '~~~~~ '.repeat(Math.ceil(more / 6)).slice(0, more).trimEnd();
  return `[${marked.join('')}${filler ? ` ${filler}` : ''}]`;
}

function mark(letter: string): string {
  const at = LATIN.indexOf(letter);
  return at < 0 ? letter : (MARKED[at] ?? letter);
}
