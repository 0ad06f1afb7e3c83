import { describe, expect, it, vi } from 'vitest';
import { Reading } from './reading.svelte';

const FULL = { code: 'disk_full', detail: null, trace: null };

describe('what is read', () => {
  it('is out of date still after a failure: the next look asks again', async () => {
    const read = vi.fn(() => Promise.resolve());
    const reading = new Reading(read);
    read.mockRejectedValueOnce(FULL);
    await reading.refresh();
    expect(reading.error?.code).toBe('disk_full');
    await reading.refresh();
    expect([read.mock.calls.length, reading.error]).toEqual([2, undefined]);
    await reading.refresh();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('is asked for when it is wanted, and the failure stands until there is an answer', async () => {
    const read = vi.fn(() => Promise.resolve());
    const reading = new Reading(read);
    read.mockRejectedValueOnce(FULL).mockRejectedValueOnce(FULL);
    await reading.refresh();
    const again = reading.retry();
    expect(reading.error).toBeDefined();
    await again;
    expect(reading.error).toBeDefined();
    await reading.retry();
    expect(reading.error).toBeUndefined();
  });

  it('is here when it was waited for, also by who came while it was being read', async () => {
    let here = () => {};
    const reading = new Reading(() => new Promise((done) => (here = done)));
    void reading.refresh();
    let second = false;
    const came = reading.refresh().then(() => (second = true));
    await Promise.resolve();
    expect(second).toBe(false);
    here();
    await came;
    expect(reading.running).toBe(false);
  });

  it('says of a further page that it failed, and asks for that page alone', async () => {
    const whole = vi.fn(() => Promise.resolve());
    const reading = new Reading(whole);
    await reading.refresh();
    const page = vi.fn(() => Promise.resolve());
    page.mockRejectedValueOnce(FULL);
    await reading.part(page);
    expect(reading.error?.code).toBe('disk_full');
    await reading.retry();
    expect([page.mock.calls.length, whole.mock.calls.length, reading.error]).toEqual([2, 1, undefined]);
  });
});
