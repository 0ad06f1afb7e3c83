import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focus } from './list';
import { openConversation, Stage } from './stage';

/** Keys that a person chose. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());


describe('keys', () => {
  it('are given to another command, taken from the one that had them, shown everywhere, and given back', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.fill('[data-testid=keys-search]', 'unread');
    await expect.poll(() => page.locator('[data-testid=keys-row]').count()).toBe(1);
    await page.click('[data-testid=keys-change][data-id=unread]');
    await page.keyboard.press('e');
    await expect.poll(() => page.locator('[data-testid=keys-asked]').textContent()).toContain('E does “Done, go to next” now.');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('keys-take');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=keys-asked]', { state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('keys-change');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=keys-dialog]', { state: 'detached' });

    await openConversation(page, 3);
    await page.waitForSelector('[data-testid=conversation-row][data-id="3"][data-unread=false]');
    await page.focus('[data-testid=conversation-list]');
    await page.keyboard.press('e');
    await page.waitForSelector('[data-testid=conversation-row][data-id="3"][data-unread=true]');
    expect(await page.locator('[data-testid=done] kbd').count()).toBe(0);

    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.click('[data-testid=keys-row][data-id=done] [data-testid=keys-reset]');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-testid=done] kbd').getAttribute('data-press')).toBe('E');
    await page.context().close();
  });

  it('do nothing to the next person on a button that the last one was served with', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 1);
    const first = await page.locator('section.thread h1').textContent();
    await page.locator('section.thread [data-testid=done]').focus();
    await page.keyboard.press('j');
    await expect.poll(() => page.locator('section.thread h1').textContent()).not.toBe(first);
    await expect.poll(() => focus(page)).toBe('list');
    await page.context().close();
  });

  it('that the keyboard itself needs are refused in whole words; Escape records nothing', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.click('[data-testid=keys-change][data-id=done]');
    await page.keyboard.press('Control+c');
    await expect.poll(() => page.locator('[data-testid=keys-asked]').textContent()).toContain('belongs to your system');
    await page.click('[data-testid=keys-change][data-id=done]');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-testid=keys-dialog]').count()).toBe(1);
    expect(await page.locator('[data-testid=keys-row][data-id=done] kbd').getAttribute('data-press')).toBe('E');
    // Two presses in a row are one thing.
    await page.click('[data-testid=keys-change][data-id=settings]');
    await page.keyboard.press('y');
    await page.keyboard.press('s');
    await expect.poll(() => page.locator('[data-testid=keys-row][data-id=settings] kbd').evaluateAll((all) => all.map((one) => one.getAttribute('data-press')))).toEqual(['Y', 'S']);
    await page.context().close();
  });
});
