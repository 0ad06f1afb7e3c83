import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './axe';
import { openConversation, settled, Stage } from './stage';

/** Saved replies, guards, scheduled replies, the outbox and emoji: by keyboard, and for assistive technology. */
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const written = (page: Page) => page.inputValue('[data-testid=composer-text]');
const selected = (page: Page) =>
  page.evaluate(() => {
    const field = document.activeElement as HTMLTextAreaElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
  });
const menu = (page: Page) => page.locator('[data-testid=slash-menu]:popover-open');

/** Shows all conversations, however they stand. */
async function all(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('a');
}

/** The composer of a conversation, in a page of its own, with the caret in it. */
async function composer(id: number, state?: string): Promise<Page> {
  const page = await stage.page({ reducedMotion: 'reduce' }, state);
  page.setDefaultTimeout(12_000);
  await all(page);
  await openConversation(page, id);
  await page.focus('[data-testid=composer-text]');
  return page;
}

describe('a saved reply', () => {
  it('is inserted at the caret, as often as one likes, and never replaces what is written', async () => {
    const page = await composer(11);
    await page.keyboard.type('Hello!  Bye.');
    for (let back = 0; back < 5; back += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('/thx');
    await menu(page).waitFor();
    await expect.poll(() => page.locator('[data-testid=slash-option][aria-selected=true]').textContent()).toContain('Thank you');
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toMatch(/^Hello! Thank you so much, .+! 💜 Bye\.$/);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n/hours');
    await menu(page).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toContain('We are open Monday to Saturday');
    expect(await written(page)).toMatch(/^Hello! Thank you so much/);
    expect(await menu(page).count()).toBe(0);
    // The field’s own undo knows of it.
    await page.keyboard.press('Control+z');
    expect(await written(page)).not.toContain('We are open');
    await page.context().close();
  });

  it('falls back where somebody has no name', async () => {
    const page = await stage.page({}, 'count=40');
    await all(page);
    const nameless = page.locator('[data-testid=conversation-row]', { hasText: 'Instagram user' }).first();
    await nameless.click();
    await page.waitForSelector('[data-testid=composer-text]:not([readonly])');
    await page.focus('[data-testid=composer-text]');
    await page.keyboard.type('/thx');
    await menu(page).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('[data-testid=slash-preview]').textContent()).toContain('Thank you so much, friend!');
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toBe('Thank you so much, friend! 💜');
    await page.context().close();
  });

  it('with a blank is not sent: the blank has the focus, Tab goes to the next', async () => {
    const page = await composer(11);
    await page.keyboard.type('/order');
    await menu(page).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => selected(page)).toBe('{{order number}}');
    expect(await page.locator('[data-testid=blank]').count()).toBe(2);
    await page.keyboard.press('Tab');
    expect(await selected(page)).toBe('{{tracking link}}');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('[data-testid=guard]').textContent()).toContain('Type over the marked blank first, or delete it. Tab goes to the next one.');
    expect(await selected(page)).toBe('{{order number}}');
    expect(await page.locator('[data-testid=reply]').count()).toBe(0);
    await page.keyboard.type('4471');
    await page.keyboard.press('Tab');
    await page.keyboard.type('example.com/t');
    expect(await page.locator('[data-testid=blank]').count()).toBe(0);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('[data-testid=reply]').textContent()).toContain('order 4471 left us');
    // Taken back, it stands as before.
    await page.click('[data-testid=undo-send]');
    await expect.poll(() => written(page)).toContain('The tracking link is example.com/t.');
    await page.context().close();
  });

  it('says so where a slash finds none, and lets Enter be a line', async () => {
    const page = await composer(11);
    await page.keyboard.type('/nothing_like_it');
    await expect.poll(() => menu(page).textContent()).toContain('No saved reply matches “nothing_like_it”.');
    await expect.poll(() => page.locator('[role=status]', { hasText: 'No saved reply matches “nothing_like_it”.' }).count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await written(page)).toBe('/nothing_like_it\n');
    expect(await menu(page).count()).toBe(0);
    await page.context().close();
  });

  it('leads to where the first one is written, which begins at its title and is saved from its text', async () => {
    const page = await composer(11, 'count=12&saved=none');
    await page.keyboard.type('Hello /');
    await expect.poll(() => menu(page).textContent()).toContain('No saved replies for this handle yet.');
    // Enter leaves the reply: who listens is told before.
    await expect.poll(() => page.locator('[role=status]', { hasText: 'Press Enter to write one.' }).count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=saved-empty]');
    await page.click('[data-testid=saved-new]');
    await page.keyboard.type('Parcel');
    await page.fill('[data-testid=saved-text]', 'It left us today.');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('[data-testid=saved-row]').textContent()).toContain('Parcel');
    // The slash was no part of the reply.
    await page.keyboard.press('Escape');
    await expect.poll(() => written(page)).toBe('Hello ');
    await page.context().close();
  });

  it('is walked to with the arrows', async () => {
    const page = await composer(11);
    await page.keyboard.type('/');
    await menu(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('[data-testid=slash-option]').nth(2).getAttribute('aria-selected')).toBe('true');
    await page.context().close();
  });

  it('leaves the slash where Escape meant a slash, and opens for none inside a word', async () => {
    const page = await composer(11);
    await page.keyboard.type('/');
    await menu(page).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => menu(page).count()).toBe(0);
    await page.keyboard.type('o and/or');
    expect(await menu(page).count()).toBe(0);
    expect(await written(page)).toBe('/o and/or');
    await page.context().close();
  });

  it('is written, found, deleted and brought back on a page of its own', async () => {
    const page = await stage.page({}, 'count=12&saved=none');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForSelector('[data-testid=saved-empty]');
    await page.click('[data-testid=saved-new]');
    await page.fill('[data-testid=saved-title]', 'Welcome');
    await page.fill('[data-testid=saved-text]', 'Hi {{first_name}}!');
    await expect.poll(() => page.locator('[data-testid=problems]').textContent()).toContain('{{first_name}} can be missing');
    await audit(page);
    await page.click('[data-testid=saved-save]');
    expect(await page.locator('[data-testid=saved-editor]').count()).toBe(1);
    await page.fill('[data-testid=saved-text]', 'Hi {{first_name|there}}!');
    await page.selectOption('[data-testid=saved-add-language]', 'de');
    await page.locator('[data-testid=saved-text]').nth(1).fill('Hallo {{first_name|du}}!');
    await expect.poll(() => page.locator('[data-testid=problems]').count()).toBe(0);
    await audit(page);
    await page.click('[data-testid=saved-save]');
    const row = page.locator('[data-testid=saved-row]');
    await expect.poll(() => row.textContent()).toContain('German');
    await row.locator('[data-testid=saved-delete]').click();
    await expect.poll(() => row.count()).toBe(0);
    await expect.poll(() => page.locator('[data-testid=toast]').textContent()).toContain('“Welcome” was deleted.');
    await page.keyboard.press('z');
    await expect.poll(() => row.count()).toBe(1);
    await page.context().close();
  });

  it('comes from a file, after it was shown what the file holds', async () => {
    const page = await stage.page({}, 'count=12&saved=none');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    const give = (name: string, text: string) => page.setInputFiles('[data-testid=import-input]', { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await give('notes.txt', 'just some notes');
    await expect.poll(() => page.locator('[data-testid=problems]').textContent()).toContain('does not name the columns');
    await page.keyboard.press('Escape');
    await give('replies.json', JSON.stringify([{ title: 'Hours', text: 'Ten to seven' }, { title: '', text: 'x' }]));
    await expect.poll(() => page.locator('[data-testid=import-counts]').textContent()).toContain('1 saved reply is new.');
    expect(await page.locator('[data-testid=import-left-out]').textContent()).toContain('There is no title.');
    await audit(page);
    expect(await page.locator('[data-testid=saved-row]').count()).toBe(0);
    await page.click('[data-testid=import-keep]');
    await expect.poll(() => page.locator('[data-testid=saved-row]').textContent()).toContain('Ten to seven');
    await page.context().close();
  });
});

