import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { openConversation, settled, Stage } from './stage';

/** What a person does with messages of every kind, by keyboard and pointer, and what assistive technology gets. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

/** The thread of a conversation, in a page of its own. */
async function thread(id: number, state?: string): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce' }, state);
  await openConversation(page, id);
  await settled(page);
  return page;
}

const focus = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
const picture = { name: 'before.png', mimeType: 'image/png', buffer: Buffer.from('89504e470d0a1a0a', 'hex') };

describe('a message', () => {
  it('is reached, reacted to, replied to and looked into by keyboard alone', async () => {
    const page = await thread(2);
    // It was unread: the focus begins at what arrived last.
    await page.keyboard.press('Enter');
    const newest = await page.locator('[data-testid=message]').last().getAttribute('data-id');
    await page.waitForFunction((id) => document.activeElement?.getAttribute('data-id') === id, newest);
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForFunction((id) => document.activeElement?.getAttribute('data-id') !== id, newest);
    await page.keyboard.press('Alt+ArrowDown');
    await page.waitForFunction((id) => document.activeElement?.getAttribute('data-id') === id, newest);

    // The heart is there already: its menu begins at it, the one beside it takes its place.
    await page.keyboard.press('h');
    await page.waitForSelector('[data-testid=react-menu]:popover-open');
    expect(await page.locator('[data-testid=react-menu] [aria-checked=true]').textContent()).toBe('❤️');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const reactions = page.locator('[data-testid=message]').last().locator('[data-testid=reactions]');
    await expect.poll(() => reactions.textContent()).toContain('😂');
    await expect.poll(() => reactions.textContent()).not.toContain('❤️');

    await page.keyboard.press('i');
    await expect.poll(() => page.locator('[data-testid=message-dialog]').textContent()).toContain('Sunday, 22 November 2026 at 19:36');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[data-testid=message-dialog]', { state: 'detached' });

    await page.keyboard.press('q');
    await expect.poll(() => focus(page)).toBe('composer-text');
    expect(await page.locator('[data-testid=quote-strip]').textContent()).toContain('I made a before and after');
    await page.keyboard.type('It is!');
    await page.keyboard.press('Control+Enter');
    const reply = page.locator('[data-testid=reply]');
    await expect.poll(() => reply.textContent()).toContain('I made a before and after');
    expect(await page.locator('[data-testid=quote-strip]').count()).toBe(0);
    await page.context().close();
  });

  it('has one name that says who, when and what', async () => {
    const page = await stage.page({ viewport: { width: 1440, height: 7_400 } });
    await openConversation(page, 2);
    await settled(page);
    const names = await page.locator('[data-testid=message]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
    expect(names.length).toBeGreaterThan(35);
    for (const name of names) expect(name).toMatch(/^(Mira Kovač|You), \d\d:\d\d, ./);
    expect(names).toContain('Mira Kovač, 16:06, Button pressed, What is my skin type?');
    expect(names).toContain('Mira Kovač, 22:00, Unsupported message, shared_profile');
    expect(names).toContain('You, 19:24, And sorry for the wait., human agent, sent here');
    await page.context().close();
  });

  it('leads to its page: to Instagram at once, elsewhere after its true host was shown', async () => {
    const page = await stage.page({ viewport: { width: 1440, height: 7_400 } });
    await openConversation(page, 2);
    const card = (kind: string) => page.locator(`[data-testid=card][data-kind=${kind}] [data-testid=open-attachment]`);
    await card('reel').click();
    const opened = () => page.evaluate(() => (window as unknown as { opened?: object }).opened);
    await expect.poll(opened).toMatchObject({ link: 0, attachment: 0 });
    await page.evaluate(() => Object.assign(window, { opened: undefined }));
    await card('link').click();
    await expect.poll(() => page.locator('[data-testid=link-dialog]').textContent()).toContain('skin-magazine.example');
    expect(await opened()).toBe(undefined);
    await page.locator('[data-testid=link-dialog] button', { hasText: 'Open' }).click();
    await expect.poll(opened).toMatchObject({ attachment: 0 });
    await page.context().close();
  });

  it('shows its pictures one by one, by arrows', async () => {
    const page = await stage.page({ viewport: { width: 1440, height: 7_400 } });
    await openConversation(page, 2);
    await page.locator('[data-testid=gallery] button').first().click();
    const dialog = page.locator('[data-testid=gallery-dialog]');
    await expect.poll(() => dialog.textContent()).toContain('1 of 6');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => dialog.textContent()).toContain('2 of 6');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => dialog.textContent()).toContain('1 of 6');
    await page.context().close();
  });
});

