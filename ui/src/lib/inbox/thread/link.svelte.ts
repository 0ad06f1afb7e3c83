import { run } from '$lib/commands/registry.svelte';
import { call } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** A link of a message: the n-th of its text, or the page that an attachment stands for. */
type Target = { message: number; link: number } | { message: number; attachment: number };

/** A link that waits for a person's yes. */
class LinkQuestion {
  asked = $state.raw<{ target: Target; host: string } | null>(null);

  open(): void {
    if (!this.asked) return;
    const { target } = this.asked;
    this.asked = null;
    follow(target);
  }
}

export const linkQuestion = new LinkQuestion();

/** Whether a host is Instagram's own: its pages are opened without a question. */
export function isInstagram(host: string): boolean {
  return host === 'instagram.com' || host.endsWith('.instagram.com');
}

/** Opens a link of a message in the browser; where it does not lead to Instagram, after its true host was shown. */
export function openLink(target: Target, host: string): void {
  if (isInstagram(host)) follow(target);
  else linkQuestion.asked = { target, host };
}

/** Opens the page of an attachment where there is one, else the handle's inbox. */
export function openThere(target: Target, host: string | null): void {
  if (host === null) run('open_in_instagram');
  else openLink(target, host);
}

/** What {@link openThere} does, in words. */
export function openWords(host: string | null): string {
  return host !== null && !isInstagram(host) ? m.open_in_browser() : m.open_in_instagram();
}

function follow(target: Target): void {
  const request = 'link' in target ? { ...target, attachment: null } : { ...target, link: 0 };
  call('open_link', request).catch(() => toasts.say(m.link_failed()));
}
