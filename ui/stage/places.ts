import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { openConversation, settled, type Stage } from './stage';

/** A place of the app: how one gets there, and what tells that one is there. */
export type Place = { name: string; state?: string; open: (page: Page) => Promise<void> };

/** Chooses in the palette what fits best. The commands are found by their words, in the language of the window. */
export async function command(page: Page, words: string): Promise<void> {
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
      await page.click('[data-testid=connect-handle]:visible');
      await see(page, 'connect-token');
    },
  },
  {
    name: 'demo-clock',
    open: async (page) => {
      await page.click('[data-testid=demo-clock]');
      await page.click('[role=menuitemradio][data-value="2021-06-01"]');
      await page.locator('[data-testid=demo-clock][aria-label*="2021"]').click();
      await page.waitForSelector('[role=menuitemradio][aria-checked=true]');
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

/** Places that are found by the words of their commands. */
export function commanded(language = 'en'): Place[] {
  const said = JSON.parse(readFileSync(new URL(`../messages/${language}.json`, import.meta.url), 'utf8')) as Record<string, string>;
  const place = (name: string, message: string, there: string, state?: string): Place => ({
    name,
    ...(state ? { state } : {}),
    open: async (page) => (await command(page, said[message]?.replace('{handle}', '@luma.home') ?? message), void (await see(page, there))),
  });
  return [
    place('support', 'command_support', 'support-edition'),
    place('article', 'help_early', 'help-article'),
    place('start', 'command_start', 'start-page'),
    place('disconnect', 'command_disconnect', 'disconnect-confirm'),
    place('delete', 'command_delete_handle', 'delete-confirm'),
    place('saved', 'command_saved_replies', 'saved-row'),
    place('outbox', 'command_outbox', 'outbox-row', 'replies'),
    {
      name: 'stories',
      state: 'stories',
      open: async (page) => {
        await page.keyboard.press('g');
        await page.keyboard.press('s');
        await see(page, 'story-desk');
      },
    },
    place('audit', 'command_audit', 'audit-page'),
    place('reports', 'command_reports', 'heat-map'),
    place('relay', 'command_relay', 'relay-page'),
  ];
}

/** Before there is an inbox, or while it cannot be opened. */
export const BEFORE: Place[] = ['welcome', 'keychain_locked', 'keychain_denied', 'passphrase_new', 'passphrase_needed', 'key_missing', 'store_in_use', 'store_busy', 'store_lost', 'store_unreachable', 'store_broken', 'store_unreadable', 'store_repairing', 'disk_full'].map(
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
