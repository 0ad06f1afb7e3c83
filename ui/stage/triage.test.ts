import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keep } from './compare';
import { audit } from './axe';
import { all, count, keys, list, open, option, rows, toast } from './list';
import { OUT, settled, Stage } from './stage';

/** Triage: everything that is said about conversations, by keyboard, one by one and many at once. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe('by keyboard alone', () => {
  it('fifty conversations are cleared, and the focus is always seen', async () => {
    const page = await list(stage, 'count=60');
    await page.evaluate(() => {
      const seen = { mouse: 0, lost: 0 };
      Object.assign(window, { seen });
      for (const kind of ['mousedown', 'pointerdown', 'click']) addEventListener(kind, () => (seen.mouse += 1), true);
      addEventListener('keyup', () => {
        const active = document.activeElement;
        const ring = active && active !== document.body && (active.matches(':focus-visible') || active.closest('dialog'));
        if (!ring) seen.lost += 1;
      });
    });
    await all(page);
    const cleared = new Set<string>();
    for (let at = 0; at < 50; at += 1) {
      await expect.poll(() => open(page)).not.toBe(null);
      const id = await open(page);
      if (id) cleared.add(id);
      await keys(page, ['#', '!', '#'][at % 3] ?? '#');
      await expect.poll(() => open(page)).not.toBe(id);
    }
    expect(cleared.size).toBe(50);
    const seen = await page.evaluate(() => (window as unknown as { seen: object }).seen);
    expect(seen).toEqual({ mouse: 0, lost: 0 });
    await page.context().close();
  });

  it('goes on to the next, at the end to the one before, in an empty list to its heading', async () => {
    const page = await list(stage, 'count=3');
    const ids = await rows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-id')));
    expect(ids.length).toBe(3);
    await keys(page, 'j', 'j');
    await expect.poll(() => open(page)).toBe(ids[2]);
    await keys(page, 'e');
    await expect.poll(() => open(page)).toBe(ids[1]);
    await keys(page, 'e');
    await expect.poll(() => open(page)).toBe(ids[0]);
    await keys(page, 'e');
    await expect.poll(() => rows(page).count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-empty-heading'))).toBe(true);
    // A handle does not receive: nobody may say that all is answered.
    expect(await page.locator('[data-testid=empty-list]').getAttribute('data-state')).toBe('silent');
    await page.context().close();
  });

  it.each(['conversation-list', 'manage-table'])('stops at the ends of what it goes through, and reaches them at once (%s)', async (testid) => {
    const page = await list(stage, 'count=12');
    await all(page);
    if (testid === 'manage-table') await keys(page, 'v');
    await page.locator(`[data-testid=${testid}]`).focus();
    const at = () => page.locator(`[data-testid=${testid}]`).getAttribute('aria-activedescendant');
    const ids = await page.locator(`[data-testid=${testid}] [id^="row-"]`).evaluateAll((all) => all.map((row) => row.id));
    await keys(page, 'End');
    await expect.poll(at).toBe(ids.at(-1));
    await keys(page, 'j');
    expect(await at()).toBe(ids.at(-1));
    await keys(page, 'k');
    await expect.poll(at).toBe(ids.at(-2));
    await keys(page, 'Home');
    await expect.poll(at).toBe(ids[0]);
    await keys(page, 'k');
    expect(await at()).toBe(ids[0]);
    await page.context().close();
  });

  it('reaches the last row of all, however far down it is, and the first again', async () => {
    const page = await list(stage, 'count=400');
    await all(page);
    const total = await count(page, 'all');
    expect(await loaded(page)).toBeLessThan(total);
    const place = () => page.locator('[data-testid=conversation-row][aria-selected=true]').getAttribute('aria-posinset');
    await keys(page, 'End');
    await expect.poll(place).toBe(String(total));
    expect(await loaded(page)).toBe(total);
    await keys(page, 'Home');
    await expect.poll(place).toBe('1');
    await page.context().close();
  });

  it('takes steps back one by one, the last first', async () => {
    const page = await list(stage, 'count=30');
    const before = await rows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-id')));
    await keys(page, 'e');
    await keys(page, '!');
    await keys(page, '#');
    await keys(page, 's');
    await option(page, 'Tomorrow').waitFor();
    await keys(page, 'Enter');
    await expect.poll(() => toast(page)).toContain('snoozed until');
    await expect.poll(() => open(page)).toBe(before[4]);
    for (let back = 3; back >= 0; back -= 1) {
      await keys(page, 'z');
      await expect.poll(() => open(page)).toBe(before[back]);
    }
    await expect.poll(() => rows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-id')))).toEqual(before);
    await page.context().close();
  });

  it('makes a label, puts it on, and narrows the list to it', async () => {
    const page = await list(stage);
    const id = await open(page);
    await keys(page, 'l');
    await page.keyboard.type('press kit');
    await keys(page, 'Enter');
    await expect.poll(() => option(page, 'press kit').getAttribute('aria-selected')).toBe('true');
    await keys(page, 'Escape');
    await expect.poll(() => page.locator('[data-testid=marks]').textContent()).toContain('press kit');
    await keys(page, 'f');
    await page.keyboard.type('press');
    await keys(page, 'Enter', 'Escape');
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await rows(page).getAttribute('data-id')).toBe(id);
    expect(await page.locator('[data-testid=filter-bar]').textContent()).toContain('Label: press kit');
    await page.click('[data-testid=filter-remove]');
    await expect.poll(() => rows(page).count()).toBeGreaterThan(1);
    await page.context().close();
  });

  it('keeps the focus in the field where an option is pressed', async () => {
    const page = await list(stage);
    await keys(page, 'l');
    const second = page.locator('[data-testid=picker-option]').nth(1);
    await second.click();
    await expect.poll(() => second.getAttribute('aria-selected')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('picker-field');
    await page.context().close();
  });

  it('saves a view with its filter, and goes back to it by its name', async () => {
    const page = await list(stage);
    await keys(page, 'f');
    await page.keyboard.type('unread');
    await keys(page, 'Enter', 'Escape');
    await page.click('[data-testid=save-view-open]');
    await page.fill('[data-testid=view-name]', 'To read');
    await keys(page, 'Enter');
    const saved = page.locator('[data-testid=saved-view]', { hasText: 'To read' });
    await expect.poll(() => saved.getAttribute('aria-current')).toBe('true');
    const shown = await saved.getAttribute('aria-label');
    const unread = await page.evaluate(() => document.querySelector('[data-testid=conversation-row]')?.getAttribute('aria-setsize'));
    expect(shown).toBe(`To read, ${unread}`);
    await keys(page, 'g', 'i');
    await expect.poll(() => page.locator('[data-testid=filter-bar]').count()).toBe(0);
    await keys(page, 'Control+k');
    await page.keyboard.type('go to to read');
    await keys(page, 'Enter');
    await expect.poll(() => page.locator('main h1').textContent()).toBe('To read');
    await page.context().close();
  });

  it('says what a person wants by two keys, and asks how it was closed where the handle wants to know', async () => {
    const page = await list(stage, 'count=60');
    await keys(page, 'w', 'q');
    await expect.poll(() => page.locator('[data-testid=mark-intent]').textContent()).toContain('Question');
    await keys(page, 'Control+2');
    await expect.poll(() => page.locator('main .of').textContent()).toBe('@luma.kids');
    await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
    await rows(page).first().click();
    await keys(page, 'e');
    await page.waitForSelector('[data-testid=disposition-picker]');
    const before = await rows(page).count();
    await keys(page, 't');
    await expect.poll(() => rows(page).count()).toBe(before - 1);
    await page.context().close();
  });

  it('goes to what closes next', async () => {
    const page = await list(stage, 'count=12');
    await all(page);
    for (const id of ['7', '2', '12']) {
      await keys(page, ']');
      await expect.poll(() => open(page)).toBe(id);
    }
    await keys(page, '[');
    await expect.poll(() => open(page)).toBe('2');
    await page.context().close();
  });

  it('writes a note that is there when one comes back', async () => {
    const page = await list(stage);
    await keys(page, 'n');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('note-text');
    await page.keyboard.type('Call back on Monday');
    await keys(page, 'Escape', 'j');
    await keys(page, 'k');
    await expect.poll(() => page.locator('[data-testid=note]').textContent()).toContain('Call back on Monday');
    await expect.poll(() => page.locator('[data-testid=thread-note]').count()).toBe(1);
    await page.context().close();
  });
});

/** What the bar says to be chosen. */
const chosen = (page: Page) => page.locator('[data-testid=bulk-bar] .count').textContent();
/** How many rows are here to be gone through. */
const loaded = async (page: Page) => Number(await rows(page).first().getAttribute('aria-setsize'));

