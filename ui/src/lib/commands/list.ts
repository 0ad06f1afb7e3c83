import { tick } from 'svelte';
import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { call, tell } from '$lib/data/core';
import { known } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { step } from '$lib/inbox/actions';
import { checkNow } from '$lib/inbox/check';
import { composing } from '$lib/inbox/composer/composing.svelte';
import { wanted } from '$lib/inbox/composer/wanted.svelte';
import { layout } from '$lib/inbox/layout/layout.svelte';
import { leaveFocus, leaveTable, openThread, search } from '$lib/inbox/modes';
import { cyclePanes, focusedPane, focusPane, isBeside } from '$lib/inbox/panes';
import { shownOrder } from '$lib/inbox/rail/groups';
import { inbox } from '$lib/inbox/state.svelte';
import { desk } from '$lib/inbox/stories/desk.svelte';
import { cursor, elementOf, meantMessage, quote, stepMessage } from '$lib/inbox/thread/cursor.svelte';
import { threadFeed } from '$lib/inbox/thread/feed.svelte';
import { actOn, undoable } from '$lib/inbox/thread/reply';
import { selection } from '$lib/inbox/triage/selection.svelte';
import { m } from '$lib/words';
import { sortWord } from '$lib/words/views';
import type { MessageView } from '$lib/contract/generated';
import { focusSoon } from './parts';
import { register, type Command } from './registry.svelte';
import { hasList, isOpen, isReady } from './when';

const GO: Command[] = [
  {
    id: 'search',
    group: 'go',
    title: m.command_search,
    also: m.also_search,
    keys: ['/', 'Mod+f'],
    when: isReady,
    run: () => void search(),
  },
  { id: 'all_handles', group: 'go', title: m.command_all_handles, keys: ['Mod+0'], when: isReady, run: () => inbox.narrow(null) },
  { id: 'context', group: 'go', title: m.command_context, keys: ['p'], when: isOpen, run: () => layout.toggleContext() },
  { id: 'next_pane', group: 'go', title: m.command_next_pane, keys: ['F6'], when: isReady, keyboardOnly: true, run: () => cyclePanes(1) },
  {
    id: 'previous_pane',
    group: 'go',
    title: m.command_previous_pane,
    keys: ['Shift+F6'],
    when: isReady,
    keyboardOnly: true,
    run: () => cyclePanes(-1),
  },
];

const MESSAGE: Command[] = [
  {
    id: 'message_before',
    group: 'conversation',
    title: m.command_message_before,
    keys: ['Alt+ArrowUp'],
    when: () => isOpen() && focusedPane() !== 'composer',
    keyboardOnly: true,
    run: () => walk(-1),
  },
  {
    id: 'message_after',
    group: 'conversation',
    title: m.command_message_after,
    keys: ['Alt+ArrowDown'],
    when: () => isOpen() && focusedPane() !== 'composer',
    keyboardOnly: true,
    run: () => walk(1),
  },
  { id: 'quote', group: 'reply', title: m.command_quote, keys: ['q'], when: () => isOpen() && composing.open, run: () => onMessage(quote) },
  {
    id: 'react',
    group: 'reply',
    title: m.command_react,
    keys: ['h'],
    when: () => isOpen() && composing.open,
    run: () =>
      onMessage((_, message) => {
        cursor.reveal(message.id);
        requestAnimationFrame(() => {
          const beside = elementOf(message.id);
          if (beside) cursor.reacting = { message, beside };
        });
      }),
  },
  { id: 'details', group: 'conversation', title: m.command_details, keys: ['i'], when: isOpen, run: () => onMessage((_, message) => (cursor.detailed = message)) },
];

