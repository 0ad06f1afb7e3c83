import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Stage } from './stage';

// The panes and the list of conversations, as somebody at the keyboard has them.

export const RAIL = '[data-pane=rail]';
export const LIST = '[data-pane=list]';
/** The pane that has the focus. */
export const focus = (page: Page) => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset.pane ?? '');
/** How wide something is drawn, in pixels. */
export const width = async (page: Page, selector: string) => Math.round((await page.locator(selector).first().boundingBox())?.width ?? 0);

export const rows = (page: Page) => page.locator('[data-testid=conversation-row]');
/** The id of the conversation that is open. */
export const open = (page: Page) => page.evaluate(() => document.querySelector('[data-testid=conversation-row][aria-selected=true]')?.getAttribute('data-id') ?? null);
export const toast = (page: Page) => page.locator('[data-testid=toast]').textContent();
/** How many conversations the rail says a view has. */
export const count = async (page: Page, view: string) => Number(((await page.locator(`[data-testid=view-${view}]`).getAttribute('aria-label')) ?? '').split(', ').at(-1)?.replace(/\D/g, ''));
/** What a picker offers by these words. */
export const option = (page: Page, name: string) => page.locator('[data-testid=picker-option]', { hasText: name });

/** A list with the keyboard in it. */
export async function list(stage: Stage, state = 'count=60', options: Parameters<Stage['page']>[0] = {}): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
  await page.keyboard.press('F6');
  await page.keyboard.press('F6');
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid=conversation-list]')?.focus());
  await expect.poll(() => open(page)).not.toBe(null);
  return page;
}

/** All conversations, with the keyboard in their list: not before they are there to go through. */
export async function all(page: Page): Promise<void> {
  await keys(page, 'g', 'a');
  await expect.poll(() => page.locator('main h1').textContent()).toBe('All');
  await rows(page).first().waitFor();
  await page.evaluate(() => document.querySelector<HTMLElement>('[data-testid=conversation-list]')?.focus());
}

export async function keys(page: Page, ...pressed: string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}
