import { inbox } from '$lib/inbox/state.svelte';
import { selection } from '$lib/inbox/triage/selection.svelte';
import { targets } from '$lib/inbox/triage/targets.svelte';
import { m } from '$lib/words';
import { register, type Command } from './registry.svelte';
import { hasNoPage, isOpen } from './when';

/** Conversations out of Handrail: as a file those that are meant or the whole list, on paper the open one. */
const EXPORTING: Command[] = [
  {
    id: 'export_conversations',
    group: 'go',
    title: m.command_export_conversations,
    also: m.also_export_conversations,
    keys: ['Mod+Shift+x'],
    when: () => hasNoPage() && !selection.asking,
    run: () => (inbox.overlay = { kind: 'export', meant: targets() }),
  },
  {
    id: 'print',
    group: 'conversation',
    title: m.command_print,
    also: m.also_print,
    keys: ['Mod+p'],
    when: isOpen,
    run: () => {
      if (inbox.selected !== null) inbox.overlay = { kind: 'print', conversation: inbox.selected };
    },
  },
];

register(() => EXPORTING);
