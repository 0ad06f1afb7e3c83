import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { all, keys, list, open, rows } from './list';
import { settled, Stage } from './stage';

/** Where one is among many conversations, and the ways through them: list, table, focus, handles. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

type Mock = { arrive: () => void; wish: (to: { type: 'conversation'; conversation: number }) => void; fail: (command: string, code: string | null) => void; hold: (command: string | null) => void };
const arrive = (page: Page) => page.evaluate(() => (window as unknown as { mock: Mock }).mock.arrive());
const fail = (page: Page, command: string, code: string | null) =>
  page.evaluate(([one, why]) => (window as unknown as { mock: Mock }).mock.fail(one ?? '', why ?? null), [command, code] as const);

const hold = (page: Page, command: string | null) => page.evaluate((one) => (window as unknown as { mock: Mock }).mock.hold(one), command);

describe('where one is', () => {
  it.each([
    ['conversation-list', []],
    ['manage-table', ['v']],
    ['focus-bar', ['g', 'f']],
  ])('is the first row, also for who was there before it (%s)', async (testid, way) => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=60');
    await hold(page, 'conversations');
    await keys(page, 'Control+1', ...way);
    if (testid === 'focus-bar') await page.locator('[data-testid=focus-bar]').waitFor();
    else await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-pane=list] h1'))).toBe(true);
    await hold(page, null);
    if (testid === 'focus-bar') await page.locator('section.thread').waitFor();
    else await page.locator(`[data-testid=${testid}][aria-activedescendant^=row-]:focus`).waitFor();
    await page.context().close();
  });

  it.each(['conversation-list', 'manage-table'])('stays, whatever arrives meanwhile (%s)', async (testid) => {
    const page = await list(stage, 'count=200');
    if (testid === 'manage-table') await keys(page, 'v');
    const box = page.locator(`[data-testid=${testid}]`);
    await box.waitFor();
    await settled(page);
    await box.evaluate((one) => one.scrollTo({ top: 1_500 }));
    /** Whether the row that is open is on screen. */
    const drawn = () => box.evaluate((one) => document.getElementById(one.getAttribute('aria-activedescendant') ?? '') !== null);
    await expect.poll(drawn).toBe(false);
    await arrive(page);
    await page.waitForTimeout(400);
    expect(await box.evaluate((one) => one.scrollTop)).toBeGreaterThan(1_000);
    // The next row is gone to where it stands.
    await keys(page, 'j');
    await expect.poll(drawn).toBe(true);
    await page.context().close();
  });

  it('the search is reached by its key, out of the table and out of focus', async () => {
    const page = await list(stage, 'count=60');
    for (const way of [['v'], ['g', 'f']]) {
      await keys(page, ...way);
      await expect.poll(() => page.locator('[data-testid=search]').count()).toBe(0);
      await keys(page, '/');
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('search');
      await keys(page, 'Escape');
    }
    await page.context().close();
  });

  it('the palette pauses a handle, and searches for what is no command', async () => {
    const page = await list(stage, 'count=60');
    const command = async (words: string) => {
      await keys(page, 'Control+k');
      await page.waitForSelector('[data-testid=palette]');
      await page.keyboard.type(words);
      await keys(page, 'Enter');
    };
    await command('luma.skin pause');
    await expect.poll(() => page.locator('[data-testid=toast]').textContent()).toContain('Paused @luma.skin');
    await command('dark');
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
    await command('refill pack');
    await page.locator('[data-testid=search-hit]').first().waitFor();
    expect(await page.inputValue('[data-testid=search]')).toBe('refill pack');
    await page.context().close();
  });

  it.each([
    ['single keys', 'Single-key shortcuts'],
    ['language', 'As the system'],
    ['sla', 'Off'],
    ['import', 'Import…'],
    ['copy diagnostics', 'Copy diagnostics'],
  ])('the palette leads to the very control that %s means', async (words, name) => {
    const page = await list(stage, 'count=24');
    await keys(page, 'Control+1', 'Control+k');
    await page.waitForSelector('[data-testid=palette]');
    await page.keyboard.type(words);
    await keys(page, 'Enter');
    const focused = () => page.evaluate(() => {
      const one = document.activeElement as HTMLInputElement | null;
      return (one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent ?? one?.textContent ?? '').trim();
    });
    await expect.poll(focused).toBe(name);
    await page.context().close();
  });

  it.each([
    ['the outbox', ['g', 'o'], '[data-testid=outbox-row] .open'],
    ['the audit trail', ['m', 'g', 'l'], '[data-testid=audit-entry] button.open'],
    ['the list beside a page', ['g', 'o'], '[data-testid=conversation-row]'],
    ['a search beside a page', ['g', 'o'], '[data-testid=search-hit]'],
  ])('%s brings up a conversation with its thread, also from the table', async (from, to, entry) => {
    const page = await list(stage, 'count=60&replies');
    await keys(page, 'v');
    await page.waitForSelector('[data-testid=manage]');
    await keys(page, ...to);
    if (from.startsWith('a search')) await page.fill('[data-testid=search]', 'refill pack');
    await page.locator(entry).first().click();
    await page.waitForSelector('section.thread [data-testid=message]');
    expect(await page.locator('[data-testid=manage]').count()).toBe(0);
    await page.context().close();
  });

  it('a notification is followed out of the table, once', async () => {
    const page = await list(stage, 'count=60');
    const wish = (id: number) => page.evaluate((one) => (window as unknown as { mock: Mock }).mock.wish({ type: 'conversation', conversation: one }), id);
    await keys(page, 'v');
    await page.waitForSelector('[data-testid=manage-table]');
    await wish(5);
    await page.waitForSelector('section.thread');
    await expect.poll(() => open(page)).toBe('5');
    // Another space has an inbox of its own: what was wished for before is nobody there.
    await keys(page, 'Control+k');
    await page.keyboard.type('leave the demo');
    await keys(page, 'Enter');
    await page.click('[data-testid=leave-demo-confirm]');
    await page.locator('h1').first().waitFor();
    await page.click('[data-testid=start-demo]');
    await rows(page).first().waitFor();
    await settled(page);
    expect(await page.locator('section.thread').count()).toBe(0);
    await page.context().close();
  });

  it('the row of the table that has the cursor is seen whole, below the heads and above the end', async () => {
    const page = await list(stage, 'count=120', { viewport: { width: 1280, height: 600 } });
    await keys(page, 'v');
    await page.waitForSelector('[data-testid=manage-row]');
    const hidden = () =>
      page.evaluate(() => {
        const table = document.querySelector('[data-testid=manage-table]');
        const [row, heads] = [document.getElementById(table?.getAttribute('aria-activedescendant') ?? ''), table?.querySelector('.heads')].map((one) => one?.getBoundingClientRect());
        return table && row && heads ? Math.max(0, row.bottom - table.getBoundingClientRect().bottom, heads.bottom - row.top) : Infinity;
      });
    for (const key of ['j', 'k']) {
      for (let step = 0; step < 25; step += 1) {
        await keys(page, key);
        await expect.poll(hidden).toBeLessThan(1);
      }
    }
    await page.context().close();
  });
});

