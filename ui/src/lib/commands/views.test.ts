import { describe, expect, it } from 'vitest';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { saving } from '$lib/inbox/audit/saving.svelte';
import { inbox } from '$lib/inbox/state.svelte';
import { SETTINGS } from '$lib/platform/mock/answers';
import { scripted } from '$lib/platform/scripted';
import '$lib/commands/every';
import { run } from './registry.svelte';

describe('the audit trail', () => {
  it('is saved of the handle that its page shows, else of the one in view, and once at a time', async () => {
    const core = scripted({ export_audit: () => ({ name: 'audit.csv', count: 1, saved: { saved: 'nowhere' } }) });
    start(core.platform);
    app.take({ phase: 'ready', space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk: null, settings: { ...SETTINGS } });
    const saved = async () => {
      await expect.poll(() => saving.running).toBe(false);
      return core.asked('export_audit');
    };
    inbox.handle = 2;
    inbox.page = { kind: 'audit', handle: 7 };
    run('export_audit');
    run('export_audit');
    expect(await saved()).toEqual([{ handle: 7 }]);
    inbox.page = { kind: 'audit', handle: null };
    run('export_audit');
    expect(await saved()).toEqual([{ handle: 7 }, { handle: null }]);
    inbox.page = null;
    run('export_audit');
    expect(await saved()).toEqual([{ handle: 7 }, { handle: null }, { handle: 2 }]);
  });
});
