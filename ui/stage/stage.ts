import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { OUT } from './page';

export { OUT };

/** A moment that never passes: every time on screen follows from it. */
export const NOW = new Date('2026-11-23T15:00:00Z');

/** The page on the mock core, in Chromium, with a clock that stands still. */
export class Stage {
  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<Stage> {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // No sandbox: Chromium refuses it to root, and only our own page is shown. The rest keeps letters and pictures
      // the same from one machine to another.
      args: ['--no-sandbox', '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb', '--disable-gpu'],
    });
    return new Stage(browser);
  }

  /** A page of its own. `state` goes to the mock: `count=12&replies`. Ends when `there` is on screen. */
  async page(options: BrowserContextOptions = {}, state = 'count=12', there = '[data-testid=conversation-row]', path = ''): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      ...options,
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(NOW);
    await page.goto(`${inject('address')}${path}#${state}`);
    await page.waitForSelector(there);
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Opens a conversation of the list. */
export async function openConversation(page: Page, id: number): Promise<void> {
  await page.click(`[data-testid=conversation-row][data-id="${id}"]`);
  await page.waitForSelector('[data-testid=message]');
  await page.waitForSelector('[data-testid=composer][data-how], [data-testid=composer-notice]');
}

/** Waits until fonts and pictures are there and nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const state = () => {
      const waiting = [...document.images].filter((image) => !image.complete && image.loading !== 'lazy').length;
      const films = [...document.querySelectorAll('video, audio')].filter((one) => (one as HTMLMediaElement).readyState < 2).length;
      return `${waiting} ${films} ${document.querySelectorAll('*').length} ${document.querySelector('[data-testid=thread]')?.scrollHeight ?? 0}`;
    };
    let before = '';
    for (let same = 0, frames = 0; same < 15 && frames < 600; frames += 1) {
      const now = state();
      same = now === before ? same + 1 : 0;
      before = now;
      await frame();
    }
  });
}
