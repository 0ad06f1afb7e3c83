import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationRow, HandleView, LabelView } from '$lib/contract/generated';
import { beganAnew } from '$lib/data/space';
import { nextOf } from '../focus/focus.svelte';
import { asksHow } from './acts';
import { closingBeside, closingBy } from './closing';
import { askedOf, keyOf, narrows, NO_FILTER, partsOf, sameFilter } from './filter';
import { freshHue } from './labels';
import { selection } from './selection.svelte';

const rows = [1, 2, 3, 4, 5].map((id) => ({ id }));

describe('choosing', () => {
  beforeEach(() => selection.clear());
  afterEach(() => selection.clear());
  const chosen = () => [...selection.ids].sort((one, two) => one - two);

  it('extends from the cursor, and gives up again on the way back', () => {
    expect(selection.extend(rows, 2, 1)).toBe(3);
    expect(selection.extend(rows, 3, 1)).toBe(4);
    expect(chosen()).toEqual([2, 3, 4]);
    expect(selection.extend(rows, 4, -1)).toBe(3);
    expect(chosen()).toEqual([2, 3]);
    expect(selection.extend(rows, 3, -1)).toBe(2);
    expect(selection.extend(rows, 2, -1)).toBe(1);
    expect(chosen()).toEqual([1, 2]);
    expect(selection.extend(rows, 5, 1)).toBe(null);
  });

  it('takes everything between two rows, whichever comes first', () => {
    selection.toggle(4);
    selection.extendTo(rows, 2, null);
    expect(chosen()).toEqual([2, 3, 4]);
  });

  it('forgets what has left the list', () => {
    for (const { id } of rows) selection.toggle(id);
    selection.keepTo(rows.slice(3));
    expect(chosen()).toEqual([4, 5]);
  });

  it('keeps what is not loaded of a whole list, and single ones can be taken out and put back', () => {
    selection.all('s1', [1, 2, 3, 4, 5, 6, 7]);
    selection.keepTo(rows);
    expect([selection.size, selection.isWhole]).toEqual([7, true]);
    selection.toggle(2);
    expect([selection.size, selection.isWhole]).toEqual([6, false]);
    // What is put back is meant as it is now.
    selection.toggle(2);
    expect([selection.size, selection.isWhole, selection.meant.whole?.ids.has(2)]).toEqual([7, false, false]);
    // One that came in since stands outside of it.
    selection.toggle(9);
    expect([selection.size, selection.isWhole]).toEqual([8, false]);
    expect(selection.meant.ids).toEqual([1, 3, 4, 5, 6, 7, 2, 9]);
    expect(selection.meant.whole?.ids.has(9)).toBe(false);
  });

  it('is no whole list any more when all of it is taken out', () => {
    selection.all('s1', [1, 2]);
    selection.toggle(1);
    selection.toggle(2);
    selection.toggle(1);
    expect([selection.size, selection.ofWhole]).toEqual([1, false]);
  });

  it('extends within a whole list without taking anything out of it', () => {
    selection.toggle(1);
    selection.all('s1', [1, 2, 3, 4, 5]);
    selection.extend(rows, 4, -1);
    expect(selection.isWhole).toBe(true);
  });

  it('forgets all that it knew of another space', () => {
    selection.all('s1', [1, 2]);
    beganAnew();
    expect(selection.size).toBe(0);
  });

  it('of a whole list ends when all that is loaded of it has left, and gives up what leaves alone', () => {
    selection.all('s1', [1, 2, 3, 4, 5, 6, 7]);
    selection.afterAct(rows, rows.slice(1));
    expect(chosen()).toEqual([2, 3, 4, 5, 6, 7]);
    selection.afterAct(rows.slice(1), []);
    expect([selection.size, selection.ofWhole]).toEqual([0, false]);
  });
});

describe('what closes next', () => {
  const at = (id: number, ends: number | null) => ({ id, window: ends === null ? null : { ends_at: ends, human_agent_ends_at: 0 } }) as ConversationRow;
  const list = [at(1, 500), at(2, 300), at(3, null), at(4, 50), at(5, 400)];
  it.each([
    [2, 1, 5],
    [5, 1, 1],
    [1, 1, null],
    [5, -1, 2],
    [2, -1, null],
    [3, 1, 2],
    [4, -1, 2],
    [null, 1, 2],
  ] as const)('from %s by %i: %s', (open, by, to) => {
    expect(closingBeside(list, open, by, 100)).toBe(to);
  });
});

describe('what closes while it is snoozed', () => {
  it('counts windows that are open now and closed by then, their very end included', () => {
    expect(closingBy([500, 300, 50, 0], 100, 300)).toBe(1);
    expect(closingBy([500, 300, 50, 0], 100, 299)).toBe(0);
    expect(closingBy([500, 300, 50, 0], 100, 900)).toBe(2);
  });
});

describe('focus mode', () => {
  it('serves the first that was not skipped, then what was skipped first', () => {
    expect(nextOf(rows, [], null)).toBe(1);
    expect(nextOf(rows, [1], 1)).toBe(2);
    expect(nextOf(rows, [1, 2, 3], 4)).toBe(5);
    expect(nextOf(rows.slice(0, 3), [2, 1, 3], 3)).toBe(2);
    expect(nextOf([{ id: 9 }], [], 9)).toBe(null);
    // What was skipped may have been answered elsewhere meanwhile.
    expect(nextOf([{ id: 9 }], [4, 9], null)).toBe(9);
  });
});

describe('filters', () => {
  const labels = [{ id: 3, name: 'refund', hue: 0, conversations: 1 }] as LabelView[];
  const handles = [{ id: 1, username: 'luma' }] as HandleView[];

  it('turn each part on and off again', () => {
    for (const part of partsOf(NO_FILTER, labels, handles)) {
      expect(part.on, part.id).toBe(false);
      expect(narrows(part.toggled), part.id).toBe(true);
      const back = partsOf(part.toggled, labels, handles).find((one) => one.id === part.id);
      expect(back?.on, part.id).toBe(true);
      expect(sameFilter(back?.toggled ?? part.toggled, NO_FILTER), part.id).toBe(true);
    }
  });

  it('are the same in whatever order they were put together', () => {
    expect(keyOf({ ...NO_FILTER, labels: [2, 1] })).toBe(keyOf({ ...NO_FILTER, labels: [1, 2] }));
    expect(sameFilter({ ...NO_FILTER, labels: [1] }, { ...NO_FILTER, handles: [1] })).toBe(false);
  });

  it('say what they ask for', () => {
    const filter = { ...NO_FILTER, labels: [3], unread: true, closes_within_ms: 4 * 3_600_000 };
    expect(askedOf(filter, labels, handles).map((part) => part.words)).toEqual(['Unread', 'Closes within 4 hours', 'Label: refund']);
  });
});

describe('closing', () => {
  it('asks how only where the handle wants to know and nobody has said it', () => {
    const known = [{ id: 1, disposition_required: true }, { id: 2, disposition_required: false }] as HandleView[];
    const row = (handle: number, disposition: ConversationRow['disposition'] = null) => ({ handle, disposition }) as ConversationRow;
    expect(asksHow([row(2)], known)).toBe(false);
    expect(asksHow([row(2), row(1)], known)).toBe(true);
    expect(asksHow([row(1, 'thanked')], known)).toBe(false);
  });

  it('gives a new label the hue that is used least', () => {
    const label = (hue: number) => ({ hue }) as LabelView;
    expect(freshHue([])).toBe(0);
    expect(freshHue([label(0), label(2)])).toBe(1);
  });
});
