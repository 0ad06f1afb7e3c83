import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare, keep, type Difference } from './compare';
import { openConversation, OUT, settled, Stage } from './stage';

/**
 * Takes the reference pictures again and compares them. To accept what they show now: `npm run pictures -- --update`.
 */
const PICTURES = fileURLToPath(new URL('../../tests/pictures', import.meta.url));
const UPDATE = process.env.PICTURES === 'update';

/** One picture is cut into pieces of this height, so that a person can look at them. */
const PIECE = 1_400;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  const wide = { viewport: { width: 1440, height: 900 }, colorScheme, reducedMotion: 'reduce' as const };

  it('shows every kind of message', async () => {
    // As high as the whole thread: what is not on screen is not drawn.
    const page = await stage.page({ ...wide, viewport: { width: 1100, height: 7_200 } });
    await openConversation(page, 2);
    await settled(page);
    const thread = await boxOf(page.locator('[data-testid=thread] > .space'));
    expect(thread.height).toBeGreaterThan(5_000);
    for (let piece = 0; piece * PIECE < thread.height; piece += 1) {
      const height = Math.min(PIECE, thread.height - piece * PIECE);
      const clip = { x: thread.x, y: thread.y + piece * PIECE, width: thread.width, height };
      await expectPicture(page, `every-kind-${piece + 1}-${colorScheme}`, clip);
    }
    await page.context().close();
  });

  it('shows a reply in every state, and everything that a composer can hold', async () => {
    const page = await stage.page({ ...wide, viewport: { width: 960, height: 1_300 } }, 'count=12&replies&uploads');
    await openConversation(page, 2);
    // What came a moment later has moved the message.
    await settled(page);
    await page.locator('[data-testid=message]').last().hover();
    await page.locator('[data-testid=message-quote]').last().click();
    await page.fill('[data-testid=composer-text]', 'This is a long text. '.repeat(60));
    await page.mouse.move(0, 0);
    await settled(page);
    await expectPicture(page, `replies-${colorScheme}`, await boxOf(page.locator('section.thread')));
    await page.context().close();
  });

  it('shows the strip of a human agent', async () => {
    const page = await stage.page(wide);
    await openConversation(page, 3);
    await settled(page);
    await expectPicture(page, `human-agent-${colorScheme}`, await boxOf(page.locator('[data-testid=composer]')));
    await page.context().close();
  });

  it('shows every primitive in every state', async () => {
    const page = await gallery(wide);
    await expectPieces(page, `gallery-${colorScheme}`);
    await page.click('[data-testid=open-dialog]');
    await page.waitForSelector('[data-testid=gallery-dialog-one]');
    await settled(page);
    await expectPicture(page, `dialog-${colorScheme}`, await boxOf(page.locator('[data-testid=gallery-dialog-one]')));
    await page.keyboard.press('Escape');
    await page.click('[data-testid=say]');
    await page.waitForSelector('[data-testid=toast]');
    await expectPicture(page, `toast-${colorScheme}`, await boxOf(page.locator('[data-testid=toast]')));
    await page.context().close();
  });

  it('shows what Instagram supports', async () => {
    const page = await stage.page({ ...wide, viewport: { width: 1100, height: 2_660 } });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('supports');
    await page.keyboard.press('Enter');
    await page.click('[data-testid=support-earlier]');
    await settled(page);
    await expectPicture(page, `support-${colorScheme}`, await boxOf(page.locator('[data-testid=support-page]')));
    await page.context().close();
  });

  it('shows what found no place', async () => {
    const page = await stage.page(wide);
    await page.keyboard.press('Control+1');
    await page.click('[data-testid=handle-state]');
    await page.waitForSelector('[data-testid=undelivered-entry]');
    await page.locator('[data-testid=undelivered]').scrollIntoViewIfNeeded();
    await settled(page);
    await expectPicture(page, `undelivered-${colorScheme}`, await boxOf(page.locator('[data-testid=undelivered]')));
    await page.context().close();
  });
});

it('shows every primitive in forced colours', async () => {
  const page = await gallery({ viewport: { width: 1440, height: 900 }, forcedColors: 'active', reducedMotion: 'reduce' });
  await expectPieces(page, 'gallery-forced');
  await page.context().close();
});

/** Every headline that a handle can have. */
const STATES = [
  'receiving', 'catching_up', 'offline', 'paused_by_you', 'disconnected', 'not_professional',
  'ga_not_started', 'followers_below', 'followers_above', 'followers_unknown', 'not_eligible', 'token_missing',
  'token_expired', 'token_revoked', 'checkpoint', 'keychain_locked', 'token_ends_soon', 'permission_missing',
  'access_off', 'access_off_suspected', 'app_not_approved', 'relay_down', 'not_subscribed', 'thread_owned_by_other_app',
  'rate_limited', 'send_restricted', 'instagram_down', 'disk_full', 'stale', 'unknown',
];
/** Handles of the mock. */
const AT_ONCE = 6;

