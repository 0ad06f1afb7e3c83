import { describe, expect, it } from 'vitest';
import { pausedSignIn } from './pausing';

const NOW = Date.UTC(2026, 10, 20, 12);

describe('the sign-in of a handle that is paused', () => {
  it('is said to end on its day, and to have ended after it', () => {
    const end = Date.UTC(2026, 11, 24, 12);
    expect(pausedSignIn({ token_ends_at: end, paused_at: NOW }, NOW)).toMatch(/ends on .*24.*not renewed/);
    expect(pausedSignIn({ token_ends_at: end, paused_at: NOW }, end)).toMatch(/ended on .*24.*not renewed while paused.*Connect again/);
    const before = pausedSignIn({ token_ends_at: end, paused_at: end + 1 }, end + 2);
    expect(before).toMatch(/ended on .*24.*Connect again/);
    expect(before).not.toContain('while paused');
  });

  it('is not spoken of where it has no end', () => {
    expect(pausedSignIn({ token_ends_at: null, paused_at: NOW }, NOW)).toBe(null);
  });
});
