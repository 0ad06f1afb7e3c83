import { tick } from 'svelte';
import type { MessageView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { keepToSpace, stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { quoting } from '../composer/quoting.svelte';
import { focusPane } from '../panes';
import { isAnswerable, ownReaction, sameReaction } from './acts';
import { threadFeed } from './feed.svelte';

/** The message that the keyboard is on, and what is asked about a message. */
class MessageCursor {
  /** The message that has, or had last, the focus in the open thread. */
  at = $state<number | null>(null);
  /** The message whose reaction is being chosen, beside the element that asked. */
  reacting = $state.raw<{ message: MessageView; beside: HTMLElement } | null>(null);
  /** The message whose details are shown. */
  detailed = $state.raw<MessageView | null>(null);
  /** Brings a message on screen; the open thread's. */
  reveal: (message: number) => void = () => undefined;

  constructor() {
    keepToSpace({ forget: () => this.leave() });
  }

  /** Another thread is shown. */
  leave(): void {
    this.at = null;
    this.reacting = null;
    this.detailed = null;
  }
}

export const cursor = new MessageCursor();

/** The message that a command means: the one that the keyboard is on, else the newest of the person that can be answered. */
export function meantMessage(conversation: number): MessageView | undefined {
  const { messages } = threadFeed(conversation);
  const on = messages.find((message) => message.id === cursor.at && isAnswerable(message));
  return on ?? messages.findLast((message) => message.direction === 'in' && isAnswerable(message));
}

/** Moves the keyboard to the message after this one (1) or before it (-1); at first to the newest. */
export async function stepMessage(conversation: number, by: 1 | -1): Promise<void> {
  const { messages } = threadFeed(conversation);
  const from = messages.findIndex((message) => message.id === cursor.at);
  const to = from < 0 ? messages.at(-1) : messages[Math.max(0, Math.min(messages.length - 1, from + by))];
  if (!to) return;
  cursor.at = to.id;
  cursor.reveal(to.id);
  await tick();
  requestAnimationFrame(() => elementOf(to.id)?.focus({ preventScroll: true }));
}

/** A message's element, where it is on screen. */
export function elementOf(message: number): HTMLElement | null {
  return document.querySelector(`[data-testid=message][data-id="${message}"]`);
}

/** The next reply answers this message. */
export function quote(conversation: number, message: MessageView): void {
  quoting.set(conversation, message);
  focusPane('composer');
}

/** Sets the handle's reaction on a message, or takes it away when it is there already. Shown at once. */
export async function react(conversation: number, message: MessageView, emoji: string): Promise<void> {
  const feed = threadFeed(conversation);
  const wanted = sameReaction(ownReaction(message), emoji) ? null : emoji;
  const began = stay();
  feed.expectReaction(message.id, wanted);
  try {
    await call('react', { message: message.id, emoji: wanted });
  } catch {
    if (stay() !== began) return;
    toasts.say(m.reaction_failed());
    feed.invalidate(true);
  }
}
