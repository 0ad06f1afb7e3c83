import type { PaneWidths } from '$lib/contract/generated';

/** A pane whose width a person may change. */
export type Pane = keyof PaneWidths;
type Range = { min: number; max: number; usual: number };

/** How wide each pane may be, in CSS pixels. */
export const RANGES: Record<Pane, Range> = {
  rail: { min: 64, max: 220, usual: 216 },
  list: { min: 320, max: 480, usual: 348 },
  context: { min: 280, max: 360, usual: 280 },
};

/** One press of an arrow. */
export const STEP = 16;
/** A rail that is narrower shows its icons alone; names would not fit. */
const RAIL_WITH_NAMES = 168;
/** What a thread needs beside the others. */
const THREAD = 380;
/** Below, the rail is icons, and the list is this wide unless somebody moved it. */
const ICONS_BELOW = 1080;
const LIST_IN_SMALL = 330;
/** Below, the person lies over the thread. */
const OVERLAY_BELOW = 1200;
/** From here on the person is shown without being asked for. */
const ROOMY = 1360;
/** Below (at 200 %), list and thread share what is there. */
const TIGHT = 760;

/** Below (at 400 %), one at a time. */
const SINGLE = 620;

/** What the window shows. */
type Layout = {
  /** List or thread, one at a time. */
  single: boolean;
  rail: number;
  list: number;
  context: number;
  /** The rail can be moved: there is room for its names. */
  railMoves: boolean;
  listMoves: boolean;
  contextShown: boolean;
  /** The person lies over the thread. */
  contextOver: boolean;
};

/** A width within a pane's range. The rail has names or icons, nothing between. */
export function within(pane: Pane, width: number): number {
  const { min, max } = RANGES[pane];
  const inside = Math.round(Math.min(max, Math.max(min, width)));
  if (pane !== 'rail' || inside >= RAIL_WITH_NAMES) return inside;
  return inside < (min + RAIL_WITH_NAMES) / 2 ? min : RAIL_WITH_NAMES;
}

/**
 * Fits the panes into a window of that width. `wanted` are the widths that the person gave them; `context` says whether
 * the person pane was asked for, or nothing was said of it. The thread keeps its room: first the person, then the list,
 * then the rail give way.
 */
export function fit(window: number, wanted: PaneWidths, context: boolean | null): Layout {
  const railMoves = window >= ICONS_BELOW;
  const contextOver = window < OVERLAY_BELOW;
  const contextShown = context ?? window >= ROOMY;
  const width = (pane: Pane) => within(pane, wanted[pane] ?? RANGES[pane].usual);
  let rail = railMoves ? width('rail') : RANGES.rail.min;
  let list = within('list', wanted.list ?? (railMoves ? RANGES.list.usual : LIST_IN_SMALL));
  let over = (shown: number) => rail + list + shown + THREAD - window;
  let shown = width('context');
  if (contextShown && !contextOver) shown -= Math.max(0, Math.min(over(shown), shown - RANGES.context.min));
  const taken = contextShown && !contextOver ? shown : 0;
  list -= Math.max(0, Math.min(over(taken), list - RANGES.list.min));
  if (over(taken) > 0 && rail > RAIL_WITH_NAMES) rail = Math.max(RAIL_WITH_NAMES, rail - over(taken));
  const listMoves = window >= TIGHT;
  if (!listMoves) list = Math.max(220, Math.round((window - rail) * 0.4));
  const single = window < SINGLE;
  if (single) list = window - rail;
  return { single, rail, list, context: shown, railMoves, listMoves, contextShown, contextOver };
}
