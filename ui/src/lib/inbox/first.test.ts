import { expect, it } from 'vitest';
import { start } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { scripted } from '$lib/platform/scripted';
import type { AppView } from '$lib/contract/generated';
import { firstAnswers } from './first';
import { inbox } from './state.svelte';
import { SETTINGS } from '$lib/platform/mock/answers';

const view = (phase: AppView['phase']): AppView => ({ phase, space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk: null, settings: { ...SETTINGS } });

it('asks all at once; what came before there was an inbox counts for nothing', async () => {
  let phase: AppView['phase'] = 'welcome';
  const core = scripted({
    app: () => view(phase),
    handles: () => (phase === 'ready' ? [{ id: 1 }] : []),
    counts: () => ({}),
    conversations: () => ({ rows: [], next: null }),
  });
  start(core.platform);
  await firstAnswers();
  for (const command of ['app', 'handles', 'counts', 'conversations']) expect(core.asked(command), command).toHaveLength(1);
  await expect.poll(() => inbox.feed.loaded).toBe(false);

  // A handle was connected: its first list is asked for anew.
  phase = 'ready';
  await entryOf('handles', {}).refresh();
  expect(entryOf('handles', {}).data).toEqual([{ id: 1 }]);
  await inbox.feed.refresh();
  expect(core.asked('conversations')).toHaveLength(2);
});
