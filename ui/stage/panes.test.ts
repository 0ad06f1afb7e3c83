import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focus, LIST, RAIL, width } from './list';
import { openConversation, settled, Stage } from './stage';

/** The panes at every width of the window, moved by mouse and keyboard, and where the focus goes among them. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());


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

  it('name the person whole at the head of the thread in an ordinary window', async () => {
    const page = await stage.page({ viewport: { width: 1280, height: 800 } });
    await page.keyboard.press('j');
    const name = page.locator('section.thread header .from');
    await name.waitFor();
    expect(await name.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
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

  it('are gone round by F6 from the bars above them, while something can be done there', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&notice=off');
    const at = () => page.evaluate(() => document.activeElement?.closest('[data-testid=notice]') !== null);
    await page.locator('[data-testid=notice]').waitFor();
    await page.focus('[data-testid=view-needs_reply]');
    await page.keyboard.press('Shift+F6');
    expect([await focus(page), await at()]).toEqual(['bars', true]);
    await page.keyboard.press('F6');
    expect(await focus(page)).toBe('rail');
    await page.keyboard.press('Shift+F6');
    // What goes through conversations goes on from there.
    await page.keyboard.press('j');
    expect(await focus(page)).toBe('list');
    await page.click('[data-testid=dismiss-notice]');
    await expect.poll(() => page.locator('[data-testid=notice]').count()).toBe(0);
    await page.focus('[data-testid=view-needs_reply]');
    await page.keyboard.press('Shift+F6');
    expect(await focus(page)).not.toBe('bars');
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
