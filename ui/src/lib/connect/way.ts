import { app } from '$lib/data/app.svelte';
import { entryOf } from '$lib/data/query.svelte';

/** Whether one signs in on Instagram's own page in the browser: a relay is paired that leads there. Else by a token. */
export function inBrowser(): boolean {
  return app.view?.space === 'live' && entryOf('relay', {}).data?.pairing != null;
}
