import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { keep } from './compare';
import { openConversation, OUT, settled, Stage } from './stage';

/** What a person sets once: values of variables, how much room a row has, where a handle's people live. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const written = (page: Page) => page.inputValue('[data-testid=composer-text]');
const see = (page: Page, testid: string) => page.waitForSelector(`[data-testid=${testid}]`);
const picture = async (page: Page, name: string) => {
  await settled(page);
  await keep(`${OUT}/choices/${name}.png`, await page.screenshot());
};

/** Does a command of the palette. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await see(page, 'palette');
  await page.keyboard.type(words);
  await page.locator('[data-testid=palette] [role=option]', { hasText: words }).first().waitFor();
  await page.keyboard.press('Enter');
}

describe('a value of a variable', () => {
  it('is kept at the blank, fills it, and stands there from then on', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await openConversation(page, 11);
    await page.focus('[data-testid=composer-text]');
    await page.keyboard.type('/order');
    await page.locator('[data-testid=slash-menu]:popover-open').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=blank-keep]').allTextContents()).toEqual(['Keep a value for order_number…', 'Keep a value for tracking_link…']);
    await picture(page, 'blank');
    await audit(page);
    await page.locator('[data-testid=blank-keep]').nth(1).click();
    await see(page, 'value-dialog');
    expect(await page.inputValue('[data-testid=value-name]')).toBe('tracking_link');
    await page.click('[data-testid=value-save]');
    await expect.poll(() => page.locator('[data-testid=problems]').textContent()).toBe('There is no value.');
    await page.fill('[data-testid=value-text]', 'https://luma.example/track');
    await picture(page, 'value-dialog');
    await audit(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toContain('The tracking link is https://luma.example/track.');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('composer-text');
    expect(await page.locator('[data-testid=blank]').count()).toBe(1);

    // The next one has it from the beginning; what is not known blocks still.
    await page.fill('[data-testid=composer-text]', '');
    await page.keyboard.type('/order');
    await page.locator('[data-testid=slash-menu]:popover-open').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toMatch(/\{\{order number\}\} left us .+ https:\/\/luma\.example\/track\.$/);
    await page.keyboard.press('Control+Enter');
    await see(page, 'guard');
    // Typed by hand it is a blank like any other, and filled in with one press.
    await page.fill('[data-testid=composer-text]', 'See {{Tracking-Link}}');
    await page.click('[data-testid=blank-fill]');
    await expect.poll(() => written(page)).toBe('See https://luma.example/track');
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.testid)).toBe('composer-text');
    await page.context().close();
  });

  it('is edited on the page of the saved replies, deleted, and brought back; one of a handle stands beside', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await see(page, 'values');
    const rows = () => page.locator('[data-testid=value-row]').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('code, .text, bdi')].map((one) => one.textContent).join(' ')));
    await expect.poll(rows).toEqual(['shop_address 12 Kiln Lane, London All handles']);
    await page.click('[data-testid=value-edit]');
    await expect.poll(() => page.inputValue('[data-testid=value-text]')).toBe('12 Kiln Lane, London');
    await page.fill('[data-testid=value-text]', '14 Kiln Lane');
    await page.click('[data-testid=value-save]');
    await expect.poll(rows).toEqual(['shop_address 14 Kiln Lane All handles']);
    await page.keyboard.press('Escape');
    await command(page, 'Keep a value for a variable');
    await see(page, 'value-dialog');
    await page.fill('[data-testid=value-name]', 'Shop Address');
    await page.selectOption('[data-testid=value-for]', '2');
    await page.fill('[data-testid=value-text]', 'Rue de la Paix');
    await page.click('[data-testid=value-save]');
    await page.waitForSelector('[data-testid=value-dialog]', { state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect.poll(async () => (await rows()).length).toBe(2);
    await picture(page, 'values');
    await audit(page);
    await page.locator('[data-testid=value-delete]').last().click();
    await expect.poll(async () => (await rows()).length).toBe(1);
    await page.locator('[data-testid=toast] button').first().click();
    await expect.poll(async () => (await rows()).length).toBe(2);
    await page.context().close();
  });
});

describe('compact rows', () => {
  for (const [name, options, state] of [
    ['960', { viewport: { width: 960, height: 1_400 } }, 'count=40&twice'],
    ['1440-dark', { colorScheme: 'dark' }, 'count=40'],
    ['right-to-left', { viewport: { width: 960, height: 1_400 } }, 'count=40&language=he'],
  ] as const) {
    it(`have two lines in which nothing lies over anything: ${name}`, async () => {
      const page = await stage.page({ reducedMotion: 'reduce', ...options }, state);
      const before = await page.locator('[data-testid=conversation-row]').first().evaluate((row) => row.getBoundingClientRect().height);
      await page.keyboard.press('Control+,');
      await see(page, 'settings-dialog');
      await page.locator('[data-testid=settings-dialog] input[value=compact]').check({ force: true });
      await page.keyboard.press('Escape');
      const measured = () =>
        page.locator('[data-testid=conversation-row]').evaluateAll((rows) =>
          rows.map((row) => {
            const box = (element: Element | null) => element?.getBoundingClientRect() ?? new DOMRect();
            const [said, meta, own, top] = [box(row.querySelector('.snip')), box(row.querySelector('.meta')), box(row), box(row.querySelector('.top'))];
            const apart = said.right <= meta.left + 0.5 || meta.right <= said.left + 0.5;
            const within = [said, meta, top].every((part) => part.left >= own.left && part.right <= own.right && part.top >= own.top && part.bottom <= own.bottom);
            const handle = box(row.querySelector('.handle'));
            const whose = handle.width >= 24 && handle.left >= meta.left - 0.5 && handle.right <= meta.right + 0.5;
            return { height: own.height, top: own.top, apart: apart && said.top >= top.bottom - 0.5, within, read: said.width > 80, whose };
          }),
        );
      await expect.poll(async () => (await measured())[0]?.height).toBe(52);
      expect(before).toBe(76);
      const rows = await measured();
      expect(rows.filter((row) => !row.apart || !row.within || !row.read || !row.whose)).toEqual([]);
      const tops = rows.map((row) => row.top).sort((one, two) => one - two);
      expect(new Set(tops.slice(1).map((top, at) => Math.round(top - (tops[at] ?? 0))))).toEqual(new Set([53]));
      await picture(page, `compact-${name}`);
      await audit(page);
      await page.context().close();
    });
  }

  it('are a command, and what has no room is in the tooltip', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=40');
    const rows = page.locator('[data-testid=conversation-row]');
    expect(await rows.first().getAttribute('title')).toBe(null);
    await command(page, 'Compact rows');
    const titled = rows.filter({ has: page.locator('[data-testid=row-labels]') }).first();
    await expect.poll(() => titled.getAttribute('title')).toContain('Labels');
    await command(page, 'Comfortable rows');
    await expect.poll(() => rows.first().evaluate((row) => row.getBoundingClientRect().height)).toBe(76);
    await page.context().close();
  });
});

describe('a time zone of a handle', () => {
  it('is chosen from a list, and then times name the zone and tooltips say both', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    const stamp = page.locator('.stamp time').last();
    const chip = page.locator('header [data-testid=window-chip]').first();
    expect(await stamp.textContent()).toMatch(/^\d\d:\d\d$/);
    const label = (await chip.getAttribute('aria-label')) ?? '';
    const username = (await page.locator('header .to bdi').textContent()) ?? '';
    await command(page, `Go to ${username}`);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await see(page, 'handle-settings');
    await page.click('[data-testid=time-zone]');
    await see(page, 'zone-picker');
    await page.keyboard.type('new york');
    await expect.poll(() => page.locator('[data-testid=picker-option]').allTextContents()).toHaveLength(1);
    await picture(page, 'zone-picker');
    await audit(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=time-zone]').innerText()).toBe('America/New York');
    await picture(page, 'handle-settings');
    await page.keyboard.press('Escape');
    await openConversation(page, 2);
    await expect.poll(() => stamp.textContent()).toMatch(/^\d\d:\d\d (CET|GMT\+1)$/);
    expect(await stamp.getAttribute('title')).toMatch(/2026.+ (CET|GMT\+1) \((\w+,? )?\d\d:\d\d (EST|GMT-5)\)$/);
    expect(label).toMatch(/at \d\d:\d\d$/);
    expect(await chip.getAttribute('aria-label')).toMatch(/at \d\d:\d\d (CET|GMT\+1) \((\w+,? )?\d\d:\d\d (EST|GMT-5)\)$/);
    expect(await page.locator('[data-testid=message]').last().getAttribute('aria-label')).toMatch(/(CET|GMT\+1) \(/);
    await picture(page, 'zone-thread');
    await page.context().close();
  });
});

describe('the colour of a handle', () => {
  it('is chosen by its name, and is the one of the rail, of rows and over the composer', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await openConversation(page, 2);
    const composer = page.locator('[data-testid=composer]');
    const usual = await composer.getAttribute('data-tint');
    const username = (await page.locator('header .to bdi').textContent()) ?? '';
    await command(page, `Go to ${username}`);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await see(page, 'handle-settings');
    await page.click('[data-testid=tint]');
    await see(page, 'tint-picker');
    await audit(page);
    await picture(page, 'tint-picker');
    await page.locator('[data-testid=picker-option]', { hasText: usual === '4' ? 'Blue' : 'Raspberry' }).click();
    await expect.poll(() => page.locator('[data-testid=tint]').innerText()).toBe(usual === '4' ? 'Blue' : 'Raspberry');
    await page.keyboard.press('Escape');
    await openConversation(page, 2);
    const chosen = usual === '4' ? '3' : '4';
    await expect.poll(() => composer.getAttribute('data-tint')).toBe(chosen);
    expect(await composer.locator('.as .avatar').getAttribute('data-tint')).toBe(chosen);
    expect(await page.locator('[data-testid=handle-row]:has([aria-current]) .avatar').getAttribute('data-tint')).toBe(chosen);
    await picture(page, 'tint');
    await page.context().close();
  });
});

describe('thanks for a mention', () => {
  it('are those of saved replies with the tag, once there are any', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&stories');
    const thank = async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.locator('[data-testid=mention]').first().focus();
      await page.keyboard.press('t');
      await see(page, 'thank-bar');
    };
    await thank();
    await expect.poll(() => page.locator('[data-testid=thank-from]').textContent()).toContain('Tag your own with “thanks”');
    await page.click('[data-testid=thank-saved]');
    await see(page, 'saved-page');
    await page.locator('[data-testid=saved-row]', { hasText: 'Thank you' }).locator('[data-testid=saved-edit]').click();
    await page.fill('[data-testid=saved-tags]', 'service, Thanks');
    await page.click('[data-testid=saved-save]');
    await page.waitForSelector('[data-testid=saved-editor]', { state: 'detached' });
    await thank();
    await expect.poll(() => page.locator('[data-testid=thank-from]').textContent()).toContain('From “Thank you”.');
    expect(await page.locator('[data-testid=thank-words]').textContent()).toMatch(/^Thank you so much, .+! 💜$/);
    await picture(page, 'thanks');
    await audit(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-testid=mention]').first().getAttribute('data-state')).toBe('thanked');
    await page.context().close();
  });
});

describe('the audit trail', () => {
  it('is saved as a file, and says where it is or why it is not', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.click('[data-testid=audit-save]');
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('/home/ada/handrail-audit.csv');
    await page.evaluate(() => (window as unknown as { mock: { fail: (command: string, code: string) => void } }).mock.fail('export_audit', 'folder_refused'));
    await page.click('[data-testid=audit-save]');
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('You may not write to this folder. Choose another place for the file.');
    await page.context().close();
  });
});

describe('labels of a file', () => {
  const file = (text: string) => ({ name: 'labels.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

  async function chosen(text: string): Promise<Page> {
    const page = await stage.page({ reducedMotion: 'reduce' });
    await command(page, 'Import labels');
    await see(page, 'labels-dialog');
    await page.setInputFiles('[data-testid=labels-file]', file(text));
    await see(page, 'import-labels');
    return page;
  }

  it('are shown before they are made, and those that are not wanted are not', async () => {
    const page = await chosen('name\nVIP\nrefund\nCreator\nVisited\n');
    await see(page, 'labels-same');
    await audit(page);
    await picture(page, 'labels-import');
    expect(await page.locator('[data-testid=labels-same]').textContent()).toContain('refund');
    expect(await page.locator('[data-testid=labels-merged]').textContent()).toContain('Creator is creator');
    await page.locator('[data-testid=labels-new]').nth(1).uncheck();
    expect(await page.locator('[data-testid=labels-make]').innerText()).toBe('Make 1 label');
    await page.click('[data-testid=labels-make]');
    await see(page, 'labels-dialog');
    const names = () => page.locator('[data-testid=label-line] input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    await expect.poll(names).toContain('VIP');
    expect(await names()).not.toContain('Visited');
    await picture(page, 'labels');
    await page.click('[data-testid=labels-csv]');
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('/home/ada/handrail-labels.csv');
    await page.context().close();
  });

  it('stay where they were renamed since', async () => {
    const page = await chosen('name\nVIP\nVisited\n');
    await page.click('[data-testid=labels-make]');
    await see(page, 'labels-dialog');
    const names = () => page.locator('[data-testid=label-line] input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    await expect.poll(names).toContain('VIP');
    const vip = page.locator('[data-testid=label-line] input').nth((await names()).indexOf('VIP'));
    await vip.fill('Regular');
    await vip.press('Enter');
    await expect.poll(names).toContain('Regular');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('renamed or are in use');
    await command(page, 'Import labels');
    await see(page, 'labels-dialog');
    await expect.poll(names).not.toContain('Visited');
    expect(await names()).toContain('Regular');
    await page.context().close();
  });

  it('can be taken back, and a file that is none says what it lacks', async () => {
    const page = await chosen('name\nVIP\n');
    await page.click('[data-testid=labels-make]');
    await see(page, 'labels-dialog');
    const lines = page.locator('[data-testid=label-line]');
    await expect.poll(() => lines.count()).toBe(6);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+z');
    await command(page, 'Import labels');
    await see(page, 'labels-dialog');
    await expect.poll(() => lines.count()).toBe(5);
    await page.setInputFiles('[data-testid=labels-file]', file('x'.repeat(4 * 1024 * 1024 + 1)));
    await expect.poll(() => page.locator('[data-testid=toast]').last().textContent()).toContain('The file is larger than');
    await page.setInputFiles('[data-testid=labels-file]', file('colour\nred\n'));
    await expect.poll(() => page.locator('[data-testid=problems]').textContent()).toContain('does not name a column');
    expect(await page.locator('[data-testid=labels-make]').count()).toBe(0);
    await page.context().close();
  });
});
