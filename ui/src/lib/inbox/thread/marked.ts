/** The name under which the style sheet knows what was looked for. */
const NAME = 'found';

/** Marks words within a message without touching its elements; no element takes all marks away. */
export function markWords(element: HTMLElement | null, words: readonly string[]): void {
  // Where the web view knows no such marks the message alone is marked.
  if (!('highlights' in CSS)) return;
  CSS.highlights.delete(NAME);
  if (!element || words.length === 0) return;
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { start, end } of placesOf(node.textContent ?? '', words)) {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      ranges.push(range);
    }
  }
  if (ranges.length > 0) CSS.highlights.set(NAME, new Highlight(...ranges));
}

/** Where any of the words stands in a text: whole, and in the spelling in which it was found. */
export function placesOf(text: string, words: readonly string[]): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = [];
  for (const word of words) {
    for (let at = text.indexOf(word); word !== '' && at >= 0; at = text.indexOf(word, at + word.length)) {
      places.push({ start: at, end: at + word.length });
    }
  }
  return places;
}
