import type { HandleView } from '$lib/contract/generated';

type Handle = Pick<HandleView, 'id' | 'brand'>;

/** The handles of a brand, or those without one. */
export type Group<H extends Handle> = { brand: string | null; handles: H[] };

/** Handles by brand, each brand where its first handle stands. A brand only groups: it has no switch. */
export function groupsOf<H extends Handle>(handles: readonly H[]): Group<H>[] {
  const groups = new Map<string | null, Group<H>>();
  for (const handle of handles) {
    const group = groups.get(handle.brand) ?? { brand: handle.brand, handles: [] };
    group.handles.push(handle);
    groups.set(handle.brand, group);
  }
  return [...groups.values()];
}

/** The rail's order as it is shown: brand by brand. */
export function shownOrder<H extends Handle>(handles: readonly H[]): H[] {
  return groupsOf(handles).flatMap((group) => group.handles);
}

/** The order after a handle went one place up or down among its own; `null` where it stands at the end already. */
export function moved(handles: readonly Handle[], id: number, by: 1 | -1): number[] | null {
  const groups = groupsOf(handles);
  const group = groups.find((one) => one.handles.some((handle) => handle.id === id));
  const from = group?.handles.findIndex((handle) => handle.id === id) ?? -1;
  const other = group?.handles[from + by];
  if (!group || !other) return null;
  return swap(groups, group.handles, from, from + by);
}

/** The order after a brand went one place up or down with all its handles. */
export function movedBrand(handles: readonly Handle[], brand: string, by: 1 | -1): number[] | null {
  const groups = groupsOf(handles);
  const from = groups.findIndex((group) => group.brand === brand);
  return groups[from + by] ? swap(groups, groups, from, from + by) : null;
}

/** The order after a handle was put down at the place of another one of its brand. */
export function movedTo(handles: readonly Handle[], id: number, to: number): number[] | null {
  const groups = groupsOf(handles);
  const group = groups.find((one) => one.handles.some((handle) => handle.id === id));
  const from = group?.handles.findIndex((handle) => handle.id === id) ?? -1;
  const at = group?.handles.findIndex((handle) => handle.id === to) ?? -1;
  if (!group || at < 0 || from === at) return null;
  group.handles.splice(at, 0, ...group.handles.splice(from, 1));
  return ids(groups);
}

function swap<T>(groups: Group<Handle>[], list: T[], one: number, two: number): number[] {
  [list[one], list[two]] = [list[two] as T, list[one] as T];
  return ids(groups);
}

function ids(groups: Group<Handle>[]): number[] {
  return groups.flatMap((group) => group.handles.map((handle) => handle.id));
}
