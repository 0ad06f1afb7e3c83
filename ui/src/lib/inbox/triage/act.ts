import { tick } from 'svelte';
import type { Act, ConversationRow, Undo } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
import { number } from '$lib/words/dates';
import { actWords } from '$lib/words/triage';
import { plain } from '$lib/words/text';
import { neighbour, placeOf } from '../list/merge';
import { rowOf } from '../rows';
import { focusHeading } from '../panes';
import { inbox } from '../state.svelte';
import { goOn } from '../focus/focus.svelte';
import { labelName } from './labels';
import { begin } from './pending';
import { after } from './rules';
import { selection, type Meant } from './selection.svelte';

/** The contract takes this many conversations at once, but of a selection. */
const AT_ONCE = 1_000;
/** More than so many are not taken out of a list before the person has read how many they are. */
const MANY = 300;
/** These leave every conversation where it is listed. */
const HARMLESS: readonly Act['type'][] = ['label', 'intent', 'disposition', 'unread'];
/** After these the person goes on to the next conversation, wherever the one before is listed now. */
const DEALT_WITH: readonly Act['type'][] = ['done', 'snooze', 'spam', 'bin'];

/**
 * Does something to conversations: on screen at once, in the core right after, and in one step of undo. The answer takes
 * that step too, without a word and from wherever the person is by then.
 */
export function act(meant: Meant, what: Act): () => Promise<void> {
  if (meant.ids.length > MANY && !HARMLESS.includes(what.type)) {
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

  const asked = tellCore(meant, what);
  asked.then(settled, settled);
  const began = stay();
  const undo = () => {
    if (open !== null && ids.has(open) && inbox.selected !== open) inbox.open(open);
    takeBack().catch(() => stay() === began && toasts.say(m.toast_undo_failed()));
  };
  const words = (count: number) => actWords(what, name, count, labelName, now);
  let withdraw = toasts.say(words(ids.size), undo);
  const leftAlone = (left: number) => {
    if (left === 0 || stay() !== began) return;
    feed.invalidate(true);
    withdraw();
    const said = m.left_alone({ count: left, shown: number(left) });
    const dealt = ids.size - left;
    withdraw = dealt === 0 ? toasts.say(said) : toasts.say(`${words(dealt)}. ${said}`, undo);
  };
  asked.then((undos) => leftAlone(undos.reduce((sum, one) => sum + one.left, 0)), failed);

  return takeBack;

  function failed(thrown: unknown) {
    if (stay() !== began) return;
    feed.invalidate(true);
    shown?.invalidate();
    // A handle that wants to know how may not have been known to: it is asked now.
    if (asCoreError(thrown).code === 'disposition_required') inbox.overlay = { kind: 'disposition', meant, closing: true };
    else toasts.say(m.toast_failed());
  }

  async function takeBack() {
    withdraw();
    // Where nothing changed there is nothing to take back.
    for (const { undo } of (await asked).toReversed()) if (undo !== '') await call('undo', { undo });
    feed.letIn();
    feed.invalidate(true);
  }
}

async function tellCore({ ids, whole }: Meant, act: Act): Promise<Undo[]> {
  const undos: Undo[] = [];
  const selected = whole === null ? [] : ids.filter((id) => whole.ids.has(id));
  if (whole !== null && selected.length > 0) undos.push(await call('act', { conversations: selected, selection: whole.selection, act }));
  const others = whole === null ? ids : ids.filter((id) => !whole.ids.has(id));
  for (let from = 0; from < others.length; from += AT_ONCE) {
    undos.push(await call('act', { conversations: others.slice(from, from + AT_ONCE), selection: null, act }));
  }
  return undos;
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