describe('the composer', () => {
  it('attaches files to the reply that they were chosen for, also where another conversation is open by then', async () => {
    const page = await thread(2);
    const asked = page.waitForEvent('filechooser');
    await page.click('[data-testid=attach]');
    const chooser = await asked;
    await openConversation(page, 1);
    await chooser.setFiles([picture]);
    const toast = page.locator('[data-testid=toast]');
    await expect.poll(() => toast.textContent()).toContain('The files you chose are in your reply to Mira Kovač.');
    expect(await page.locator('[data-testid=upload]').count()).toBe(0);
    await toast.locator('button', { hasText: 'Open' }).click();
    await expect.poll(() => page.locator('[data-testid=upload]').count()).toBe(1);
    await page.context().close();
  });

  it('takes files by picker, paste and drop, says exactly why not, and gives them back', async () => {
    const page = await thread(2);
    const uploads = page.locator('[data-testid=upload]');
    await page.setInputFiles('[data-testid=attach-input]', [picture, { ...picture, name: 'large.png', buffer: Buffer.alloc(9_300_000) }]);
    await expect.poll(() => uploads.count()).toBe(1);
    expect(await page.locator('[data-testid=attach-error]').textContent()).toContain('“large.png” has 9.3 MB. Instagram takes at most 8 MB.');

    const give = (kind: 'paste' | 'drop', name: string) =>
      page.evaluate(
        ([kind, name]) => {
          const data = new DataTransfer();
          data.items.add(new File(['bytes'], name!));
          const field = document.querySelector('[data-testid=composer-text]')!;
          const event =
            kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
              : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
          field.dispatchEvent(event);
        },
        [kind, name],
      );
    await give('paste', 'pasted.png');
    await expect.poll(() => uploads.count()).toBe(2);
    await give('drop', 'dropped.gif');
    await expect.poll(() => uploads.count()).toBe(3);
    await give('drop', 'too-much.pdf');
    await expect.poll(() => page.locator('[data-testid=attach-error]').textContent()).toContain('“too-much.pdf” was left out: at once go up to ten images, or one other file.');
    await page.locator('[data-testid=upload]', { hasText: 'pasted.png' }).locator('[data-testid=detach]').click();
    await expect.poll(() => uploads.count()).toBe(2);

    await page.click('[data-testid=send]');
    await expect.poll(() => uploads.count()).toBe(0);
    await expect.poll(() => page.locator('[data-testid=reply-files]').textContent()).toContain('dropped.gif');
    await page.click('[data-testid=undo-send]');
    await expect.poll(() => uploads.count()).toBe(2);
    await page.context().close();
  });

  it('sends a heart without touching what is being written', async () => {
    const page = await thread(2);
    await page.fill('[data-testid=composer-text]', 'half a sent');
    await page.keyboard.press('Control+Shift+L');
    await page.waitForSelector('[data-testid=reply] [aria-label=Heart]');
    expect(await page.inputValue('[data-testid=composer-text]')).toBe('half a sent');
    await page.context().close();
  });

  it('sends a long text in several messages only when asked to', async () => {
    const page = await thread(2);
    await page.fill('[data-testid=composer-text]', 'Eine lange Antwort mit vielen Wörtern. '.repeat(40));
    const send = page.locator('[data-testid=send]');
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    const split = page.locator('[data-testid=split]');
    expect(await split.textContent()).toContain('Split into 2 messages');
    await split.click();
    await expect.poll(() => send.getAttribute('aria-disabled')).toBe('false');
    await page.context().close();
  });

  it('asks once for each handle before a reply goes as a human agent’s', async () => {
    const page = await thread(3);
    await page.fill('[data-testid=composer-text]', 'Sorry for the delay!');
    const send = page.locator('[data-testid=send]');
    expect(await send.textContent()).toContain('Send as human agent');
    expect(await send.getAttribute('aria-disabled')).toBe('true');
    await page.check('[data-testid=human-agree]');
    await expect.poll(() => send.getAttribute('aria-disabled')).toBe('false');
    await send.click();
    await expect.poll(() => page.locator('[data-testid=reply]').textContent()).toContain('human agent');
    await expect.poll(() => page.locator('[data-testid=human-agree]').count()).toBe(0);
    await page.context().close();
  });

  it.each([
    [4, 'closed', 'They must message first.'],
    [6, 'owned', 'Another tool has this chat.'],
    [8, 'group', 'This is a group chat.'],
  ])('says why conversation %i cannot be answered: %s', async (id, how, words) => {
    const page = await stage.page();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await openConversation(page, id);
    const notice = page.locator(`[data-testid=composer-notice][data-how=${how}]`);
    await expect.poll(() => notice.textContent()).toContain(words);
    if (how === 'group') expect(await page.locator('[data-testid=composer-text]').count()).toBe(0);
    else expect(await page.locator('[data-testid=composer-text]').getAttribute('readonly')).not.toBe(null);
    expect(await page.locator('[data-testid=attach]').count()).toBe(0);
    await page.context().close();
  });
});

describe('a window that a reaction may have opened', () => {
  it('lets a reply be tried, and says that Instagram decides', async () => {
    const page = await stage.page({}, 'count=12&reacted');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await openConversation(page, 4);
    await expect.poll(() => page.locator('[data-testid=composer-maybe]').textContent()).toContain('Instagram decides, and may refuse');
    expect(await page.locator('[data-testid=composer-text]').getAttribute('readonly')).toBe(null);
    await page.fill('[data-testid=composer-text]', 'Thank you!');
    await expect.poll(() => page.locator('[data-testid=send]').getAttribute('aria-disabled')).toBe('false');
    await page.context().close();
  });
});

