import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversation, settled, Stage } from './stage';

/** What people write, however they write it. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

/** How far above and below a bubble is looked at, in pixels. */
const AROUND = 40;

/** A thread whose last message of theirs says this. */
async function saying(text: string): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce' });
  await openConversation(page, 2);
  // As it is drawn from the thread's own answer: what is in the bubble is all that differs.
  await page.locator('[data-testid=message] .text').last().evaluate((one, words) => (one.textContent = words), text);
  await settled(page);
  return page;
}

const bubble = (page: Page) => page.locator('[data-testid=message] .bubble').last();

/** The bubble with what is around it. */
async function picture(page: Page, part: 'above' | 'all'): Promise<Buffer> {
  const box = (await bubble(page).boundingBox())!;
  const height = part === 'above' ? AROUND : box.height + 2 * AROUND;
  return page.screenshot({ clip: { x: box.x, y: box.y - AROUND, width: box.width, height }, animations: 'disabled' });
}

describe('a text', () => {
  it('stacks no marks over what stands above it', async () => {
    const marks = '\u0301\u0302\u0303\u0304'.repeat(12);
    const [plain, stacked] = [await saying('Sale sale sale'), await saying(`Sa${marks}le sa${marks}le sa${marks}le`)];
    expect((await picture(stacked, 'above')).equals(await picture(plain, 'above'))).toBe(true);
    await plain.context().close();
    await stacked.context().close();
  });

  it.each([
    ['Thai', 'น้ำทิ้งที่นี่ ปู่ ญู ฏุ ฐู'],
    ['Tibetan', 'རྒྱུ་སྐྱེ་བསྒྲུབས་ཧཱུྃ'],
    ['Urdu', 'میں نے آپ کی چیزیں پہنچا دیں گے'],
    ['Vietnamese capitals', 'ẤẨẪẬ ỖỘ ẰẴ'],
  ])('in %s is cut nowhere', async (_, words) => {
    const page = await saying(words);
    const drawn = await picture(page, 'all');
    await bubble(page).evaluate((one: HTMLElement) => (one.style.overflow = 'visible'));
    expect((await picture(page, 'all')).equals(drawn)).toBe(true);
    await page.context().close();
  });
});
