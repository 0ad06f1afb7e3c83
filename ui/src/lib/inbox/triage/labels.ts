import type { LabelView } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';

/** Every label that is known. */
function knownLabels(): readonly LabelView[] {
  return entryOf('labels', {}).data ?? [];
}

function labelOf(id: number): LabelView | undefined {
  return knownLabels().find((label) => label.id === id);
}

export function labelName(id: number): string {
  return labelOf(id)?.name ?? '';
}

/** The labels of a row, by name. */
export function labelsOf(ids: readonly number[], known: readonly LabelView[]): LabelView[] {
  return known.filter((label) => ids.includes(label.id));
}

/** How many hues there are for labels. */
export const HUES = 12;

/** The hue that fewest labels have: a new label is told apart best by it. */
export function freshHue(known: readonly LabelView[]): number {
  const uses = Array.from({ length: HUES }, (_, hue) => known.filter((label) => label.hue === hue).length);
  return uses.indexOf(Math.min(...uses));
}
