import { CoreError } from '$lib/platform/platform';

/**
 * Ids are small numbers in the demo and in the inbox alike: what was begun in one must never end in the other. While a
 * change of space is on its way nothing is written; afterwards, what waited for it is refused if the space did change.
 */

const savers = new Set<() => Promise<void>>();
const forgetters = new Set<() => void>();
/** A change on its way; answers whether the space is another one now. */
let changing: Promise<boolean> | null = null;
let space: string | undefined;
/** Goes up with every change of space. */
let era = 0;

/** Names what must be saved before another space is opened, and what must be forgotten right after. */
export function keepToSpace(keeper: { save?: () => Promise<void>; forget: () => void }): void {
  if (keeper.save) savers.add(keeper.save);
  forgetters.add(keeper.forget);
}

/** Takes over which space is shown. Everything of the one before is forgotten, before anything new is drawn. */
export function nowIn(shown: string): void {
  const before = space;
  space = shown;
  if (before === undefined || before === shown) return;
  beganAnew();
}

/** The space began anew: the ids of before are somebody else's from now on, and everything of them is forgotten. */
export function beganAnew(): void {
  era += 1;
  for (const forget of forgetters) forget();
}

/** Which stay in a space this is: what began in another one must not go on. */
export function stay(): number {
  return era;
}

/** Saves what waits to be saved: the page is about to go. */
export async function saveAll(): Promise<void> {
  await Promise.all([...savers].map((save) => save().catch(() => undefined)));
}

/** Saves what waits, then does something that may open another space, and holds all writing back until it is known. */
export async function changeSpace<T>(change: () => Promise<T>): Promise<T> {
  // One after the other: the second one is about what the first one opened.
  while (changing) await changing;
  await saveAll();
  const before = era;
  let settle: (changed: boolean) => void = () => undefined;
  changing = new Promise((resolve) => (settle = resolve));
  try {
    return await change();
  } finally {
    changing = null;
    settle(era !== before);
  }
}

/** Waits until a write may go. Rejects if its space is gone by then. */
export async function mayWrite(): Promise<void> {
  if (changing && (await changing)) throw new CoreError('wrong_space');
}
