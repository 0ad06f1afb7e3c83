import { describe, expect, it } from 'vitest';
import { isInstagram } from './link.svelte';
import type { MessageView } from '$lib/contract/generated';
import { isAnswerable, sameReaction } from './acts';

describe('a reaction', () => {
  it('is the same with and without the sign that makes it colourful', () => {
    expect(sameReaction('❤️', '❤')).toBe(true);
    expect(sameReaction('❤️', '😂')).toBe(false);
    expect(sameReaction(null, '❤️')).toBe(false);
    expect(sameReaction(null, null)).toBe(true);
  });
});

describe('a message', () => {
  const message = (part: Partial<MessageView>) => ({ kind: 'postback', addressable: true, ...part }) as MessageView;

  it('is answered while Instagram knows it', () => {
    expect(isAnswerable(message({}))).toBe(true);
    expect(isAnswerable(message({ addressable: false }))).toBe(false);
    expect(isAnswerable(message({ kind: 'unsent' }))).toBe(false);
  });
});

describe('a page that is opened without a question', () => {
  it.each([
    ['instagram.com', true],
    ['www.instagram.com', true],
    ['notinstagram.com', false],
    ['instagram.com.example', false],
    ['xn--nstagram-skb.com', false],
    ['', false],
  ])('%s: %s', (host, is) => {
    expect(isInstagram(host)).toBe(is);
  });
});
