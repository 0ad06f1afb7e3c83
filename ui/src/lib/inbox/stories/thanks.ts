import { m } from '$lib/words';
import { plain } from '$lib/words/text';

/** Ways to say thank you for a mention: several, so that not everybody gets the same words. */
export function thanksFor(name: string): string[] {
  const first = plain(name).trim().split(/\s+/u)[0] ?? '';
  // Who is known by the end of an id only is thanked without it.
  const named = /^[\p{L}\p{M}'’-]+$/u.test(first) && first !== 'Instagram';
  if (!named) return [m.thanks_plain_1(), m.thanks_plain_2(), m.thanks_plain_3()];
  // What is sent holds no marks of direction, which only the window needs.
  return [m.thanks_1, m.thanks_2, m.thanks_3, m.thanks_4].map((thanks) => plain(thanks({ name: first })));
}
