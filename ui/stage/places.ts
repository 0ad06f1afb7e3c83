import type { Page } from 'playwright-core';
import { openConversation, settled, type Stage } from './stage';

/** A place of the app: how one gets there, and what tells that one is there. */
export type Place = { name: string; state?: string; open: (page: Page) => Promise<void> };

/** Chooses in the palette what fits best. The commands are found by their words, so the words must be English. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid=palette]');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid=palette]', { state: 'detached' });
}

const see = (page: Page, testid: string) => page.waitForSelector(`[data-testid=${testid}]`);

/** Through what every language has: keys, and what stands for itself. */
export const PLACES: Place[] = [
  { name: 'inbox', open: async () => undefined },
  { name: 'thread', open: (page) => openConversation(page, 2) },
  { name: 'replies', state: 'replies&uploads', open: (page) => openConversation(page, 2) },
  { name: 'human-agent', open: (page) => openConversation(page, 3) },
  {
    name: 'person',
    open: async (page) => {
      await openConversation(page, 2);
      if ((await page.locator('[data-pane=person]').count()) === 0) await page.click('[data-testid=context]');
      await page.waitForSelector('[data-pane=person] h2');
    },
  },
  {
    name: 'search',
    open: async (page) => {
      await page.fill('[data-testid=search]', 'refill');
      await page.locator('[data-testid=search-hit]').first().waitFor();
    },
  },
  {
    name: 'health',
    open: async (page) => {
      await page.keyboard.press('g');
      await page.keyboard.press('h');
      await see(page, 'health-checks');
    },
  },
  { name: 'help', open: async (page) => (await page.click('[data-testid=help]'), void (await see(page, 'help-search'))) },
  { name: 'news', open: async (page) => (await page.click('[data-testid=news]'), void (await page.locator('[data-testid=news-entry]').first().waitFor())) },
  { name: 'palette', open: async (page) => (await page.keyboard.press('Control+k'), void (await see(page, 'palette'))) },
  { name: 'cheat-sheet', open: async (page) => (await page.keyboard.press('?'), void (await see(page, 'cheat-sheet'))) },
  {
    name: 'keys',
    open: async (page) => {
      await page.keyboard.press('?');
      await page.click('[data-testid=change-keys]');
      await see(page, 'keys-dialog');
      await page.click('[data-testid=keys-change][data-id=done]');
      await page.keyboard.press('u');
      await see(page, 'keys-asked');
    },
  },
  { name: 'settings', open: async (page) => (await page.keyboard.press('Control+,'), void (await see(page, 'settings-dialog'))) },
  {
    name: 'connect',
    open: async (page) => {
      await page.click('[data-testid=connect-handle]');
      await see(page, 'connect-token');
    },
  },
  { name: 'leave-demo', open: async (page) => (await page.click('[data-testid=leave-demo]'), void (await see(page, 'leave-demo-confirm'))) },
  { name: 'details', open: async (page) => (await openConversation(page, 2), await page.keyboard.press('i'), void (await see(page, 'message-dialog'))) },
  {
    name: 'react',
    open: async (page) => {
      await openConversation(page, 2);
      await page.keyboard.press('h');
      await page.waitForSelector('[data-testid=react-menu]:popover-open');
    },
  },
  {
    name: 'forget',
    open: async (page) => {
      await openConversation(page, 3);
      if ((await page.locator('[data-pane=person]').count()) === 0) await page.click('[data-testid=context]');
      await page.click('[data-testid=forget-person]');
      await see(page, 'forget-confirm');
    },
  },
];

/** Places that are found by their English words. */
export const IN_ENGLISH: Place[] = [
  { name: 'support', open: async (page) => (await command(page, 'supports'), void (await see(page, 'support-edition'))) },
  { name: 'article', open: async (page) => (await command(page, 'early access'), void (await see(page, 'help-article'))) },
  { name: 'start', open: async (page) => (await command(page, 'Getting started'), void (await see(page, 'start-page'))) },
  { name: 'disconnect', open: async (page) => (await command(page, 'Disconnect @luma.home'), void (await see(page, 'disconnect-confirm'))) },
  { name: 'delete', open: async (page) => (await command(page, 'Delete the data of @luma.home'), void (await see(page, 'delete-confirm'))) },
];

/** Before there is an inbox, or while it cannot be opened. */
export const BEFORE: Place[] = ['welcome', 'keychain_locked', 'keychain_denied', 'passphrase_new', 'passphrase_needed', 'key_missing', 'store_in_use', 'store_broken', 'disk_full'].map(
  (phase) => ({ name: phase, state: `phase=${phase}`, open: async (page) => void (await page.waitForSelector('h1')) }),
);

/** The page at a place, with nothing moving any more. */
export async function at(stage: Stage, place: Place, options: Parameters<Stage['page']>[0], state = ''): Promise<Page> {
  const whole = ['count=12', place.state, state].filter(Boolean).join('&');
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, whole, BEFORE.includes(place) ? 'h1' : undefined);
  await place.open(page);
  await settled(page);
  return page;
}
