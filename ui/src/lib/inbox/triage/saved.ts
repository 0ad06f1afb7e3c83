import type { SavedView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { inbox } from '../state.svelte';
import { sameFilter } from './filter';

/** Saves what is shown as a view of one's own, or over the saved view `over`. */
export async function saveView(name: string, over: number | null): Promise<SavedView> {
  const made = await call('save_view', { saved_view: over, name, view: inbox.view, sort: inbox.sort, filter: inbox.filter });
  inbox.saved = made.id;
  return made;
}

/** The saved view that was chosen, if what is shown is another by now. */
export function changed(views: readonly SavedView[]): SavedView | undefined {
  const view = views.find((one) => one.id === inbox.saved);
  return view && (view.sort !== inbox.sort || !sameFilter(view.filter, inbox.filter)) ? view : undefined;
}

/** Saves what is shown over a saved view. */
export function updateView({ id, name }: SavedView): void {
  saveView(name, id).then(
    () => toasts.say(m.view_saved({ view: name })),
    () => toasts.say(m.toast_failed()),
  );
}

/** Gives a saved view another name. */
export async function renameView(saved: SavedView, name: string): Promise<void> {
  const { id, view, sort, filter } = saved;
  await call('save_view', { saved_view: id, name, view, sort, filter });
}

/** Deletes a saved view, until it is taken back. */
export function deleteSaved(saved: SavedView): void {
  if (inbox.saved === saved.id) inbox.saved = null;
  const { name, view, sort, filter } = saved;
  call('delete_view', { saved_view: saved.id }).then(
    () =>
      toasts.say(m.view_deleted({ view: name }), () => {
        call('save_view', { saved_view: null, name, view, sort, filter }).catch(() => toasts.say(m.toast_failed()));
      }),
    () => toasts.say(m.toast_failed()),
  );
}
