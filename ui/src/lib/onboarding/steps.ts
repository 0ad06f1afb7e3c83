import type { HandleView } from '$lib/contract/generated';

export const STEPS = ['demo', 'connect', 'professional', 'access', 'dm', 'reply', 'saved', 'keys'] as const;
export type Step = (typeof STEPS)[number];

/** How many demo conversations are cleared by keyboard. */
export const KEYS_GOAL = 10;

/** How many saved replies are enough to begin with. */
export const SAVED_GOAL = 3;

/** What the steps look at. Nothing of it is a click on "Next". */
export type Facts = {
  /** The demo brand is open, or was once. */
  demoSeen: boolean;
  /** Connected handles; those of the demo brand are none. */
  handles: readonly HandleView[];
  /** The handle of the steps that are for each handle. */
  handle: HandleView | undefined;
  /** Conversations of that handle that are here. */
  conversations: number;
  /** Conversations of that handle that were answered: they wait on the person, or are done. */
  answered: number;
  /** Saved replies, written or imported; those of the demo brand are none. */
  saved: number;
  /** Demo conversations that were cleared by keyboard. */
  cleared: number;
};

/** Which steps are done. A step whose state goes back is open again. */
export function done(facts: Facts): Record<Step, boolean> {
  const { handle } = facts;
  const connected = facts.handles.some((one) => one.disconnected_at === null);
  const professional = handle !== undefined && (handle.account_type === 'business' || handle.account_type === 'creator');
  return {
    demo: facts.demoSeen,
    connect: connected,
    professional,
    access: handle !== undefined && hasAccess(handle),
    dm: handle !== undefined && facts.conversations > 0,
    reply: handle !== undefined && facts.answered > 0,
    saved: facts.saved >= SAVED_GOAL,
    keys: facts.cleared >= KEYS_GOAL,
  };
}

/** Whether Instagram gave messages of the handle: it was read to its end, and nothing speaks against it. */
export function hasAccess(handle: HandleView): boolean {
  const against = ['access_off', 'access_off_suspected', 'not_eligible', 'permission_missing'];
  return handle.last_synced_at !== null && !against.includes(handle.code);
}

/** The handle that the steps for each handle are about: the newest whose own steps are not done, else the newest. */
export function handleInTurn(handles: readonly HandleView[]): HandleView | undefined {
  const here = handles.filter((one) => one.disconnected_at === null);
  const newest = [...here].sort((one, two) => two.id - one.id);
  return newest.find((one) => !hasAccess(one) || one.account_type === 'personal') ?? newest[0];
}
