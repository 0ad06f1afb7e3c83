import { app } from '$lib/data/app.svelte';
import { wanted } from '$lib/inbox/composer/wanted.svelte';
import { settleFocus } from '$lib/inbox/panes';
import { inbox } from '$lib/inbox/state.svelte';
import { IS_MAC, isSingleKey, matches, Sequencer, stroke, type Press } from './keys';

export type Group = 'go' | 'conversation' | 'triage' | 'reply' | 'app';

/** Something a person can do: from the keyboard, the palette, a menu or a button, always the same. */
export type Command = {
  id: string;
  group: Group;
  title: () => string;
  /** Other words that a person may look for it by, in any order. */
  also?: () => string;
  /** Patterns of keys; the first is the one that is taught. */
  keys?: readonly string[];
  /** Whether it can be done at the moment. Always, when absent. */
  when?: () => boolean;
  /** Works while a text field has the focus, although its keys are bare ones. */
  inText?: boolean;
  /** Works where a dialog or a menu has the keys, too, unless its keys are bare ones. */
  everywhere?: boolean;
  /** Moves a cursor and the like: on the cheat sheet, but of no use in the palette. */
  keyboardOnly?: boolean;
  /** Found by its words alone: not on the cheat sheet, and in the palette only when something was typed. */
  paletteOnly?: boolean;
  /** Takes something away: comes last in the palette, however well it fits. */
  destructive?: boolean;
  /** The handle that it is about, where each handle has one of its own. */
  handle?: number;
  run: () => void;
};

let sources = $state.raw<readonly (() => readonly Command[])[]>([]);

/** Adds commands. What the source reads may change: it is asked anew then. */
export function register(source: () => readonly Command[]): void {
  sources = [...sources, source];
}

const shipped = $derived(sources.flatMap((source) => source()));
const commands = $derived.by(() => {
  const own = app.view?.settings.keys ?? {};
  return shipped.map((command) => (Object.hasOwn(own, command.id) ? { ...command, keys: own[command.id] ?? [] } : command));
});
const byId = $derived(new Map(commands.map((command) => [command.id, command])));
/** The commands of each pattern of keys: one of them at most can be done at a time. */
const byKeys = $derived.by(() => {
  const found = new Map<string, Command[]>();
  for (const command of commands) {
    for (const keys of command.keys ?? []) found.set(keys, [...(found.get(keys) ?? []), command]);
  }
  return found;
});

/** Every command, with the keys that it comes with. */
export function asShipped(): readonly Command[] {
  return shipped;
}

/** Every command, with the keys that the person gave it. */
export function all(): readonly Command[] {
  return commands;
}

/** Whether a command can be done at the moment. */
export function isAvailable(command: Command): boolean {
  return command.when?.() ?? true;
}

/** The keys that are taught for a command. */
export function keysOf(id: string): string | undefined {
  return byId.get(id)?.keys?.[0];
}

/** The keys that do a command now: where single keys are turned off, none of those. */
export function keysInUse(id: string): string | undefined {
  return byId.get(id)?.keys?.find((keys) => app.singleKeys || !isSingleKey(keys) || isArrow(keys, false));
}

/** The keys that do a command while one writes, too, where a single letter is text. */
export function keysInText(id: string): string | undefined {
  return byId.get(id)?.keys?.find((keys) => keys.includes('Mod+')) ?? keysOf(id);
}

/** Does a command, if it can be done. */
export function run(id: string): void {
  const command = byId.get(id);
  if (command && isAvailable(command)) perform(command);
}

const listeners = new Set<(id: string) => void>();

/** Hears of each command that was given by keys, by its id. */
export function onPressed(listener: (id: string) => void): void {
  listeners.add(listener);
}

/** Does a command. What had the focus may be gone then. */
export function perform(command: Command): void {
  command.run();
  void settleFocus();
}

const WRITES = 'input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]';
// What scrolls or chooses by arrows itself.
const SCROLLS = '[data-pane=thread], [data-pane=person], [role=listbox]:not([data-testid=conversation-list])';
const OWN_KEYS = 'button, a[href], [role=menuitem], [role=menuitemradio], summary, audio, video, [role=switch]';

const sequencer = new Sequencer(IS_MAC);

/** Does what a press means. The answer tells whether it meant anything. */
export function press(event: Press & { target: EventTarget | null; repeat?: boolean }, now: number): boolean {
  // A key that is held only moves on.
  if (!event.repeat) inbox.settle();
  const target = event.target instanceof Element ? event.target : null;
  const writing = target?.closest(WRITES) != null;
  if (writing) wanted.end();
  else if (wanted.press(event, inbox.selected)) return true;
  // Enter and arrows on a button are the button's own.
  const own = target?.closest(OWN_KEYS) != null && (event.key === 'Enter' || event.key.startsWith('Arrow'));
  const scrolls = event.key.startsWith('Arrow') && target?.closest(SCROLLS) != null;
  if ((own || scrolls) && !event.ctrlKey && !event.metaKey && !event.altKey) return false;
  const meant = (keys: string) =>
    byKeys.get(keys)?.find((command) => {
      if (isSingleKey(keys) && !command.inText && (writing || !app.singleKeys) && !isArrow(keys, writing)) return false;
      return isAvailable(command);
    });
  const hit = sequencer.press(event, [...byKeys.keys()], now, (keys) => meant(keys) !== undefined);
  if (hit === null) return false;
  const command = meant(hit);
  if (command) {
    perform(command);
    for (const listener of listeners) listener(command.id);
  }
  return true;
}

/** Does what a press means wherever it is pressed. The answer tells whether it meant anything. */
export function pressEverywhere(event: Press): boolean {
  const means = (keys: string) => !isSingleKey(keys) && matches(event, stroke(keys), IS_MAC);
  const command = commands.find((one) => one.everywhere && isAvailable(one) && one.keys?.some(means));
  command?.run();
  return command !== undefined;
}

const inMenu = new Sequencer(IS_MAC);

/**
 * Which of these commands a press means, in a menu that shows their keys. It has the focus, so single keys cannot be
 * pressed there by mistake.
 */
export function meantAmong(ids: readonly string[], event: Press, now: number): string | null {
  const offered = all().filter((command) => ids.includes(command.id));
  const hit = inMenu.press(event, offered.flatMap((command) => command.keys ?? []), now);
  return offered.find((command) => hit !== null && command.keys?.includes(hit))?.id ?? hit;
}

/** Arrows and Enter are no characters: turning single keys off leaves them, writing does not. */
function isArrow(keys: string, writing: boolean): boolean {
  return !writing && (keys.startsWith('Arrow') || keys === 'Enter');
}
