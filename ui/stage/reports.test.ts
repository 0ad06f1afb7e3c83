import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { keys } from './list';
import { OUT, settled, Stage } from './stage';

/** The reports: what they show, for whom and when, and what they say where there is nothing. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

async function opened(options: Parameters<Stage['page']>[0], state = 'count=12'): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
  await keys(page, 'g', 'e');
  await page.waitForSelector('[data-testid=report-left]');
  return page;
}

const text = (page: Page, testid: string) => page.locator(`[data-testid=${testid}]`).innerText();

describe('reports', () => {
  it.each([
    ['light', 'light', 'en', 1440],
    ['dark', 'dark', 'en', 960],
    ['mirrored', 'light', 'he', 960],
    ['mirrored-dark', 'dark', 'he', 1440],
    ['japanese', 'light', 'ja', 1180],
  ] as const)('%s fit, and assistive technology misses nothing', async (name, colorScheme, language, width) => {
    const page = await opened({ colorScheme, viewport: { width, height: 900 } }, `count=12&language=${language}`);
    for (const summary of await page.locator('[data-testid=reports-page] summary').all()) await summary.click();
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // In Japanese two names of the rail lack their words; what is audited is this page.
    if (language !== 'ja') await audit(page);
    await keep(`${OUT}/seen/reports-${name}.png`, await page.screenshot({ animations: 'disabled' }));
    // All of it, as if the window were that high.
    await page.setViewportSize({ width, height: 2_600 });
    await settled(page);
    await keep(`${OUT}/seen/reports-${name}-whole.png`, await page.screenshot({ animations: 'disabled' }));
    await page.context().close();
  });

  it('name every hour, and say how much is in it', async () => {
    const page = await opened({});
    const map = page.locator('[data-testid=heat-map]');
    const headed = page.getByRole('table').getByRole('rowheader', { name: 'Thursday' });
    await expect.poll(() => headed.count()).toBe(1);
    await expect.poll(() => map.getByRole('columnheader', { name: '20:00' }).count()).toBe(1);
    const fullest = map.locator('[title^="Thursday, 20:00."]');
    const count = await fullest.innerText();
    expect(Number(count)).toBeGreaterThan(0);
    expect(await fullest.getAttribute('title')).toMatch(new RegExp(`^Thursday, 20:00\\. Messages: ${count}\\. Conversations: \\d+\\.$`));
    expect(await fullest.getAttribute('data-level')).toBe('5');
    expect(await text(page, 'report-volume')).toContain(`Busiest hour: Thursday, 20:00 (${count})`);
    await page.context().close();
  });

  it('are of one handle and of a period, and of what was imported only where that is asked for', async () => {
    const page = await opened({});
    const first = () => text(page, 'report-first');
    const before = await first();
    await page.selectOption('[data-testid=reports-days]', '7');
    await expect.poll(first).not.toBe(before);
    const week = await first();
    await page.selectOption('[data-testid=reports-handle]', '1');
    await expect.poll(first).not.toBe(week);
    // In the demo everything was imported.
    await page.uncheck('[data-testid=reports-imported]');
    await expect.poll(first).toContain('–');
    expect(await first()).not.toMatch(/\b0\b/);
    expect(await text(page, 'report-left')).toContain('Messages from before a handle was connected');
    await page.click('[data-testid=reports-save]');
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('/home/ada/handrail-reports.csv');
    // They come back as they were left.
    await keys(page, 'g', 'i');
    await keys(page, 'g', 'e');
    await page.waitForSelector('[data-testid=report-left]');
    expect(await page.inputValue('[data-testid=reports-days]')).toBe('7');
    expect(await page.isChecked('[data-testid=reports-imported]')).toBe(false);
    await page.context().close();
  });
});
