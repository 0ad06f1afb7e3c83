import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MentionView, ReplyView, SavedReplyScope, SavedReplyView } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { start } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { inbox } from '../state.svelte';
import { forgetThreads, threadFeed } from '../thread/feed.svelte';
import { desk } from './desk.svelte';
import { waits } from './inThread';
import { inOrder } from './order';
import { thanksFor } from './thanks';
import english from '../../../../messages/en.json';
import hebrew from '../../../../messages/he.json';
import { speak, type Catalogue } from '$lib/words/say';

const HOUR = 3_600_000;
const NOW = 1_790_000_000_000;

const mention = (message: number, hours: number, more: Partial<MentionView> = {}): MentionView =>
  ({
    message,
    position: (NOW - hours * HOUR) * 4096,
    at: NOW - hours * HOUR,
    ends_at: NOW + (24 - hours) * HOUR,
    media: 0,
    row: { id: message * 10, handle: 1, person: { name: 'Mira Kovač' }, window: { ends_at: NOW + HOUR, human_agent_ends_at: NOW + 2 * HOUR } },
    blocker: null,
    thanked: null,
    reaction: null,
    ...more,
  }) as MentionView;

const answer = (command: string, _: { saved_reply?: number; id?: string } = {}): Promise<unknown> => Promise.resolve(command === 'act' ? { undo: 'u' } : {});
const rpc = vi.fn(answer);
const words = () => desk.thanking?.thanks?.text;
const shown = () => desk.mentions.map((one) => `${one.message}${one.thanked ? ' ✓' : ''}`);

beforeEach(() => {
  clock.set(NOW);
  rpc.mockReset().mockImplementation(answer);
  start({ kind: 'mock', rpc, subscribe: () => () => undefined, mediaUrl: String });
  desk.forget();
  desk.at = null;
  toasts.forget();
  forgetThreads();
  inbox.selected = null;
  inbox.view = 'mentions';
});

describe('the order of mentions', () => {
  it('knows in a thread which mention waits, by its place: Instagram may tell the time of one to the second only', () => {
    const row = { ...mention(1, 2).row, waiting_mention: mention(1, 2).position + 1234 };
    expect(waits(mention(1, 2, { row, position: row.waiting_mention }))).toBe(true);
    expect(waits(mention(1, 3, { row }))).toBe(false);
    expect(waits(mention(1, 2, { row: { ...row, waiting_mention: null } }))).toBe(false);
    expect(waits(mention(1, 2, { row, position: row.waiting_mention, thanked: 'done' }))).toBe(false);
  });

  it('has what is gone first first, and what is gone last', () => {
    const all = [mention(1, 2), mention(2, 30), mention(3, 23), mention(4, 26), mention(5, 24)];
    expect(inOrder(all, NOW).map((one) => one.message)).toEqual([3, 1, 5, 4, 2]);
  });
});

describe('thanks', () => {
  it('name a person whose name is one', () => {
    expect(thanksFor('Mira Kovač')[0]).toContain('Mira');
    for (const name of ['Instagram user …0007', '🌻🌻', 'user_1999', '']) {
      expect(thanksFor(name).join(' ')).not.toContain(name === '' ? '!!' : name.split(' ')[0]);
    }
    expect(new Set(thanksFor('Ana')).size).toBe(thanksFor('Ana').length);
  });

  it('hold no marks of direction, which the window alone needs', () => {
    speak({ tag: 'he', dir: 'rtl' }, hebrew as Catalogue);
    expect(thanksFor('Ana').join()).toContain('Ana');
    expect(thanksFor('Ana').join()).not.toMatch(/[\u2066-\u2069]/);
    speak({ tag: 'en', dir: 'ltr' }, english as Catalogue);
  });
});

