import { inbox } from '$lib/inbox/state.svelte';
import { desk } from '$lib/inbox/stories/desk.svelte';
import { mentionInThread } from '$lib/inbox/stories/inThread';
import { cursor } from '$lib/inbox/thread/cursor.svelte';
import { m } from '$lib/words';
import { register } from './registry.svelte';
import { isOpen, isReady } from './when';

const onMention = () => isReady() && desk.isShown;

/** Whom thanks are for: the mention that the keys are on, on the desk or in the thread that is on screen. */
function thanked() {
  if (desk.isShown) return desk.current && desk.canThank(desk.current) ? desk.current : undefined;
  return isOpen() && inbox.mode !== 'manage' ? mentionInThread() : undefined;
}

/** Shows the words of thanks, where the person can see them. */
function thank(): void {
  const mention = thanked();
  if (mention && !desk.isShown) cursor.reveal(mention.message);
  desk.thank(mention);
}

// The rest is as in a list: next and previous, reply, done.
register(() => [
  { id: 'thank', group: 'conversation', title: m.command_thank, keys: ['t'], when: () => isReady() && thanked() !== undefined, run: thank },
  { id: 'story_way', group: 'conversation', title: m.command_story_way, when: onMention, run: () => (desk.way.value = desk.way.value === 'grid' ? 'list' : 'grid') },
]);
