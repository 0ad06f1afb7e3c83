import type { Filter, HandleView, View } from '$lib/contract/generated';
import { keysSaid } from '$lib/commands/titled';
import { m } from '$lib/words/say';
import { isSilent } from '$lib/words/handle';
import { narrows } from '../triage/filter';

/** Which of the empty lists this is. "Caught up" is only ever said when everything in scope receives. */
type Empty = 'no_handles' | 'filtered' | 'silent' | 'fresh' | 'catching_up' | 'caught_up' | 'nothing';

/** Where a handle that receives nothing may be why a list is empty. The other views show what was done here. */
const NEWS: readonly View[] = ['needs_reply', 'mentions', 'requests', 'all'];

/** What a list is about. */
type Scope = {
  view: View;
  filter: Filter;
  handles: readonly HandleView[];
  /** How many conversations the scope has in all. */
  known: number | undefined;
  /** The scope is one handle that the person has chosen: then its state is said in every view. */
  chosen: boolean;
};

/** The handles that a list is about: those that the filter names, else all in scope. */
export function inScope(handles: readonly HandleView[], filter: Filter): HandleView[] {
  return handles.filter((handle) => filter.handles.length === 0 || filter.handles.includes(handle.id));
}

/** Tells the kinds of emptiness apart. */
export function emptiness({ view, filter, handles, known, chosen }: Scope): Empty {
  if (handles.length === 0) return 'no_handles';
  if (narrows(filter)) return 'filtered';
  const told = chosen || NEWS.includes(view);
  if (told && handles.some(isSilent)) return 'silent';
  if (told && handles.some((handle) => handle.health === 'catching_up')) return 'catching_up';
  if (told && known === 0) return 'fresh';
  return view === 'needs_reply' ? 'caught_up' : 'nothing';
}

/** What is said where nothing is: a headline, and more of it. */
export type Said = { headline: string; note: string };

/** The words of a view that holds nothing: what it would hold, and how that gets there. */
export function nothingIn(view: View): Said {
  const withKeys = (id: string, say: (values: { keys: string }) => string, unkeyed: () => string) => {
    const keys = keysSaid(id);
    return keys === undefined ? unkeyed() : say({ keys });
  };
  switch (view) {
    case 'waiting':
      return { headline: m.nothing_waiting(), note: m.nothing_waiting_note() };
    case 'mentions':
      return { headline: m.nothing_mentions(), note: m.nothing_mentions_note() };
    case 'requests':
      return { headline: m.nothing_requests(), note: m.nothing_requests_note() };
    case 'snoozed':
      return { headline: m.nothing_snoozed(), note: withKeys('snooze', m.nothing_snoozed_note, m.nothing_snoozed_note_unkeyed) };
    case 'done':
      return { headline: m.nothing_done(), note: withKeys('done', m.nothing_done_note, m.nothing_done_note_unkeyed) };
    case 'needs_reply':
      return { headline: m.nothing_needs_reply(), note: m.empty_fresh_note() };
    case 'all':
      return { headline: m.empty_fresh(), note: m.empty_fresh_note() };
    case 'spam':
      return { headline: m.nothing_spam(), note: withKeys('spam', m.nothing_spam_note, m.nothing_spam_note_unkeyed) };
    case 'bin':
      return { headline: m.nothing_bin(), note: withKeys('bin', m.nothing_bin_note, m.nothing_bin_note_unkeyed) };
  }
}
