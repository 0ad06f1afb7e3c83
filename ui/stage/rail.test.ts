import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focus, LIST, RAIL, width } from './list';
import { openConversation, Stage } from './stage';

/** The rail: views and handles at every width, and what its keys lead to. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());


describe('the rail', () => {
  it('show every handle of the demo brand in an ordinary window', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const last = page.locator('[data-testid=handle-row] .name').last();
    await last.waitFor();
    const seen = await last.evaluate((one) => {
      const { left, top, bottom } = one.getBoundingClientRect();
      return [top + 2, bottom - 2].every((y) => one.contains(document.elementFromPoint(left + 40, y)));
    });
    expect(seen).toBe(true);
    await page.context().close();
  });

  it('have room for handles beside the views, also in the smallest window', async () => {
    for (const state of ['count=12', 'count=12&stories']) {
      const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height: 600 } }, state);
      await page.waitForSelector('[data-testid=handle-row]');
      const seen = () =>
        page.locator('[data-testid=handle-row] .name').evaluateAll((all) =>
          all.filter((one) => {
            const { left, top, bottom, width } = one.getBoundingClientRect();
            return [top + 2, bottom - 2].every((y) => one.contains(document.elementFromPoint(left + width / 2, y)));
          }).length,
        );
      await expect.poll(seen).toBeGreaterThanOrEqual(3);
      // What has no room is reached by keyboard.
      const inSight = (testid: string) =>
        page.locator(`[data-testid=${testid}]`).evaluate((one) => {
          const { left, top, width, height } = one.getBoundingClientRect();
          return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        });
      await page.locator('[data-testid=more-views]').focus();
      expect(await inSight('more-views')).toBe(true);
      await page.keyboard.press('g');
      await page.keyboard.press('#');
      await expect.poll(() => inSight('view-bin')).toBe(true);
      await page.context().close();
    }
  });

  it('keep the rows of a narrow rail where they are while the pointer passes, and show the switch to the keyboard', async () => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 1000, height: 900 } });
    expect(await width(page, RAIL)).toBe(64);
    const names = page.locator('[data-testid=handle-rail] [data-testid=handle-row]');
    const tops = () => names.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
    const before = await tops();
    expect(before.length).toBeGreaterThan(2);
    const box = (await names.first().boundingBox())!;
    for (let down = 0; down < box.height * 3; down += 6) {
      await page.mouse.move(box.x + box.width / 2, box.y + 4 + down);
      expect(await tops()).toEqual(before);
      expect(await page.evaluate(([x, y]) => document.elementFromPoint(x!, y!)?.closest('[role=switch]') === null, [box.x + box.width / 2, box.y + 4 + down])).toBe(true);
    }
    await page.mouse.move(600, 400);
    await names.first().locator('button').first().focus();
    const reached: (string | null | undefined)[] = [];
    for (let tab = 0; tab < 3; tab += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.getAttribute('data-testid')));
    }
    expect(reached).toContain('handle-switch');
    expect(await tops()).toEqual(before);
    await page.context().close();
  });

  it('show every sign of a narrow rail beside its count, and the demo’s time below its words', async () => {
    const page = await stage.page({ viewport: { width: 960, height: 700 }, reducedMotion: 'reduce' }, 'count=400');
    const covered = await page.locator('nav [data-testid^=view-]').evaluateAll((all) =>
      all.filter((one) => {
        const [sign, count] = [one.querySelector('svg'), one.querySelector('.count')].map((part) => part?.getBoundingClientRect());
        return sign && count && count.left < sign.right - 1;
      }).map((one) => one.getAttribute('aria-label')),
    );
    expect(covered).toEqual([]);
    expect(await page.locator('nav [data-testid^=view-] .count').count()).toBeGreaterThan(2);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.click('[data-testid=demo-clock]');
    await page.locator('[role=menuitemradio]', { hasText: 'Phase 2' }).click();
    await page.waitForSelector('[data-testid=demo-time]');
    const bottom = await page.locator('nav .note').evaluate((one) => one.getBoundingClientRect().bottom);
    // The ring of the focus has room, too.
    expect(await page.locator('[data-testid=demo-clock]').evaluate((one) => one.getBoundingClientRect().top)).toBeGreaterThanOrEqual(bottom + 3);
    await page.context().close();
  });

  it('give the focus to the list when its keys are pressed at the rail', async () => {
    const page = await stage.page();
    await page.click('[data-testid=view-all]');
    // There is nowhere to go before it is read.
    await page.waitForSelector('[data-testid=conversation-row]');
    await page.keyboard.press('j');
    await page.waitForSelector('[data-testid=message]');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('conversation-list');
    // Enter opens the row: it does not press the view again.
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('thread');
    await page.context().close();
  });

  it.each(['view-all', 'handle-row'])('show the list that is asked for at the rail where it stands in the thread’s place, and go on in it (%s)', async (asked) => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 480, height: 800 } }, 'count=40');
    await openConversation(page, 2);
    expect(await page.locator(LIST).isVisible()).toBe(false);
    await page.locator(`button[data-testid=${asked}], [data-testid=${asked}] button`).first().click();
    await page.waitForSelector('[data-testid=conversation-row]', { state: 'visible' });
    expect(await focus(page)).toBe('rail');
    await page.keyboard.press('j');
    await page.waitForSelector('[data-testid=message]');
    await expect.poll(() => focus(page)).toBe('thread');
    await page.context().close();
  });

  it('give the focus to the story desk when its keys are pressed at the rail', async () => {
    const page = await stage.page({}, 'count=12&stories');
    const pane = () => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'));
    await page.click('[data-testid=view-mentions]');
    await page.waitForSelector('[data-testid=mention][aria-current]');
    expect(await pane()).toBe('rail');
    await page.keyboard.press('j');
    await expect.poll(pane).toBe('list');
    await page.context().close();
  });
});
