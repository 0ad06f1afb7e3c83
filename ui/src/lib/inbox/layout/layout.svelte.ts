import type { PaneWidths } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { fit, within, type Pane } from './widths';

const UNSET: PaneWidths = { rail: null, list: null, context: null };
/** Screens that are remembered; the core keeps no more. */
const SCREENS = 16;

/** Where the panes are: as wide as the person made them on this screen, as far as the window has room. */
class LayoutOfPanes {
  #window = $state(innerWidth);
  /** While a splitter is dragged: not kept yet. */
  #moving = $state.raw<Partial<PaneWidths>>({});
  /** Whether the person was asked for; `null` leaves it to the room. */
  #context = $state<boolean | null>(null);

  readonly now = $derived(fit(this.#window, { ...UNSET, ...app.view?.settings.panes[screenName()], ...this.#moving }, this.#context));

  constructor() {
    addEventListener('resize', () => (this.#window = innerWidth));
  }

  /** Makes a pane that wide for now, as while it is dragged. */
  move(pane: Pane, width: number): void {
    this.#moving = { ...this.#moving, [pane]: within(pane, width) };
  }

  /** Keeps the widths of now. */
  keep(): void {
    if (Object.keys(this.#moving).length > 0) this.#save(this.#moving);
    this.#moving = {};
  }

  /** Makes a pane as wide as it was before anybody moved it. */
  reset(pane: Pane): void {
    this.#moving = {};
    this.#save({ [pane]: null });
  }

  /** Shows the person, or hides them. */
  toggleContext(): void {
    this.#context = !this.now.contextShown;
  }

  #save(widths: Partial<PaneWidths>): void {
    const known = app.view?.settings.panes ?? {};
    const screen = screenName();
    const others = Object.entries(known).filter(([name]) => name !== screen);
    app.change({ panes: { ...Object.fromEntries(others.slice(1 - SCREENS)), [screen]: { ...UNSET, ...known[screen], ...widths } } });
  }
}

/** The screen that the window is on, by its size. */
function screenName(): string {
  return `${screen.width}x${screen.height}`;
}

export const layout = new LayoutOfPanes();
