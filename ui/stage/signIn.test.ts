import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { OUT, settled, Stage } from './stage';

/** Signing in with the browser: what the app shows meanwhile, and how it ends. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const DIALOG = '[data-testid=browser-sign-in]';

async function connect(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid=palette]');
  await page.keyboard.type('Connect a handle');
  await page.keyboard.press('Enter');
}

describe.each([['light', 1440], ['dark', 960]] as const)('in %s, %i wide', (colorScheme, width) => {
  const options = { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' as const };

  it.each([
    ['idle', null, 'Your browser opens Instagram’s own page'],
    ['waiting', '', '4719'],
    ['other', 'other', 'belongs to another account: @luma.other'],
    ['denied', 'denied', 'Access was not allowed'],
    ['over', 'over', 'took too long'],
    ['fewer', 'fewer', 'instagram_business_manage_messages'],
    ['refused', 'refused', 'did not finish the sign-in'],
  ])('%s says what it is and what to do', async (name, how, words) => {
    const page = await stage.page(options, `space=live&relay=live${how ? `&sign_in=${how}` : ''}`);
    await connect(page);
    await page.waitForSelector(DIALOG);
    if (how !== null) await page.click('[data-testid=begin-sign-in]');
    await expect.poll(() => page.locator(DIALOG).textContent()).toContain(words);
    await settled(page);
    await keep(`${OUT}/seen/sign-in-${name}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.context().close();
  });
});

it.each([['light', 1440], ['dark', 960]] as const)('keeps a sign-in for the keychain to be opened, in %s, %i wide', async (colorScheme, width) => {
  const options = { viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' as const };
  const page = await stage.page(options, 'space=live&relay=live&sign_in=locked');
  await connect(page);
  await page.click('[data-testid=begin-sign-in]');
  const dialog = page.locator('[data-testid=connect-dialog]');
  await expect.poll(() => dialog.textContent()).toContain('kept here for ten minutes');
  expect(await dialog.textContent()).toContain('The keychain is locked.');
  expect(await dialog.textContent()).not.toContain('Nothing was changed.');
  await settled(page);
  await keep(`${OUT}/seen/sign-in-locked-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
  await audit(page);
  await page.click('[data-testid=connect-confirm]');
  await expect.poll(() => page.locator('[data-testid=connect-dialog]').count()).toBe(0);
  await page.context().close();
});

it('offers a token where no relay is paired, and beside it where one is', async () => {
  const alone = await stage.page({}, 'space=live&relay=not_paired');
  await connect(alone);
  await alone.waitForSelector('[data-testid=connect-token]');
  expect(await alone.locator(DIALOG).count()).toBe(0);
  await alone.context().close();
  const paired = await stage.page({}, 'space=live&relay=live');
  await connect(paired);
  await paired.click('[data-testid=use-token]');
  await paired.waitForSelector('[data-testid=connect-token]');
  await paired.context().close();
});
