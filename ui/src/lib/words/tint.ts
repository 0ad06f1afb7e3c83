import type { HandleView } from '$lib/contract/generated';
import { m } from './say';

/** The words of the tints that a handle can be known by, in the order of their numbers. */
export const TINTS: readonly (() => string)[] = [m.tint_0, m.tint_1, m.tint_2, m.tint_3, m.tint_4, m.tint_5, m.tint_6, m.tint_7, m.tint_8, m.tint_9];

/** The tint of what has no other: by its number. */
export const usualTint = (id: number): number => id % TINTS.length;

/** The tint of a handle: the one that was chosen, else by its number. */
export const tintOf = (handle: Pick<HandleView, 'id' | 'tint'> | undefined): number => handle?.tint ?? usualTint(handle?.id ?? 0);
