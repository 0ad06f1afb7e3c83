import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversation, Stage } from './stage';

/** Dialogs and menus: what closes them, what does not, and that nothing behind them acts meanwhile. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const row = (page: Page, id: string) => page.locator(`[data-testid=conversation-row][data-id="${id}"]`);
const rows = (page: Page) => page.locator('[data-testid=conversation-row]').evaluateAll((all) => all.map((one) => one.getAttribute('data-id') ?? ''));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));

describe('a dialog', () => {
  const editor = (page: Page) => page.locator('[data-testid=saved-editor]');

  async function writing(): Promise<Page> {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height: 600 } }, 'count=12&saved=none');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.click('[data-testid=saved-new]');
    await page.fill('[data-testid=saved-title]', 'Welcome');
    await page.fill('[data-testid=saved-text]', 'Hi there');
    return page;
  }

  it('is closed by a press beside it, not by one on its border or its scrollbar', async () => {
    const page = await writing();
    const box = (await editor(page).boundingBox())!;
    // It is higher than its window: there is a scrollbar.
    expect(await editor(page).evaluate((one) => one.scrollHeight > one.clientHeight)).toBe(true);
    await page.mouse.click(box.x + box.width - 3, box.y + box.height / 2);
    await page.mouse.click(box.x + 0.5, box.y + box.height / 2);
    expect(await editor(page).count()).toBe(1);
    await page.mouse.click(box.x - 20, box.y + box.height / 2);
    await expect.poll(() => editor(page).count()).toBe(0);
    await page.context().close();
  });

  it('of a saved reply has what was half typed when it is opened again, until that is given up', async () => {
    const page = await writing();
    await page.keyboard.press('Escape');
    await expect.poll(() => editor(page).count()).toBe(0);
    // Another page comes between.
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.click('[data-testid=saved-new]');
    expect(await page.inputValue('[data-testid=saved-title]')).toBe('Welcome');
    expect(await page.inputValue('[data-testid=saved-text]')).toBe('Hi there');
    await editor(page).locator('footer button').first().click();
    await page.click('[data-testid=saved-new]');
    expect(await page.inputValue('[data-testid=saved-title]')).toBe('');
    await page.context().close();
  });

  it('that is higher than its window keeps its buttons in reach, and says in view what it does not take', async () => {
    const page = await writing();
    const seen = (testid: string) =>
      page.locator(`[data-testid=${testid}]`).evaluate((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint((left + right) / 2, top + 2)) && one.contains(document.elementFromPoint((left + right) / 2, bottom - 2));
      });
    expect(await seen('saved-save')).toBe(true);
    await page.fill('[data-testid=saved-title]', '');
    await page.press('[data-testid=saved-title]', 'Enter');
    await page.waitForSelector('[data-testid=problems]');
    await expect.poll(() => seen('problems')).toBe(true);
    // And whoever comes back to the first field sees it.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    expect(await seen('saved-title')).toBe(true);
    await page.context().close();
  });
});

describe('a panel', () => {
  it('stays open with its field when it was chosen from a menu', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const [first] = await rows(page);
    for (const [command, testid] of [['snooze', 'snooze-picker'], ['label', 'label-picker']] as const) {
      await row(page, first!).click({ button: 'right' });
      await page.locator(`[data-testid=context-menu] [data-command=${command}]`).click();
      await page.waitForSelector(`[data-testid=${testid}]`);
      // A menu that has closed says so a moment later.
      await page.waitForTimeout(100);
      expect(await focused(page)).toBe('picker-field');
      await page.keyboard.press('Escape');
      await page.waitForSelector(`[data-testid=${testid}]`, { state: 'detached' });
    }
    await page.context().close();
  });

  it.each([
    ['filter', 'filter-picker', 'No filter fits'],
    ['go to a handle', 'handle-picker', 'No handle fits'],
  ])('says of what none fits, in “%s”', async (command, testid, none) => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('Control+k');
    await page.locator('[data-testid=palette] input').fill(command);
    await page.keyboard.press('Enter');
    await page.waitForSelector(`[data-testid=${testid}]`);
    await page.keyboard.type('zzqq');
    await expect.poll(() => page.locator(`[data-testid=${testid}] [role=status]`).textContent()).toContain(none);
    await page.context().close();
  });

  it('begins with what can be done with the open conversation', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const first = async () => {
      await page.keyboard.press('Control+k');
      const text = await page.locator('[data-testid=palette] [role=option]').first().textContent();
      await page.keyboard.press('Escape');
      return text;
    };
    expect(await first()).toContain('Search every message');
    await openConversation(page, Number((await rows(page))[0]));
    expect(await first()).toContain('Reply');
    await page.context().close();
  });

  it('keeps the focus, and a press beside it closes it and nothing else', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const [first, second] = await rows(page);
    await openConversation(page, Number(first));
    await page.locator('[data-testid=conversation-list]').focus();
    await page.keyboard.press('Control+k');
    const field = page.locator('[data-testid=palette] input');
    await field.waitFor();
    await page.keyboard.press('Tab');
    await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid=composer-text]')?.focus());
    await page.keyboard.type('snooze');
    expect(await field.inputValue()).toBe('snooze');
    const box = (await row(page, second!).boundingBox())!;
    await page.mouse.click(box.x + 20, box.y + box.height / 2);
    await page.waitForSelector('[data-testid=palette]', { state: 'detached' });
    expect(await row(page, first!).getAttribute('aria-selected')).toBe('true');
    expect(await focused(page)).toBe('conversation-list');
    await page.context().close();
  });

  it('of settings is open still, at the languages, when the page comes anew in another one', async () => {
    const page = await stage.page();
    await page.keyboard.press('Control+Comma');
    // The mock forgets it with the page; that the page comes anew is what counts.
    const anew = page.waitForEvent('load');
    await page.locator('[data-testid=settings-dialog] label', { hasText: '日本語' }).click();
    await anew;
    await page.waitForSelector('[data-testid=settings-dialog]');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role=radiogroup]')?.textContent)).toContain('日本語');
    // Only this once.
    await page.keyboard.press('Escape');
    await page.reload();
    await page.waitForSelector('[data-testid=conversation-row]');
    expect(await page.locator('[data-testid=settings-dialog]').count()).toBe(0);
    await page.context().close();
  });
});

describe('an open menu', () => {
  const menu = (page: Page) => page.locator('[data-testid=context-menu]');

  it('acts by its keys on what it is about, not on what is open', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const [first, second, third] = await rows(page);
    await openConversation(page, Number(first));
    await row(page, third!).click({ button: 'right' });
    await menu(page).waitFor();
    await page.keyboard.press('e');
    await expect.poll(() => row(page, third!).count()).toBe(0);
    expect(await row(page, first!).count()).toBe(1);
    expect(await row(page, second!).count()).toBe(1);
    await page.context().close();
  });

  it('keeps every other key from the window behind it', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const all = await rows(page);
    await openConversation(page, Number(all[0]));
    await row(page, all[2]!).click({ button: 'right' });
    await menu(page).waitFor();
    for (const key of ['j', 'r', 'Control+k', '?', 'g', 'i']) await page.keyboard.press(key);
    expect(await page.locator('[data-testid=palette], [data-testid=cheat-sheet]').count()).toBe(0);
    expect(await menu(page).count()).toBe(1);
    expect(await row(page, all[0]!).getAttribute('aria-selected')).toBe('true');
    await page.context().close();
  });

  it('is all that Escape closes', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const all = await rows(page);
    await page.fill('[data-testid=search]', 'refill');
    await page.keyboard.press('Escape');
    await page.locator('[data-testid=conversation-list]').focus();
    await page.keyboard.press('x');
    const chosen = page.locator('[data-testid=conversation-row] [aria-checked=true], [data-testid=bulk-bar]');
    await expect.poll(() => chosen.count()).toBeGreaterThan(0);
    await row(page, all[2]!).click({ button: 'right' });
    await menu(page).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => menu(page).count()).toBe(0);
    expect(await chosen.count()).toBeGreaterThan(0);
    expect(await focused(page)).toBe('conversation-list');

    // The order of the list is there again once nothing is chosen.
    await page.keyboard.press('Escape');
    const order = page.locator('[data-pane=list] [aria-haspopup=menu][aria-expanded]').first();
    await order.click();
    await page.keyboard.press('Escape');
    await expect.poll(() => order.getAttribute('aria-expanded')).toBe('false');
    expect(await order.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.context().close();
  });
});

it('takes what an input method ends for no command', async () => {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await page.keyboard.press('Control+k');
  await page.locator('[data-testid=palette] input').fill('getting started');
  // As WebKit sends it, after the composition has ended.
  const end = (key: string) => page.evaluate((key) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true } as KeyboardEventInit)), key);
  await end('Enter');
  expect(await page.locator('[data-testid=palette]').count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid=start-page]');
  await end('Escape');
  expect(await page.locator('[data-testid=start-page]').count()).toBe(1);
  await page.context().close();
});

describe('a toast', () => {
  it('is never over what is being written, also at 400 %', async () => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 320, height: 400 } });
    await openConversation(page, 2);
    await page.keyboard.press('m');
    await page.waitForSelector('[data-testid=toast]');
    const over = await page.evaluate(() => {
      const [toast, composer] = ['toast', 'composer'].map((one) => document.querySelector(`[data-testid=${one}]`)!.getBoundingClientRect());
      return toast!.bottom > composer!.top && toast!.top < composer!.bottom;
    });
    expect(over).toBe(false);
    await page.context().close();
  });

  it('gives the keyboard a place when its button is pressed', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    await page.keyboard.press('m');
    await page.locator('[data-testid=toast] button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=toast] button').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    await page.context().close();
  });
});
