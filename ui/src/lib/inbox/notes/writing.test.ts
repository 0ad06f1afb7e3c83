import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoteView, SaveNoteRequest } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { scripted } from '$lib/platform/scripted';
import { keepNote, writing } from './writing.svelte';

const NOTE: NoteView = { id: 3, at: 0, edited_at: null, author: 'Eva', text: 'Ask Eva' };
let core: ReturnType<typeof scripted>;
let fails = false;
const saved = () => core.asked('save_note');

beforeEach(() => {
  vi.useFakeTimers();
  fails = false;
  core = scripted({
    save_note: ({ note, text }: SaveNoteRequest) => {
      if (fails) throw { code: 'disk_full', detail: null, trace: null };
      return { ...NOTE, id: note ?? 40, text };
    },
    delete_note: () => ({}),
  });
  start(core.platform);
  writing.forget();
});
afterEach(() => vi.useRealTimers());

describe('a note in writing', () => {
  it('is with the core within a second, and once', async () => {
    writing.write(7, 'Call');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved()).toEqual([{ conversation: 7, note: null, text: 'Call' }]);
    writing.write(7, 'Call back');
    await vi.advanceTimersByTimeAsync(1_000);
    await keepNote(7);
    expect(saved().slice(1)).toEqual([{ conversation: 7, note: 40, text: 'Call back' }]);
    expect(writing.of(7)).toBeUndefined();
  });

  it('is one note, also where it is left while it is being saved', async () => {
    core.answers.save_note = ({ note, text }: SaveNoteRequest) => new Promise((resolve) => setTimeout(() => resolve({ ...NOTE, id: note ?? 40, text }), 50));
    writing.write(7, 'Call');
    await vi.advanceTimersByTimeAsync(820);
    writing.write(7, 'Call back');
    const kept = keepNote(7);
    await vi.advanceTimersByTimeAsync(200);
    await kept;
    expect(saved()).toEqual([
      { conversation: 7, note: null, text: 'Call' },
      { conversation: 7, note: 40, text: 'Call back' },
    ]);
  });

  it('that is emptied is gone if it was new, and as it was if it was not', async () => {
    writing.write(7, 'Call');
    await vi.advanceTimersByTimeAsync(1_000);
    writing.write(7, ' ');
    await keepNote(7);
    expect(core.asked('delete_note')).toEqual([{ note: 40 }]);
    writing.begin(7, NOTE);
    writing.write(7, 'As');
    await vi.advanceTimersByTimeAsync(1_000);
    writing.write(7, '');
    await keepNote(7);
    expect(saved().slice(1)).toEqual([
      { conversation: 7, note: 3, text: 'As' },
      { conversation: 7, note: 3, text: 'Ask Eva' },
    ]);
    expect(core.asked('delete_note')).toHaveLength(1);
  });

  it('that was not changed is not saved', async () => {
    writing.begin(7, NOTE);
    await keepNote(7);
    expect(saved()).toEqual([]);
  });

  it('stays in the field where the core does not take it, before what is written next', async () => {
    fails = true;
    writing.write(7, 'Call');
    const kept = keepNote(7);
    writing.write(7, 'Then write');
    await kept;
    expect(writing.of(7)?.text).toBe('Call\nThen write');
    fails = false;
    await keepNote(7);
    expect(saved().at(-1)).toEqual({ conversation: 7, note: null, text: 'Call\nThen write' });
  });

  it('never goes to another space', async () => {
    writing.write(7, 'Call');
    writing.forget();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saved()).toEqual([]);
  });
});
