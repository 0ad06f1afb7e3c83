import type { CoreError } from '$lib/platform/platform';
import type { Question } from './guards';

/** What stands in the composer beside the draft while a reply is being tried: gone with its conversation. */
export class Attempt {
  /** A text that is too long goes in several messages. */
  split = $state(false);
  /** Somebody has just agreed to reply as a human agent. */
  agreed = $state(false);
  /** Somebody means that Instagram takes such replies now. */
  retried = $state(false);
  error = $state.raw<CoreError | null>(null);
  /** Why the last press of Send did not send. */
  asked = $state.raw<Question | 'blank' | 'window' | null>(null);
  /** Sends it all the same. */
  repeat: () => void = () => undefined;
}
