import { desk } from '$lib/inbox/stories/desk.svelte';
import { mentionInThread } from '$lib/inbox/stories/inThread';
import { m } from '$lib/words';
import { register } from './registry.svelte';
import { isReady } from './when';

const onMention = () => isReady() && desk.isShown;

/** Whom thanks are for: the mention that the keys are on, on the desk or in a thread. */
const thanked = () => (desk.isShown ? (desk.current?.thanked === null ? desk.current : undefined) : mentionInThread());

// The rest is as in a list: next and previous, reply, done.
register(() => [
  { id: 'thank', group: 'conversation', title: m.command_thank, keys: ['t'], when: () => isReady() && thanked() !== undefined, run: () => desk.thank(thanked()) },
  { id: 'story_way', group: 'conversation', title: m.command_story_way, when: onMention, run: () => (desk.way.value = desk.way.value === 'grid' ? 'list' : 'grid') },
]);
