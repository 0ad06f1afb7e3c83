import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConversation, settled, Stage } from './stage';

/** The panes at every width of the window, moved by mouse and keyboard; and keys that a person chose. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const focus = (page: Page) => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset.pane ?? '');
const width = async (page: Page, selector: string) => Math.round((await page.locator(selector).first().boundingBox())?.width ?? 0);
const RAIL = '[data-pane=rail]';
const LIST = '[data-pane=list]';

describe('the panes', () => {
  it('never overlap and never scroll sideways, from 960 to 2560', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    for (let wide = 960; wide <= 2560; wide += wide < 1400 ? 20 : 145) {
      await page.setViewportSize({ width: wide, height: 700 });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const edges = await page.evaluate(() => {
        const boxes = ['[data-pane=rail]', '[data-pane=list]', 'section.thread'].map((one) => document.querySelector(one)!.getBoundingClientRect());
        const person = document.querySelector('[data-pane=person]:not(.over)')?.getBoundingClientRect();
        return { scroll: document.documentElement.scrollWidth, all: [...boxes, ...(person ? [person] : [])].flatMap(({ left, right }) => [left, right]) };
      });
      expect(edges.scroll, `${wide}`).toBe(wide);
      expect(edges.all[0]).toBe(0);
      expect(Math.round(edges.all.at(-1) ?? 0)).toBe(wide);
      expect(edges.all, `${wide}`).toEqual([...edges.all].sort((one, two) => one - two));
      expect(await width(page, 'section.thread')).toBeGreaterThanOrEqual(380);
    }
    await page.context().close();
  });

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

  it.each(['count=3', 'count=60'])('keep the room of our own scrollbars, whether or not there is more than fits: %s', async (state) => {
    const page = await stage.page({ reducedMotion: 'reduce' }, state);
    await page.locator('[data-testid=conversation-row]').first().click();
    for (const testid of ['conversation-list', 'thread']) {
      const pane = page.locator(`[data-testid=${testid}]`);
      await pane.waitFor();
      // Either of the standard properties would switch ours off.
      expect(await pane.evaluate((one: HTMLElement) => [one.offsetWidth - one.clientWidth, getComputedStyle(one).scrollbarWidth, getComputedStyle(one).scrollbarColor])).toEqual([8, 'auto', 'auto']);
    }
    await page.context().close();
  });

  it('have quiet scrollbars but where the pointer or the focus is', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=60');
    const thumb = () => page.locator('[data-testid=conversation-list]').evaluate((one) => getComputedStyle(one, '::-webkit-scrollbar-thumb').backgroundColor);
    const [quiet, met] = ['rgb(203, 198, 214)', 'rgb(138, 132, 151)'];
    await page.mouse.move(1200, 400);
    await expect.poll(thumb).toBe(quiet);
    await page.locator('[data-testid=conversation-row]').first().hover();
    await expect.poll(thumb).not.toBe(quiet);
    await page.mouse.move(1200, 400);
    await expect.poll(thumb).toBe(quiet);
    await page.focus('[data-testid=conversation-list]');
    await expect.poll(thumb).toBe(met);
    await page.context().close();
    // Whoever chose the colours of everything sees all of them at once.
    const forced = await stage.page({ reducedMotion: 'reduce', forcedColors: 'active' }, 'count=60');
    const shown = await forced.locator('[data-testid=conversation-list]').evaluate((one) => [getComputedStyle(one, '::-webkit-scrollbar-thumb').backgroundColor, getComputedStyle(one).color]);
    expect(shown[0]).toBe(shown[1]);
    await forced.context().close();
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

  it('name the person whole at the head of the thread in an ordinary window', async () => {
    const page = await stage.page({ viewport: { width: 1280, height: 800 } });
    await page.keyboard.press('j');
    const name = page.locator('section.thread header .from');
    await name.waitFor();
    expect(await name.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
    await page.context().close();
  });

  it('give the focus to the list when its keys are pressed at the rail', async () => {
    const page = await stage.page();
    await page.click('[data-testid=view-all]');
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

  it('show the thread of the mention that the keys are on, by each key that opens', async () => {
    for (const key of ['o', 'Enter']) {
      const page = await stage.page({ viewport: { width: 480, height: 800 } }, 'count=12&stories');
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.waitForSelector('[data-testid=mention][aria-current]:focus');
      await page.keyboard.press(key);
      await page.waitForSelector('[data-testid=message]');
      await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('thread');
      await page.context().close();
    }
  });

  it('keep whose handle a row is of readable in a small window', async () => {
    const page = await stage.page({ viewport: { width: 960, height: 640 } }, 'count=40');
    await page.click('[data-testid=view-requests]');
    const row = page.locator('[data-testid=conversation-row]', { has: page.locator('[data-testid=likely-request]') }).first();
    await row.waitFor();
    expect(await row.locator('.handle .name').evaluate((name) => name.scrollWidth - name.clientWidth)).toBe(0);
    expect(await row.locator('[data-testid=likely-request]').innerText()).toBe('');
    await page.context().close();
  });

  it('show the list that was chosen in the thread’s place, where there is room for one alone', async () => {
    const page = await stage.page({ viewport: { width: 480, height: 800 } });
    const ways = [() => page.click('[data-testid=view-waiting]'), () => page.keyboard.press('g').then(() => page.keyboard.press('i')), () => page.keyboard.press('Control+1')];
    for (const choose of ways) {
      await page.locator('[data-testid=conversation-row]').first().click();
      await page.locator('[data-testid=message]').last().waitFor();
      await choose();
      await page.locator('[data-testid=conversation-row]').first().waitFor();
      expect(await page.locator('[data-testid=message]').count()).toBe(0);
    }
    expect(await focus(page)).toBe('list');
    await page.context().close();
  });

  it('are moved by keyboard, within their range, and remembered', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const splitter = page.locator('[data-testid=splitter-list]');
    await splitter.focus();
    expect(await splitter.evaluate((one) => ['role', 'aria-orientation', 'aria-valuenow', 'aria-valuemin', 'aria-valuemax'].map((name) => one.getAttribute(name)))).toEqual(
      ['separator', 'vertical', '348', '320', '480'],
    );
    await page.keyboard.press('ArrowRight');
    expect(await width(page, LIST)).toBe(364);
    await page.keyboard.press('End');
    expect(await width(page, LIST)).toBe(480);
    await page.keyboard.press('ArrowRight');
    expect(await width(page, LIST)).toBe(480);
    await page.keyboard.press('Home');
    expect(await width(page, LIST)).toBe(320);
    await page.locator('[data-testid=splitter-rail]').focus();
    await page.keyboard.press('Home');
    expect(await width(page, RAIL)).toBe(64);
    await page.keyboard.press('ArrowRight');
    expect(await width(page, RAIL)).toBeGreaterThan(160);
    const kept = await page.evaluate(() => (window as unknown as { mock: { settings: () => { panes: Record<string, unknown> } } }).mock.settings().panes);
    expect(Object.values(kept)).toEqual([{ rail: 220, list: 320, context: null }]);
    await page.context().close();
  });

  it('are moved by mouse, and are as before after a double click', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    const at = async () => {
      const box = await page.locator('[data-testid=splitter-list]').boundingBox();
      return { x: (box?.x ?? 0) + 4, y: 300 };
    };
    const from = await at();
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 50, from.y, { steps: 4 });
    await page.mouse.up();
    expect(await width(page, LIST)).toBe(398);
    const now = await at();
    await page.mouse.dblclick(now.x, now.y);
    expect(await width(page, LIST)).toBe(348);
    await page.context().close();
  });

  it('mirror where lines run from right to left, and so do the arrows that move them', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&language=en-XB');
    expect((await page.locator(RAIL).boundingBox())?.x).toBeGreaterThan(1200);
    await page.locator('[data-testid=splitter-list]').focus();
    await page.keyboard.press('ArrowLeft');
    expect(await width(page, LIST)).toBe(364);
    await page.context().close();
  });

  it('show the person over the thread where there is no room, and Escape gives it back', async () => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 1100, height: 700 } });
    await openConversation(page, 2);
    expect(await page.locator('[data-pane=person]').count()).toBe(0);
    const before = await width(page, 'section.thread');
    await page.keyboard.press('p');
    await page.waitForSelector('[data-pane=person] h2');
    expect(await width(page, 'section.thread')).toBe(before);
    await page.locator('[data-pane=person] button').first().focus();
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-pane=person]', { state: 'detached' });
    await expect.poll(() => focus(page)).toBe('thread');
    await page.context().close();
  });

  it('are gone round by F6, in order, and back', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    await settled(page);
    await page.focus('[data-testid=view-needs_reply]');
    const round: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      round.push(await focus(page));
      await page.keyboard.press('F6');
    }
    expect(round).toEqual(['rail', 'list', 'thread', 'composer', 'person']);
    expect(await focus(page)).toBe('rail');
    await page.keyboard.press('Shift+F6');
    expect(await focus(page)).toBe('person');
    await page.context().close();
  });

  it('are gone round by F6 in a narrow window too, where the rail has icons only', async () => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height: 600 } });
    await openConversation(page, 2);
    await page.focus('[data-testid=composer-text]');
    await page.keyboard.press('F6');
    expect(await focus(page)).toBe('rail');
    // At the view that one is in.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('view-needs_reply');
    await page.context().close();
  });

  it('give the focus back to the list when a page over the thread is left', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    for (const key of ['g', 'h']) await page.keyboard.press(key);
    await page.waitForSelector('[data-testid=handle-page]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=message]');
    await expect.poll(() => focus(page)).toBe('list');
    // And to the table, which is loaded when it is asked for.
    await page.keyboard.press('v');
    await page.waitForSelector('[data-testid=manage]');
    await expect.poll(() => focus(page)).toBe('list');
    await page.context().close();
  });

  it('give the focus back to the first page of all, too, when Escape leaves what it led to', async () => {
    const page = await stage.page({}, 'phase=welcome', '[data-testid=start-demo]');
    await page.click('[data-testid=help]');
    await page.waitForSelector('[data-testid=help-page]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=start-demo]');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Answer every direct message while you still can');
    await page.context().close();
  });

  it('give the list back at 400 %, where it stands in the thread’s place', async () => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 320, height: 500 } });
    await openConversation(page, 2);
    expect(await page.locator(LIST).isVisible()).toBe(false);
    await page.click('[data-testid=back-to-list]');
    await page.waitForSelector('[data-testid=conversation-row]', { state: 'visible' });
    expect(await focus(page)).toBe('list');
    await page.context().close();
  });
});

describe('keys', () => {
  it('are given to another command, taken from the one that had them, shown everywhere, and given back', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.fill('[data-testid=keys-search]', 'unread');
    await expect.poll(() => page.locator('[data-testid=keys-row]').count()).toBe(1);
    await page.click('[data-testid=keys-change][data-id=unread]');
    await page.keyboard.press('e');
    await expect.poll(() => page.locator('[data-testid=keys-asked]').textContent()).toContain('E does “Done, go to next” now.');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('keys-take');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=keys-asked]', { state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('keys-change');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=keys-dialog]', { state: 'detached' });

    await openConversation(page, 3);
    await page.waitForSelector('[data-testid=conversation-row][data-id="3"][data-unread=false]');
    await page.focus('[data-testid=conversation-list]');
    await page.keyboard.press('e');
    await page.waitForSelector('[data-testid=conversation-row][data-id="3"][data-unread=true]');
    expect(await page.locator('[data-testid=done] kbd').count()).toBe(0);

    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.click('[data-testid=keys-row][data-id=done] [data-testid=keys-reset]');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('[data-testid=done] kbd').getAttribute('data-press')).toBe('E');
    await page.context().close();
  });

  it('do nothing to the next person on a button that the last one was served with', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 1);
    const first = await page.locator('section.thread h1').textContent();
    await page.locator('section.thread [data-testid=done]').focus();
    await page.keyboard.press('j');
    await expect.poll(() => page.locator('section.thread h1').textContent()).not.toBe(first);
    await expect.poll(() => focus(page)).toBe('list');
    await page.context().close();
  });

  it('that the keyboard itself needs are refused in whole words; Escape records nothing', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('?');
    await page.click('[data-testid=change-keys]');
    await page.click('[data-testid=keys-change][data-id=done]');
    await page.keyboard.press('Control+c');
    await expect.poll(() => page.locator('[data-testid=keys-asked]').textContent()).toContain('belongs to your system');
    await page.click('[data-testid=keys-change][data-id=done]');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-testid=keys-dialog]').count()).toBe(1);
    expect(await page.locator('[data-testid=keys-row][data-id=done] kbd').getAttribute('data-press')).toBe('E');
    // Two presses in a row are one thing.
    await page.click('[data-testid=keys-change][data-id=settings]');
    await page.keyboard.press('y');
    await page.keyboard.press('s');
    await expect.poll(() => page.locator('[data-testid=keys-row][data-id=settings] kbd').evaluateAll((all) => all.map((one) => one.getAttribute('data-press')))).toEqual(['Y', 'S']);
    await page.context().close();
  });
});
