import type { Commands } from '$lib/contract/generated';
import { asCoreError, type Platform } from '$lib/platform/platform';
import { forward } from './changes';

export type CommandName = keyof Commands;
export type RequestOf<C extends CommandName> = Commands[C]['request'];
export type ResponseOf<C extends CommandName> = Commands[C]['response'];
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
