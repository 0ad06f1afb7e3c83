import { toasts } from '$lib/design/toasts.svelte';
import { zoom } from '$lib/data/zoom.svelte';
import { m } from '$lib/words';
import { number } from '$lib/words/dates';
import { register } from './registry.svelte';

/** Draws everything anew in its size, and says which that is. */
function draw(change: () => void): void {
  change();
  toasts.say(m.toast_zoom({ percent: number(zoom.percent) }));
}

// What is too small to be read may be in a dialog, too.
const ZOOM = { group: 'app', everywhere: true, also: m.also_zoom } as const;

register(() => [
  { ...ZOOM, id: 'zoom_in', title: m.command_zoom_in, keys: ['Mod+=', 'Mod++'], when: () => zoom.isOurs, run: () => draw(() => zoom.step(1)) },
  { ...ZOOM, id: 'zoom_out', title: m.command_zoom_out, keys: ['Mod+-'], when: () => zoom.isOurs, run: () => draw(() => zoom.step(-1)) },
  { ...ZOOM, id: 'zoom_reset', title: m.command_zoom_reset, when: () => zoom.isOurs && zoom.percent !== 100, run: () => draw(() => zoom.reset()) },
]);
