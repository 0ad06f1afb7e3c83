const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The place in a text where something may be inserted: never inside an emoji or under an accent. Moves to the end. */
export function snapped(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const segment = graphemes.segment(text).containing(at);
  if (!segment) return at;
  return segment.index === at ? at : segment.index + segment.segment.length;
}
