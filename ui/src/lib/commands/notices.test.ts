import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NoticeOutcome, NoticeView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { inbox } from '$lib/inbox/state.svelte';
import { SETTINGS } from '$lib/platform/mock/answers';
import { scripted } from '$lib/platform/scripted';
import '$lib/commands/every';
import { all, isAvailable, run } from './registry.svelte';

const notice = (id: number, outcome: NoticeOutcome): NoticeView => ({ id, at: 0, since: null, phase: null, handles: [{ id: 1, username: 'luma.home', outcome, fetched: 0 }] });
const offered = (id: string) => all().some((command) => command.id === id && isAvailable(command));

describe('the notices', () => {
  const core = scripted({ dismiss_notice: () => ({}) });
  beforeAll(() => {
    start(core.platform);
    app.take({ phase: 'ready', space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk: null, settings: { ...SETTINGS } });
  });
  beforeEach(() => (inbox.overlay = null));

  it('are put away together, but for what would be told to Meta', async () => {
    entryOf('notices', {}).data = [notice(1, 'enabled'), notice(2, 'deletion_asked'), notice(3, 'message_access_off')];
    run('dismiss_notices');
    await Promise.resolve();
    expect(core.asked('dismiss_notice')).toEqual([{ notice: 1 }, { notice: 3 }]);
  });

  it('ask before Meta is told that a person’s data is deleted', () => {
    entryOf('notices', {}).data = [notice(2, 'deletion_asked')];
    const before = core.asked('dismiss_notice').length;
    expect([offered('dismiss_notices'), offered('deletion_done')]).toEqual([false, true]);
    run('dismiss_notices');
    run('deletion_done');
    expect(inbox.overlay).toEqual({ kind: 'deletion_done', notice: 2 });
    expect(core.asked('dismiss_notice')).toHaveLength(before);
    entryOf('notices', {}).data = [notice(1, 'enabled')];
    expect([offered('dismiss_notices'), offered('deletion_done')]).toEqual([true, false]);
  });
});
