import type { MentionView } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { shippedThanks, thanksAmong, thanksOf, type Thanks } from './thanks';

/**
 * Words of thanks that somebody looks at before they leave. They belong to the place that shows them, and are gone with
 * it: what is not seen is not sent.
 */
export class Thanking {
  /** `null` while they are being made. */
  thanks = $state.raw<Thanks | null>(null);
  #turn = 0;

  constructor(
    readonly mention: MentionView,
    /** On the desk, else in the mention's thread. */
    readonly onDesk: boolean,
  ) {}

  /** Shows the words of a turn as soon as they are there; until then those of before. */
  async show(turn: number): Promise<void> {
    this.#turn = turn;
    const { row } = this.mention;
    const handle = entryOf('handles', {}).data?.find((one) => one.id === row.handle);
    const replies = thanksAmong(entryOf('saved_replies', {}).data ?? [], handle ?? { id: row.handle, brand: null });
    const thanks = replies.length === 0 ? shippedThanks(this.mention, turn) : await thanksOf(this.mention, replies, turn);
    if (turn === this.#turn) this.thanks = thanks;
  }
}