describe('before a reply goes', () => {
  it('asks once when the last three went from another handle', async () => {
    const page = await stage.page({}, 'count=12');
    await all(page);
    const send = async (id: number, text: string) => {
      await openConversation(page, id);
      await page.fill('[data-testid=composer-text]', text);
      await page.keyboard.press('Control+Enter');
    };
    const replies = page.locator('[data-testid=reply]');
    for (const [id, text] of [[5, 'one'], [11, 'two'], [12, 'three']] as const) {
      await send(id, text);
      await expect.poll(() => replies.count()).toBe(1);
    }
    await send(7, 'from another handle');
    const guard = page.locator('[data-testid=guard][data-asked=handle]');
    await expect.poll(() => guard.textContent()).toMatch(/You were on @.+ to send as @/);
    expect(await replies.count()).toBe(0);
    expect(await written(page)).toBe('from another handle');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => replies.count()).toBe(1);
    expect(await guard.count()).toBe(0);
    await page.context().close();
  });

  it('asks when the very same text goes to the same person again', async () => {
    const page = await composer(11);
    for (const expected of [1, 1, 2]) {
      await page.fill('[data-testid=composer-text]', 'On its way!');
      await page.keyboard.press('Control+Enter');
      await expect.poll(() => page.locator('[data-testid=reply]').count()).toBe(expected);
      if (expected === 1 && (await page.locator('[data-testid=guard]').count()) > 0) {
        expect(await page.locator('[data-testid=guard]').getAttribute('data-asked')).toBe('same_person');
        expect(await written(page)).toBe('On its way!');
      }
    }
    await page.context().close();
  });
});

