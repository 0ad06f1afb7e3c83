import { inbox } from '../state.svelte';

/** To the notes of the open conversation: beside the thread, or over it where there is no room. */
export function openNotes(): void {
  const field = document.querySelector<HTMLElement>('[data-pane=person] [data-testid=note-text]');
  if (field && field.getClientRects().length > 0) {
    field.focus();
    field.scrollIntoView({ block: 'nearest' });
  } else if (inbox.selected !== null) inbox.overlay = { kind: 'notes', conversation: inbox.selected };
}
