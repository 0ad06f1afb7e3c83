import bundled from '../../../../../src-tauri/crates/domain/src/news/bundled.json';
import type { HandleView, NewsView } from '$lib/contract/generated';

/** The list that comes with the app, as the core would give it. */
export function news(handles: readonly HandleView[], language = 'en'): NewsView {
  const entries = bundled.entries.map(({ id, date, about, words, ...more }) => {
    const { flavour, followers, article, support } = more as { flavour?: string; followers?: { min: number; max: number }; article?: string; support?: boolean };
    const concerned = handles.filter(
      (one) => (!flavour || one.flavour === flavour) && (!followers || (one.followers !== null && one.followers >= followers.min && one.followers <= followers.max)),
    );
    const of = words as Record<string, typeof words.en>;
    const spoken = of[language] ? language : 'en';
    return { id, date, about: about as 'app' | 'instagram', language: spoken, ...(of[spoken] ?? words.en), handles: concerned.map((one) => one.id), article: article ?? null, support: support ?? false };
  });
  return { entries, host: 'news.example.com', looked_at: null };
}
