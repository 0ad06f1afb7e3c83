import { beforeAll, describe, expect, it } from 'vitest';
import { start } from '$lib/data/core';
import { ROW_ACTS } from '$lib/inbox/list/acts';
import { scripted } from '$lib/platform/scripted';
import { all } from './registry.svelte';

describe('commands', () => {
  beforeAll(async () => {
    start(scripted({}).platform);
    await import('./every');
  });

  it('have ids and keys of their own', () => {
    const ids = all().map((command) => command.id);
    expect(ids.length).toBeGreaterThan(40);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = all().flatMap((command) => command.keys ?? []);
    expect(keys.filter((one, place) => keys.indexOf(one) !== place)).toEqual([]);
  });

  it('begin no sequence with a key that acts by itself', () => {
    const keys = all().flatMap((command) => command.keys ?? []);
    const first = new Set(keys.filter((one) => one.includes(' ')).map((one) => one.split(' ')[0]));
    expect(keys.filter((one) => first.has(one))).toEqual([]);
  });

  it('of the row’s menu are all in the palette', () => {
    for (const id of ROW_ACTS) {
      const command = all().find((one) => one.id === id);
      expect(command, id).toBeDefined();
      expect(command?.keyboardOnly ?? false, id).toBe(false);
      expect(command?.keys?.length, id).toBeGreaterThan(0);
    }
  });
});
