import { describe, expect, it } from 'vitest';
import type { ReplyView } from '$lib/contract/generated';
import { news } from './news';

const reply = (id: string, state: ReplyView['state']) => ({ id, state }) as ReplyView;

describe('what became of the replies', () => {
  it.each([
    ['a new one', [], [reply('a', 'queued')], false, 'a', false],
    ['one that failed', [reply('a', 'sending')], [reply('a', 'failed')], false, 'a', false],
    ['one that needs a decision', [reply('a', 'unknown')], [reply('a', 'ask')], false, 'a', false],
    ['one on its way', [reply('a', 'queued')], [reply('a', 'sending')], false, undefined, false],
    ['one that was sent', [reply('a', 'sending')], [], true, undefined, true],
    ['one that was taken back', [reply('a', 'queued')], [], false, undefined, false],
    ['nothing', [reply('a', 'held')], [reply('a', 'held')], false, undefined, false],
    ['something from elsewhere', [reply('a', 'held')], [reply('a', 'held')], true, undefined, false],
  ] as const)('%s', (_, before, now, arrived, told, sent) => {
    const found = news(before, now, arrived);
    expect([found.told?.id, found.sent]).toEqual([told, sent]);
  });
});
