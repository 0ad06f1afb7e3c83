import { tick } from 'svelte';
import { app } from '$lib/data/app.svelte';
import { afterPicture } from '$lib/design/frame';
import { inbox } from '$lib/inbox/state.svelte';
import { m } from '$lib/words';
import { register, type Command } from './registry.svelte';
import { isReady } from './when';

/** So long is waited for a control of a page that is being loaded. */
const PATIENCE_MS = 3_000;

/** Gives the focus to a control of what was just opened, as soon as it is there. */
export function focusSoon(selector: string): void {
  const look = () => {
    const found = document.querySelector<HTMLElement>(selector);
    if (!found) return;
    stop();
    // What it is in begins at its own heading.
    afterPicture(() => found.focus());
  };
  const seen = new MutationObserver(look);
  const timer = setTimeout(stop, PATIENCE_MS);
  function stop() {
    seen.disconnect();
    clearTimeout(timer);
  }
  seen.observe(document.body, { childList: true, subtree: true });
  void tick().then(look);
}

/** The parts of the settings, by what they are marked with there. */
const SETTINGS: [part: string, title: () => string, also: () => string, isShown?: () => boolean][] = [
  ['theme', m.setting_theme, m.also_theme],
  ['density', m.setting_density, m.also_density],
  ['undo', m.setting_undo, m.also_undo_send],
  ['stale', m.setting_stale, m.also_stale],
  ['single_keys', m.setting_single_keys, m.also_single_keys],
  ['notifications', m.setting_notifications, m.also_notifications],
  ['badge', m.setting_badge, m.also_badge],
  ['tray', m.setting_tray, m.also_tray, () => app.view?.tray === true],
  ['autostart', m.setting_autostart, m.also_autostart],
  ['language', m.setting_language, m.also_language],
];

/** Each part of the settings is found by its words. */
const PARTS: Command[] = SETTINGS.map(([part, title, also, isShown = () => true]) => ({
  id: `settings_${part}`,
  group: 'app',
  title: () => m.command_setting({ setting: title() }),
  also,
  when: () => isReady() && isShown(),
  paletteOnly: true,
  run: () => {
    inbox.overlay = { kind: 'settings' };
    // What is set there, not what may be tried.
    focusSoon(`[data-part=${part}] :is(input:checked, [role=switch])`);
  },
}));

register(() => PARTS);
