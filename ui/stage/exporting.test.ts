import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { keys, list } from './list';
import { openConversation, OUT, settled, Stage } from './stage';

/** Conversations as a file: which, as what, how far it is, and how it is given up. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const dialog = (page: Page) => page.locator('[data-testid=export-dialog]');
const choose = (page: Page, part: string, value: string) => page.locator(`[data-part=${part}] input[value=${value}]`).check({ force: true });
const asked = (page: Page) => page.evaluate(() => (window as unknown as { mock: { exported: () => unknown } }).mock.exported());
const toast = (page: Page) => page.locator('[data-testid=toast]').last().textContent();

async function opened(options: Parameters<Stage['page']>[0] = {}, state = 'count=12'): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
  await openConversation(page, 2);
  await page.keyboard.press('Control+Shift+X');
  await page.waitForSelector('[data-testid=export-dialog]');
  return page;
}

describe('an export', () => {
  it.each([
    ['light', 'light', 'en', 1440],
    ['dark', 'dark', 'en', 960],
    ['mirrored', 'light', 'he', 960],
    ['japanese', 'dark', 'ja', 1180],
  ] as const)('%s fits, and assistive technology misses nothing', async (name, colorScheme, language, width) => {
    const page = await opened({ colorScheme, viewport: { width, height: 700 } }, `count=12&language=${language}`);
    await settled(page);
    expect(await dialog(page).evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
    if (language !== 'ja') await audit(page);
    await keep(`${OUT}/seen/export-${name}.png`, await page.screenshot({ animations: 'disabled' }));
    await page.context().close();
  });

  it('is of the open conversation, as what was chosen, and says where the file is', async () => {
    const page = await opened();
    await choose(page, 'export-format', 'messages_csv');
    await page.check('[data-testid=export-notes]');
    await page.click('[data-testid=export-run]');
    await expect.poll(() => toast(page)).toContain('/home/ada/handrail-messages.csv');
    expect(await dialog(page).count()).toBe(0);
    expect(await asked(page)).toMatchObject({
      what: { type: 'these', conversations: [2] },
      format: 'messages_csv',
      with_notes: true,
      words: { language: 'en', right_to_left: false, time_zone: 'Europe/Berlin', unsent: 'Message unsent' },
    });
    await page.context().close();
  });

  it('is of what is selected, or of the whole list as it is filtered', async () => {
    const page = await list(stage, 'count=60');
    await keys(page, 'x', 'j', 'x');
    await page.keyboard.press('Control+Shift+X');
    await dialog(page).waitFor();
    await page.click('[data-testid=export-run]');
    await expect.poll(() => toast(page)).toContain('2 conversations are in');
    await page.keyboard.press('Control+Shift+X');
    await choose(page, 'export-what', 'list');
    expect(await page.locator('[data-testid=export-list]').textContent()).toBe('Needs reply');
    await page.click('[data-testid=export-run]');
    await expect.poll(async () => (await asked(page) as { what: { type: string } }).what.type).toBe('list');
    await page.context().close();
  });

  it('says how far it is, goes on behind a closed dialog, and keeps nothing when it is stopped', async () => {
    const page = await opened({}, 'count=12&exporting');
    await choose(page, 'export-what', 'list');
    await page.click('[data-testid=export-run]');
    const running = page.locator('[data-testid=export-running]');
    await expect.poll(() => running.textContent()).toMatch(/^[1-9]\d* of \d+ conversations$/);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    await expect.poll(focused).toBe('cancel');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog(page).count()).toBe(0);
    await page.keyboard.press('Control+Shift+X');
    await expect.poll(() => running.textContent()).toMatch(/^[1-9]\d* of \d+ conversations$/);
    expect(await page.locator('[data-testid=export-run]').count()).toBe(0);
    await page.click('[data-testid=export-dialog] [data-testid=cancel]');
    await expect.poll(() => toast(page)).toContain('Stopped. Nothing was saved.');
    await page.context().close();
  });

  it('that was not written says why, and stays to be tried again', async () => {
    const page = await opened();
    await page.evaluate(() => (window as unknown as { mock: { fail: (command: string, code: string) => void } }).mock.fail('export_conversations', 'disk_full'));
    await page.click('[data-testid=export-run]');
    await dialog(page).locator('[role=alert]').first().waitFor();
    expect(await page.locator('[data-testid=export-run]').count()).toBe(1);
    await page.context().close();
  });
});
