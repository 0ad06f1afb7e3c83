import type { DemoTime } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { inbox } from '$lib/inbox/state.svelte';
import { m } from '$lib/words';
import { demoMoment, demoTimes } from '$lib/words/demo';
import { register, type Command } from './registry.svelte';
import { isReady } from './when';

const isDemo = () => isReady() && app.view?.space === 'demo';

/** Turns the demo's clock, and says what time it is then: everything on screen follows it. */
async function turnDemoClock(to: DemoTime): Promise<void> {
  try {
    const anew = await app.turnDemoClock(to);
    const time = demoMoment(clock.now);
    toasts.say(anew ? m.demo_clock_anew({ time }) : m.demo_clock_turned({ time }));
  } catch {
    toasts.say(m.demo_clock_failed());
  }
}

function times(): Command[] {
  return demoTimes().map(({ value, text }) => ({
    id: `demo_clock_${value}`,
    group: 'app',
    title: () => m.demo_clock_to({ time: text }),
    when: isDemo,
    paletteOnly: true,
    run: () => void turnDemoClock(value),
  }));
}

const LEAVE: Command = {
  id: 'leave_demo',
  group: 'app',
  title: m.leave_demo_title,
  destructive: true,
  when: isDemo,
  run: () => (inbox.overlay = { kind: 'leave_demo' }),
};

register(() => [...times(), LEAVE]);
