import { call } from '$lib/data/core';
import { composing } from '$lib/inbox/composer/composing.svelte';
import { drafts } from '$lib/inbox/composer/drafts.svelte';
import { exported } from '$lib/inbox/export';
import { namesIn } from '$lib/inbox/saved/values';
import { inbox } from '$lib/inbox/state.svelte';
import { m } from '$lib/words';
import { focusSoon } from './parts';
import { register, type Command } from './registry.svelte';
import { isOpen, isReady } from './when';

/** Saved replies as a file. */
const EXPORTS: Command[] = (['csv', 'json'] as const).map((format) => ({
  id: `export_saved_replies_${format}`,
  group: 'app',
  title: () => m.command_export_saved_replies({ format: format.toUpperCase() }),
  also: m.also_export,
  when: isReady,
  run: () => void exported(call('export_saved_replies', { format }), m.export_done),
}));

/** What helps to answer: the outbox, saved replies, a time to send at, emoji. */
const ANSWER: Command[] = [
  { id: 'outbox', group: 'go', title: m.command_outbox, also: m.also_outbox, keys: ['g o'], when: isReady, run: () => (inbox.page = { kind: 'outbox' }) },
  { id: 'saved_replies', group: 'go', title: m.command_saved_replies, also: m.also_saved_replies, keys: ['g p'], when: isReady, run: () => (inbox.page = { kind: 'saved_replies' }) },
  {
    id: 'import_saved_replies',
    group: 'app',
    title: m.command_import_saved_replies,
    also: m.also_import,
    when: isReady,
    run: () => {
      inbox.page = { kind: 'saved_replies' };
      focusSoon('[data-testid=saved-import]');
    },
  },
  ...EXPORTS,
  { id: 'keep_value', group: 'reply', title: m.command_keep_value, when: isReady, run: keepValue },
  {
    id: 'schedule',
    group: 'reply',
    title: m.command_schedule,
    also: m.also_schedule,
    keys: ['Mod+Alt+Enter'],
    when: () => isOpen() && composing.sendable,
    run: () => composing.schedule(),
  },
  {
    id: 'emoji',
    group: 'reply',
    title: m.command_emoji,
    keys: ['Mod+Shift+e'],
    when: () => isOpen() && composing.open,
    run: () => composing.emoji(),
  },
];

register(() => ANSWER);

/** Of the open reply's first blank, where there is one. */
function keepValue(): void {
  const conversation = isOpen() ? inbox.selected : null;
  const [name] = conversation === null ? [] : namesIn(drafts.text(conversation) ?? '');
  inbox.overlay = { kind: 'variable_value', name: name ?? '', handle: null, conversation: name === undefined ? null : conversation };
}
