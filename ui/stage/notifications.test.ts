import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { NOW, openConversation, OUT, settled, Stage } from './stage';

/** What a person is told of outside the window, and when not. It is a Monday, four in the afternoon. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const see = (page: Page, testid: string) => page.waitForSelector(`[data-testid=${testid}]`);
const seen = async (page: Page, name: string) => {
  await settled(page);
  await keep(`${OUT}/seen/notifications-${name}.png`, await page.screenshot({ animations: 'disabled' }));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await audit(page);
};
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
const dialog = (page: Page) => page.locator('[data-testid=quiet-hours-dialog]');
const settings = (page: Page) => page.locator('[data-testid=settings-dialog]');

/** Gives the focus to what is next, until it is there. */
async function tabTo(page: Page, testid: string): Promise<void> {
  for (let presses = 0; presses < 60 && (await focused(page)) !== testid; presses += 1) await page.keyboard.press('Tab');
  expect(await focused(page)).toBe(testid);
}

it('notifications are silenced for a while from the settings and the palette, and come back', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+,');
  await page.click('[data-testid=quiet-tomorrow]');
  await expect.poll(() => page.locator('[data-testid=settings-dialog]').textContent()).toContain('No notifications until tomorrow 08:00');
  await page.click('[data-testid=quiet-end]');
  await page.waitForSelector('[data-testid=quiet-hour]');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('notifications hour');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('[data-testid=toast]').textContent()).toMatch(/^No notifications until .*17:00/);
  await page.keyboard.press('z');
  await page.keyboard.press('Control+,');
  await page.waitForSelector('[data-testid=quiet-hour]');
  await audit(page);
  await page.context().close();
});

it('are led to from the palette: to the first of what can be set', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('settings notifications');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('notify-messages');
  await page.context().close();
});

it('quiet hours are set from the palette by the keyboard alone, and hold at once', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('quiet hours');
  await page.keyboard.press('Enter');
  await see(page, 'quiet-hours-dialog');
  expect(await page.inputValue('[data-testid=quiet-from]')).toBe('22:00');
  // Every day is offered; none is too few.
  const days = page.locator('[data-testid=quiet-day]');
  expect(await days.allTextContents()).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  await tabTo(page, 'quiet-day');
  for (let day = 0; day < 7; day += 1) {
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('[data-testid=problems]').textContent()).toBe('Choose at least one day.');
  await days.first().focus();
  await page.keyboard.press('Space');
  await page.fill('[data-testid=quiet-from]', '15:00');
  await page.fill('[data-testid=quiet-to]', '17:00');
  await tabTo(page, 'quiet-add');
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('quiet-day');
  expect(await page.locator('[data-testid=quiet-span]').count()).toBe(2);
  await tabTo(page, 'quiet-hours-save');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'detached' });

  await page.keyboard.press('Control+,');
  await expect.poll(() => page.locator('[data-testid=quiet-hours-line]').allTextContents()).toEqual(['Mon, 15:00 to 17:00', 'Every day, 22:00 to 08:00']);
  await expect.poll(() => settings(page).textContent()).toContain('No notifications until 17:00 today');
  await seen(page, 'in-force');
  await page.click('[data-testid=quiet-end]');
  await see(page, 'quiet-hour');
  // What was entered is there again; the rest of the night is not ended with it.
  await page.click('[data-testid=quiet-hours]');
  await see(page, 'quiet-hours-dialog');
  expect(await page.locator('[data-testid=quiet-from]').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))).toEqual(['15:00', '22:00']);
  await page.locator('[data-testid=quiet-remove]').first().click();
  expect(await focused(page)).toBe('quiet-add');
  await page.click('[data-testid=quiet-hours-save]');
  await expect.poll(() => page.locator('[data-testid=quiet-hours-line]').allTextContents()).toEqual(['Every day, 22:00 to 08:00']);
  await page.click('[data-testid=quiet-hours]');
  await page.click('[data-testid=quiet-hours-off]');
  await expect.poll(() => page.locator('[data-testid=quiet-hours-line]').count()).toBe(0);
  await expect.poll(() => settings(page).textContent()).toContain('No notifications on the days and at the times that you choose.');
  await page.context().close();
});

it('quiet hours that leave no time of the week are refused in words', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+,');
  await page.click('[data-testid=quiet-hours]');
  await page.fill('[data-testid=quiet-to]', '22:00');
  await page.click('[data-testid=quiet-hours-save]');
  await expect.poll(() => dialog(page).textContent()).toContain('These hours leave no time of the week for notifications.');
  await seen(page, 'refused');
  await page.keyboard.press('Escape');
  await settings(page).waitFor();
  expect(await page.locator('[data-testid=quiet-hours-line]').count()).toBe(0);
  await page.context().close();
});

