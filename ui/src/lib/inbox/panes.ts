import { tick } from 'svelte';
import { isCovered } from '$lib/design/popover';

/** The panes, in the order in which F6 goes round. */
const ORDER = ['bars', 'rail', 'list', 'thread', 'composer', 'person'] as const;
export type Pane = (typeof ORDER)[number];

const isDrawn = (element: HTMLElement) => element.getClientRects().length > 0;

function pane(name: Pane): HTMLElement | null {
  const found = document.querySelector<HTMLElement>(`[data-pane=${name}]`);
  return found && isDrawn(found) ? found : null;
}

/** The pane that has the focus. */
export function focusedPane(): Pane | null {
  const name = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset.pane;
  return ORDER.find((one) => one === name) ?? null;
}

/** Whether the keyboard is beside what its keys go through: at the bars, at the rail, or nowhere. */
export function isBeside(): boolean {
  const pane = focusedPane();
  return pane === null || pane === 'bars' || pane === 'rail';
}

/** Gives the focus to a pane: to its home if it has one, else to its first control. */
export function focusPane(name: Pane): boolean {
  const root = pane(name);
  if (!root) return false;
  const drawn = (selector: string) => [...root.querySelectorAll<HTMLElement>(selector)].filter(isDrawn);
  const homes = drawn('[data-focus-home]');
  const home = homes.find((one) => one.dataset.focusHome === 'first') ?? homes[0];
  const first = home ?? drawn('button:not([disabled]), textarea, input, [tabindex="0"], h1')[0];
  first?.focus({ preventScroll: true });
  return first != null && document.activeElement === first;
}

/** Gives the focus to the heading of what is empty now, else to the pane's own. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('[data-empty-heading]') ?? document.querySelector<HTMLElement>('[data-pane=list] h1');
  heading?.focus();
}

/** Gives the focus to the next pane on screen, or the one before. */
export function cyclePanes(by: 1 | -1): void {
  const from = ORDER.indexOf(focusedPane() ?? 'rail');
  for (let step = 1; step <= ORDER.length; step += 1) {
    const name = ORDER[(from + by * step + ORDER.length * 2) % ORDER.length];
    if (name && focusPane(name)) return;
  }
}

/**
 * Finds a place for the focus after what had it went away: a composer, a page, a dialog. Where something has it, it
 * stays. `wish` is where the person most likely goes on.
 */
export async function settleFocus(wish: Pane = 'list'): Promise<void> {
  await tick();
  const active = document.activeElement;
  if (active && active !== document.body) return;
  // What is being loaded takes the focus when it comes, or asks again.
  if (isCovered() || document.querySelector('[data-pending]')) return;
  for (const name of [wish, 'list', 'thread', 'rail'] as const) if (focusPane(name)) return;
}
