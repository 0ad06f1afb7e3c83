import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { openConversation, OUT, settled, Stage } from './stage';

/** Handles and their health, the three ways to switch off, help, first steps and news: by keyboard, and for assistive technology. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const focus = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
const headline = (page: Page) => page.locator('[data-testid=handle-page] [data-testid=health-headline]').textContent();

/** Chooses in the palette what fits best. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('[data-testid=palette]');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

describe('the demo’s clock', () => {
  it('is turned in a menu, and the handle’s page follows it', async () => {
    const page = await stage.page();
    const at = (day: string) => page.locator('[data-testid=demo-time]').filter({ hasText: day });
    const turn = async (to: string) => {
      await page.click('[data-testid=demo-clock]');
      await page.click(`[role=menuitemradio][data-value="${to}"]`);
    };
    await page.click('[data-testid=demo-clock]');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Now');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await at('1 Jun 2021').waitFor();
    await command(page, 'Health of @luma.home');
    await expect.poll(() => headline(page)).toBe('Qualifies on 2 June 2021 at 24,310 followers');
    await page.click('[data-testid=rollout] summary');
    expect(await page.locator('[data-testid=rollout]').textContent()).toContain('With its present followers it qualifies on 2 June 2021.');
    await turn('2021-06-02');
    await at('2 Jun 2021').waitFor();
    await expect.poll(() => page.locator('[data-testid=rollout]').textContent()).toContain('It meets what the phase asks for.');
    await command(page, 'Demo clock: 25 hours on');
    await at('3 Jun 2021').waitFor();
    await turn('now');
    await page.waitForSelector('[data-testid=demo-time]', { state: 'detached' });
    await page.context().close();
  });

  it('is not there outside the demo', async () => {
    const page = await stage.page({}, 'count=12&space=live');
    expect(await page.locator('[data-testid=demo-clock]').count()).toBe(0);
    await page.context().close();
  });
});

describe('a handle’s page', () => {
  it('says how late messages may come where no relay brings them, and nothing of it where one does', async () => {
    const page = await stage.page();
    const late = page.locator('[data-testid=fact-read-every]');
    await command(page, 'Health of @luma.home');
    await expect.poll(() => late.textContent()).toContain('every 8 seconds while this window is in sight, else every 30 seconds');
    await command(page, 'Health of @luma.skin');
    await expect.poll(() => page.locator('[data-testid=fact-arrivals]').count()).toBe(1);
    expect(await late.count()).toBe(0);
    await page.context().close();
  });

  it('is opened by keys, for the handle that needs it most, and says what to do', async () => {
    const page = await stage.page();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForSelector('[data-testid=health-checks]');
    expect(await headline(page)).toBe('Message access was switched off in Instagram');
    expect(await page.locator('[data-testid=health-fixer]').textContent()).toContain('@luma.de');
    const states = await page.locator('[data-testid=health-checks] li').evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
    expect(states).toEqual([...Array<string>(6).fill('passed'), 'failed', ...Array<string>(6).fill('not_checked')]);
    await page.context().close();
  });

  it.each([
    ['not_professional', 'This is a personal account', 'Show me how', 'help-article'],
    ['app_not_approved', 'The Meta app is not approved', 'Guide for your admin', 'help-article'],
    ['thread_owned_by_other_app', 'Another connected tool has some chats', 'What to do', 'help-article'],
    ['send_restricted', 'Instagram restricts sending', 'Instagram’s rules for sending', 'help-article'],
    ['followers_below', 'Too few followers for this phase', 'Why?', 'rollout-phase'],
    ['permission_missing', 'A permission is missing', 'Connect again', 'connect-token'],
    ['not_subscribed', 'Instagram stopped sending notices', 'Subscribe again', 'toast'],
    ['relay_down', 'The relay is not reached', 'Open relay', 'relay-standing'],
  ])('has one way out of %s', async (state, words, button, leads) => {
    const page = await stage.page({}, `count=12&state=${state}`);
    await command(page, 'Health of @luma.de');
    await page.waitForSelector('[data-testid=health-checks]');
    expect(await headline(page)).toBe(words);
    const action = page.locator('[data-testid=health-action]');
    expect((await action.textContent())?.trim()).toBe(button);
    await action.click();
    await page.locator(`[data-testid=${leads}]`).first().waitFor({ state: 'visible' });
    await page.context().close();
  });

  it('answers “Check now” in whole words as soon as the look ended, also when it was refused', async () => {
    const page = await stage.page();
    await page.clock.install({ time: new Date('2026-11-23T15:00:00Z') });
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForSelector('[data-testid=health-checks]');
    // Only a second passes from here on: nothing but the look's end can answer.
    await page.clock.pauseAt(new Date('2026-11-23T15:01:00Z'));
    await page.click('[data-testid=health-action]');
    await page.clock.runFor(1_000);
    await expect.poll(() => page.locator('[data-testid=access-answer]').textContent()).toContain('Off: Instagram still refuses');
    await page.context().close();
  });
});

describe('switching off', () => {
  it('disconnects only after asking, with the focus on the way back', async () => {
    const page = await stage.page();
    await command(page, 'Disconnect @luma.home');
    await page.waitForSelector('[data-testid=disconnect-dialog]');
    await expect.poll(() => focus(page)).toBe('cancel');
    await page.keyboard.press('Tab');
    expect(await focus(page)).toBe('disconnect-confirm');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=toast]').textContent()).toContain('Disconnected @luma.home');
    await command(page, 'Health of @luma.home');
    await expect.poll(() => headline(page)).toBe('Disconnected here');
    expect(await page.locator('[data-testid=off-disconnect]').count()).toBe(0);
    await page.context().close();
  });

  it('deletes only what was named by its name', async () => {
    const page = await stage.page();
    await command(page, 'Health of @luma.de');
    await page.click('[data-testid=off-delete]');
    await expect.poll(() => focus(page)).toBe('cancel');
    const confirm = page.locator('[data-testid=delete-confirm]');
    await expect.poll(() => confirm.textContent()).toMatch(/Delete \d+ conversations?/);
    expect(await confirm.getAttribute('aria-disabled')).toBe('true');
    await page.fill('[data-testid=delete-typed]', 'luma.skin');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=delete-dialog] [role=alert]').first().textContent()).toContain('This is not @luma.de');
    await page.fill('[data-testid=delete-typed]', '@luma.de');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=handle-row]').count()).toBe(5);
    expect(await page.locator('[data-testid=handle-page]').count()).toBe(0);
    await page.context().close();
  });

  it('does not count what is not there when it asks about deleting', async () => {
    const page = await stage.page({}, 'count=1');
    await command(page, 'Health of @luma.home');
    await page.click('[data-testid=off-delete]');
    await page.waitForSelector('[data-testid=delete-confirm]');
    await settled(page);
    expect(await page.locator('[data-testid=delete-list] li').allTextContents()).toEqual(['the sign-in, and @luma.home itself in this app']);
    await page.context().close();
  });

  it('forgets a person from their conversation', async () => {
    const page = await stage.page();
    await openConversation(page, 3);
    await page.click('[data-testid=forget-person]');
    await expect.poll(() => focus(page)).toBe('cancel');
    await page.click('[data-testid=forget-confirm]');
    // The list moves again once the pointer has rested.
    await expect.poll(() => page.locator('[data-testid=conversation-row][data-id="3"]').count(), { timeout: 8_000 }).toBe(0);
    await page.context().close();
  });
});

describe('help, first steps and news', () => {
  it('finds an answer in help and in the palette', async () => {
    const page = await stage.page();
    await page.click('[data-testid=help]');
    await page.fill('[data-testid=help-search]', 'sticker');
    await page.locator('[data-testid=help-found] button').first().click();
    await expect.poll(() => page.locator('[data-testid=help-article]').getAttribute('data-article')).toBe('types');
    await page.click('[data-testid=help-back]');
    await expect.poll(() => focus(page)).toBe('help-search');
    await command(page, 'early access');
    await expect.poll(() => page.locator('[data-testid=help-article]').getAttribute('data-article')).toBe('early');
    await page.context().close();
  });

  it('ticks steps from what is true, counts keys, and can be skipped and taken up again', async () => {
    const page = await stage.page();
    const step = (name: string) => page.locator(`[data-testid=start-step][data-step=${name}]`);
    await expect.poll(() => step('demo').getAttribute('data-done')).toBe('true');
    expect(await step('connect').getAttribute('data-done')).toBe('false');
    await page.keyboard.press('j');
    await page.waitForSelector('[data-testid=message]');
    await page.keyboard.press('e');
    await command(page, 'Getting started');
    await expect.poll(() => step('keys').textContent()).toContain('1 of 10 so far');
    await page.click('[data-testid=start-skip]');
    await page.waitForSelector('[data-testid=start-page]', { state: 'detached' });
    await command(page, 'Getting started');
    await page.click('[data-testid=start-resume]');
    await page.waitForSelector('[data-testid=start-skip]');
    await page.context().close();
  });

  it.each([
    ['count=12&space=live&saved=none', 'false'],
    ['count=12&space=live', 'true'],
  ])('ticks the saved replies from those that there are (%s)', async (state, done) => {
    const page = await stage.page({}, state);
    await command(page, 'Getting started');
    const step = page.locator('[data-testid=start-step][data-step=saved]');
    await expect.poll(() => step.getAttribute('data-done')).toBe(done);
    if (done === 'false') {
      await page.click('[data-testid=start-saved]');
      await page.waitForSelector('[data-testid=saved-page]');
    }
    await page.context().close();
  });

  it('works with nothing connected', async () => {
    const page = await stage.page();
    await command(page, 'Leave the demo');
    await page.click('[data-testid=leave-demo-confirm]');
    await page.click('[data-testid=welcome-steps] summary');
    await page.click('[data-testid=start-guide]');
    await expect.poll(() => page.locator('[data-testid=help-article] ol li').count()).toBe(12);
    await page.context().close();
  });

  it('shows once what is new, by a dot', async () => {
    const page = await stage.page();
    const news = page.locator('[data-testid=news]');
    await expect.poll(() => news.getAttribute('aria-label')).toBe('What’s new, with something unread');
    await news.click();
    await expect.poll(() => news.getAttribute('aria-label')).toBe('What’s new');
    const entries = page.locator('[data-testid=news-entry]');
    const all = await entries.count();
    await page.click('[data-testid=news-mine]');
    await expect.poll(() => entries.count()).toBeLessThan(all);
    await page.context().close();
  });

  it('tells of access once', async () => {
    const page = await stage.page({}, 'count=12&notice');
    const notice = page.locator('[data-testid=notice]');
    await expect.poll(() => notice.textContent()).toContain('Instagram now gives access to 2 handles');
    // Who has access may still be blocked, by message access or a sign-in: it is not said to receive.
    expect(await notice.textContent()).not.toMatch(/receive/);
    expect(await notice.textContent()).toContain('@luma.kids');
    await page.click('[data-testid=dismiss-notice]');
    await expect.poll(() => notice.count()).toBe(0);
    await page.context().close();
  });
});

describe('what concerns the whole window', () => {
  it.each([
    ['offline', 'offline-bar', 'This computer is offline.'],
    ['disk_full', 'disk-bar', 'This computer’s disk is full.'],
  ])('%s is said whatever is shown', async (state, testid, words) => {
    const page = await stage.page({ reducedMotion: 'reduce', viewport: { width: 960, height: 600 } }, `count=24&state=${state}`);
    const bar = page.locator(`[data-testid=${testid}]`);
    const seen = async (there: string) => {
      await page.waitForSelector(there, { state: 'visible' });
      expect(await bar.isVisible()).toBe(true);
      expect(await bar.textContent()).toContain(words);
      // It takes its room from what is below, and covers nothing of it.
      const [below, above, end] = await page.evaluate(() => {
        const [bars, inbox] = ['[data-testid=bars]', '.inbox'].map((one) => document.querySelector(one)!.getBoundingClientRect());
        return [bars!.bottom, inbox!.top, inbox!.bottom];
      });
      expect([below, end]).toEqual([above, page.viewportSize()!.height]);
    };
    await seen('[data-testid=conversation-list]');
    await audit(page);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('v');
    await seen('[data-testid=manage-table]');
    await press('v', 'g', 'f');
    await seen('[data-testid=focus-bar]');
    await audit(page);
    await press('Escape', 'g', 'o');
    await seen('[data-testid=outbox-page]');
    await press('Escape');
    // Where the open thread stands in the list's place.
    await page.setViewportSize({ width: 480, height: 800 });
    await seen('[data-testid=thread]');
    await page.context().close();
  });

  it.each([
    ['manage', ['v']],
    ['focus-bar', ['g', 'f']],
  ])('an empty list of a handle that receives nothing has the reason above it (%s)', async (testid, way) => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&state=access_off');
    await page.keyboard.press('Control+4');
    for (const key of way) await page.keyboard.press(key);
    await page.waitForSelector(`[data-testid=${testid}]`);
    await page.locator('[data-testid=manage-table][aria-activedescendant^=row-], section.thread').first().waitFor();
    // Whatever it holds is done first.
    const empty = page.locator('[data-testid=empty-list]');
    for (let left = 12; left > 0 && (await empty.count()) === 0; left -= 1) await page.keyboard.press('e');
    await expect.poll(() => empty.getAttribute('data-state')).toBe('silent');
    expect(await page.locator('[data-testid=health-headline]').textContent()).toContain('Message access');
    await page.context().close();
  });

  it('a notice that is read gives the focus back, in the table as well', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&notice=off');
    await page.keyboard.press('v');
    await page.waitForSelector('[data-testid=manage-row]');
    await page.click('[data-testid=dismiss-notice]');
    await expect.poll(() => page.locator('[data-testid=notice]').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('list');
    await page.context().close();
  });

  it('a notice that is put away while one writes leaves the keys to what is written', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&notice=off');
    await openConversation(page, 2);
    await page.focus('[data-testid=composer-text]');
    await page.keyboard.type('Thanks ');
    await command(page, 'Put the notices away');
    await expect.poll(() => page.locator('[data-testid=notice]').count()).toBe(0);
    await page.keyboard.type('so much');
    expect(await page.inputValue('[data-testid=composer-text]')).toBe('Thanks so much');
    await page.context().close();
  });

  it('is said once where the list is narrowed to a handle that says it, too', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&state=offline');
    await page.keyboard.press('Control+4');
    const banner = page.locator('[data-testid=health-headline]');
    await banner.waitFor();
    expect(await page.locator('[data-testid=offline-bar]').textContent()).toContain('offline');
    expect(await page.locator('[data-testid=handle-state]').textContent()).not.toContain('offline');
    await keep(`${OUT}/seen/offline-handle.png`, await page.screenshot({ animations: 'disabled' }));
    await page.context().close();
  });

  it('the news say in which language they are', async () => {
    const page = await stage.page({}, 'count=12&language=he');
    await page.click('[data-testid=news]');
    const first = page.locator('[data-testid=news-entry]').first();
    expect(await first.locator('h3').getAttribute('lang')).toBe('he');
    await page.context().close();
  });

  it('a full disk is looked at again for all handles, whichever is in view', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&state=disk_full');
    await page.keyboard.press('Control+2');
    const looks = () => page.evaluate(() => (window as unknown as { mock: { looks: () => number[] } }).mock.looks());
    const before = await looks();
    await page.click('[data-testid=disk-bar] button');
    await expect.poll(looks).toEqual(before.map((count) => count + 1));
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([
    ['health', 'Health of @luma.de', 1440, 1_500],
    ['health-narrow', 'Health of @luma.kids', 960, 1_900],
    ['help', 'Help', 1440, 1_100],
    ['guide', 'own Meta app', 960, 900],
    ['news', 'What’s new', 1440, 1_100],
    ['start', 'Getting started', 960, 900],
    ['disconnect', 'Disconnect @luma.home', 960, 700],
    ['delete', 'Delete the data of @luma.home', 960, 700],
  ])('%s has nothing that assistive technology misses, and fits', async (name, words, width, height) => {
    const page = await stage.page({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' }, 'count=12&notice');
    await command(page, words);
    await page.waitForSelector('[data-testid=palette]', { state: 'detached' });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await keep(`${OUT}/seen/${name}-${colorScheme}.png`, await page.screenshot({ animations: 'disabled' }));
    await audit(page);
    await page.context().close();
  });
});