describe.each(['light', 'dark'] as const)('handles in %s', (colorScheme) => {
  const wide = { viewport: { width: 1440, height: 900 }, colorScheme, reducedMotion: 'reduce' as const };

  it('shows the rail with all six marks, wide and narrow', async () => {
    for (const [width, name] of [[1440, 'rail'], [960, 'rail-narrow']] as const) {
      const page = await stage.page({ ...wide, viewport: { width, height: 1_080 } });
      await settled(page);
      await expectPicture(page, `${name}-${colorScheme}`, await boxOf(page.locator('nav.rail')));
      await page.context().close();
    }
  });

  it('shows the headline of every state of a handle', async () => {
    const cards: string[] = [];
    let page: Page | undefined;
    for (let from = 0; from < STATES.length; from += AT_ONCE) {
      await page?.context().close();
      const states = STATES.slice(from, from + AT_ONCE);
      page = await stage.page({ ...wide, viewport: { width: 1100, height: 900 } }, `count=12&state=${states.join(',')}`, '[data-testid=handle-row]');
      for (const [place, state] of states.entries()) {
        // By its id: the rail has an order of its own.
        await page.click(`[data-testid=handle-row][data-id="${place + 1}"] button`);
        await page.click('[data-testid=handle-state]');
        await page.waitForSelector(`[data-testid=handle-page] [data-testid=health-headline][data-code=${state}]`);
        await page.waitForSelector('[data-testid=health-checks]');
        cards.push(await page.locator('section.cause').evaluate((card) => card.outerHTML));
      }
    }
    if (!page) throw new Error('there are states');
    const height = await page.evaluate((html) => {
      document.body.innerHTML = `<main style="display: grid; gap: 16px; padding: 16px; background: var(--bg-thread)">${html}</main>`;
      document.documentElement.style.overflow = document.body.style.overflow = 'visible';
      return document.querySelector('main')?.getBoundingClientRect().height ?? 0;
    }, cards.join(''));
    await page.setViewportSize({ width: 840, height: Math.ceil(height) + 400 });
    await settled(page);
    const sheet = await boxOf(page.locator('main'));
    for (let piece = 0; piece * PIECE < sheet.height; piece += 1) {
      const clip = { ...sheet, y: sheet.y + piece * PIECE, height: Math.min(PIECE, sheet.height - piece * PIECE) };
      await expectPicture(page, `health-${piece + 1}-${colorScheme}`, clip);
    }
    await page.context().close();
  });

  it('shows the whole page of a handle, and the first steps', async () => {
    const page = await stage.page({ ...wide, viewport: { width: 1100, height: 2_400 } });
    await page.keyboard.press('Control+4');
    await page.click('[data-testid=handle-state]');
    await page.waitForSelector('[data-testid=health-checks]');
    await settled(page);
    await expectPicture(page, `handle-page-${colorScheme}`, await boxOf(page.locator('[data-testid=handle-page]')));
    await page.context().close();
    const steps = await stage.page({ ...wide, viewport: { width: 1100, height: 1_100 } });
    await steps.keyboard.press('Control+k');
    await steps.waitForSelector('[data-testid=palette]');
    await steps.keyboard.type('Getting started');
    await steps.keyboard.press('Enter');
    await steps.waitForSelector('[data-testid=palette]', { state: 'detached' });
    await settled(steps);
    await expectPicture(steps, `first-steps-${colorScheme}`, await boxOf(steps.locator('[data-pane=thread]')));
    await steps.context().close();
  });
});

describe('the comparison', () => {
  it('sees one changed letter, and nothing where nothing changed', async () => {
    const page = await stage.page();
    await openConversation(page, 2);
    await settled(page);
    const clip = await boxOf(page.locator('section.thread'));
    const take = () => page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
    const kept = `${OUT}/pictures/compared.png`;
    await keep(kept, await take());
    expect(await compare(page, kept, await take(), `${OUT}/pictures/same`)).toMatchObject({ same: true });
    await page.evaluate(() => {
      const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
        node.textContent === 'It is number 12.' ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
      ).nextNode();
      if (words) words.textContent = 'It is number 17.';
    });
    expect(await compare(page, kept, await take(), `${OUT}/pictures/changed`)).toMatchObject({ same: false });
    await page.context().close();
  });
});

/** The gallery, as high as all of it. */
async function gallery(options: Parameters<Stage['page']>[0] = {}): Promise<Page> {
  const page = await stage.page({ ...options, viewport: { width: 1090, height: 6_000 } }, '', '[data-testid=part-error]', 'gallery.html');
  await page.focus('[data-testid=focus-primary]');
  await settled(page);
  return page;
}

/** Compares all of the gallery, in pieces. */
async function expectPieces(page: Page, name: string): Promise<void> {
  const whole = await boxOf(page.locator('[data-testid=gallery-page]'));
  expect(whole.height).toBeGreaterThan(3_000);
  for (let piece = 0; piece * PIECE < whole.height; piece += 1) {
    const height = Math.min(PIECE, whole.height - piece * PIECE);
    await expectPicture(page, `${name}-${piece + 1}`, { x: whole.x, y: whole.y + piece * PIECE, width: whole.width, height });
  }
}

type Box = { x: number; y: number; width: number; height: number };

async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.first().boundingBox();
  if (!box) throw new Error('it is not on screen');
  return box;
}

/** Compares a part of the page with its reference, or keeps it as the new one. */
async function expectPicture(page: Page, name: string, clip: Box): Promise<void> {
  // The controls of a film are the browser's own; that there is one is seen by its place.
  const taken = await page.screenshot({ clip, animations: 'disabled', caret: 'hide', mask: [page.locator('video')], maskColor: '#8a8497' });
  const reference = `${PICTURES}/${name}.png`;
  if (UPDATE) {
    await keep(reference, taken);
    return;
  }
  expect(existsSync(reference), `${name} has no reference yet: npm run pictures -- --update`).toBe(true);
  const found = await compare(page, reference, taken, `${OUT}/pictures/${name}`);
  expect(found.same, words(name, found)).toBe(true);
}

function words(name: string, found: Difference): string {
  return `${name}: ${found.what}. See ${OUT}/pictures/${name}.*.png. If it is meant: npm run pictures -- --update`;
}
