import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { Stage } from './stage';

/** Replies that wait: that they will is said before they are written, and the outbox shows each of them. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe('a handle in trouble', () => {
  it.each([
    ['@luma.de', 'Message access was switched off in Instagram.', 'waits-why', '[data-testid=handle-page]'],
    ['@luma.wholesale', 'The sign-in expired.', 'waits-sign-in', '[data-testid=connect-token]'],
  ])('says before anything is written that replies of %s wait, and leads to what ends it', async (handle, headline, way, there) => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=24');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.locator('[data-testid=conversation-row]', { hasText: handle }).filter({ hasNotText: 'Closed' }).first().click();
    await expect.poll(() => page.locator('[data-testid=composer-waits]').textContent()).toContain(`${headline} What you send waits in the outbox`);
    await audit(page);
    await page.click(`[data-testid=${way}]`);
    await page.waitForSelector(there);
    await page.context().close();
  });

  it('says it as each language ends a sentence', async () => {
    const page = await stage.page({}, 'count=24&language=ja');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.locator('[data-testid=conversation-row]', { hasText: '@luma.de' }).filter({ hasNotText: '期限切れ' }).first().click();
    await expect.poll(() => page.locator('[data-testid=composer-waits]').textContent()).toMatch(/\p{L}。送信した返信は/u);
    await page.context().close();
  });

  it('has a place where trouble is announced, before there is any', async () => {
    const page = await stage.page({}, 'count=12');
    await page.click('[data-testid=conversation-row]');
    await expect.poll(() => page.locator('[data-testid=composer] [role=status][data-testid=composer-trouble]').count()).toBe(1);
    expect(await page.locator('[data-testid=composer-trouble]').textContent()).toBe('');
    await page.context().close();
  });
});

describe('the outbox', () => {
  it('shows every reply that is not settled, with its reason, and decides about many at once', async () => {
    const page = await stage.page({}, 'count=12&replies');
    const rail = page.locator('[data-testid=rail-outbox]');
    await expect.poll(() => rail.getAttribute('aria-label')).toBe('Outbox, 6, of which 3 need you');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    const rows = page.locator('[data-testid=outbox-row]');
    await expect.poll(() => rows.count()).toBe(6);
    const states = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('data-state')).sort());
    expect(states).toEqual(['ask', 'failed', 'held', 'held', 'queued', 'sending']);
    await audit(page);
    // What would be done with none is not offered.
    expect(await page.locator('[data-testid=outbox-discard-chosen]').count()).toBe(0);
    await page.check('[data-testid=outbox-all]');
    const discard = page.locator('[data-testid=outbox-discard-chosen]');
    expect(await discard.textContent()).toContain('Discard 5');
    await discard.click();
    await expect.poll(() => rows.count()).toBe(1);
    await expect.poll(() => page.locator('[data-testid=toast]').textContent()).toContain('1 had files, which are gone for good.');
    await page.keyboard.press('z');
    await expect.poll(() => rows.count()).toBe(5);
    await page.locator('label', { hasText: 'Need you' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    await page.context().close();
  });

  it.each(['the list', 'the table'])('gives a reply that must be changed back to its composer, from %s', async (from) => {
    const page = await stage.page({}, 'count=12&replies');
    if (from === 'the table') await page.keyboard.press('v');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    // Who is told to press Edit finds it.
    const row = page.locator('[data-testid=outbox-row]', { hasText: 'Press Edit' });
    const said = await row.locator('.said').textContent();
    await row.locator('[data-testid=outbox-edit]').click();
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).value ?? '')).toBe(said);
    await expect.poll(() => page.locator('[data-testid=rail-outbox]').getAttribute('aria-label')).toContain('Outbox, 5');
    await page.keyboard.type('!');
    await expect.poll(() => page.inputValue('[data-testid=composer-text]')).toBe(`${said}!`);
    await page.context().close();
  });

  it('says so when nothing is on its way', async () => {
    const page = await stage.page({}, 'count=12');
    await page.click('[data-testid=rail-outbox]');
    await expect.poll(() => page.locator('[data-testid=outbox-empty]').textContent()).toContain('Nothing is on its way');
    await page.context().close();
  });
});