const CONVERSATION: Command[] = [
  { id: 'next', group: 'conversation', title: m.command_next, keys: ['j', 'ArrowDown'], when: hasList, keyboardOnly: true, run: () => stepOn(1) },
  { id: 'previous', group: 'conversation', title: m.command_previous, keys: ['k', 'ArrowUp'], when: hasList, keyboardOnly: true, run: () => stepOn(-1) },
  {
    id: 'open',
    group: 'conversation',
    title: m.command_open,
    keys: ['Enter', 'o'],
    when: () => isOpen() || desk.isShown,
    keyboardOnly: true,
    run: () => {
      toMention();
      openThread();
    },
  },
  {
    id: 'show_new',
    group: 'conversation',
    title: m.command_show_new,
    keys: ['.'],
    when: () => isReady() && inbox.feed.waiting > 0,
    run: () => inbox.feed.release(),
  },
  {
    id: 'open_in_instagram',
    group: 'conversation',
    title: m.open_in_instagram,
    when: isReady,
    run: () => void call('open_in_instagram', {}).catch(() => toasts.say(m.link_failed())),
  },
  { id: 'undo', group: 'conversation', title: m.command_undo, keys: ['z', 'Mod+z'], when: canUndo, run: undo },
];

const REPLY: Command[] = [
  { id: 'reply', group: 'reply', title: m.command_reply, keys: ['r'], when: () => isOpen() || desk.isShown, run: reply },
  {
    id: 'send',
    group: 'reply',
    title: m.command_send,
    keys: ['Mod+Enter'],
    when: () => isOpen() && composing.sendable,
    run: () => composing.submit(false),
  },
  {
    id: 'send_done',
    group: 'reply',
    title: m.command_send_done,
    keys: ['Mod+Shift+Enter'],
    when: () => isOpen() && composing.sendable,
    run: () => composing.submit(true),
  },
  {
    id: 'attach',
    group: 'reply',
    title: m.command_attach,
    keys: ['Mod+Shift+a'],
    when: () => isOpen() && composing.open,
    run: () => composing.pick(),
  },
  {
    id: 'heart',
    group: 'reply',
    title: m.command_heart,
    keys: ['Mod+Shift+l'],
    when: () => isOpen() && composing.open,
    run: () => composing.heart(),
  },
  { id: 'leave', group: 'reply', title: m.command_leave, keys: ['Escape'], when: () => isReady() || inbox.page !== null, keyboardOnly: true, run: leave },
];

const APP: Command[] = [
  { id: 'palette', group: 'app', title: m.command_palette, keys: ['Mod+k'], when: isReady, keyboardOnly: true, run: () => (inbox.overlay = { kind: 'palette' }) },
  { id: 'cheat_sheet', group: 'app', title: m.cheat_sheet, also: m.also_keys, keys: ['?'], when: isReady, run: () => (inbox.overlay = { kind: 'cheat_sheet' }) },
  { id: 'keys', group: 'app', title: m.command_keys, also: m.also_keys, when: isReady, run: () => (inbox.overlay = { kind: 'keys' }) },
  { id: 'connect', group: 'app', title: m.connect_handle, also: m.also_connect, when: isReady, run: () => (inbox.overlay = { kind: 'connect', renew: null }) },
  { id: 'try_notification', group: 'app', title: m.command_try_notification, also: m.also_notifications, when: isReady, paletteOnly: true, run: () => tell('try_notification', {}) },
  { id: 'settings', group: 'app', title: m.settings, keys: ['Mod+,'], when: isReady, run: () => (inbox.overlay = { kind: 'settings' }) },
  {
    id: 'recovery_code',
    group: 'app',
    title: m.recovery_make,
    also: m.also_recovery,
    when: () => isReady() && app.view?.space === 'live',
    paletteOnly: true,
    run: () => {
      inbox.overlay = { kind: 'settings' };
      focusSoon('[data-testid=recovery-make]');
    },
  },
  {
    id: 'sync',
    group: 'app',
    title: m.command_sync,
    also: m.also_sync,
    when: isReady,
    run: () => checkNow(inbox.handle),
  },
  { id: 'read_again', group: 'app', title: m.command_read_again, when: () => isReady() && failed().length > 0, paletteOnly: true, run: () => failed().forEach((feed) => void feed.retry()) },
  { id: 'support', group: 'app', title: m.command_support, when: isReady, run: () => inbox.showSupport() },
];

