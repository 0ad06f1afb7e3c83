import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActRequest } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { CoreError } from '$lib/platform/platform';
import { scripted } from '$lib/platform/scripted';
import { speak, type Catalogue } from '$lib/words/say';
import english from '../../../../messages/en.json';
import { inbox } from '../state.svelte';
import { act, actAtOnce } from './act';
import { selectAll, toggleLabel } from './acts';
import { NO_FILTER } from './filter';
import { selection, these } from './selection.svelte';

const BIN = { type: 'bin', on: true } as const;
const many = (count: number) => Array.from({ length: count }, (_, index) => 100_000 + index);
let left = 0;
/** Refuses everything, or whatever comes after the first. */
let refuses: CoreError | null = null;
let fails: CoreError | null = null;
let held: Promise<void> | null = null;
/** What the core did, by the token that takes it back. */
let done: Map<string, ActRequest>;
const core = scripted({
  conversations: () => ({ rows: [], next: null }),
  select: async () => {
    await held;
    return { selection: 's', conversations: many(20_000) };
  },
  act: async (request: ActRequest) => {
    await held;
    if (refuses) throw refuses;
    if (fails && done.size > 0) throw fails;
    const undo = `u${done.size}`;
    done.set(undo, request);
    return { undo, changed: request.conversations.length - left, left };
  },
  undo: ({ undo }: { undo: string }) => void done.delete(undo),
});

const text = () => toasts.shown[0]?.text;

beforeEach(() => {
  speak({ tag: 'en', dir: 'ltr' }, english as unknown as Catalogue);
  start(core.platform);
  toasts.forget();
  inbox.reset();
  selection.clear();
  [left, refuses, fails, held, done] = [0, null, null, null, new Map()];
});

describe('a whole list', () => {
  it('of any length is told in one call, and comes back with one undo', async () => {
    selection.all('s', many(20_000));
    actAtOnce(selection.meant, BIN);
    await vi.waitFor(() => expect(done.size).toBe(1));
    expect([...done.values()].map((one) => [one.selection, one.conversations.length])).toEqual([['s', 20_000]]);
    expect(text()).toBe('20,000 conversations: in the bin for 30 days');
    toasts.undo();
    await vi.waitFor(() => expect(done.size).toBe(0));
    expect(toasts.canUndo).toBe(false);
  });

  it('that the core does not know any more is chosen no more', async () => {
    refuses = new CoreError('too_late');
    selection.all('s', [1, 2]);
    const { meant } = selection;
    actAtOnce(meant, { type: 'unread' });
    // In a list that shows some of it, it is chosen still.
    selection.all('s', [1, 2]);
    await vi.waitFor(() => expect(text()).toContain('select it again'));
    expect([selection.size, toasts.canUndo]).toEqual([0, false]);
  });

  it('is asked of, also for what changes a row alone, where the list is narrowed to that', () => {
    const label = { type: 'label', label: 1, on: true } as const;
    act(these(many(301)), label);
    expect(inbox.overlay).toBe(null);
    inbox.filter = { ...NO_FILTER, labels: [1] };
    act(these(many(301)), label);
    expect(inbox.overlay).toMatchObject({ kind: 'act_on_many' });
  });
});

describe('more than one call takes', () => {
  it('of which a part fails says so, and what was done of it can be taken back', async () => {
    fails = new CoreError('disk_full');
    actAtOnce(these(many(2_500)), BIN);
    await vi.waitFor(() => expect(text()).toBe('1,000 conversations: in the bin for 30 days. It did not work for 1,500 more, which are as they were.'));
    toasts.undo();
    await vi.waitFor(() => expect(done.size).toBe(0));
  });
});

describe('a label', () => {
  it('is put on where it is not known whether all have it', async () => {
    toggleLabel(these([1, 2]), 7);
    await vi.waitFor(() => expect(done.get('u0')?.act).toEqual({ type: 'label', label: 7, on: true }));
  });
});

describe('what changed after it was chosen', () => {
  it('is said at the place of the step, with the number of the others', async () => {
    left = 1;
    actAtOnce(these([1, 2]), BIN);
    await vi.waitFor(() => expect(text()).toBe('1 conversation: in the bin for 30 days. 1 changed after it was selected and was left as it is.'));
    toasts.undo();
    expect(toasts.canUndo).toBe(false);
  });

  it('is not said of what is taken back already, nor over what was done since', async () => {
    left = 1;
    let go = () => {};
    held = new Promise((resolve) => (go = resolve));
    actAtOnce(these([1, 2]), BIN);
    toasts.undo();
    actAtOnce(these([3, 4]), BIN);
    actAtOnce(these([5, 6, 7]), BIN);
    go();
    await vi.waitFor(() => expect(text()).toContain('2 conversations: in the bin for 30 days. 1 changed'));
    toasts.undo();
    expect(toasts.canUndo).toBe(true);
    toasts.undo();
    expect(toasts.canUndo).toBe(false);
  });
});

describe('choosing a whole list', () => {
  it('gives way to what the person chooses until the core has answered', async () => {
    let go = () => {};
    held = new Promise((resolve) => (go = resolve));
    const asked = selectAll();
    expect(selection.asking).toBe(true);
    selection.toggle(3);
    expect(selection.asking).toBe(false);
    go();
    await asked;
    expect([...selection.ids]).toEqual([3]);
    await selectAll();
    expect([selection.size, selection.isWhole, selection.asking]).toEqual([20_000, true, false]);
  });
});
