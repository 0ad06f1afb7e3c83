import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Destination, Settings, Space } from '../src/lib/contract/generated';
import { audit } from './axe';
import { keep } from './compare';
import { OUT, settled, Stage } from './stage';

/** What comes from outside the window: notifications and the tray that lead somewhere, closing it, a clock that is wrong. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

type Mock = { wish: (to: Destination, space?: Space) => void; settings: () => Settings };
type Core = { mock: Mock; closing?: string };
const wish = (page: Page, to: Destination, space?: Space) =>
  page.evaluate(([to, space]) => (window as unknown as Core).mock.wish(to, space), [to, space] as const);
const answer = (page: Page) => page.evaluate(() => (window as unknown as Core).closing);
const whenClosed = (page: Page) => page.evaluate(() => (window as unknown as Core).mock.settings().when_closed);
const seen = async (page: Page, name: string) => {
  await settled(page);
  await keep(`${OUT}/seen/outside-${name}.png`, await page.screenshot({ animations: 'disabled' }));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await audit(page);
};

describe('what was clicked outside the window is shown', () => {
  it('a handle’s page, a list in its order, the outbox', async () => {
    const page = await stage.page({}, 'count=60&replies');
    await wish(page, { type: 'handle', handle: 1 });
    await page.waitForSelector('[data-testid=handle-page]');
    await page.keyboard.press('Control+,');
    await page.waitForSelector('[data-testid=settings-dialog]');
    await wish(page, { type: 'view', view: 'waiting', sort: 'oldest_waiting' });
    await expect.poll(() => page.locator('main h1').textContent()).toBe('Waiting on them');
    expect(await page.getByRole('button', { name: /Oldest/ }).count()).toBe(1);
    expect(await page.locator('[data-testid=settings-dialog], [data-testid=handle-page]').count()).toBe(0);
    await wish(page, { type: 'outbox' });
    await page.waitForSelector('[data-testid=outbox-page]');
    await page.context().close();
  });

  it('what is the person’s own is not looked for in the demo, which is offered to be left', async () => {
    const page = await stage.page({}, 'count=12');
    await wish(page, { type: 'conversation', conversation: 5 }, 'live');
    await page.click('[data-testid=leave-demo-dialog] [data-testid=cancel]');
    await wish(page, { type: 'inbox' }, 'live');
    await settled(page);
    expect(await page.locator('[data-testid=leave-demo-dialog], section.thread').count()).toBe(0);
    await page.context().close();
  });
});

describe('the window is being closed', () => {
  it('it asks, says what either way means, and what is chosen is a setting', async () => {
    for (const [choice, colorScheme, state] of [
      ['stay', 'light', 'count=12&space=live'],
      ['quit', 'dark', 'count=12&space=live&language=he'],
    ] as const) {
      const page = await stage.page({ colorScheme }, state);
      await wish(page, { type: 'closing' });
      await page.waitForSelector('[data-testid=closing-dialog]');
      await seen(page, `closing-${choice}`);
      await page.click(`[data-testid=closing-${choice}]`);
      await expect.poll(() => answer(page)).toBe(choice);
      expect(await whenClosed(page)).toBe(choice);
      await page.locator('[data-testid=closing-dialog]').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+,');
      expect(await page.locator('[data-testid=stay-in-tray]').getAttribute('aria-checked')).toBe(String(choice === 'stay'));
      await page.context().close();
    }
  });

  it('it stays open, and asks again, where nothing was chosen', async () => {
    const page = await stage.page({}, 'count=12&space=live');
    await wish(page, { type: 'closing' });
    await page.waitForSelector('[data-testid=closing-dialog]');
    await page.keyboard.press('Escape');
    await expect.poll(() => answer(page)).toBe('cancel');
    expect(await whenClosed(page)).toBe('ask');
    await wish(page, { type: 'closing' });
    await page.waitForSelector('[data-testid=closing-dialog]');
    await page.context().close();
  });

  it('nothing is said of a tray where there is none', async () => {
    const page = await stage.page({}, 'count=12&no_tray');
    await page.keyboard.press('Control+,');
    await page.waitForSelector('[data-testid=notify-messages]');
    expect(await page.locator('[data-testid=stay-in-tray]').count()).toBe(0);
    await page.context().close();
  });
});

it('the app starts with the computer once that is switched on', async () => {
  const page = await stage.page({}, 'count=12');
  await page.keyboard.press('Control+,');
  const starts = page.locator('[data-testid=autostart]');
  await starts.click();
  await expect.poll(() => starts.getAttribute('aria-checked')).toBe('true');
  await starts.scrollIntoViewIfNeeded();
  await seen(page, 'autostart');
  await page.context().close();
});

it('a clock that is wrong is said, with what goes by which clock', async () => {
  for (const [clock, words] of [
    [7, 'This computer’s clock is 7 minutes behind Instagram’s.'],
    [-65, 'This computer’s clock is 1 hour 5 minutes ahead of Instagram’s.'],
  ] as const) {
    const page = await stage.page({}, `count=12&clock=${clock}`);
    expect(await page.locator('[data-testid=clock-bar]').textContent()).toContain(words);
    if (clock === 7) await seen(page, 'clock');
    await page.context().close();
  }
});
