import { composes } from '$lib/commands/keys';

/**
 * Where popovers stand and how they are left. Places are set through the object model: the window's policy allows no
 * style attributes.
 */

/** At least this far from the edge of the window. */
const EDGE = 8;

const within = (at: number, size: number, room: number) => `${Math.max(EDGE, Math.min(at, room - size - EDGE))}px`;

/** At a point, as far as it fits there. */
export function placeAt(popover: HTMLElement, at: { x: number; y: number }): void {
  const { width, height } = popover.getBoundingClientRect();
  popover.style.left = within(at.x, width, innerWidth);
  popover.style.top = within(at.y, height, innerHeight);
}

/** Below a button, ending where that ends; above it where there is no room. */
export function placeBelow(popover: HTMLElement, beside: HTMLElement): void {
  const there = beside.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const left = getComputedStyle(beside).direction === 'rtl' ? there.left : there.right - width;
  const below = there.bottom + 4;
  popover.style.left = within(left, width, innerWidth);
  popover.style.top = below + height + EDGE > innerHeight ? within(there.top - height - 4, height, innerHeight) : `${below}px`;
}

/** Above the middle of something, or below it where there is no room. */
export function placeOver(popover: HTMLElement, beside: HTMLElement): void {
  const there = beside.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const above = there.top - height - 6;
  popover.style.left = within(there.left + there.width / 2 - width / 2, width, innerWidth);
  popover.style.top = `${above > EDGE ? above : there.bottom + 6}px`;
}

/** Grows upwards from something, with one of its sides, as far as the window goes. */
export function placeAbove(popover: HTMLElement, beside: HTMLElement, side: 'left' | 'right', most = Infinity): void {
  const there = beside.getBoundingClientRect();
  const { width } = popover.getBoundingClientRect();
  popover.style.left = within(side === 'left' ? there.left : there.right - width, width, innerWidth);
  popover.style.bottom = `${innerHeight - there.top + 6}px`;
  popover.style.maxHeight = `${Math.max(220, Math.min(most, there.top - 16))}px`;
}

/** While one is open its keys are its own: nothing behind it acts, and Escape closes it and nothing else. */
export function ownKeys(event: KeyboardEvent, popover: HTMLElement | undefined): void {
  event.stopPropagation();
  if (event.key !== 'Escape' || composes(event)) return;
  event.preventDefault();
  popover?.hidePopover();
}

/** Likewise in a menu, where arrows, Home and End go through the items and Tab leaves. Answers whether it was such a key. */
export function menuKeys(event: KeyboardEvent, menu: HTMLElement | undefined, flat = false): boolean {
  ownKeys(event, menu);
  if (event.key === 'Escape') return true;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === 'Tab') menu?.hidePopover();
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const along: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (flat) Object.assign(along, { ArrowRight: at + 1, ArrowLeft: at - 1 });
  const to = plain ? along[event.key] : undefined;
  if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  const known = to !== undefined || event.key === 'Tab';
  if (known) event.preventDefault();
  return known;
}

/** Whether the focus went with a popover that has closed: it was in it, or is nowhere. */
export function tookFocus(popover: HTMLElement | undefined): boolean {
  return document.activeElement === document.body || popover?.contains(document.activeElement) === true;
}

/** Whether something is open over the page, or about to be: it has the keys and the focus. */
export function isCovered(): boolean {
  return document.querySelector('dialog[open], [popover=auto]:popover-open, i[data-pending]') !== null;
}
