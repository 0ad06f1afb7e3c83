import { expect, it, vi } from 'vitest';
import { clock } from '$lib/data/clock.svelte';
import { bothTimes, momentFor, timeFor } from './zones';

vi.spyOn(clock, 'zone', 'get').mockReturnValue('Europe/Berlin');
const at = Date.UTC(2026, 10, 26, 23, 30);

it('a time says its zone only where the clocks of the handle show another', () => {
  const shown = (zone: string | null, moment = at) => timeFor(moment, zone, 'en-GB');
  expect(shown(null)).toBe('00:30');
  expect(shown('Europe/Berlin')).toBe('00:30');
  expect(shown('Europe/Paris')).toBe('00:30');
  expect(shown('Mars/Olympus')).toBe('00:30');
  expect(shown('America/New_York')).toMatch(/^00:30 (CET|GMT\+1)$/);
  // Lagos has no summer time: in July its clocks and those of Berlin differ.
  expect([shown('Africa/Lagos'), shown('Africa/Lagos', Date.UTC(2026, 6, 1, 12))]).toEqual(['00:30', expect.stringMatching(/^14:00 (CEST|GMT\+2)$/)]);
});

it('a tooltip says both, with the day where it is another there', () => {
  expect(bothTimes(at, 'America/New_York', 'en-GB')).toMatch(/^00:30 (CET|GMT\+1) \(Thu,? 18:30 (EST|GMT-5)\)$/);
  expect(bothTimes(at - 4 * 3_600_000, 'Asia/Kolkata', 'en-GB')).toMatch(/^20:30 (CET|GMT\+1) \(Fri,? 01:00 (IST|GMT\+5:30)\)$/);
  expect(bothTimes(at - 12 * 3_600_000, 'Asia/Kolkata', 'en-GB')).toMatch(/^12:30 (CET|GMT\+1) \(17:00 (IST|GMT\+5:30)\)$/);
  expect(momentFor(at, 'America/New_York', 'en-GB')).toMatch(/^Friday,? 27 November 2026 (at|,) 00:30 (CET|GMT\+1) \(Thu,? 18:30/);
});
