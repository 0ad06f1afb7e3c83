import { tick } from 'svelte';
import type { Act, ConversationRow, Undo } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
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
import { selection } from './selection.svelte';

/** The contract takes this many conversations at once. */
const AT_ONCE = 1_000;
/** After these the person goes on to the next conversation, wherever the one before is listed now. */
const DEALT_WITH: readonly Act['type'][] = ['done', 'snooze', 'spam', 'bin'];

/**
 * Does something to conversations: on screen at once, in the core right after, and in one step of undo. The answer takes
 * that step too, without a word and from wherever the person is by then.
 */
export function act(conversations: readonly number[], what: Act): () => Promise<void> {
  if (conversations.length === 0) return () => Promise.resolve();
  const ids = new Set(conversations);
  const feed = inbox.feed;
  const now = clock.now;
  const open = inbox.selected;
  const before = inbox.rows;
  const name = plain(rowOf(conversations[0] ?? 0)?.person.name ?? '');

  const settled = begin(ids, what, now);
  feed.act(ids, what, now);
  selection.keepTo(feed.rows);
  const shown = open !== null && ids.has(open) ? entryOf('conversation', { conversation: open }) : undefined;
  if (shown?.data) shown.data = { ...shown.data, row: after(shown.data.row, what, now) };
  if (open !== null && ids.has(open)) goFrom(open, before, what);

  const asked = tellCore(conversations, what);
  asked.then(settled, settled);
  const began = stay();
  const withdraw = toasts.say(actWords(what, name, conversations.length, labelName, now), () => {
    if (open !== null && ids.has(open) && inbox.selected !== open) inbox.open(open);
    takeBack().catch(() => stay() === began && toasts.say(m.toast_undo_failed()));
  });
  asked.catch((thrown) => {
    if (stay() !== began) return;
    feed.invalidate(true);
    shown?.invalidate();
    // A handle that wants to know how may not have been known to: it is asked now.
    if (asCoreError(thrown).code === 'disposition_required') inbox.overlay = { kind: 'disposition', conversations, closing: true };
    else toasts.say(m.toast_failed());
  });

  return takeBack;

  async function takeBack() {
    withdraw();
    for (const { undo } of (await asked).toReversed()) await call('undo', { undo });
    feed.letIn();
    feed.invalidate(true);
  }
}

async function tellCore(conversations: readonly number[], act: Act): Promise<Undo[]> {
  const undos: Undo[] = [];
  for (let from = 0; from < conversations.length; from += AT_ONCE) {
    undos.push(await call('act', { conversations: conversations.slice(from, from + AT_ONCE), act }));
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