describe('a reply that the core refuses', () => {
  it('is told to who has gone on, opens no composer but its own, and its conversation is not done', async () => {
    const page = await stage.page({ reducedMotion: 'reduce' }, 'count=12&send=disk_full');
    page.setDefaultTimeout(8_000);
    const row = (id: number) => page.locator(`[data-testid=conversation-row][data-id="${id}"]`);
    await openConversation(page, 1);
    await page.fill('[data-testid=composer-text]', 'Precious words');
    await page.keyboard.press('Control+Shift+Enter');
    const toast = page.locator('[data-testid=toast]');
    await expect.poll(() => toast.textContent()).toMatch(/Your reply to .+ was not sent\. .*disk/);
    await expect.poll(() => row(1).count()).toBe(1);
    expect(await row(1).getAttribute('aria-selected')).toBe('false');
    // The keys are commands still.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).not.toBe('composer-text');
    // What it said was done is not to be taken back once more.
    await page.keyboard.press('z');
    expect(await toast.textContent()).toContain('was not sent');
    await page.click('[data-testid=toast-offer]');
    await expect.poll(() => row(1).getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => written(page)).toBe('Precious words');
    await page.context().close();
  });

  it('says so above its composer, with the text back in it, where one has stayed', async () => {
    const page = await composer(11, 'count=12&send=internal');
    await page.keyboard.type('Still here');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.locator('[data-testid=composer] [data-code=internal]').count()).toBe(1);
    expect(await written(page)).toBe('Still here');
    expect(await page.locator('[data-testid=toast]').count()).toBe(0);
    await page.context().close();
  });
});

it('what becomes of a reply is said, each in its turn', async () => {
  const page = await composer(12);
  const said = page.locator('[data-testid=announcer] span');
  const send = async (text: string) => {
    await page.fill('[data-testid=composer-text]', text);
    await page.keyboard.press('Control+Enter');
  };
  await send('One');
  await expect.poll(() => said.textContent()).toMatch(/Your reply: Sends in/);
  await said.evaluate((one) => one.setAttribute('data-before', ''));
  await send('Two');
  await expect.poll(() => said.getAttribute('data-before')).toBe(null);
  expect(await said.textContent()).toMatch(/Your reply: Sends in/);
  await expect.poll(() => said.textContent(), { timeout: 20_000 }).toBe('Your reply: Sent');
  await page.context().close();
});

