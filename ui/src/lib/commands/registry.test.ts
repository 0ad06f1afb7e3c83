import { beforeAll, describe, expect, it } from 'vitest';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { zoom } from '$lib/data/zoom.svelte';
import { scripted } from '$lib/platform/scripted';
import type { AppView } from '$lib/contract/generated';
import { all, asShipped, keysOf, pressEverywhere, type Command } from './registry.svelte';
import { clash } from './remap';
import { keysSaid, titled } from './titled';
import { nothingIn } from '$lib/inbox/list/empty';
import '$lib/commands/every';
import { SETTINGS } from '$lib/platform/mock/answers';

/** Why a command is not in the palette. Whoever adds one says why. */
const KEYBOARD_ONLY: Record<string, string> = {
  palette: 'it opens the palette',
  next: 'it moves the cursor of the list',
  previous: 'it moves the cursor of the list',
  open: 'it follows the cursor of the list',
  message_before: 'it moves the cursor of the thread',
  message_after: 'it moves the cursor of the thread',
  next_pane: 'it moves the focus',
  previous_pane: 'it moves the focus',
  extend_down: 'it moves a cursor and selects',
  extend_up: 'it moves a cursor and selects',
  leave: 'it follows the focus',
};

const VIEW: AppView = { phase: 'ready', space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk: null, settings: { ...SETTINGS } };

const sources = Object.entries(import.meta.glob<string>('/src/lib/**/*.svelte', { query: '?raw', import: 'default', eager: true })).map(
  ([path, text]) => ({ path, text }),
);

beforeAll(() => {
  start(scripted({ save_settings: () => ({}) }).platform);
  app.take(VIEW);
});

describe('the registry', () => {
  it('has each command once, with words', () => {
    const ids = asShipped().map((command) => command.id);
    expect(ids.length).toBeGreaterThan(25);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const command of asShipped()) expect(command.title().trim(), command.id).not.toBe('');
  });

  it('has every command in the palette, or says why not', () => {
    const kept = asShipped().filter((command) => command.keyboardOnly);
    expect(kept.map((command) => command.id).sort()).toEqual(Object.keys(KEYBOARD_ONLY).sort());
    for (const command of kept) expect(command.keys?.length, `${command.id} would be out of reach`).toBeGreaterThan(0);
  });

  it('gives no keys twice', () => {
    const pairs = (commands: readonly Command[]) => commands.flatMap((command) => (command.keys ?? []).map((keys) => [command.id, keys] as const));
    const given = pairs(asShipped());
    const twice = given.flatMap(([id, keys], at) => given.slice(at + 1).filter(([other, same]) => other !== id && clash(keys, same)).map(([other]) => `${id} and ${other}: ${keys}`));
    expect(twice).toEqual([]);
  });

  it('knows every command that a button or a menu names', () => {
    const ids = new Set(asShipped().map((command) => command.id));
    const named = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:run|keysOf)\('([a-z_]+)'\)/g)].map((found) => ({ path, id: found[1] ?? '' })),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('has every choice of every menu', () => {
    // A menu of choices does what commands do; each of its files is named here with the commands behind it.
    const menus = sources.filter(({ text }) => /<Menu\b|role="menuitem/.test(text)).map(({ path }) => path.split('/').at(-1));
    expect(menus.sort()).toEqual(['ContextMenu.svelte', 'DemoRibbon.svelte', 'ListPane.svelte', 'ManagePane.svelte', 'Menu.svelte', 'ReactMenu.svelte']);
    const ids = asShipped().map((command) => command.id);
    expect(ids).toEqual(expect.arrayContaining(['demo_clock_now', 'demo_clock_2021-06-01', 'demo_clock_+8d', 'sort_closing_soonest', 'sort_newest', 'sort_oldest_waiting', 'react']));
  });

  it('teaches the keys that the person chose', () => {
    expect(keysOf('settings')).toBe('Mod+,');
    app.take({ ...VIEW, settings: { ...SETTINGS, keys: { settings: ['Mod+Shift+s'], undo: [] } } });
    expect(keysOf('settings')).toBe('Mod+Shift+s');
    expect(keysOf('undo')).toBe(undefined);
    expect(all().find((command) => command.id === 'search')?.keys).toEqual(['/', 'Mod+f']);
    app.take(VIEW);
  });

  it('writes keys into sentences as they are now, and leaves them out where there are none', () => {
    expect([keysSaid('done'), keysSaid('health'), nothingIn('done').note]).toEqual(['E', 'G, then H', 'Press E on a conversation to move it here.']);
    app.take({ ...VIEW, settings: { ...SETTINGS, keys: { done: ['Mod+d'], snooze: [] } } });
    expect(nothingIn('done').note).toBe('Press Ctrl D on a conversation to move it here.');
    expect(nothingIn('snoozed').note).toBe('Conversations that you snooze stay here until they come back.');
    app.take({ ...VIEW, settings: { ...SETTINGS, single_keys: false } });
    expect([keysSaid('bin'), keysSaid('undo'), keysSaid('next')]).toEqual([undefined, 'Ctrl Z', '↓']);
    app.take(VIEW);
  });

  it('says keys in tooltips as a person reads them, and nothing of keys that were taken away', () => {
    app.take({ ...VIEW, settings: { ...VIEW.settings, keys: { label: ['Mod+e'], snooze: [] } } });
    expect(titled('Add label', 'label')).toBe('Add label (Ctrl E)');
    expect(titled('Outcome', 'disposition')).toBe('Outcome (Shift W)');
    expect(titled('Snooze', 'snooze')).toBe('Snooze');
    app.take(VIEW);
  });

  it('knows what acts where a dialog has the keys, and that bare ones are text there', () => {
    const press = (key: string, ctrlKey = false) => ({ key, code: '', ctrlKey, metaKey: false, shiftKey: false, altKey: false });
    start({ ...scripted({ save_settings: () => ({}) }).platform, zoom: () => undefined });
    const before = zoom.percent;
    expect(pressEverywhere(press('=', true))).toBe(true);
    expect(zoom.percent).toBeGreaterThan(before);
    expect(pressEverywhere(press('k', true))).toBe(false);
    app.take({ ...VIEW, settings: { ...VIEW.settings, keys: { zoom_in: ['z'] } } });
    expect(pressEverywhere(press('z'))).toBe(false);
    app.take(VIEW);
  });
});
