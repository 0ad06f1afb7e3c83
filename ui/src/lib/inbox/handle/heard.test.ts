import { expect, it } from 'vitest';
import { SETTINGS } from '$lib/platform/mock/answers';
import { hear, heard, type Heard } from './heard';

it('a handle is told of as was chosen last, and others as before', () => {
  const others = { ...SETTINGS.notifications, quiet_handles: [1], no_mentions_of: [2] };
  const choices: Heard[] = ['none', 'no_mentions', 'none', 'all', 'no_mentions', 'no_mentions'];
  let settings = others;
  for (const choice of choices) {
    settings = hear(settings, 3, choice);
    expect([1, 2, 3, 4].map((handle) => heard(settings, handle))).toEqual(['none', 'no_mentions', choice, 'all']);
  }
  expect(hear(settings, 3, 'all')).toEqual(others);
});
