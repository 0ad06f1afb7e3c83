import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import type { NoticeView } from '$lib/contract/generated';
import { m } from '$lib/words';

/** Puts a notice away. It is gone in a moment, and its button with it. */
export function dismiss(notice: number): void {
  call('dismiss_notice', { notice }).catch(() => toasts.say(m.toast_failed()));
}

/** Whether putting a notice away tells Meta that a person's data is deleted, which is asked about first. */
export function tellsMeta({ handles }: NoticeView): boolean {
  return handles.some((one) => one.outcome === 'deletion_asked');
}
