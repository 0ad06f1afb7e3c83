import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { OUT, settled, Stage } from './stage';

/** A database of which not everything can be read: what is said of it, its repair, and what came of that. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const LOOKS = [['light', 1440, 'en'], ['dark', 960, 'en'], ['light', 960, 'he'], ['dark', 1200, 'ja']] as const;

describe('a damaged inbox', () => {
  it.each([
    ['store_broken', 'The inbox’s file is damaged', 1],
    ['store_repairing', 'Your inbox is being repaired', 0],
    ['store_unreadable', 'Nothing of the inbox’s file can be read', 0],
  ])('%s has its own screen', async (phase, title, repairs) => {
    for (const [colorScheme, width, language] of LOOKS) {
      const page = await stage.page({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, `space=live&phase=${phase}&language=${language}`, '[data-testid=blocked]');
      if (language === 'en') expect(await page.locator('h1').textContent()).toBe(title);
      expect(await page.locator('[data-testid=repair]').count()).toBe(repairs);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await keep(`${OUT}/seen/${phase}-${language}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      await page.context().close();
    }
  });

  it('is repaired from its screen', async () => {
    const page = await stage.page({}, 'space=live&phase=store_broken&count=12', '[data-testid=blocked]');
    await page.click('[data-testid=repair]');
    await page.waitForSelector('[data-testid=repaired-bar]');
    expect(await page.locator('[data-testid=repaired-bar]').textContent()).toContain('Nothing is missing.');
    await page.context().close();
  });

  it('of which nothing can be read is put aside after a question', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'space=live&phase=store_unreadable', '[data-testid=blocked]');
    await page.click('[data-testid=begin-anew]');
    await page.waitForSelector('[data-testid=begin-anew-dialog]');
    expect(await page.locator('[data-testid=begin-anew-dialog]').textContent()).toContain('put it back first');
    await settled(page);
    await keep(`${OUT}/seen/begin-anew-unreadable.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.click('[data-testid=begin-anew-confirm]');
    await page.waitForSelector('[data-testid=blocked]', { state: 'detached' });
    await page.context().close();
  });

  it('says of a part that cannot be read what goes on, and is repaired after a question', async () => {
    for (const [colorScheme, width, language] of LOOKS) {
      const page = await stage.page({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, `space=live&count=12&damaged&repaired=some&language=${language}`);
      await page.waitForSelector('[data-testid=damage-bar]');
      await page.click('[data-testid=repair]');
      await page.waitForSelector('[data-testid=repair-dialog]');
      // The safe way out is first.
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('cancel');
      await settled(page);
      await keep(`${OUT}/seen/repair-${language}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      await page.click('[data-testid=repair-confirm]');
      await page.click('[data-testid=repaired-details]');
      await page.waitForSelector('[data-testid=repaired-dialog]');
      await settled(page);
      await keep(`${OUT}/seen/repaired-${language}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      const rows = await page.locator('[data-testid=repaired-dialog] tbody tr').allInnerTexts();
      if (language === 'en') expect(rows.map((row) => row.split(/\s*\t\s*/))).toEqual([['Drafts', '3', '0 or more'], ['Messages and reactions', '41', '7']]);
      await page.click('[data-testid=repaired-seen]');
      await page.waitForSelector('[data-testid=repaired-bar]', { state: 'detached' });
      await page.context().close();
    }
  });

  it('is repaired by the palette too', async () => {
    const page = await stage.page({}, 'space=live&count=12&damaged');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[data-testid=palette]');
    await page.keyboard.type('repair');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=repair-dialog]');
    await page.context().close();
  });
});
