import { m } from '$lib/words';
import { isPiece } from './fuzzy';
import { IS_MAC, shown } from './keys';
import type { Command, Group } from './registry.svelte';

/** The groups of the cheat sheet, in its order. */
const GROUPS: Record<Group, () => string> = {
  conversation: m.group_conversation,
  triage: m.group_triage,
  reply: m.group_reply,
  go: m.group_go,
  app: m.group_app,
};

/** How near a command is to the conversation that is open, from 0 to below 1: to answer it first, then to put it away. */
export function nearness({ id, group }: Command): number {
  if (id === 'reply') return 0.8;
  const order: readonly Group[] = ['conversation', 'reply', 'triage'];
  return 0.2 * (order.indexOf(group) + 1);
}

/** The same of a command that each handle has one of: below 1, so that what was chosen lately goes before it. */
export function nearTo(command: Command, handle: number | null): number {
  return command.handle !== undefined && command.handle === handle ? 0.9 : 0;
}

/** Commands by their groups, as far as their words or keys hold what was typed. */
export function grouped(commands: readonly Command[], typed: string): { title: string; commands: Command[] }[] {
  const fits = (command: Command) => typed.trim() === '' || isPiece(command.title(), typed) || isPiece(keysInWords(command), typed);
  return (Object.keys(GROUPS) as Group[])
    .map((group) => ({ title: GROUPS[group](), commands: commands.filter((command) => command.group === group && fits(command)) }))
    .filter((group) => group.commands.length > 0);
}

/** The keys of a command as text: "J ↓". */
export function keysInWords(command: Command): string {
  return (command.keys ?? []).map((keys) => shown(keys, IS_MAC).join(' ')).join(', ');
}
