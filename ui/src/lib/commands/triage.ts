import type { Standing } from '$lib/contract/generated';
import { extend, stepClosing } from '$lib/inbox/actions';
import { focusedPane } from '$lib/inbox/panes';
import { openNotes } from '$lib/inbox/notes/open';
import { inbox } from '$lib/inbox/state.svelte';
import { ask, askDisposition, bin, done, isAway, mute, reopen, rowsOf, selectAll, spam, unread } from '$lib/inbox/triage/acts';
import { selection } from '$lib/inbox/triage/selection.svelte';
import { targets } from '$lib/inbox/triage/targets.svelte';
import { desk } from '$lib/inbox/stories/desk.svelte';
import { m } from '$lib/words';
import { register, type Command } from './registry.svelte';
import { hasNoPage, hasRows, isOpen } from './when';

const some = () => hasNoPage() && !selection.asking && targets().ids.length > 0;
const listed = () => hasRows() && !inbox.searching;
/** Whether one of them stands elsewhere; what is not loaded may. */
const notAllIn = (...standings: readonly Standing[]) => {
  const rows = rowsOf(targets().ids);
  return rows.length === 0 || rows.some((row) => !standings.includes(row.standing));
};
/** Neither spam nor in the bin: only there can anything be done or snoozed. */
const listable = () => notAllIn('spam', 'binned');
/** Where all are, the same keys let them be heard again. */
const allMuted = () => {
  const rows = rowsOf(targets().ids);
  return rows.length > 0 && rows.every((row) => row.muted);
};
const away = () => rowsOf(targets().ids).some(isAway);

/** What is said about conversations: the ones chosen together, else the open one. */
const ACTS: Command[] = [
  { id: 'done', group: 'triage', title: m.command_done, also: m.also_done, keys: ['e'], when: () => (desk.isShown ? desk.current?.thanked === null : some() && notAllIn('spam', 'binned', 'done')), run: () => (desk.isShown ? desk.markThanked() : done()) },
  { id: 'reopen', group: 'triage', title: m.command_reopen, also: m.also_reopen, keys: ['Shift+e'], when: () => some() && away(), run: reopen },
  { id: 'snooze', group: 'triage', title: m.command_snooze, also: m.also_snooze, keys: ['s'], when: () => some() && listable(), run: () => ask('snooze') },
  { id: 'label', group: 'triage', title: m.command_label, also: m.also_label, keys: ['l'], when: some, run: () => ask('label') },
  { id: 'intent', group: 'triage', title: m.command_intent, also: m.also_intent, keys: ['w'], when: some, run: () => ask('intent') },
  { id: 'disposition', group: 'triage', title: m.command_disposition, also: m.also_disposition, keys: ['Shift+w'], when: some, run: askDisposition },
  { id: 'note', group: 'triage', title: m.command_note, also: m.also_note, keys: ['n'], when: isOpen, run: openNotes },
  { id: 'unread', group: 'triage', title: m.command_unread, keys: ['u'], when: some, run: unread },
  { id: 'mute', group: 'triage', title: () => (allMuted() ? m.unmute() : m.command_mute()), also: m.also_mute, keys: ['m'], when: some, run: mute },
  { id: 'spam', group: 'triage', title: m.command_spam, also: m.also_spam, keys: ['!'], when: some, run: spam },
  { id: 'bin', group: 'triage', title: m.command_bin, also: m.also_bin, keys: ['#'], when: some, run: bin },
];

const CHOOSE: Command[] = [
  { id: 'select', group: 'triage', title: m.command_select, keys: ['x'], when: () => listed() && listedOpen() !== null, run: selectOpen },
  { id: 'extend_down', group: 'triage', title: m.command_extend_down, keys: ['Shift+j', 'Shift+ArrowDown'], when: listed, keyboardOnly: true, run: () => extend(1) },
  { id: 'extend_up', group: 'triage', title: m.command_extend_up, keys: ['Shift+k', 'Shift+ArrowUp'], when: listed, keyboardOnly: true, run: () => extend(-1) },
  { id: 'select_all', group: 'triage', title: m.command_select_all, keys: ['Mod+a'], when: () => listed() && focusedPane() === 'list' && !inText(), run: selectAll },
  { id: 'next_closing', group: 'triage', title: m.command_next_closing, keys: [']'], when: listed, run: () => stepClosing(1) },
  { id: 'previous_closing', group: 'triage', title: m.command_previous_closing, keys: ['['], when: listed, run: () => stepClosing(-1) },
];

/** The open conversation, where the list that is looked at has it, or it was chosen with it: nothing unseen is chosen. */
function listedOpen(): number | null {
  const { selected, rows } = inbox;
  const isListed = selected !== null && (selection.has(selected) || rows.some((row) => row.id === selected));
  return isListed ? selected : null;
}

function selectOpen(): void {
  const open = listedOpen();
  if (open !== null) selection.toggle(open);
}

/** Where the keys select text. */
function inText(): boolean {
  return document.activeElement?.matches('input, textarea') ?? false;
}

register(() => [...ACTS, ...CHOOSE]);
