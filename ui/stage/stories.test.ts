import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { OUT, settled, Stage } from './stage';

/** Story mentions on their desk and in their threads, as a person uses them. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
  mkdirSync(`${OUT}/stories`, { recursive: true });
});
afterAll(() => stage?.close());

/** What a screen looks like, for a person to look at. */
async function keepPicture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: `${OUT}/stories/${name}.png`, animations: 'disabled' });
}

const calm = { reducedMotion: 'reduce' as const };

describe('the story desk', () => {
  const desk = async (options = {}, state = 'count=12&stories') => {
    const page = await stage.page({ ...calm, ...options }, state);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForSelector('[data-testid=story-desk]');
    await settled(page);
    return page;
  };
  const at = (page: Page) => page.locator('[data-testid=mention][aria-current]');
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid'));

  it('is worked through by keyboard: thanks in changing words, marks, undo', async () => {
    const page = await desk();
    const cards = page.locator('[data-testid=mention]');
    const all = await cards.count();
    // The rail counts people: who mentioned a handle twice is thanked once.
    expect(await page.locator('[data-testid=view-mentions]').getAttribute('title')).toMatch(/^Story mentions, \d+ people to thank$/);
    // The story that is gone first stands first.
    expect(await cards.first().textContent()).toContain('Gone in about 1 h 12 m');
    await expect.poll(() => focused(page)).toBe('mention');
    // Tab goes through the card that the keys are on, and not through all the others.
    for (let at = 0; at < 6; at += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[data-testid=mention]'))).toBe(null);
    await cards.first().focus();
    await page.keyboard.press('t');
    const words = page.locator('[data-testid=thank-words]');
    const first = await words.textContent();
    await page.keyboard.press('t');
    await expect.poll(() => words.textContent()).not.toBe(first);
    const sent = await words.textContent();
    await audit(page);
    await keepPicture(page, 'desk-thanks');
    await page.keyboard.press('Enter');
    await expect.poll(() => cards.first().getAttribute('data-state')).toBe('thanked');
    const second = await at(page).getAttribute('data-id');
    expect(second).toBe(await cards.nth(1).getAttribute('data-id'));
    // Taken back: it waits again.
    await page.click('[data-testid=toast] button');
    await expect.poll(() => cards.first().getAttribute('data-state')).toBe('live');
    expect(sent).not.toBe('');
    await page.keyboard.press('e');
    await expect.poll(() => cards.nth(1).getAttribute('data-state')).toBe('thanked');
    expect(await cards.count()).toBe(all);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('r');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('composer-text');
    await page.context().close();
  });

  it('shows the thread of the mention that the keys are on, from the first one on', async () => {
    const page = await stage.page({ ...calm }, 'count=12&stories');
    // Somebody else is open when the desk comes.
    await page.keyboard.press('j');
    await page.waitForSelector('[data-testid=message]');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await expect.poll(() => focused(page)).toBe('mention');
    const name = (await at(page).getAttribute('aria-label'))?.split(' mentioned')[0];
    const answered = () => page.getAttribute('[data-testid=composer-text]', 'aria-label');
    await expect.poll(answered).toBe(`Reply to ${name}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).not.toBe('mention');
    expect(await answered()).toBe(`Reply to ${name}`);
    await page.context().close();
  });

  it('sends thanks with Enter, wherever they were asked for', async () => {
    const page = await desk();
    const cards = page.locator('[data-testid=mention]');
    await cards.first().locator('[data-testid=mention-thank]').click();
    await page.waitForSelector('[data-testid=thank-bar]');
    await page.keyboard.press('Enter');
    await expect.poll(() => cards.first().getAttribute('data-state')).toBe('thanked');
    // From the thread of the next one.
    await page.waitForSelector('[data-testid=message]');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).not.toBe('mention');
    await page.keyboard.press('t');
    await page.waitForSelector('[data-testid=thank-bar]');
    await page.keyboard.press('Enter');
    await expect.poll(() => cards.nth(1).getAttribute('data-state')).toBe('thanked');
    await page.context().close();
  });

  it('has the same acts in a thread, wherever that is open', async () => {
    const page = await stage.page(calm, 'count=12&stories');
    await page.click('[data-testid=view-all]');
    const open = (of: number) => page.locator('[data-testid=conversation-row][data-state=quiet]', { hasText: 'Story' }).nth(of).click();
    await open(0);
    const card = page.locator('[data-testid=message][data-kind=story_mention]');
    await card.locator('[data-testid=mention-heart]').click();
    await expect.poll(() => card.locator('[data-testid=mention-heart]').getAttribute('aria-pressed')).toBe('true');
    const words = card.locator('[data-testid=thank-words]');
    await page.keyboard.press('t');
    const first = await words.textContent();
    await page.keyboard.press('t');
    await expect.poll(() => words.textContent()).not.toBe(first);
    await audit(page);
    await keepPicture(page, 'thread-thanks');
    await page.keyboard.press('Escape');
    await expect.poll(() => words.count()).toBe(0);
    // Escape took back the words, no more; their key begins anew, and Enter sends them.
    expect(await focused(page)).toBe('message');
    await page.keyboard.press('t');
    const sent = await words.textContent();
    await page.keyboard.press('Enter');
    await card.locator('[data-testid=mention-thanked]').waitFor();
    await expect.poll(() => page.locator('[data-testid=reply]').textContent()).toContain(sent ?? '');
    await open(1);
    await page.locator('[data-testid=mention-done]').click();
    await page.locator('[data-testid=mention-thanked]').waitFor();
    await page.click('[data-testid=toast] button');
    await page.locator('[data-testid=mention-done]').waitFor();
    await page.context().close();
  });

  /** Conversations whose whole is a story mention that nobody thanked for yet. */
  const mentioned = (page: Page) => page.locator('[data-testid=conversation-row][data-state=quiet]', { hasText: 'Story' });
  const inThread = (page: Page) => page.locator('[data-testid=message][data-kind=story_mention]');
  const thanks = (page: Page) => page.locator('[data-testid=thank-bar]');

  it('forgets words of thanks that nobody looks at any more: Enter sends what is seen', async () => {
    const page = await stage.page(calm, 'count=12&stories');
    await page.click('[data-testid=view-all]');
    await mentioned(page).first().click();
    await inThread(page).waitFor();
    const person = await page.getAttribute('[data-testid=composer-text]', 'aria-label');
    await page.keyboard.press('t');
    await expect.poll(() => focused(page)).toBe('thank-send');
    // To the next one and back.
    await page.keyboard.press('j');
    await expect.poll(() => page.getAttribute('[data-testid=composer-text]', 'aria-label')).not.toBe(person);
    await page.keyboard.press('k');
    await expect.poll(() => page.getAttribute('[data-testid=composer-text]', 'aria-label')).toBe(person);
    await inThread(page).locator('[data-testid=mention-thank]').waitFor();
    expect([await thanks(page).count(), await focused(page)]).toEqual([0, 'conversation-list']);
    // Into the table and back, where their key means nothing that could be seen.
    await page.keyboard.press('t');
    await thanks(page).waitFor();
    await page.keyboard.press('v');
    await expect.poll(() => thanks(page).count()).toBe(0);
    await page.keyboard.press('t');
    await page.keyboard.press('v');
    await inThread(page).locator('[data-testid=mention-thank]').waitFor();
    expect(await thanks(page).count()).toBe(0);
    await page.context().close();
  });

  it('has no key for thanks where a page hides them', async () => {
    const page = await desk();
    await page.waitForSelector('[data-testid=message]');
    await page.keyboard.press('F1');
    await page.waitForSelector('[data-testid=help-search]');
    await at(page).focus();
    await page.keyboard.press('t');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=message]');
    expect(await focused(page)).toBe('mention');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).not.toBe('mention');
    expect([await thanks(page).count(), await page.locator('[data-testid=toast]').count()]).toEqual([0, 0]);
    expect(await page.locator('[data-testid=mention][data-state=thanked]').count()).toBe(0);
    await page.context().close();
  });

  it('shows the thread alone in a narrow window, and its keys mean who is seen', async () => {
    const page = await desk({ viewport: { width: 600, height: 900 } });
    await at(page).focus();
    await page.keyboard.press('Enter');
    await inThread(page).waitFor();
    const label = () => page.getAttribute('[data-testid=composer-text]', 'aria-label');
    const person = await label();
    expect(await inThread(page).locator('[data-testid=mention-thank]').textContent()).toContain('T');
    await page.keyboard.press('t');
    await expect.poll(() => focused(page)).toBe('thank-send');
    await page.keyboard.press('Enter');
    await inThread(page).locator('[data-testid=mention-thanked]').waitFor();
    // Whoever is thanked stays, with the focus.
    expect([await label(), await focused(page)]).toEqual([person, 'message']);
    await page.context().close();
  });

  it('waits for thanks again when they are taken back in the thread', async () => {
    const page = await stage.page(calm, 'count=12&stories');
    await page.click('[data-testid=view-all]');
    await mentioned(page).first().click();
    await inThread(page).waitFor();
    await page.keyboard.press('t');
    await expect.poll(() => focused(page)).toBe('thank-send');
    await page.keyboard.press('Enter');
    await inThread(page).locator('[data-testid=mention-thanked]').waitFor();
    await page.locator('[data-testid=reply]').waitFor();
    await page.keyboard.press('z');
    await inThread(page).locator('[data-testid=mention-thank]').waitFor();
    await expect.poll(() => page.inputValue('[data-testid=composer-text]')).not.toBe('');
    await page.context().close();
  });

  it('keeps the thread with the cursor, however that moves', async () => {
    const page = await desk();
    await page.click('[data-testid=stories-all]');
    const done = page.locator('[data-testid=mention][data-state=thanked]').first();
    await done.locator('.thumb').click();
    const label = () => page.getAttribute('[data-testid=composer-text]', 'aria-label');
    const shown = async (card: Locator) => `Reply to ${(await card.getAttribute('aria-label'))?.split(' mentioned')[0]}`;
    await expect.poll(label).toBe(await shown(done));
    // It is not among those that wait: another is marked, and its thread is there.
    await page.click('[data-testid=stories-open]');
    await expect.poll(() => page.locator('[data-testid=mention][data-state=thanked]').count()).toBe(0);
    await at(page).waitFor();
    await expect.poll(label).toBe(await shown(at(page)));
    await page.context().close();
  });

  it('shows what is gone as gone, and keeps every card in its place when pictures come', async () => {
    const page = await desk();
    await page.click('[data-testid=stories-all]');
    await page.waitForSelector('[data-testid=mention][data-state=gone]');
    await settled(page);
    const gone = page.locator('[data-testid=mention][data-state=gone]').first();
    expect(await gone.locator('img').count()).toBe(0);
    expect(await gone.textContent()).toContain('no longer available');
    // One whose picture is gone before its time: looked for once more, then a placeholder.
    expect(await page.locator('[data-testid=mention][data-state=live] [data-testid=story-gone]').count()).toBe(1);
    const boxes = await page.locator('[data-testid=mention] .thumb').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ width, height }) => [Math.round(width), Math.round(height)]));
    for (const [width = 0, height = 0] of boxes) {
      expect(width).toBeLessThanOrEqual(160);
      expect(height).toBeLessThanOrEqual(285);
      expect(Math.abs(height / width - 16 / 9)).toBeLessThan(0.05);
    }
    // Until when it is there is read whole in a narrow window, too.
    await page.setViewportSize({ width: 960, height: 900 });
    await settled(page);
    const cut = await page.locator('[data-testid=mention] .thumb .chip').evaluateAll((all) =>
      all.filter((chip) => {
        const [one, picture] = [chip.getBoundingClientRect(), chip.closest('.thumb')!.getBoundingClientRect()];
        return one.left < picture.left || one.right > picture.right || chip.scrollWidth > chip.clientWidth;
      }).length,
    );
    expect(cut).toBe(0);
    await page.context().close();
  });

  it.each([
    ['light', 1440, 'grid'],
    ['dark', 1440, 'grid'],
    ['light', 960, 'list'],
    ['dark', 960, 'list'],
  ] as const)('can be looked at: %s, %i wide, as %s', async (colorScheme, width, way) => {
    const page = await desk({ colorScheme, viewport: { width, height: 900 } });
    await page.click('[data-testid=stories-all]');
    await page.click(`[data-testid=stories-${way}]`);
    await page.locator('[data-testid=mention]').first().click();
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await audit(page);
    await keepPicture(page, `desk-${colorScheme}-${width}-${way}`);
    await page.context().close();
  });

  it('runs from right to left, and says when nobody waits', async () => {
    const page = await desk();
    await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await keepPicture(page, 'desk-rtl');
    await page.context().close();
    const empty = await stage.page(calm, 'count=1');
    await empty.keyboard.press('g');
    await empty.keyboard.press('s');
    // Where a handle receives nothing, nobody knows whether there was one.
    const list = empty.locator('[data-testid=empty-list]');
    await expect.poll(() => list.getAttribute('data-state')).toBe('silent');
    await empty.keyboard.press('Control+1');
    // Where there never was one, nobody was thanked.
    await expect.poll(() => list.locator('h2').textContent()).toBe('No story mentions');
    await audit(empty);
    await keepPicture(empty, 'desk-empty');
    await empty.context().close();
  });
});
