import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { focusPane } from '../panes';

/** Puts a notice away. It is gone in a moment, and its button with it. */
export function dismiss(notice: number): void {
  if (!focusPane('list')) focusPane('thread');
  call('dismiss_notice', { notice }).catch(() => toasts.say(m.toast_failed()));
}
