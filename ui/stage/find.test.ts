import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { openConversation, OUT, settled, Stage } from './stage';

/** Search and what is known of a person, as a person uses them. */
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
