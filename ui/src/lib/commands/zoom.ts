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

register(() => [
  { id: 'zoom_in', group: 'app', title: m.command_zoom_in, keys: ['Mod+=', 'Mod++'], when: () => zoom.isOurs, run: () => draw(() => zoom.step(1)) },
  { id: 'zoom_out', group: 'app', title: m.command_zoom_out, keys: ['Mod+-'], when: () => zoom.isOurs, run: () => draw(() => zoom.step(-1)) },
  { id: 'zoom_reset', group: 'app', title: m.command_zoom_reset, when: () => zoom.isOurs && zoom.percent !== 100, run: () => draw(() => zoom.reset()) },
]);
