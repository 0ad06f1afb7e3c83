import type { SavedReplyText, SavedReplyView } from '$lib/contract/generated';
import { date } from '$lib/words/dates';

/** Today, as it is written in each language of a saved reply, and as here. */
export function today(reply: SavedReplyView, now: number): SavedReplyText[] {
  return reply.draft.texts.map(({ language }) => ({ language, text: written(now, language) })).concat(
    reply.draft.texts.some(({ language }) => language === '') ? [] : [{ language: '', text: date(now) }],
  );
}

function written(now: number, language: string): string {
  try {
    return date(now, language || undefined);
  } catch {
    // A code that the system does not know.
    return date(now);
  }
}
