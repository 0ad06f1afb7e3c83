import { desk } from '$lib/inbox/stories/desk.svelte';
import { m } from '$lib/words';
import { register } from './registry.svelte';
import { isReady } from './when';

const onMention = () => isReady() && desk.isShown;

// The rest is as in a list: next and previous, reply, done.
register(() => [
  { id: 'thank', group: 'conversation', title: m.command_thank, keys: ['t'], when: () => onMention() && desk.current?.thanked === null, run: () => desk.thank() },
  { id: 'story_way', group: 'conversation', title: m.command_story_way, when: onMention, run: () => (desk.way.value = desk.way.value === 'grid' ? 'list' : 'grid') },
]);
