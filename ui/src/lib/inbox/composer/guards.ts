/** A reply that a person sent, or is about to. */
export type Sent = { handle: number; conversation: number; text: string; at: number };

/** What is asked before a reply goes. */
export type Question =
  /** The last replies went from another handle. */
  | { kind: 'handle'; other: number }
  /** The same text went to the same person before. */
  | { kind: 'same_person' }
  /** The same text went to so many people in a row. */
  | { kind: 'same_many'; people: number };

/** So many replies from one handle in a row, and another handle is a surprise. */
const IN_A_ROW = 3;
/** So many people who got the same text in a row, and one more is asked about. */
const MANY = 4;
/** The same text to the same person again is a mistake within this time, and a greeting after it. */
const SAME_FOR_MS = 24 * 3_600_000;
/** The second press counts for so long. */
const SECOND_PRESS_MS = 3_000;
/** Replies that are remembered. */
const KEPT = 50;

/**
 * What is to be asked before `next` goes, by what was sent from here, oldest first; `before` is what the thread tells
 * of its own, from wherever it was sent.
 */
export function question(sent: readonly Sent[], next: Sent, before: readonly Sent[] = []): Question | null {
  const last = sent.slice(-IN_A_ROW);
  const other = last.at(-1)?.handle;
  if (last.length === IN_A_ROW && other !== undefined && last.every((one) => one.handle !== next.handle)) {
    return { kind: 'handle', other };
  }
  const text = folded(next.text);
  if (text === '') return null;
  const theirs = [...before, ...sent]
    .filter((one) => one.conversation === next.conversation)
    .reduce<Sent | undefined>((last, one) => (last && last.at > one.at ? last : one), undefined);
  if (theirs && folded(theirs.text) === text && next.at - theirs.at < SAME_FOR_MS) return { kind: 'same_person' };
  const people = peopleInARow(sent, text);
  return people >= MANY ? { kind: 'same_many', people } : null;
}

/** How many people got this very text, one after the other, up to now. */
function peopleInARow(sent: readonly Sent[], text: string): number {
  const people = new Set<number>();
  for (const one of sent.toReversed()) {
    if (folded(one.text) !== text) break;
    people.add(one.conversation);
  }
  return people.size;
}

function folded(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Remembers what was sent, and what was asked: a second press within three seconds is the answer. */
export class Guard {
  #sent: Sent[] = [];
  #asked: { key: string; until: number } | null = null;
  /** Texts for which it was answered that many people get them. */
  #meant = new Set<string>();

  /** What is to be asked before `next` goes; nothing when it may go. `before` is what the thread itself tells. */
  ask(next: Sent, before: readonly Sent[] = []): Question | null {
    const found = question(this.#sent, next, before);
    if (!found || (found.kind === 'same_many' && this.#meant.has(folded(next.text)))) return null;
    const key = `${found.kind} ${next.conversation} ${folded(next.text)}`;
    const answered = this.#asked?.key === key && next.at <= this.#asked.until;
    this.#asked = answered ? null : { key, until: next.at + SECOND_PRESS_MS };
    if (!answered) return found;
    if (found.kind === 'same_many') this.#meant.add(folded(next.text));
    return null;
  }

  went(sent: Sent): void {
    this.#asked = null;
    this.#sent = [...this.#sent, sent].slice(-KEPT);
  }

  /** It came back: as if it had not been sent. */
  cameBack(conversation: number, text: string): void {
    const at = this.#sent.findLastIndex((one) => one.conversation === conversation && folded(one.text) === folded(text));
    if (at >= 0) this.#sent.splice(at, 1);
  }

  forget(): void {
    this.#sent = [];
    this.#asked = null;
    this.#meant.clear();
  }
}