describe('a scheduled reply', () => {
  it('is chosen a time, edited, scheduled again, cancelled, and brought back', async () => {
    const page = await composer(12);
    await page.keyboard.type('We are back at four');
    await page.keyboard.press('Control+Alt+Enter');
    await page.waitForSelector('[data-testid=schedule-menu]:popover-open');
    // The times of the core's one parser; what the window does not allow is shown, and cannot be chosen.
    await expect.poll(() => page.locator('[data-testid=schedule-choice][data-option=next_week]').getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('[data-testid=schedule-choice][data-option=later_today]').getAttribute('aria-disabled')).toBe('false');
    await page.keyboard.type('in 2h');
    await expect.poll(() => page.locator('[data-testid=schedule-choice]').textContent()).toContain('18:00 today');
    await page.fill('[data-testid=schedule-own]', '2026-11-25T18:00');
    await expect.poll(() => page.locator('[data-testid=schedule-menu]').textContent()).toContain('The reply window will be closed by then');
    expect(await page.locator('[data-testid=schedule-own-do]').getAttribute('aria-disabled')).toBe('true');
    await page.fill('[data-testid=schedule-own]', '2026-11-23T18:00');
    await audit(page);
    await page.keyboard.press('Enter');
    const reply = page.locator('[data-testid=reply]');
    await expect.poll(() => reply.textContent()).toContain('Scheduled for 18:00 today');
    expect(await written(page)).toBe('');
    await page.click('[data-testid=reply-edit]');
    await expect.poll(() => written(page)).toBe('We are back at four');
    await expect.poll(() => reply.count()).toBe(0);
    await page.click('[data-testid=schedule]');
    await page.click('[data-testid=schedule-own-do]');
    await expect.poll(() => reply.textContent()).toContain('Scheduled for 17:00 today');
    // One writes on.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('composer-text');
    await page.click('[data-testid=reply-time]');
    await page.locator('[data-testid=reply] [data-testid=schedule-own]').fill('2026-11-23T16:30');
    await page.keyboard.press('Enter');
    await expect.poll(() => reply.textContent()).toContain('Scheduled for 16:30 today');
    await page.click('[data-testid=reply-cancel]');
    await expect.poll(() => reply.count()).toBe(0);
    await page.locator('[data-testid=thread]').focus();
    await page.keyboard.press('z');
    await expect.poll(() => reply.textContent()).toContain('Scheduled for 16:30 today');
    await page.click('[data-testid=reply-now]');
    await expect.poll(() => page.locator('[data-testid=message]').last().textContent()).toContain('We are back at four');
    await page.context().close();
  });
});

describe('an emoji', () => {
  it('is found, chosen and inserted by keys, in the tone that is preferred, and never inside another', async () => {
    const page = await composer(11);
    await page.keyboard.type('Hi 👨‍👩‍👧‍👦!');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Shift+E');
    await page.waitForSelector('[data-testid=emoji-picker]:popover-open');
    await page.locator('[data-testid=emoji-tone]').nth(3).click();
    await page.fill('[data-testid=emoji-search]', 'waving');
    await expect.poll(() => page.locator('[data-testid=emoji][aria-selected=true]').textContent()).toBe('👋🏽');
    await audit(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => written(page)).toBe('Hi 👨‍👩‍👧‍👦👋🏽!');
    await page.keyboard.press('Control+Shift+E');
    await page.waitForSelector('[data-testid=emoji-picker]:popover-open');
    // What was used last stands first.
    await expect.poll(() => page.locator('[data-testid=emoji]').first().textContent()).toBe('👋🏽');
    await page.keyboard.press('PageDown');
    await expect.poll(() => page.locator('[data-testid=emoji]').count()).toBeGreaterThan(100);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('composer-text');
    await page.context().close();
  });
});

it.each(['light', 'dark'] as const)('assistive technology gets all of it (%s)', async (colorScheme) => {
  const page = await stage.page({ colorScheme, reducedMotion: 'reduce' }, 'count=12');
  await all(page);
  await openConversation(page, 11);
  await page.focus('[data-testid=composer-text]');
  await page.keyboard.type('/');
  await menu(page).waitFor();
  await page.keyboard.press('Tab');
  await page.waitForSelector('[data-testid=slash-preview]');
  await settled(page);
  await audit(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await page.waitForSelector('[data-testid=saved-row]');
  await audit(page);
  await page.context().close();
});
