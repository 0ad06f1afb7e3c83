import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppView, FolderRisk } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { SETTINGS } from '$lib/platform/mock/answers';
import { scripted } from '$lib/platform/scripted';
import { folderRisk, putFolderAway } from './folder';

const view = (folder_risk: FolderRisk | null): AppView => ({ phase: 'ready', space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk, settings: { ...SETTINGS } });

describe('the folder of the inbox', () => {
  beforeAll(() => start(scripted({ save_settings: () => ({}) }).platform));
  beforeEach(() => app.take(view(null)));

  it('is told of until a person has seen it, and again for another reason', () => {
    expect(folderRisk()).toBe(null);
    app.take(view('dropbox'));
    expect(folderRisk()).toBe('dropbox');
    putFolderAway();
    expect(folderRisk()).toBe(null);
    app.take(view('network'));
    expect(folderRisk()).toBe('network');
  });
});
