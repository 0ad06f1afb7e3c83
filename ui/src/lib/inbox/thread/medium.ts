import type { Found } from '$lib/platform/platform';

export type MediumKind = 'image' | 'video' | 'audio';

/** What to do about a medium that did not show, once it was asked for by hand. */
type Remedy =
  /** Show it again; as the kind that it truly is, from memory where `file` is set. */
  | { do: 'show'; kind: MediumKind; file: Blob | null }
  /** Deleted or ended at Instagram. */
  | { do: 'say'; what: 'gone' }
  /** It is there, or may be, but not to be seen here. */
  | { do: 'say'; what: 'unknown' };

/** Answers of a server that has it no longer. */
const GONE: readonly number[] = [403, 404, 410];

/** Decides on what was found. A web view may be able to fetch what its player cannot: then the file is played from memory. */
export function remedyFor(kind: MediumKind, found: Found | null): Remedy {
  if (!found) return { do: 'show', kind, file: null };
  if (GONE.includes(found.status)) return { do: 'say', what: 'gone' };
  if (!found.file) return { do: 'say', what: 'unknown' };
  const truly = (['image', 'video', 'audio'] as const).find((one) => found.file?.type.startsWith(`${one}/`));
  if (!truly) return { do: 'say', what: 'unknown' };
  if (truly === 'image') return { do: 'show', kind: 'image', file: null };
  // A voice may come in the container of a film, without a picture.
  return { do: 'show', kind: kind === 'audio' ? 'audio' : truly, file: found.file };
}

/** Whether a picture of this type can move. Which one does is not known before it is decoded. */
export function mayMove(type: string): boolean {
  return type === 'image/gif';
}
