import { describe, expect, it } from 'vitest';
import type { HandleView } from '$lib/contract/generated';
import { handles } from '$lib/platform/mock/people';
import { date } from './dates';
import { diagnose } from './handle';

const NOW = 1_790_000_000_000;
const [first] = handles(NOW);
if (!first) throw new Error('the mock has handles');
const waiting = (more: Partial<HandleView>) => diagnose({ ...first, code: 'followers_below', ...more }, NOW);

describe('a handle that waits for access', () => {
  it('says first on which day it qualifies, and then why it waits', () => {
    const day = Date.UTC(2021, 6, 7, 12);
    const words = waiting({ eligible_from: day, followers: 2_500 });
    expect(words?.headline).toBe(`Qualifies on ${date(day)} at 2,500 followers`);
    expect(words?.headline.length).toBeLessThanOrEqual(60);
    expect(words?.meaning).toMatch(/^Too few followers for this phase\. Instagram opens/);
    expect(waiting({ eligible_from: day, followers: null })?.headline).toBe(`Qualifies on ${date(day)}`);
  });

  it('says why where the day is not known, and where it waits for something else', () => {
    expect(waiting({ eligible_from: null })?.headline).toBe('Too few followers for this phase');
    expect(waiting({ code: 'followers_unknown', eligible_from: NOW })?.headline).toBe('The follower count was not read yet');
  });
});
