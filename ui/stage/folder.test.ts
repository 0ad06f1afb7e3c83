import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { command } from './places';
import { OUT, settled, Stage } from './stage';

/** The folder of the inbox is no good place for it: what is said of that, and that it is said once. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const LOOKS = [
  ['light', 1440, 'en', 'dropbox', 'Dropbox seems to sync'],
  ['dark', 960, 'en', 'network', 'on another computer'],
  ['light', 960, 'he', 'icloud', 'iCloud Drive'],
  ['dark', 1200, 'ja', 'synced', '同期'],
] as const;

describe('the folder of the inbox', () => {
  it('is told of in a bar', async () => {
    for (const [colorScheme, width, language, folder, words] of LOOKS) {
      const page = await stage.page({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, `space=live&count=12&folder=${folder}&language=${language}`);
      const bar = page.locator('[data-testid=folder-bar]');
      await bar.waitFor();
      expect(await bar.textContent()).toContain(words);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await settled(page);
      await keep(`${OUT}/seen/folder-${language}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      // Spoken and visible names are compared word by word, which Japanese does not separate.
      if (language !== 'ja') await audit(page);
      await page.click('[data-testid=folder-help]');
      await page.waitForSelector('[data-testid=help-article]');
      await settled(page);
      await keep(`${OUT}/seen/folder-help-${language}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await page.context().close();
    }
  });

  it('is put away for good with its button, or by a command', async () => {
    for (const putAway of ['button', 'command'] as const) {
      const page = await stage.page({ reducedMotion: 'reduce' }, 'space=live&count=12&folder=onedrive');
      await page.waitForSelector('[data-testid=folder-bar]');
      if (putAway === 'button') await page.click('[data-testid=folder-seen]');
      else await command(page, 'Put the note on Handrail’s folder away');
      await page.waitForSelector('[data-testid=folder-bar]', { state: 'detached' });
      // Not left on a button that is gone.
      expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
      await page.context().close();
    }
  });
});