it('a quiet that ends by the clock ends on the screen', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+,');
  await page.click('[data-testid=quiet-hours]');
  await page.fill('[data-testid=quiet-from]', '15:30');
  await page.fill('[data-testid=quiet-to]', '16:20');
  await page.click('[data-testid=quiet-hours-save]');
  await expect.poll(() => settings(page).textContent()).toContain('No notifications until 16:20 today');
  await page.clock.setFixedTime(new Date(NOW.getTime() + 20 * 60_000));
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await see(page, 'quiet-hour');
  await page.context().close();
});

it('what may be told even in quiet is offered where it is told at all', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+,');
  const even = page.locator('[data-testid=notify-stopped_in_quiet]');
  expect(await even.getAttribute('aria-checked')).toBe('false');
  await even.click();
  await expect.poll(() => even.getAttribute('aria-checked')).toBe('true');
  await page.click('[data-testid=notify-stopped]');
  await expect.poll(() => even.count()).toBe(0);
  expect(await page.locator('[data-testid=notify-failed_in_quiet]').count()).toBe(1);
  expect(await page.locator('[data-testid=notify-woken]').getAttribute('aria-checked')).toBe('true');
  await page.context().close();
});

it('a handle is told of in whole, without its mentions, or not at all', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  const name = page.locator('[data-testid=handle-row][data-id="1"] .name');
  await name.click();
  await expect.poll(() => name.getAttribute('aria-current')).toBe('true');
  await name.click();
  const choice = page.locator('[data-testid=handle-notifications]');
  await choice.waitFor();
  expect(await choice.locator('option').allTextContents()).toEqual(['All', 'No story mentions', 'None']);
  expect(await choice.inputValue()).toBe('all');
  await choice.selectOption('no_mentions');
  await choice.scrollIntoViewIfNeeded();
  await seen(page, 'handle');
  await page.keyboard.press('Escape');
  await openConversation(page, 3);
  await name.click();
  await name.click();
  await expect.poll(() => choice.inputValue()).toBe('no_mentions');
  await page.context().close();
});

it.each([
  ['960-light', { viewport: { width: 960, height: 1_000 } }, 'count=12'],
  ['1440-dark', { viewport: { width: 1440, height: 1_000 }, colorScheme: 'dark' }, 'count=12'],
  ['hebrew', { viewport: { width: 960, height: 1_000 }, locale: 'he-IL' }, 'count=12&language=he'],
  ['hebrew-dark', { viewport: { width: 1440, height: 1_000 }, locale: 'he-IL', colorScheme: 'dark' }, 'count=12&language=he'],
  ['japanese', { viewport: { width: 960, height: 1_000 }, locale: 'ja-JP' }, 'count=12&language=ja'],
  ['japanese-wide', { viewport: { width: 1440, height: 1_000 }, locale: 'ja-JP' }, 'count=12&language=ja'],
] as const)('settings and quiet hours are whole and can be read (%s)', async (name, options, state) => {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
  await page.keyboard.press('Control+,');
  await page.click('[data-testid=quiet-hours]');
  await page.click('[data-testid=quiet-add]');
  await page.locator('[data-testid=quiet-from]').first().fill('15:00');
  await page.locator('[data-testid=quiet-to]').first().fill('17:00');
  await page.locator('[data-testid=quiet-day]').nth(3).click();
  await seen(page, `hours-${name}`);
  await page.click('[data-testid=quiet-hours-save]');
  await page.locator('[data-testid=quiet-hours]').scrollIntoViewIfNeeded();
  await page.waitForSelector('[data-testid=quiet-end]');
  await seen(page, `settings-${name}`);
  await page.context().close();
});

it.each([
  { name: 'light', options: {}, state: '', line: 'Reacted ❤️ to: On its way, here is the tracking link', words: 'Reactions to your messages' },
  { name: 'dark, Hebrew', options: { colorScheme: 'dark' as const }, state: '&language=he', line: 'תגובת ❤️ על: \u2068On its way, here is the tracking link\u2069', words: 'תגובות אימוג׳י להודעות שלך' },
])('a reaction stands in the row of its conversation, and is told of where somebody wants it: $name', async ({ name, options, state, line, words }) => {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, `count=40&reacted${state}`);
  await page.click('[data-testid=view-waiting]');
  const row = page.locator('[data-testid=conversation-row]').first();
  await expect.poll(() => row.locator('.said').textContent()).toContain(line);
  if (state === '') await seen(page, 'reaction');
  await page.keyboard.press('Control+,');
  const wanted = page.locator('[data-testid=notify-reactions]');
  expect(await wanted.getAttribute('aria-label')).toBe(words);
  expect(await wanted.getAttribute('aria-checked')).toBe('false');
  await wanted.click();
  await expect.poll(() => wanted.getAttribute('aria-checked')).toBe('true');
  await page.context().close();
});
