import { keysSaid } from '$lib/commands/titled';
import { m } from '$lib/words/say';
import type { Track } from './progress.svelte';
import { KEYS_GOAL, SAVED_GOAL, type Step } from './steps';

/** What a step says. `handle` with its `@`, where there is one. */
export function stepWords(
  step: Step,
  { track, handle, demo, saved, cleared }: { track: Track; handle: string | null; demo: boolean; saved: number; cleared: number },
): { title: string; note: string } {
  switch (step) {
    case 'demo':
      return { title: m.start_demo(), note: track === 'care' ? m.start_demo_care() : m.start_demo_marketer() };
    case 'connect':
      return { title: m.start_connect(), note: demo ? m.start_connect_demo() : m.start_connect_note() };
    case 'professional':
      return { title: m.start_professional(), note: m.start_professional_note() };
    case 'access':
      return { title: m.start_access(), note: m.start_access_note() };
    case 'dm':
      return { title: m.start_dm(), note: handle ? m.start_dm_note({ handle }) : m.start_dm_none() };
    case 'reply':
      return { title: m.start_reply(), note: track === 'care' ? replyNote() : m.start_reply_marketer() };
    case 'saved':
      return { title: m.start_saved(), note: demo ? m.start_saved_demo() : m.start_saved_note({ count: Math.min(saved, SAVED_GOAL), goal: SAVED_GOAL }) };
    case 'keys':
      return {
        title: m.start_keys(),
        note: keysNote(demo, Math.min(cleared, KEYS_GOAL)),
      };
  }
}

function replyNote(): string {
  const keys = keysSaid('done');
  return keys === undefined ? m.start_reply_care_unkeyed() : m.start_reply_care({ keys });
}

function keysNote(demo: boolean, count: number): string {
  const [next, previous, done, undo] = ['next', 'previous', 'done', 'undo'].map(keysSaid);
  const goal = KEYS_GOAL;
  if (!next || !previous || !done || !undo) return demo ? m.start_keys_note_unkeyed({ count, goal }) : m.start_keys_demo_unkeyed();
  return demo ? m.start_keys_note({ next, previous, done, undo, count, goal }) : m.start_keys_demo({ next, previous, done });
}
