import type { NotificationSettings } from '$lib/contract/generated';

/** What a person is told of a handle's conversations. */
export type Heard = 'all' | 'no_mentions' | 'none';

export function heard({ quiet_handles, no_mentions_of }: NotificationSettings, handle: number): Heard {
  if (quiet_handles.includes(handle)) return 'none';
  return no_mentions_of.includes(handle) ? 'no_mentions' : 'all';
}

/** The settings with another choice for a handle. */
export function hear(settings: NotificationSettings, handle: number, what: Heard): NotificationSettings {
  const having = (handles: readonly number[], chosen: boolean) => [...handles.filter((one) => one !== handle), ...(chosen ? [handle] : [])];
  return {
    ...settings,
    quiet_handles: having(settings.quiet_handles, what === 'none'),
    no_mentions_of: having(settings.no_mentions_of, what === 'no_mentions'),
  };
}
