import { m } from '$lib/words';
import { plain } from '$lib/words/text';

/** Ways to say thank you for a mention: several, so that not everybody gets the same words. */
export function thanksFor(name: string): string[] {
  const first = plain(name).trim().split(/\s+/u)[0] ?? '';
  // Who is known by the end of an id only is thanked without it.
  const named = /^[\p{L}\p{M}'’-]+$/u.test(first) && first !== 'Instagram';
  return named
    ? [m.thanks_1({ name: first }), m.thanks_2({ name: first }), m.thanks_3({ name: first }), m.thanks_4({ name: first })]
    : [m.thanks_plain_1(), m.thanks_plain_2(), m.thanks_plain_3()];
}