describe('many at once', () => {
  it('are extended with Shift, done together, and come back with one undo', async () => {
    const page = await list(stage);
    const total = await count(page, 'needs_reply');
    await keys(page, 'x', 'Shift+J', 'Shift+J', 'Shift+K');
    await expect.poll(() => page.locator('[data-testid=bulk-bar]').textContent()).toContain('2 selected');
    await keys(page, 'e');
    await expect.poll(() => toast(page)).toContain('2 conversations: done');
    await expect.poll(() => count(page, 'needs_reply')).toBe(total - 2);
    await keys(page, 'z');
    await expect.poll(() => count(page, 'needs_reply')).toBe(total);
    await page.context().close();
  });

  it('are not meant while they are out of sight: a search acts on what it opened', async () => {
    const page = await list(stage);
    await keys(page, 'x', 'Shift+J', 'Shift+J', '/');
    await page.keyboard.type('refill');
    await page.locator('[data-testid=search-hit]').first().waitFor();
    await keys(page, 'Enter');
    await page.waitForSelector('section.thread');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('thread');
    await keys(page, 'm');
    await expect.poll(() => toast(page)).toMatch(/^[^0-9]*: (no longer )?muted/);
    await page.fill('[data-testid=search]', '');
    await expect.poll(() => page.locator('[data-testid=bulk-bar]').textContent()).toContain('3 selected');
    await page.context().close();
  });

  it('are everything that the list has, also what is not loaded: asked of by their number, one step, one undo', async () => {
    const page = await list(stage, 'count=900');
    await all(page);
    const total = await count(page, 'all');
    expect(await loaded(page)).toBeLessThan(total);
    await keys(page, 'Control+a');
    await expect.poll(() => chosen(page)).toBe(`All ${total} selected`);
    await keys(page, '#');
    const dialog = page.locator('[data-testid=act-on-many]');
    await dialog.waitFor();
    expect(await dialog.locator('h2').textContent()).toBe(`Move ${total} conversations to the bin?`);
    await audit(page);
    await keys(page, 'Enter');
    await expect.poll(() => dialog.count()).toBe(0);
    await expect.poll(() => chosen(page)).toBe(`All ${total} selected`);
    await keys(page, '#');
    await page.click('[data-testid=act-on-many-confirm]');
    await expect.poll(() => toast(page)).toContain(`${total} conversations`);
    await expect.poll(() => page.locator('[data-testid=bulk-bar]').count()).toBe(0);
    // The list is empty: who works by keys is at its heading, and not nowhere.
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('list');
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-empty-heading], h1'))).toBe(true);
    await keys(page, 'g', '#');
    await expect.poll(() => count(page, 'bin')).toBe(total);
    await keys(page, 'z');
    await expect.poll(() => count(page, 'bin')).toBe(0);
    await page.context().close();
  });

  it.each(['conversation-list', 'manage-table'])('are a whole list without single ones, and without what changed unseen (%s)', async (testid) => {
    const page = await list(stage, 'count=400');
    await keys(page, 'g', 'd');
    // The list that was left goes when this one is read.
    await expect.poll(() => page.locator('main h1').textContent()).toBe('Done');
    const total = await count(page, 'done');
    expect(total).toBeGreaterThan(2);
    await expect.poll(() => loaded(page)).toBe(total);
    if (testid === 'manage-table') await keys(page, 'v');
    await page.locator(`[data-testid=${testid}]`).focus();
    await keys(page, 'Home');
    const first = testid === 'manage-table' ? '[aria-rowindex="2"]' : '[aria-posinset="1"]';
    await expect.poll(() => page.evaluate(({ testid, first }) => {
      const list = document.querySelector(`[data-testid=${testid}]`);
      return document.getElementById(list?.getAttribute('aria-activedescendant') ?? '')?.matches(first) ?? false;
    }, { testid, first })).toBe(true);
    await keys(page, 'Control+a');
    await expect.poll(() => chosen(page)).toBe(`All ${total} selected`);
    await keys(page, 'x');
    await expect.poll(() => chosen(page)).toBe(`${total - 1} selected`);
    // The last of them writes, out of sight.
    const ids = await page.evaluate((at) => [...document.querySelectorAll(`[data-testid=${at}] [id^="row-"]`)].map((row) => Number(row.id.slice(4))), testid);
    await page.evaluate((id) => (window as unknown as { mock: { arrive: (id?: number) => void } }).mock.arrive(id), ids.at(-1));
    await expect.poll(() => count(page, 'done')).toBe(total - 1);
    await keys(page, '!');
    await expect.poll(() => toast(page)).toContain(`${total - 2} conversations: moved to spam. 1 changed after it was selected`);
    await expect.poll(() => count(page, 'done')).toBe(1);
    await keys(page, 'z');
    await expect.poll(() => count(page, 'done')).toBe(total - 1);
    await page.context().close();
  });

  it('have a menu where one points, with the commands and keys of everywhere', async () => {
    const page = await list(stage);
    await rows(page).nth(1).click({ button: 'right' });
    const menu = page.locator('[data-testid=context-menu]');
    await menu.waitFor();
    const id = await rows(page).nth(1).getAttribute('data-id');
    await menu.locator('[data-command=spam]').click();
    await expect.poll(() => toast(page)).toContain('moved to spam');
    await expect.poll(() => page.locator(`[data-testid=conversation-row][data-id="${id}"]`).count()).toBe(0);
    await page.keyboard.press('Shift+F10');
    await menu.waitFor();
    await audit(page);
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  const screens: [string, string[], string][] = [
    ['list', ['Shift+J', 'Shift+J'], '[data-testid=bulk-bar]'],
    ['snooze', ['s'], '[data-testid=snooze-picker] [data-testid=picker-option]'],
    ['label', ['l'], '[data-testid=label-picker] [data-testid=picker-option]'],
    ['intent', ['w'], '[data-testid=intent-picker]'],
    ['filter', ['f'], '[data-testid=filter-picker]'],
    ['snoozed', ['g', 'z'], '[data-testid=row-snoozed]'],
    ['requests', ['g', 'r'], '.inferred'],
    ['spam', ['g', '!'], '[data-testid=conversation-row]'],
    ['bin', ['g', '#'], '[data-testid=empty-list]'],
    ['manage', ['v'], '[data-testid=manage-row]'],
    ['focus', ['g', 'f'], '[data-testid=focus-bar]'],
    ['audit', ['e', 'm', 'g', 'l'], '[data-testid=audit-entry]'],
    ['cheat', ['?'], '[data-testid=cheat-sheet]'],
  ];
  it.each(screens.flatMap(([name, pressed, there]) => [[name, 1440, 900, pressed, there] as const, [`${name}-narrow`, 960, 600, pressed, there] as const]))(
    '%s fits into %i × %i, and has nothing that assistive technology misses',
    async (name, width, height, pressed, there) => {
      const page = await list(stage, 'count=120', { viewport: { width, height }, colorScheme });
      await keys(page, ...pressed);
      await page.waitForSelector(there);
      await settled(page);
      await keep(`${OUT}/seen/triage-${name}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await audit(page);
      await page.context().close();
    },
  );
});
