import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** A link that waits for a person's yes. */
class LinkQuestion {
  asked = $state.raw<{ message: number; link: number; host: string } | null>(null);

  open(): void {
    if (!this.asked) return;
    const { message, link } = this.asked;
    this.asked = null;
    call('open_link', { message, link }).catch(() => toasts.say(m.link_failed()));
  }
}

export const linkQuestion = new LinkQuestion();

/** Asks before a link of a message is opened in the browser. */
export function askToOpen(message: number, link: number, host: string): void {
  linkQuestion.asked = { message, link, host };
}
