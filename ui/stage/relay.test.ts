import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { openConversation, OUT, settled, Stage } from './stage';

/** The relay’s page, pairing, parting, and the warning before two answer one person. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const STANDINGS = [
  'simulated',
  'not_paired',
  'connecting',
  'live',
  'live_by_asking',
  'unreachable',
  'not_genuine',
  'something_else',
  'in_trouble',
  'revoked',
  'no_keys',
] as const;

async function relay(standing: string, options = {}) {
  const page = await stage.page(options, `count=12&relay=${standing}`);
  await page.keyboard.press('g');
  await page.keyboard.press('y');
  await page.waitForSelector('[data-testid=relay-standing]');
  return page;
}

describe('pairing', () => {
  it('shows whose relay it is before anything is agreed, and says what is wrong with a link', async () => {
    const page = await relay('not_paired');
    await page.fill('[data-testid=relay-link]', 'https://relay.example/pair');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert][data-code=relay_link_malformed]');
    await page.fill('[data-testid=relay-link]', 'https://relay.example/pair#used');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=alert][data-code=relay_link_used]');
    await page.fill('[data-testid=relay-link]', 'https://relay.example/pair#K7QM-ABCDE-FGHJK.key');
    await page.keyboard.press('Enter');
    expect(await page.locator('[data-testid=relay-organisation]').textContent()).toBe('Blue Kiln Ceramics');
    await page.fill('[data-testid=relay-name]', 'Tom’s laptop');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=relay-standing][data-standing=live]');
    await page.click('[data-testid=relay-part]');
    await page.waitForSelector('[data-testid=part-relay-dialog]');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('cancel');
    await page.click('[data-testid=part-relay-confirm]');
    await page.waitForSelector('[data-testid=relay-standing][data-standing=not_paired]');
    await page.context().close();
  });

  it('is ended from the palette, wherever one is', async () => {
    const page = await stage.page({}, 'count=12&relay=live');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('[data-testid=palette]');
    await page.keyboard.type('End the pairing');
    await page.getByText('End the pairing with the relay').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=part-relay-dialog]');
    await page.context().close();
  });

  it('is reached from the settings', async () => {
    const page = await stage.page({}, 'count=12&relay=live');
    await page.keyboard.press('Control+,');
    await page.click('[data-testid=settings-relay]');
    await page.waitForSelector('[data-testid=relay-page]');
    await page.context().close();
  });
});

describe('how it stands', () => {
  it.each(STANDINGS)('is said in whole words when it is %s', async (standing) => {
    const page = await relay(standing);
    const words = await page.locator('[data-testid=relay-standing]').textContent();
    expect(words?.length).toBeGreaterThan(10);
    const offersTry = await page.locator('[data-testid=relay-try]').count();
    const fine = ['simulated', 'not_paired', 'live', 'live_by_asking'];
    expect(offersTry).toBe(fine.includes(standing) ? 0 : 1);
    await page.context().close();
  });
});

describe('a colleague', () => {
  it('who writes to the same person is told of, and sending stays possible', async () => {
    const page = await stage.page({}, 'count=12&colleague');
    await openConversation(page, 2);
    await page.waitForSelector('[data-testid=colleague]');
    expect(await page.locator('[data-testid=colleague]').textContent()).toContain('Tom’s laptop');
    await page.fill('[data-testid=composer-text]', 'Hello');
    expect(await page.locator('[data-testid=send]').getAttribute('aria-disabled')).not.toBe('true');
    await settled(page);
    await keep(`${OUT}/colleague.png`, await page.screenshot());
    await page.context().close();
  });
});

describe('for everybody', () => {
  it.each(['not_paired', 'live', 'revoked'])('has no fault that a machine finds: %s', async (standing) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await relay(standing, { colorScheme });
      await audit(page);
      await page.context().close();
    }
  });

  it.each([
    ['not_paired', 1440, 'light'],
    ['live', 1440, 'light'],
    ['live', 960, 'dark'],
    ['revoked', 960, 'light'],
    ['unreachable', 1440, 'dark'],
  ] as const)('is kept as a picture: %s %i %s', async (standing, width, colorScheme) => {
    const page = await relay(standing, { colorScheme, viewport: { width, height: 900 } });
    await settled(page);
    await keep(`${OUT}/relay-${standing}-${width}-${colorScheme}.png`, await page.screenshot());
    await page.context().close();
  });
});

it('can be paired before the first handle', async () => {
  const page = await stage.page({}, 'phase=welcome&relay=not_paired', '[data-testid=start-demo]');
  await page.click('[data-testid=welcome-relay]');
  await page.waitForSelector('[data-testid=relay-standing][data-standing=not_paired]');
  await settled(page);
  await keep(`${OUT}/relay-welcome.png`, await page.screenshot());
  await page.context().close();
});
