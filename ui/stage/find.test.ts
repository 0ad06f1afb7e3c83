import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { openConversation, OUT, settled, Stage } from './stage';

/** Search, the story desk and what is known of a person, as a person uses them. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
  mkdirSync(`${OUT}/find`, { recursive: true });
});
afterAll(() => stage?.close());

/** What a screen looks like, for a person to look at. */
async function keepPicture(page: Page, name: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: `${OUT}/find/${name}.png`, animations: 'disabled' });
}

const calm = { reducedMotion: 'reduce' as const };
const selected = (page: Page) => page.locator('[data-testid=search-hits] [aria-selected=true]');

/** How far the middle of the marked message is from the middle of the thread, in shares of its height. */
const offMiddle = (page: Page) =>
  page.evaluate(() => {
    const [log, marked] = [document.querySelector('[data-testid=thread]'), document.querySelector('article.flash')];
    if (!log || !marked) return 1;
    const [outer, inner] = [log.getBoundingClientRect(), marked.getBoundingClientRect()];
    return Math.abs(outer.top + outer.height / 2 - inner.top - inner.height / 2) / outer.height;
  });

describe('search', () => {
  it('completes filters by keyboard and says what is none', async () => {
    const page = await stage.page(calm);
    await page.keyboard.press('/');
    await page.keyboard.type('dress fr');
    await expect.poll(() => page.locator('[data-testid=search-suggestion]').allTextContents()).toEqual(['from: who wrote it; “me” for your handles']);
    await page.keyboard.press('Tab');
    expect(await page.inputValue('[data-testid=search]')).toBe('dress from:');
    await page.fill('[data-testid=search]', '');
    await page.keyboard.type('-is:');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getAttribute('[data-testid=search]', 'aria-activedescendant')).toBe('suggestion-1');
    await audit(page);
    await keepPicture(page, 'suggestions');
    await page.keyboard.press('Enter');
    expect(await page.inputValue('[data-testid=search]')).toBe('-is:needs ');
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('handle:luma.h');
    await page.keyboard.press('Tab');
    expect(await page.inputValue('[data-testid=search]')).toBe('handle:luma.home ');
    await page.fill('[data-testid=search]', 'colour:blue order');
    await expect.poll(() => page.locator('[data-testid=not-a-filter]').textContent()).toContain('“colour:blue” is no filter');
    await page.context().close();
  });

  it('leaves other keys to the window, and letters where single keys are turned off', async () => {
    const page = await stage.page(calm);
    await page.fill('[data-testid=search]', 'pump');
    await page.waitForSelector('[data-testid=search-hit]');
    await page.focus('[data-testid=search-hits]');
    const first = await selected(page).getAttribute('id');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[data-testid=palette]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=palette]', { state: 'detached' });
    await page.keyboard.press('j');
    expect(await selected(page).getAttribute('id')).not.toBe(first);
    await page.keyboard.press('k');
    expect(await selected(page).getAttribute('id')).toBe(first);
    await page.keyboard.press('Control+,');
    await page.click('[data-testid=settings-dialog] [role=switch][aria-label*="ingle"]');
    await page.keyboard.press('Escape');
    await page.focus('[data-testid=search-hits]');
    await page.keyboard.press('j');
    expect(await selected(page).getAttribute('id')).toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await selected(page).getAttribute('id')).not.toBe(first);
    await page.context().close();
  });

  it('shows as many hits with a space after the word', async () => {
    const page = await stage.page(calm, 'count=400');
    await page.fill('[data-testid=search]', 'pump');
    const hits = page.locator('[data-testid=search-hit]');
    await expect.poll(() => hits.count()).toBeGreaterThan(16);
    const all = await hits.count();
    await page.fill('[data-testid=search]', 'pump ');
    await page.waitForTimeout(300);
    expect(await hits.count()).toBe(all);
    await page.context().close();
  });

  it('shows people above messages, and walks through what was found', async () => {
    const page = await stage.page(calm);
    await page.keyboard.press('/');
    await page.keyboard.type('mira');
    await expect.poll(() => page.locator('[data-testid=search-person]').count()).toBeGreaterThan(0);
    expect(await selected(page).getAttribute('data-testid')).toBe('search-person');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=message]');
    await page.fill('[data-testid=search]', 'refill');
    await expect.poll(() => page.locator('[data-testid=search-hit] p').first().textContent()).toMatch(/^\s*You: Is the refill/);
    await page.fill('[data-testid=search]', 'pump');
    await page.waitForSelector('[data-testid=search-hit]');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('article.flash').count()).toBe(1);
    const first = await page.locator('article.flash').getAttribute('data-id');
    await page.keyboard.press('F3');
    await expect.poll(() => page.locator('article.flash').getAttribute('data-id')).not.toBe(first);
    // Its words are marked with the next picture.
    await expect.poll(() => page.evaluate(() => CSS.highlights.get('found')?.size ?? 0)).toBeGreaterThan(0);
    await page.keyboard.press('Shift+F3');
    await expect.poll(() => page.locator('article.flash').getAttribute('data-id')).toBe(first);
    await audit(page);
    await keepPicture(page, 'hits');
    await page.context().close();
  });

  it('opens a hit where it stands, also where a reply is on its way', async () => {
    const page = await stage.page(calm, 'count=12&long');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await openConversation(page, 900);
    await page.fill('[data-testid=composer-text]', 'Later, please');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('[data-testid=reply]');
    await page.locator('[data-testid=conversation-row]:not([data-id="900"])').first().click();
    await page.fill('[data-testid=search]', '"needle"');
    const hits = page.locator('[data-testid=search-hit]');
    await expect.poll(() => hits.count()).toBe(11);
    await hits.nth(5).click();
    await expect.poll(() => offMiddle(page)).toBeLessThan(0.2);
    await settled(page);
    expect(await offMiddle(page)).toBeLessThan(0.2);
    await page.context().close();
  });

  it('opens a thread at its oldest message', async () => {
    const page = await stage.page(calm, 'count=12&long');
    await page.keyboard.press('/');
    await page.keyboard.type('"Number 0 of"');
    await page.locator('[data-testid=search-hit]').first().click();
    await page.locator('article.flash').waitFor();
    await settled(page);
    const seen = await page.evaluate(() => {
      const log = document.querySelector('[data-testid=thread]')!.getBoundingClientRect();
      const found = document.querySelector('article.flash')!.getBoundingClientRect();
      return found.top >= log.top && found.bottom <= log.bottom;
    });
    expect(seen).toBe(true);
    await page.context().close();
  });

  it('opens a long thread in its middle, and reads on in both directions', async () => {
    const page = await stage.page(calm, 'count=12&long');
    await page.keyboard.press('/');
    await page.keyboard.type('"needle"');
    const hits = page.locator('[data-testid=search-hit]');
    await expect.poll(() => hits.count()).toBe(11);
    await hits.nth(5).click();
    await expect.poll(() => offMiddle(page)).toBeLessThan(0.2);
    const marked = await page.locator('article.flash').textContent();
    expect(marked).toContain('Number 4985 ');
    const drawn = () => page.locator('[data-testid=message]').evaluateAll((all) => all.map((one) => Number(/Number (\d+)/.exec(one.textContent ?? '')?.[1] ?? -1)));
    const scroll = (to: 'top' | 'bottom') =>
      page.evaluate((where) => {
        const log = document.querySelector('[data-testid=thread]');
        if (!log) return;
        log.dispatchEvent(new WheelEvent('wheel'));
        log.scrollTop = where === 'top' ? 0 : log.scrollHeight;
      }, to);
    // Whoever scrolls has looked at it first.
    await settled(page);
    // Up: older messages come, and what is on screen stays where it is.
    await scroll('top');
    await expect.poll(async () => Math.min(...(await drawn()))).toBeLessThan(4_935);
    await settled(page);
    // Down, past what was read first, without a hole.
    await scroll('bottom');
    await expect.poll(async () => Math.max(...(await drawn()))).toBeGreaterThan(5_040);
    await settled(page);
    const shown = (await drawn()).sort((one, two) => one - two);
    expect(shown.every((number, index) => index === 0 || number === (shown[index - 1] ?? 0) + 1)).toBe(true);
    // The way to the newest message is one press.
    await page.click('button[aria-label="To the newest message"]');
    await expect.poll(async () => Math.max(...(await drawn()))).toBe(9_999);
    await page.context().close();
  });
});

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
    // Where there never was one, nobody was thanked.
    expect(await empty.locator('[data-testid=no-mentions] h2').textContent()).toBe('No story mentions');
    await audit(empty);
    await keepPicture(empty, 'desk-empty');
    await empty.context().close();
  });
});

describe('what is known of a person', () => {
  it.each(['light', 'dark'] as const)('is beside their thread, with other handles and what was shared (%s)', async (colorScheme) => {
    const page = await stage.page({ ...calm, colorScheme }, 'count=12&twice');
    await openConversation(page, 2);
    const history = page.locator('[data-testid=person-history]');
    await expect.poll(() => history.textContent()).toContain('First message');
    expect(await page.locator('[data-testid=person-elsewhere]').textContent()).toContain('does not tell whether it is the same person');
    await audit(page);
    await keepPicture(page, `person-${colorScheme}`);
    await page.locator('[data-testid=shared]').last().click();
    await expect.poll(() => offMiddle(page)).toBeLessThan(0.4);
    await page.click('[data-testid=elsewhere]');
    await expect.poll(() => page.locator('[data-pane=person] h2').textContent()).toContain('Mira');
    await page.context().close();
  });
});
