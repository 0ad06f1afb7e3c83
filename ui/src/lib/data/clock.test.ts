import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clock } from './clock.svelte';

const REAL = Date.UTC(2026, 10, 28, 12);

beforeEach(() => {
  vi.useFakeTimers({ now: REAL });
  clock.set(REAL + 60_000);
});
afterEach(() => void vi.useRealTimers());

it('goes by the core', () => {
  expect(clock.now).toBe(REAL + 60_000);
  expect(clock.turned).toBe(false);
});

it('does not go back by the moment that an answer was on its way', () => {
  clock.set(REAL + 60_000 - 400);
  expect(clock.now).toBe(REAL + 60_000);
});

it('goes on where the first answer came late, and wherever it was turned', () => {
  clock.set(REAL + 60_000 + 400);
  expect(clock.now).toBe(REAL + 60_400);
  clock.set(REAL - 7_200_000);
  expect(clock.now).toBe(REAL - 7_200_000);
  expect(clock.turned).toBe(true);
});
