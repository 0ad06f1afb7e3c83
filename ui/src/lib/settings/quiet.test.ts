import { expect, it } from 'vitest';
import type { AppView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { SETTINGS } from '$lib/platform/mock/answers';
import { scripted } from '$lib/platform/scripted';
import { beQuiet } from './quiet';

const view = (quiet: AppView['quiet'], of: Partial<AppView['settings']['notifications']>) =>
  ({ phase: 'ready', space: 'live', now: 1, quiet, settings: { ...SETTINGS, notifications: { ...SETTINGS.notifications, ...of } } }) as AppView;

it('ends quiet hours that hold, and leaves those ended that were ended before', () => {
  start(scripted({ save_settings: () => ({}) }).platform);
  app.take(view({ until: 80, hours_until: 80 }, {}));
  beQuiet(null);
  expect(app.view?.settings.notifications).toMatchObject({ quiet_until: null, quiet_hours_off_until: 80 });
  // Then quiet for a while, in the same night, and no longer.
  app.take(view({ until: 50, hours_until: null }, { quiet_until: 50, quiet_hours_off_until: 80 }));
  beQuiet(null);
  expect(app.view?.settings.notifications).toMatchObject({ quiet_until: null, quiet_hours_off_until: 80 });
});
