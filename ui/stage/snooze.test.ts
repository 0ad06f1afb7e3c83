import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { keys, list, open, option, toast } from './list';
import { OUT, Stage } from './stage';

/** Snoozing: until a time that is offered, typed or chosen. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe('a snooze', () => {
  it('says of several how many windows close while they are snoozed', async () => {
    const page = await list(stage);
    await keys(page, 'x', 'Shift+j', 'Shift+j', 's');
    // The three that close soonest do so within four hours.
    await expect.poll(() => option(page, 'Tomorrow').textContent()).toContain('The reply windows of 3 of them will be closed');
    await page.keyboard.type('in 1h');
    await expect.poll(() => page.locator('[data-testid=picker-option]').textContent()).toContain('The reply window of 1 of them will be closed');
    await page.context().close();
  });

  it('snoozes until what was typed, with what that means in sight', async () => {
    const page = await list(stage);
    const id = await open(page);
    await keys(page, 's');
    await page.waitForSelector('[data-testid=snooze-picker]');
    await expect.poll(() => option(page, 'Tomorrow').textContent()).toContain('tomorrow 08:00');
    await page.keyboard.type('fri 3pm');
    await expect.poll(() => page.locator('[data-testid=picker-option]').textContent()).toContain('27 November 2026 at 15:00');
    expect(await page.locator('[data-testid=picker-option]').textContent()).toContain('The reply window will be closed');
    await keys(page, 'Enter');
    await expect.poll(() => toast(page)).toContain('snoozed until Fri 15:00');
    await keys(page, 'g', 'z');
    const row = page.locator(`[data-testid=conversation-row][data-id="${id}"]`);
    await expect.poll(() => row.locator('[data-testid=row-snoozed]').textContent()).toContain('Fri 15:00');
    await row.click();
    await keys(page, 'Shift+E');
    await expect.poll(() => toast(page)).toContain('no longer snoozed');
    await keys(page, 's');
    await page.keyboard.type('never');
    await expect.poll(() => page.locator('[data-testid=snooze-picker] .none').textContent()).toContain('This is no time');
    await page.context().close();
  });

  it.each([480, 400])('has its button, and what that would do, in view in a window %i high, too', async (height) => {
    const page = await list(stage, 'count=60', { viewport: { width: 768, height } });
    // Of several it says more.
    await keys(page, 'x', 'Shift+j', 'Shift+j', 's');
    await option(page, 'Tomorrow').waitFor();
    const bottom = (selector: string) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().bottom);
    const said = '[data-testid=snooze-picker] .foot [role=status]';
    await expect.poll(() => page.locator(said).textContent()).not.toBe('');
    const sheet = await bottom('[data-testid=snooze-picker] .panel');
    expect(sheet).toBeLessThanOrEqual(height);
    for (const selector of ['[data-testid=snooze-own-do]', said]) expect(await bottom(selector)).toBeLessThanOrEqual(sheet);
    await keep(`${OUT}/seen/snooze-${height}.png`, await page.screenshot({ animations: 'disabled' }));
    await page.context().close();
  });

  it('snoozes until a date and time of one’s own, by keys, and says what that means', async () => {
    const page = await list(stage);
    await keys(page, 's');
    await option(page, 'Tomorrow').waitFor();
    // The way leads to it and back, and not out of the picker.
    await keys(page, 'Tab');
    const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));
    expect(await at()).toBe('snooze-own');
    await keys(page, 'Shift+Tab', 'Shift+Tab');
    expect(await at()).toBe('picker-field');
    const own = page.locator('[data-testid=snooze-own]');
    const said = page.locator('[data-testid=snooze-picker] .foot [role=status]');
    await own.fill('2026-11-23T15:00');
    await expect.poll(() => said.textContent()).toBe('That time is over.');
    await keys(page, 'Enter');
    expect(await page.locator('[data-testid=snooze-own-do]').getAttribute('aria-disabled')).toBe('true');
    await own.fill('2026-11-27T18:30');
    await expect.poll(() => said.textContent()).toBe('The reply window will be closed');
    await audit(page);
    await keys(page, 'Enter');
    await expect.poll(() => toast(page)).toContain('snoozed until Fri 18:30');
    await page.context().close();
  });

  it('snoozes until a day that is to come, however long ago it was asked for', async () => {
    const page = await list(stage);
    await keys(page, 's');
    await option(page, 'Tomorrow').waitFor();
    await keys(page, 'Escape');
    await page.clock.setFixedTime(new Date('2026-11-24T15:00:00Z'));
    await keys(page, 's');
    await option(page, 'Tomorrow').click();
    await expect.poll(() => toast(page)).toContain('snoozed until tomorrow 08:00');
    await page.context().close();
  });
});
