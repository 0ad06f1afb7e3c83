import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { keys, rows } from './list';
import { NOW, openConversation, OUT, settled, Stage } from './stage';

/** A promise to answer in time: how it is made, and what it shows. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

/** A conversation with the first handle. */
const ASKED = 3;

const see = (page: Page, testid: string) => page.waitForSelector(`[data-testid=${testid}]`);
const seen = async (page: Page, name: string) => {
  await settled(page);
  await keep(`${OUT}/seen/sla-${name}.png`, await page.screenshot({ animations: 'disabled' }));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await audit(page);
};
const arrive = (page: Page) => page.evaluate((id) => (window as unknown as { mock: { arrive: (id: number) => void } }).mock.arrive(id), ASKED);
const chip = (page: Page) => rows(page).and(page.locator(`[data-id="${ASKED}"]`)).locator('[data-testid=sla-chip]');
const button = (page: Page) => page.locator('[data-testid=sla]');

/** The page of the first handle, with its settings: one press goes to the handle, another to its page. */
async function settings(page: Page): Promise<void> {
  const name = page.locator('[data-testid=handle-row][data-id="1"] .name');
  await name.click();
  await expect.poll(() => name.getAttribute('aria-current')).toBe('true');
  await name.click();
  await button(page).scrollIntoViewIfNeeded();
}

/** Promises a first reply within so many business minutes. */
async function promise(page: Page, minutes: string): Promise<void> {
  await button(page).click();
  await page.fill('[data-testid=sla-first]', minutes);
  await page.fill('[data-testid=sla-next]', '');
  await page.click('[data-testid=sla-save]');
  await page.locator('[data-testid=sla-dialog]').waitFor({ state: 'detached' });
}

it('is made in the settings of a handle, and asks for what is missing', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await settings(page);
  expect(await button(page).innerText()).toBe('Off');
  await button(page).click();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('sla-first');
  const problem = page.locator('[data-testid=problems]');
  for (const field of ['sla-first', 'sla-next']) await page.fill(`[data-testid=${field}]`, '');
  await keys(page, 'Enter');
  await expect.poll(() => problem.textContent()).toContain('minutes');
  await page.fill('[data-testid=sla-first]', '90');
  expect(await problem.count()).toBe(0);
  const days = page.locator('[data-testid=sla-day][aria-pressed=true]');
  for (let left = await days.count(); left > 0; left -= 1) await days.first().click();
  await page.click('[data-testid=sla-save]');
  await expect.poll(() => problem.textContent()).toContain('day');
  await page.locator('[data-testid=sla-day]').last().click();
  await page.fill('[data-testid=sla-from]', '22:00');
  await page.click('[data-testid=sla-save]');
  await expect.poll(() => button(page).innerText()).toBe('First: 90 min');
  // It is as it was entered.
  await button(page).click();
  expect(await days.allTextContents()).toEqual(['Sun']);
  expect(await page.inputValue('[data-testid=sla-from]')).toBe('22:00');
  await page.click('[data-testid=sla-off]');
  await expect.poll(() => button(page).innerText()).toBe('Off');
  await page.context().close();
});

it('shows in row, thread and table until when the answer is due, and when it is overdue', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await arrive(page);
  await settings(page);
  await promise(page, '30');
  await keys(page, 'Escape');
  await rows(page).first().waitFor();
  expect(await chip(page).count()).toBe(0);
  await arrive(page);
  await expect.poll(() => chip(page).innerText()).toBe('Due in 30 m');
  await openConversation(page, ASKED);
  const head = page.locator('header [data-testid=sla-chip]:visible');
  expect(await head.getAttribute('aria-label')).toMatch(/^Reply due in 30 minutes: Monday.+16:30/);

  await page.clock.setFixedTime(new Date(NOW.getTime() + 40 * 60_000));
  // Whoever asks until when one can snooze looks at the clock.
  await keys(page, 's');
  await see(page, 'snooze-picker');
  await keys(page, 'Escape');
  await expect.poll(() => head.innerText()).toBe('Overdue 10 m');
  expect(await chip(page).getAttribute('data-state')).toBe('overdue');

  await keys(page, 'v');
  const table = page.locator('[data-testid=manage-row]');
  await table.first().waitFor();
  await page.click('[data-testid=sort-sla]');
  await expect.poll(() => table.first().getAttribute('data-id')).toBe(String(ASKED));
  expect(await table.locator('[data-testid=sla-chip]').allInnerTexts()).toEqual(['Overdue 10 m']);

  await table.first().click();
  await keys(page, 'e');
  await expect.poll(() => page.locator('[data-testid=sla-chip]').count()).toBe(0);
  await page.context().close();
});

it('has its place in a compact row, until the window itself presses', async () => {
  const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height: 900 } });
  await settings(page);
  await promise(page, '30');
  await keys(page, 'Escape', 'Control+,');
  await page.locator('[data-testid=settings-dialog] input[value=compact]').check({ force: true });
  await keys(page, 'Escape');
  await arrive(page);
  const row = rows(page).and(page.locator(`[data-id="${ASKED}"]`));
  const widths = () => row.evaluate((one) => ['sla-chip', 'window-chip'].map((name) => one.querySelector(`[data-testid=${name}]`)?.parentElement?.clientWidth ?? 0).map((width) => width > 1));
  await expect.poll(() => chip(page).innerText()).toBe('30 m');
  expect(await widths()).toEqual([true, false]);
  expect(await row.getAttribute('title')).toMatch(/Reply window closes.+Reply due/);
  await page.context().close();
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([
    [1440, 900],
    [960, 600],
  ])('fits into %i × %i, and has nothing that assistive technology misses', async (width, height) => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width, height }, colorScheme });
    const name = `${width}-${colorScheme}`;
    await settings(page);
    await button(page).click();
    await seen(page, `dialog-${name}`);
    await keys(page, 'Escape');
    await promise(page, '10');
    await seen(page, `settings-${name}`);
    await keys(page, 'Escape');
    await arrive(page);
    await chip(page).waitFor();
    await openConversation(page, ASKED);
    await seen(page, `thread-${name}`);
    await keys(page, 'v');
    await see(page, 'manage-row');
    await seen(page, `manage-${name}`);
    await page.context().close();
  });
});
