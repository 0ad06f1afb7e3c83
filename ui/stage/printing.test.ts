import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { openConversation, OUT, settled, Stage } from './stage';

/** A conversation on paper. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

type Printed = { printed?: number };
const hold = (page: Page, command: string | null) => page.evaluate((one) => (window as unknown as { mock: { hold: (command: string | null) => void } }).mock.hold(one), command);
const paper = (page: Page) => page.locator('[data-testid=paper]');

/** A conversation whose printing is only counted: a window of the system would wait for somebody. */
async function asking(options: Parameters<Stage['page']>[0] = {}, state = 'count=12'): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
  await page.evaluate(() => (window.print = () => ((window as Printed).printed = ((window as Printed).printed ?? 0) + 1)));
  await openConversation(page, 2);
  await page.keyboard.press('Control+p');
  await page.waitForSelector('[data-testid=print-dialog]');
  return page;
}

async function printed(page: Page): Promise<void> {
  await page.click('[data-testid=print-run]');
  await expect.poll(() => page.evaluate(() => (window as Printed).printed)).toBe(1);
  await expect.poll(() => page.locator('[data-testid=print-dialog]').count()).toBe(0);
}

describe('a printed conversation', () => {
  it.each([
    ['light', 'light', 'en'],
    ['dark', 'dark', 'he'],
  ] as const)('%s is black on white, has every message, and nothing of the window', async (name, colorScheme, language) => {
    const page = await asking({ colorScheme }, `count=12&language=${language}`);
    await settled(page);
    await audit(page);
    await keep(`${OUT}/seen/print-dialog-${name}.png`, await page.screenshot({ animations: 'disabled' }));
    await page.check('[data-testid=print-notes]');
    await printed(page);
    expect(await paper(page).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await paper(page).isVisible()).toBe(true);
    expect(await page.locator('#app > :not([data-testid=paper])').evaluateAll((all) => all.filter((one) => one.checkVisibility()).length)).toBe(0);
    const said = await page.locator('[data-testid=message]').count();
    expect(await paper(page).locator('article').count()).toBeGreaterThanOrEqual(said);
    expect(await paper(page).evaluate((one) => getComputedStyle(one).color)).toBe('rgb(0, 0, 0)');
    await page.setViewportSize({ width: 800, height: 1_100 });
    await keep(`${OUT}/seen/printed-${name}.png`, await page.screenshot({ animations: 'disabled' }));
    await page.context().close();
  });

  it('of many pages has its first message, and is put away when the conversation changes', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&long');
    await page.evaluate(() => (window.print = () => ((window as Printed).printed = 1)));
    const long = await page.locator('[data-testid=conversation-row]').first().getAttribute('data-id');
    await openConversation(page, Number(long));
    await page.keyboard.press('Control+p');
    await page.click('[data-testid=print-run]');
    await expect.poll(() => paper(page).locator('article').count(), { timeout: 60_000 }).toBeGreaterThan(0);
    await page.evaluate((id) => (window as unknown as { mock: { arrive: (id: number) => void } }).mock.arrive(id), Number(long));
    await expect.poll(() => paper(page).count()).toBe(0);
    await page.context().close();
  });

  it('is put away once it was printed', async () => {
    const page = await asking();
    await printed(page);
    expect(await paper(page).count()).toBe(1);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => paper(page).count()).toBe(0);
    await page.context().close();
  });

  it('that was given up while it was read is never printed, and closes nothing that was opened since', async () => {
    const page = await asking();
    await hold(page, 'messages');
    await page.click('[data-testid=print-run]');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-testid=print-dialog]').count()).toBe(0);
    await page.keyboard.press('Control+p');
    await page.waitForSelector('[data-testid=print-dialog]');
    await hold(page, null);
    await page.waitForTimeout(1_000);
    expect(await page.evaluate(() => (window as Printed).printed)).toBe(undefined);
    expect(await page.locator('[data-testid=print-dialog]').count()).toBe(1);
    expect(await paper(page).count()).toBe(0);
    await page.context().close();
  });
});