/** The orders of the list. */
const SORT: Command[] = (['closing_soonest', 'newest', 'oldest_waiting'] as const).map((sort) => ({
  id: `sort_${sort}`,
  group: 'go',
  title: () => m.sort_by({ sort: sortWord(sort) }),
  when: hasList,
  run: () => (inbox.sorts[inbox.view] = sort),
}));

const knownHandles = known('handles', () => ({}));

/** The first nine handles have digits; all are in the palette. */
function handles(): Command[] {
  return shownOrder(knownHandles() ?? []).map((handle, index) => ({
    id: `handle_${handle.id}`,
    group: 'go' as const,
    title: () => m.command_go_handle({ handle: `@${handle.username}` }),
    ...(index < 9 ? { keys: [`Mod+${index + 1}`] } : {}),
    when: isReady,
    run: () => inbox.narrow(handle.id),
  }));
}

register(() => [...GO, ...SORT, ...handles(), ...CONVERSATION, ...MESSAGE, ...REPLY, ...APP]);

/** What stands on screen and could not be read. */
function failed() {
  const thread = inbox.selected === null ? undefined : threadFeed(inbox.selected);
  return [inbox.feed, thread].filter((feed) => feed?.error !== undefined).filter((feed) => feed !== undefined);
}

/** Goes through what the list shows, rows or story mentions. */
function stepOn(by: 1 | -1): void {
  if (!desk.isList) {
    step(by);
    return;
  }
  const beside = isBeside();
  desk.step(by);
  // As in a list: left to a view that was pressed in the rail, the next Enter would press that again.
  if (beside) void tick().then(() => focusPane('list'));
}

/** On the story desk the mention that the keys are on is meant, not what was open before. */
function toMention(): void {
  if (desk.isShown && inbox.selected !== desk.current?.row.id) desk.go(desk.current);
}

/** Moves the keyboard through the messages of the open thread. */
function walk(by: 1 | -1): void {
  if (inbox.selected !== null) void stepMessage(inbox.selected, by);
}

/** Does something with the message that is meant, if there is one. */
function onMessage(act: (conversation: number, message: MessageView) => void): void {
  const message = inbox.selected === null ? undefined : meantMessage(inbox.selected);
  if (inbox.selected !== null && message) act(inbox.selected, message);
}

/** Into the composer, now or as soon as it is there. */
function reply(): void {
  leaveTable();
  toMention();
  if (inbox.selected !== null && !focusPane('composer')) wanted.ask(inbox.selected);
}

function leavingReply() {
  return inbox.selected === null ? undefined : undoable(threadFeed(inbox.selected), clock.now);
}

function canUndo(): boolean {
  if (!isReady()) return false;
  // In a text field the keys undo typing; in an empty composer there is only the reply that has just left it.
  const field = document.activeElement?.closest<HTMLTextAreaElement>('textarea, input');
  if (field) return field.dataset.testid === 'composer-text' && field.value === '' && leavingReply() !== undefined;
  return toasts.canUndo || leavingReply() !== undefined;
}

/** A reply that has not left yet is the last thing done; then come marks and switches. */
function undo(): void {
  const reply = leavingReply();
  if (reply && inbox.selected !== null) {
    void actOn(threadFeed(inbox.selected), inbox.selected, reply, 'edit');
  } else {
    toasts.undo();
  }
}

/** Out of the composer into the thread, out of the thread into the list, out of a page. The draft stays. */
function leave(): void {
  if (inbox.page !== null) inbox.page = null;
  else if (focusedPane() === 'composer') focusPane('thread');
  else if (inbox.mode === 'focus') leaveFocus();
  else if (focusedPane() === 'list' && selection.size > 0 && !inbox.searching) selection.clear();
  else if (focusedPane() === 'list' && inbox.searching) {
    inbox.search = '';
    void tick().then(() => focusPane('list'));
  } else toList();
}

/** To the list; where it has no room beside the thread, in its place. */
function toList(): void {
  if (focusPane('list') || !layout.now.single) return;
  inbox.close();
  void tick().then(() => document.querySelector<HTMLElement>('[data-pane=list] h1')?.focus());
}
