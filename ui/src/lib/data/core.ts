import { TOPICS, type Commands } from '$lib/contract/generated';
import { asCoreError, type Platform } from '$lib/platform/platform';
import { forward } from './changes';
import { mayWrite } from './space';

type CommandName = keyof Commands;
export type RequestOf<C extends CommandName> = Commands[C]['request'];
export type ResponseOf<C extends CommandName> = Commands[C]['response'];
/** What a change of space itself asks: it waits for no change of space. */
const OF_SPACES: readonly string[] = ['start_demo', 'leave_demo', 'turn_demo_clock', 'connect', 'retry_start', 'begin_anew', 'repair', 'unlock'];
export type QueryName = { [C in CommandName]: Commands[C]['kind'] extends 'query' ? C : never }[CommandName];

let current: Platform | undefined;

/** Puts the UI on its platform and begins to hear of changes. Once, before anything is shown. */
export function start(platform: Platform): void {
  current = platform;
  platform.subscribe(forward);
}

/** The platform. */
export function platform(): Platform {
  if (!current) throw new Error('the platform was not started');
  return current;
}

/** Calls a command of the contract. Rejects with a CoreError. */
export async function call<C extends CommandName>(command: C, request: RequestOf<C>): Promise<ResponseOf<C>> {
  if (!(command in TOPICS) && !OF_SPACES.includes(command)) await mayWrite();
  try {
    return (await platform().rpc(command, request)) as ResponseOf<C>;
  } catch (thrown) {
    throw asCoreError(thrown);
  }
}

/** Calls a command whose failure has no words of its own: the next refresh shows what is true. */
export function tell<C extends CommandName>(command: C, request: RequestOf<C>): void {
  call(command, request).catch(() => undefined);
}