describe('the desk', () => {
  it('sends what was shown and goes on to who waits', async () => {
    desk.take({ mentions: [mention(1, 20), mention(2, 10, { thanked: 'replied' }), mention(3, 5)], next: null });
    expect(desk.at).toBe(1);
    desk.thank();
    const first = words();
    desk.thank();
    expect(words()).not.toBe(first);
    const meant = words();
    await desk.send();
    expect(rpc.mock.calls.map(([command]) => command)).toEqual(['send']);
    expect(rpc.mock.calls[0]?.[1]).toMatchObject({ conversation: 10, text: meant, human_agent: false });
    expect([shown(), desk.at, inbox.selected]).toEqual([['1 ✓', '2 ✓', '3'], 3, 30]);
    // Its answer may not know of the reply yet; what was done stays done, and in its place.
    desk.take({ mentions: [mention(3, 5)], next: null });
    expect(shown()).toEqual(['1 ✓', '3']);
    toasts.undo();
    await vi.waitFor(() => expect(shown()).toEqual(['3']));
    expect(rpc.mock.calls.map(([command]) => command)).toEqual(['send', 'act_on_reply']);
  });

  it('thanks nobody who cannot be answered, and nobody twice', async () => {
    const closed = { row: { ...mention(1, 30).row, window: { ends_at: NOW - HOUR, human_agent_ends_at: NOW + HOUR } } };
    desk.take({ mentions: [mention(1, 30, closed), mention(2, 9, { blocker: 'handle_off' }), mention(3, 8, { thanked: 'done' })], next: null });
    for (const one of desk.mentions) {
      desk.go(one);
      desk.thank();
      await desk.send();
    }
    expect(rpc).not.toHaveBeenCalled();
  });

  it('sends nothing to whom somebody thanked while the words were looked at', async () => {
    desk.take({ mentions: [mention(1, 20), mention(2, 10)], next: null });
    desk.thank();
    // On the phone.
    desk.take({ mentions: [mention(1, 20, { thanked: 'replied' }), mention(2, 10)], next: null });
    await desk.send();
    // By hand, in its thread.
    desk.step(1);
    desk.thank();
    threadFeed(20).expect({ id: 'r', state: 'queued', scheduled_for: null } as ReplyView);
    await desk.send();
    expect(rpc).not.toHaveBeenCalled();
  });

  it('says that somebody is thanked as long as the reply is there', async () => {
    const feed = threadFeed(10);
    feed.loaded = true;
    desk.take({ mentions: [mention(1, 20)], next: null });
    rpc.mockImplementation((command, { id }: { id?: string } = {}) => (command === 'send' ? Promise.resolve({ id, state: 'queued', scheduled_for: null }) : Promise.reject({ code: 'too_late', detail: null, trace: null })));
    desk.thank();
    await desk.send();
    expect(shown()).toEqual(['1 ✓']);
    const [reply] = feed.replies;
    // Taken back in the thread.
    feed.settle(reply?.id ?? '', null);
    expect([shown(), desk.doneAbout(1)]).toEqual([['1'], null]);
    // What is taken back already is not said to be on its way.
    toasts.undo();
    await vi.waitFor(() => expect(rpc.mock.calls.at(-1)?.[0]).toBe('act_on_reply'));
    // Its refusal has been heard.
    await new Promise((heard) => setTimeout(heard));
    expect(toasts.shown.map(({ text }) => text)).toEqual([]);
  });

  it('offers the heart as long as it can reach somebody, and takes away nothing else', async () => {
    const aged = (hours: number) => mention(1, 1, { row: { ...mention(1, 1).row, window: { ends_at: NOW - hours * HOUR, human_agent_ends_at: NOW + (6 * 24 - hours) * HOUR } } });
    expect([aged(1), aged(21 * 24), mention(1, 1, { blocker: 'handle_off' })].map((one) => desk.canReact(one))).toEqual([true, false, false]);
    desk.take({ mentions: [mention(1, 1, { reaction: '😂' })], next: null });
    await desk.react(mention(1, 1, { reaction: '😂' }));
    expect(rpc.mock.calls).toEqual([['react', { message: 1, emoji: '❤️' }]]);
  });

  it('thanks in the words of saved replies with the tag, as far as they are for the handle and can be sent as they are', async () => {
    const reply = (id: number, tag: string, scope: SavedReplyScope = { scope: 'all' }) =>
      ({ id, uses: 0, used_at: null, draft: { title: `Reply ${id}`, shortcut: null, scope, tags: ['service', tag], texts: [{ language: '', text: '' }] } }) as unknown as SavedReplyView;
    const replies = entryOf('saved_replies', {});
    replies.data = [reply(1, 'Thanks'), reply(2, 'shipping'), reply(3, 'thanks', { scope: 'handle', handle: 9 }), reply(4, 'thanks'), reply(5, 'thanks')];
    rpc.mockImplementation((command, { saved_reply }: { saved_reply?: number } = {}) =>
      Promise.resolve(command === 'fill_saved_reply' ? { text: `Dear ${saved_reply}`, language: '', blanks: saved_reply === 5 ? 1 : 0, fallbacks: 0, bytes: 6 } : {}),
    );
    desk.take({ mentions: [mention(1, 20), mention(3, 5)], next: null });
    const seen = new Set<string | undefined>();
    for (let press = 0; press < 3; press += 1) {
      desk.stopThanking();
      desk.thank();
      await vi.waitFor(() => expect(words()).toBeDefined());
      seen.add(words());
    }
    expect(seen).toEqual(new Set(['Dear 1', 'Dear 4']));
    // Words that nobody has seen do not leave.
    desk.stopThanking();
    desk.thank();
    await desk.send();
    expect(rpc.mock.calls.map(([command]) => command)).not.toContain('send');
    await vi.waitFor(() => expect(words()).toBeDefined());
    await desk.send();
    const sent = rpc.mock.calls.find(([command]) => command === 'send')?.[1];
    expect(sent).toMatchObject({ conversation: 10, text: expect.stringMatching(/^Dear [14]$/) });
    await vi.waitFor(() => expect(rpc.mock.calls.map(([command]) => command)).toContain('count_saved_reply'));
    // None of them can be sent as it is: the app's own words are there.
    replies.data = [reply(5, 'thanks')];
    desk.thank();
    await vi.waitFor(() => expect(words()).toContain('Mira'));
    expect(desk.thanking?.thanks?.reply).toBe(null);
    replies.data = undefined;
  });

  it('takes no page of a list that is not shown any more', async () => {
    desk.take({ mentions: [mention(1, 20)], next: 'a' });
    let letGo: (page: unknown) => void = () => undefined;
    rpc.mockReturnValueOnce(new Promise((resolve) => (letGo = resolve)));
    const more = desk.more(1);
    desk.forget();
    desk.take({ mentions: [mention(2, 10)], next: 'b' });
    letGo({ mentions: [mention(3, 5)], next: null });
    await more;
    expect([shown(), desk.next, desk.loading]).toEqual([['2'], 'b', false]);
  });

  it('shows a reaction at once, however far down', async () => {
    desk.take({ mentions: [mention(1, 20)], next: 'a' });
    rpc.mockResolvedValueOnce({ mentions: [mention(2, 10)], next: null });
    await desk.more(null);
    const reactions = () => desk.mentions.map((one) => one.reaction);
    const reacting = desk.react(mention(2, 10));
    expect(reactions()).toEqual([null, '❤️']);
    await reacting;
    rpc.mockRejectedValueOnce({ code: 'internal', detail: null, trace: null });
    await desk.react(mention(2, 10, { reaction: '❤️' }));
    expect(reactions()).toEqual([null, '❤️']);
  });

  it('takes back a mark that the core refused', async () => {
    rpc.mockRejectedValueOnce({ code: 'internal', detail: null, trace: null });
    desk.take({ mentions: [mention(1, 20)], next: null });
    desk.markThanked();
    expect(shown()).toEqual(['1 ✓']);
    await vi.waitFor(() => expect(shown()).toEqual(['1']));
  });
});
