import { m } from '$lib/words/say';
import type { Track } from './progress.svelte';
import { KEYS_GOAL, type Step } from './steps';

/** What a step says. `handle` with its `@`, where there is one. */
export function stepWords(
  step: Step,
  { track, handle, demo, cleared }: { track: Track; handle: string | null; demo: boolean; cleared: number },
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
      return { title: m.start_reply(), note: track === 'care' ? m.start_reply_care() : m.start_reply_marketer() };
    case 'keys':
      return {
        title: m.start_keys(),
        note: demo ? m.start_keys_note({ count: Math.min(cleared, KEYS_GOAL), goal: KEYS_GOAL }) : m.start_keys_demo(),
      };
  }
}
