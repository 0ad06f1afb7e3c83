import { app } from '$lib/data/app.svelte';
import { entryOf } from '$lib/data/query.svelte';
import { inbox } from './state.svelte';

/**
 * Asks for everything that the first picture shows, all at once: nothing on it waits for a second question. Ends when
 * the app has answered; where it shows no inbox yet, the other answers count for nothing.
 */
export async function firstAnswers(): Promise<void> {
  const rail = [entryOf('handles', {}), entryOf('counts', { handle: inbox.handle })];
  const { feed } = inbox;
  const waited = [...rail.map((entry) => entry.refresh()), feed.refresh()];
  await app.load();
  if (app.view?.phase === 'ready') return;
  void Promise.all(waited).then(() => {
    for (const entry of rail) entry.invalidate();
    feed.forget(app.view?.phase === 'ready');
  });
}
