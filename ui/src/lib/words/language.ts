import { speak, type Catalogue } from './say';

/** A language of the window. */
type Language = { tag: string; name: string; dir: 'ltr' | 'rtl' };

/** The languages that are offered, each in its own words. All have every message: nobody is given half a language. */
export const LANGUAGES: readonly Language[] = [
  { tag: 'en', name: 'English', dir: 'ltr' },
  { tag: 'he', name: 'עברית', dir: 'rtl' },
  { tag: 'ja', name: '日本語', dir: 'ltr' },
];

/** Made from English, to find what does not fit and what does not mirror: never in what people install. */
const PSEUDO: readonly Language[] = [
  { tag: 'en-XA', name: '[Ëñğļîšĥ]', dir: 'ltr' },
  { tag: 'en-XB', name: '[ˑhsilgnEˑ]', dir: 'rtl' },
];
const FOR_TESTS = import.meta.env.DEV || import.meta.env.MODE === 'mock';

const catalogues = import.meta.glob<Catalogue>(['../../../messages/*.json', '!../../../messages/en.json'], { import: 'default' });

let dates: string | undefined;

/** The language that fits what was set (`null`: nothing) and what the system prefers, best first. English otherwise. */
export function languageFor(set: string | null, system: readonly string[], offered = LANGUAGES): Language {
  const wanted = set === null ? system : [set];
  for (const tag of wanted) {
    const found = offered.find((one) => one.tag === tag) ?? offered.find((one) => one.tag === primary(tag));
    if (found) return found;
  }
  return offered[0]!;
}

/** Makes the window speak the language that was set, or the system's. Before anything is drawn. */
export async function useLanguage(set: string | null): Promise<void> {
  const current = languageFor(set, navigator.languages, FOR_TESTS ? [...LANGUAGES, ...PSEUDO] : LANGUAGES);
  document.documentElement.lang = current.tag;
  document.documentElement.dir = current.dir;
  const system = new Intl.DateTimeFormat().resolvedOptions().locale;
  dates = primary(system) === primary(current.tag) ? undefined : current.tag;
  const load = catalogues[`../../../messages/${current.tag}.json`];
  if (load) speak(current, await load());
  else if (FOR_TESTS && PSEUDO.includes(current)) speak({ tag: 'en', dir: current.dir }, (await import('./pseudo')).pseudo());
}

/**
 * The locale of dates and numbers: as this computer is set, with its clock and calendar (`undefined`), where it has the
 * window's own language; else that language's.
 */
export function localeOfDates(): string | undefined {
  return dates;
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}