describe('a handle that is off', () => {
  it.each([
    ['paused_by_you', 'off', 'is paused here', 'Resume', 'resume-dialog'],
    ['disconnected', 'disconnected', 'is disconnected here', 'Connect again', 'connect-token'],
    ['followers_below', 'waiting', 'is waiting for Instagram', 'Why?', 'rollout'],
  ])('says in its conversations why, and leads on: %s', async (state, how, words, button, leads) => {
    const page = await stage.page({}, `count=12&state=${state},receiving`);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await openConversation(page, 1);
    const notice = page.locator(`[data-testid=composer-notice][data-how=${how}]`);
    await expect.poll(() => notice.textContent()).toContain(words);
    expect(await notice.getByRole('button', { name: 'Open in Instagram' }).count()).toBe(1);
    await notice.getByRole('button', { name: button }).click();
    await page.locator(`[data-testid=${leads}]`).first().waitFor();
    await page.context().close();
  });
});

describe('connecting', () => {
  it('says of a handle that Instagram does not open yet that it can be connected and waits', async () => {
    const page = await stage.page();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('connect a handle');
    await page.keyboard.press('Enter');
    await page.fill('[data-testid=connect-token]', 'IGwaits');
    await page.click('[data-testid=connect-check]');
    const dialog = page.locator('[data-testid=connect-dialog]');
    await expect.poll(() => dialog.textContent()).toContain('Instagram does not offer this account yet. You can connect now');
    expect(await dialog.textContent()).not.toContain('messages can be read');
    expect(await page.locator('[data-testid=connect-confirm]').getAttribute('aria-disabled')).toBe('false');
    await page.context().close();
  });

  it('lets a person choose among the Pages of a token, and says why one cannot be chosen', async () => {
    const page = await stage.page();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('connect a handle');
    await page.keyboard.press('Enter');
    await page.fill('[data-testid=connect-token]', 'EAtoken');
    await page.click('[data-testid=connect-check]');
    const pages = page.locator('[data-testid=connect-page]');
    await expect.poll(() => pages.count()).toBe(4);
    expect(await page.locator('[data-testid=connect-confirm]').getAttribute('aria-disabled')).toBe('true');
    expect(await pages.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).disabled))).toEqual([false, false, true, true]);
    expect(await page.locator('[data-testid=connect-pages]').textContent()).toContain('No Instagram account is linked to this Page.');
    await pages.nth(0).check();
    await expect.poll(() => page.locator('[data-testid=connect-preview]').textContent()).toContain('@luma.paris');
    await audit(page);
    await page.click('[data-testid=connect-confirm]');
    await page.waitForSelector('[data-testid=connect-dialog]', { state: 'detached' });
    await page.context().close();
  });
});

describe('on screen', () => {
  it.each([
    [720, 450],
    [960, 600],
    [1440, 900],
  ])('nothing is wider than a window of %i × %i', async (width, height) => {
    const page = await stage.page({ viewport: { width, height } }, 'count=12&replies&uploads');
    await openConversation(page, 2);
    await settled(page);
    for (let up = 0; up < 12; up += 1) {
      const wide = await page.evaluate(() => {
        const log = document.querySelector('[data-testid=thread]')!;
        const edge = log.getBoundingClientRect();
        const out = [...log.querySelectorAll('article > *:not(.tools)')].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.left < edge.left - 1 || box.right > edge.right + 1;
        });
        log.dispatchEvent(new WheelEvent('wheel'));
        log.scrollTop -= 500;
        return { out: out.map((one) => one.outerHTML.slice(0, 120)), page: document.documentElement.scrollWidth - innerWidth };
      });
      expect(wide).toEqual({ out: [], page: 0 });
      await settled(page);
    }
    await page.context().close();
  });

  it('a message keeps its place when its media come', async () => {
    const page = await stage.page({ viewport: { width: 1440, height: 7_400 } });
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift' });
    });
    const heights = () =>
      page.locator('[data-testid=message][data-kind=image], [data-testid=message][data-kind=audio], [data-testid=message][data-kind=sticker]').evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height)));
    await openConversation(page, 2);
    const before = await heights();
    await settled(page);
    // The one whose picture is gone is the exception: its place says so.
    const moved = (await heights()).filter((height, index) => height !== before[index]);
    expect(moved.length).toBeLessThanOrEqual(1);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('assistive technology gets all of it (%s)', async (colorScheme) => {
    const page = await stage.page({ viewport: { width: 1440, height: 7_400 }, colorScheme, reducedMotion: 'reduce' }, 'count=12&replies&uploads');
    await openConversation(page, 2);
    await settled(page);
    await audit(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.waitForSelector('[data-testid=react-menu]:popover-open');
    await audit(page);
    await page.keyboard.press('Escape');
    await openConversation(page, 3);
    await settled(page);
    await audit(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('supports');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=support-edition]');
    await audit(page);
    await page.keyboard.press('Control+1');
    await page.click('[data-testid=handle-state]');
    await page.waitForSelector('[data-testid=undelivered-entry]');
    await audit(page);
    await page.context().close();
  });
});
