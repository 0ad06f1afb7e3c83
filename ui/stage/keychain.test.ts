import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { OUT, settled, Stage } from './stage';

/** Trouble with the keychain, the recovery code, and notices of what happened to handles. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const WORDS = 'ocean hammer velvet planet ribbon castle urban motion picnic length absurd orbit garden lemon valley';
const BLOCKED = '[data-testid=blocked]';

describe('a keychain in trouble', () => {
  it.each([
    ['keychain_locked', 'The keychain is locked'],
    ['keychain_denied', 'The keychain refused access'],
    ['keychain_hung', 'The keychain does not answer'],
    ['keychain_absent', 'The keychain is not running'],
    ['key_missing', 'The key to your inbox is missing'],
    ['key_changed', 'The key in the keychain does not open your inbox'],
    ['passphrase_needed', 'Open your inbox'],
  ])('%s has its own screen, and ways out', async (phase, title) => {
    for (const [colorScheme, width] of [['light', 1440], ['dark', 960]] as const) {
      const page = await stage.page({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, `space=live&phase=${phase}`, BLOCKED);
      expect(await page.locator('h1').textContent()).toBe(title);
      await page.click('[data-testid=recover] summary');
      await settled(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await keep(`${OUT}/seen/${phase}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      await page.context().close();
    }
  });

  it.each([
    ['store_lost', 'Your inbox is not where it was'],
    ['store_unreachable', 'The inbox cannot be opened at the moment'],
  ])('%s has its own screen', async (phase, title) => {
    for (const [colorScheme, width] of [['light', 1440], ['dark', 960]] as const) {
      const page = await stage.page({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' }, `space=live&phase=${phase}`, BLOCKED);
      expect(await page.locator('h1').textContent()).toBe(title);
      expect(await page.locator('[data-testid=begin-anew]').count()).toBe(phase === 'store_lost' ? 1 : 0);
      await keep(`${OUT}/seen/${phase}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      await page.context().close();
    }
  });

  it('begins anew where the inbox is lost', async () => {
    const page = await stage.page({}, 'space=live&phase=store_lost', BLOCKED);
    await page.click('[data-testid=begin-anew]');
    await page.waitForSelector('[data-testid=begin-anew-dialog]');
    await keep(`${OUT}/seen/begin-anew.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.click('[data-testid=begin-anew-confirm]');
    await page.waitForSelector('[data-testid=blocked]', { state: 'detached' });
    await page.waitForSelector('[data-testid=start-demo]');
    await page.context().close();
  });

  it('says what is wrong with a code, and opens with the right one', async () => {
    const page = await stage.page({}, 'space=live&phase=key_missing', BLOCKED);
    await page.click('[data-testid=recover] summary');
    await page.fill('[data-testid=recover-words]', 'ocean hammer velvet');
    await page.click('[data-testid=recover-open]');
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('A recovery code has 15 words; these are 3.');
    await page.fill('[data-testid=recover-words]', WORDS);
    await page.click('[data-testid=recover-open]');
    await page.waitForSelector('[data-testid=conversation-row]');
    await page.context().close();
  });

  it('asks for a passphrase where nothing could keep the key', async () => {
    const page = await stage.page({}, 'space=live&phase=keychain_absent', BLOCKED);
    await page.click('[data-testid=recover] summary');
    await page.fill('[data-testid=recover-words]', WORDS);
    await page.fill('[data-testid=passphrase]', 'short');
    await page.click('[data-testid=recover-open]');
    await expect.poll(() => page.locator('[role=alert]').textContent()).toContain('at least ten characters');
    await page.fill('[data-testid=passphrase]', 'correct horse battery');
    await page.fill('[data-testid=passphrase-again]', 'correct horse battery');
    await page.click('[data-testid=recover-open]');
    await page.waitForSelector('[data-testid=conversation-row]');
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it('a recovery code is shown once', async () => {
    const page = await stage.page({ viewport: { width: 960, height: 900 }, colorScheme, reducedMotion: 'reduce' }, 'space=live');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[data-testid=palette]');
    await page.keyboard.type('recovery');
    await page.keyboard.press('Enter');
    await page.click('[data-testid=recovery-make]');
    await expect.poll(() => page.locator('[data-testid=recovery-words] li').count()).toBe(15);
    await settled(page);
    await keep(`${OUT}/seen/recovery-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.click('[data-testid=recovery-done]');
    await expect.poll(() => page.locator('[data-testid=recovery-words]').count()).toBe(0);
    await page.context().close();
  });

  it.each([
    ['off', 'at or before 15:56 today'],
    ['back', '5 messages were fetched'],
    ['deletion', 'Meta does not say whose it is'],
  ])('a notice tells of what happened (%s)', async (which, words) => {
    const page = await stage.page({ viewport: { width: 960, height: 700 }, colorScheme, reducedMotion: 'reduce' }, `count=12&notice=${which}`);
    const notice = page.locator('[data-testid=notice]');
    await expect.poll(() => notice.textContent()).toContain(words);
    await settled(page);
    await keep(`${OUT}/seen/notice-${which}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.click('[data-testid=dismiss-notice]');
    if (which === 'deletion') {
      // Meta would be told, and nothing takes that back: the way out is first.
      await page.waitForSelector('[data-testid=deletion-dialog]');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('cancel');
      await settled(page);
      await keep(`${OUT}/seen/deletion-dialog-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
      await audit(page);
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-testid=deletion-dialog]', { state: 'detached' });
      expect(await notice.count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.click('[data-testid=deletion-confirm]');
    }
    await expect.poll(() => notice.count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('list');
    await page.context().close();
  });
});