describe('what cannot be read', () => {
  it('says so, in place of it or below what was read before, and is asked for again by a button or the palette', async () => {
    const page = await list(stage, 'count=60');
    // That the open conversation is read is a change too, and would have the list read again.
    await expect.poll(() => rows(page).first().getAttribute('data-unread')).toBe('false');
    await fail(page, 'conversations', 'internal');
    await arrive(page);
    const outdated = page.locator('main [data-testid=outdated]');
    await outdated.waitFor();
    await audit(page);
    await fail(page, 'conversations', null);
    await keys(page, 'Control+k');
    await page.keyboard.type('loading again');
    await keys(page, 'Enter');
    await expect.poll(() => outdated.count()).toBe(0);
    await fail(page, 'conversations', 'internal');
    await keys(page, 'g', 'd');
    const again = page.locator('main [data-testid=try-again]');
    await again.waitFor();
    await audit(page);
    await again.focus();
    await keys(page, 'Enter');
    await expect.poll(() => again.getAttribute('aria-disabled')).toBe('false');
    await fail(page, 'conversations', null);
    await keys(page, 'Enter');
    await rows(page).first().waitFor();
    expect(await again.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('conversation-list');
    await page.context().close();
  });
});

describe('another list', () => {
  const isInSight = (page: Page) =>
    page.evaluate(() => {
      const row = document.querySelector('[data-testid=conversation-row][aria-selected=true]')?.getBoundingClientRect();
      const box = document.querySelector('[data-testid=conversation-list]')?.getBoundingClientRect();
      return row !== undefined && box !== undefined && row.top >= box.top && row.bottom <= box.bottom;
    });
  const scrolled = (page: Page) => page.locator('[data-testid=conversation-list]').evaluate((box) => box.scrollTop);

  it('shows the open row, and at one’s return again', async () => {
    const page = await list(stage, 'count=200');
    await all(page);
    for (let n = 0; n < 40; n += 1) await keys(page, 'j');
    await expect.poll(() => isInSight(page)).toBe(true);
    expect(await scrolled(page)).toBeGreaterThan(0);
    const opened = await open(page);
    await keys(page, 'g', 'd');
    await expect.poll(() => page.locator('main h1').textContent()).toBe('Done');
    await keys(page, 'g', 'a');
    await expect.poll(() => open(page)).toBe(opened);
    await expect.poll(() => isInSight(page)).toBe(true);
    await page.context().close();
  });

  it('begins at its top, however far the last one was scrolled', async () => {
    const page = await list(stage, 'count=200');
    await all(page);
    await keys(page, 'Home');
    await page.locator('[data-testid=conversation-list]').hover();
    await page.mouse.wheel(0, 2_000);
    await expect.poll(() => scrolled(page)).toBeGreaterThan(1_000);
    await keys(page, 'g', 'i');
    await expect.poll(() => page.locator('main h1').textContent()).toBe('Needs reply');
    await expect.poll(() => scrolled(page)).toBe(0);
    await expect.poll(() => rows(page).first().getAttribute('aria-posinset')).toBe('1');
    await page.context().close();
  });

  it('has the keys, and its first conversation open where none was left', async () => {
    const page = await list(stage, 'count=60');
    for (const handle of ['Control+1', 'Control+2', 'Control+1']) {
      await keys(page, handle);
      await settled(page);
      await expect.poll(() => open(page)).not.toBe(null);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('conversation-list');
    }
    // There is nothing in the bin: its heading says so.
    await keys(page, 'g', '#');
    await page.locator('[data-testid=empty-list]').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-empty-heading], [data-pane=list] h1'))).toBe(true);
    await keys(page, 'g', 'a');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('conversation-list');
    await page.context().close();
  });

  it('leaves the menu of a row open while others change', async () => {
    const page = await list(stage, 'count=60');
    await rows(page).nth(2).click({ button: 'right' });
    const menu = page.locator('[data-testid=context-menu]');
    await menu.waitFor();
    const said = () => page.locator('main').textContent();
    const before = await said();
    await arrive(page);
    // It comes in, or waits above the list.
    await expect.poll(said).not.toBe(before);
    await settled(page);
    expect(await menu.count()).toBe(1);
    await page.context().close();
  });
});

