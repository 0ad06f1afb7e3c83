import { found } from '$lib/inbox/search/found.svelte';
import { inbox } from '$lib/inbox/state.svelte';
import { m } from '$lib/words';
import { register } from './registry.svelte';
import { isReady } from './when';

const searching = () => isReady() && inbox.searching && found.entries.length > 0;

register(() => [
  { id: 'next_hit', group: 'go', title: m.command_next_hit, keys: ['F3', 'Mod+g'], when: searching, run: () => found.step(1) },
  { id: 'previous_hit', group: 'go', title: m.command_previous_hit, keys: ['Shift+F3', 'Mod+Shift+g'], when: searching, run: () => found.step(-1) },
]);
