import { tick } from 'svelte';
import { MOST_AT_ONCE, type Act, type ConversationRow, type Undo } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError, CoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
import { number } from '$lib/words/dates';
import { actWords } from '$lib/words/triage';
import { plain } from '$lib/words/text';
import { neighbour, placeOf } from '../list/merge';
import { rowOf } from '../rows';
import { focusedPane, focusHeading } from '../panes';
import { inbox } from '../state.svelte';
import { goOn } from '../focus/focus.svelte';
import { narrows } from './filter';
import { labelName } from './labels';
import { begin } from './pending';
import { after } from './rules';
import { selection, type Meant } from './selection.svelte';

/** More than so many are not taken out of a list before the person has read how many they are. */
const MANY = 300;
/** These leave every conversation where it is listed, but in a list that is narrowed to what they change. */
const HARMLESS: readonly Act['type'][] = ['label', 'intent', 'disposition', 'unread'];
/** After these the person goes on to the next conversation, wherever the one before is listed now. */
const DEALT_WITH: readonly Act['type'][] = ['done', 'snooze', 'spam', 'bin'];

/**
 * Does something to conversations: on screen at once, in the core right after, and in one step of undo. The answer takes
 * that step too, without a word and from wherever the person is by then.
 */
export function act(meant: Meant, what: Act): () => Promise<void> {
  if (meant.ids.length > MANY && !(HARMLESS.includes(what.type) && !narrows(inbox.filter))) {
    inbox.overlay = { kind: 'act_on_many', meant, act: what };
    return () => Promise.resolve();
  }
  return actAtOnce(meant, what);
}

/** The same, however many they are. */
export function actAtOnce(meant: Meant, what: Act): () => Promise<void> {
  if (meant.ids.length === 0) return () => Promise.resolve();
  const ids = new Set(meant.ids);
  const feed = inbox.feed;
  const now = clock.now;
  const open = inbox.selected;
  const before = inbox.rows;
  const [one = 0, ...others] = meant.ids;
  const name = others.length === 0 ? plain(rowOf(one)?.person.name ?? '') : '';

  const settled = begin(ids, what, now);
  feed.act(ids, what, now);
  selection.afterAct(before, feed.rows);
  const shown = open !== null && ids.has(open) ? entryOf('conversation', { conversation: open }) : undefined;
  if (shown?.data) shown.data = { ...shown.data, row: after(shown.data.row, what, now) };
  if (open !== null && ids.has(open)) goFrom(open, before, what);
  // With its last row the list is gone that had the focus, also where what is open was not in it.
  if (inbox.mode !== 'focus' && before.length > 0 && inbox.rows.length === 0) void tick().then(() => (focusedPane() ?? 'list') === 'list' && focusHeading());

  const began = stay();
  const told = tellCore(meant, what, began);
  void told.then(settled);
  let back = false;
  const undo = () => {
    if (open !== null && ids.has(open) && inbox.selected !== open) inbox.open(open);
    takeBack().catch(() => stay() === began && toasts.say(m.toast_undo_failed()));
  };
  const words = (count: number) => actWords(what, name, count, labelName, now);
  const said = toasts.sayOf(words(ids.size), undo);
  void told.then(settle);

  return takeBack;

  /** Says what became otherwise than it was said at first. Of what the person has taken back by then there is nothing to say. */
  function settle({ undos, rest, thrown }: Told) {
    const left = undos.reduce((sum, one) => sum + one.left, 0);
    if (stay() !== began || (left === 0 && thrown === null)) return;
    feed.invalidate(true);
    if (back) return;
    const dealt = ids.size - rest.length - left;
    if (dealt === 0) said.withdraw();
    if (thrown !== null) failed(thrown, rest, dealt);
    else if (dealt === 0) toasts.say(m.left_alone({ count: left, shown: number(left) }));
    else said.reword(m.dealt_left_alone({ what: words(dealt), count: left, shown: number(left) }));
  }

  function failed(thrown: unknown, rest: readonly number[], dealt: number) {
    shown?.invalidate();
    const { code } = asCoreError(thrown);
    // The core does not know what was selected any more: with this selection it would fail for ever.
    const anew = code === 'too_late' && meant.whole !== null;
    if (anew && meant.whole) selection.giveUp(meant.whole);
    const partly = m.dealt_failed({ what: words(dealt), count: rest.length, shown: number(rest.length) });
    if (dealt > 0 && !said.reword(partly)) toasts.say(partly);
    // A handle that wants to know how may not have been known to: it is asked now.
    if (code === 'disposition_required') inbox.overlay = { kind: 'disposition', meant: { ...meant, ids: rest }, closing: true };
    else if (dealt === 0) toasts.say(anew ? m.toast_select_anew() : m.toast_failed());
  }

  async function takeBack() {
    back = true;
    said.withdraw();
    // Where nothing changed there is nothing to take back.
    for (const { undo } of (await told).undos.toReversed()) if (undo !== '') await call('undo', { undo });
    feed.letIn();
    feed.invalidate(true);
  }
}

/** What can be taken back of what the core was told, and, where that failed on the way, what it was not told and why. */
type Told = { undos: readonly Undo[]; rest: readonly number[]; thrown: unknown };

/** Tells the core so many at a time as it takes. After a failure what is done stays done, and can be taken back. */
async function tellCore({ ids, whole }: Meant, act: Act, began: number): Promise<Told> {
  const selected = whole === null ? [] : ids.filter((id) => whole.ids.has(id));
  const others = whole === null ? ids : ids.filter((id) => !whole.ids.has(id));
  const slices = [
    ...(whole && selected.length > 0 ? [{ conversations: selected, selection: whole.selection }] : []),
    ...sliced(others, MOST_AT_ONCE).map((conversations) => ({ conversations, selection: null })),
  ];
  const undos: Undo[] = [];
  try {
    for (const slice of slices) {
      // The same numbers are somebody else's in another space.
      if (stay() !== began) throw new CoreError('wrong_space');
      undos.push(await call('act', { ...slice, act }));
    }
  } catch (thrown) {
    return { undos, rest: slices.slice(undos.length).flatMap((slice) => slice.conversations), thrown };
  }
  return { undos, rest: [], thrown: null };
}

function sliced(ids: readonly number[], most: number): number[][] {
  return Array.from({ length: Math.ceil(ids.length / most) }, (_, at) => ids.slice(at * most, (at + 1) * most));
}

/** Goes on from the open conversation: to the next, at the end to the one before, in an empty list to its heading. */
function goFrom(open: number, before: readonly ConversationRow[], what: Act): void {
  const feed = inbox.feed;
  const stays = feed.rows.some((row) => row.id === open);
  const dealt = DEALT_WITH.includes(what.type) && !('on' in what && !what.on);
  if (what.type === 'unread') inbox.keepUnread = open;
  if (stays && !dealt) return;
  if (inbox.mode === 'focus') {
    goOn('dealt');
    return;
  }
  const place = placeOf(before, open) ?? feed.place;
  if (place?.id !== open) return;
  const next = neighbour(inbox.rows, open, place);
  if (next !== null && next !== open) inbox.open(next);
  else if (!stays) {
    inbox.close();
    void tick().then(focusHeading);
  }
}