describe('ways in', () => {
  it('focus mode serves by what closes first, skips, and ends where one was', async () => {
    const page = await list(stage, 'count=14');
    const order = await rows(page).evaluateAll((all) => all.map((one) => one.querySelector('.name')?.textContent ?? ''));
    await keys(page, 'g', 'f');
    await page.waitForSelector('[data-testid=focus-bar]');
    expect(await page.locator('[data-testid=conversation-list]').count()).toBe(0);
    const shown = () => page.locator('section.thread h1').textContent();
    await expect.poll(shown).toBe(order[0]);
    await keys(page, 'j');
    await expect.poll(shown).toBe(order[1]);
    await keys(page, 'e');
    await expect.poll(shown).toBe(order[2]);
    await expect.poll(() => page.locator('[data-testid=focus-bar]').textContent()).toContain('1 skipped');
    expect(await page.locator('[role=progressbar]').getAttribute('aria-valuenow')).toBe('1');
    await audit(page);
    await keys(page, 'Escape');
    await page.waitForSelector('[data-testid=conversation-list]');
    expect(await page.locator('[data-testid=focus-bar]').count()).toBe(0);
    await page.context().close();
  });

  it('the table keeps what is chosen, is arranged by several columns, and changes many', async () => {
    const page = await list(stage, 'count=60');
    await keys(page, 'x', 'Shift+J', 'v');
    await page.waitForSelector('[data-testid=manage-table]');
    await expect.poll(() => page.locator('[data-testid=bulk-bar]').textContent()).toContain('2 selected');
    await keys(page, 'w', 'p');
    await expect.poll(() => page.locator('[data-testid=cell-intent]', { hasText: 'Praise' }).count()).toBe(2);
    await page.click('[data-testid=sort-handle]');
    await page.click('[data-testid=sort-person]', { modifiers: ['Shift'] });
    await expect.poll(() => page.locator('[aria-sort=ascending]').count()).toBe(2);
    const handles = await page.locator('[data-testid=manage-row] .handle').allTextContents();
    expect(handles).toEqual([...handles].sort((one, two) => one.localeCompare(two)));
    await audit(page);
    await keys(page, 'v');
    await page.waitForSelector('[data-testid=conversation-list]');
    await expect.poll(() => page.locator('[data-testid=bulk-bar]').textContent()).toContain('2 selected');
    await page.context().close();
  });

  it('handles stand by brand, are moved by keys, and are given a brand on their page', async () => {
    const page = await list(stage);
    const order = () => page.locator('[data-testid=handle-row]').evaluateAll((all) => all.map((one) => one.getAttribute('data-id')));
    await expect.poll(order).toEqual(['1', '3', '2', '4', '5', '6']);
    await page.locator('[data-testid=handle-row][data-id="3"] .name').focus();
    await keys(page, 'Alt+ArrowUp');
    await expect.poll(order).toEqual(['3', '1', '2', '4', '5', '6']);
    expect(await page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id'))).toBe('3');
    await page.locator('[data-testid=brand]').click();
    await expect.poll(order).toEqual(['2', '4', '5', '6']);
    await page.locator('[data-testid=brand]').click();
    const from = await page.locator('[data-testid=handle-row][data-id="4"]').boundingBox();
    const to = await page.locator('[data-testid=handle-row][data-id="2"]').boundingBox();
    await page.mouse.move(from!.x + 60, from!.y + 15);
    await page.mouse.down();
    await page.mouse.move(to!.x + 60, to!.y + 15, { steps: 6 });
    await page.mouse.up();
    await expect.poll(order).toEqual(['3', '1', '4', '2', '5', '6']);
    await keys(page, 'Control+k');
    await page.keyboard.type('Health of @luma.home');
    await keys(page, 'Enter');
    await page.fill('[data-testid=brand-field]', 'Luma Living');
    await keys(page, 'Enter');
    await expect.poll(() => page.locator('[data-testid=brand]', { hasText: 'Luma Living' }).count()).toBe(1);
    await page.click('[data-testid=disposition-required]');
    await expect.poll(() => page.locator('[data-testid=disposition-required]').getAttribute('aria-checked')).toBe('true');
    // Two settings in a moment: leaving the field by the switch saves both.
    await page.fill('[data-testid=brand-field]', 'Luma Garden');
    await page.click('[data-testid=mentions-need-reply]');
    await expect.poll(() => page.locator('[data-testid=mentions-need-reply]').getAttribute('aria-checked')).toBe('true');
    await expect.poll(() => page.locator('[data-testid=brand]', { hasText: 'Luma Garden' }).count()).toBe(1);
    await page.context().close();
  });
});
