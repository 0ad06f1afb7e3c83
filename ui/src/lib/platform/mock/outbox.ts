import type { OutboxEntry, ReplyView, Topic } from '$lib/contract/generated';
import { CoreError } from '../platform';
import type { Talk, World } from './world';

/** The outbox of the mock, over the replies of all its talks. */
export class Outbox {
  #discarded = new Map<string, { talk: Talk; reply: ReplyView }[]>();

  constructor(
    private readonly world: () => World,
    private readonly changed: (topics: Topic[], conversations: number[]) => void,
    private readonly send: (talk: Talk, id: string) => void,
  ) {}

  handlers: Record<string, (request: any) => unknown> = {
    outbox: ({ handle, part, after, limit }) => {
      const all = this.#entries(handle).filter((entry) => part === 'all' || (part === 'scheduled' ? entry.reply.scheduled_for !== null : entry.needs_person));
      const from = after === null ? 0 : all.findIndex((entry) => entry.reply.id === after) + 1;
      const entries = all.slice(from, from + limit);
      return { entries, next: from + limit < all.length ? entries.at(-1)?.reply.id : null };
    },
    outbox_counts: ({ handle }) => {
      const all = this.#entries(handle);
      return { open: all.length, needs_person: all.filter((entry) => entry.needs_person).length, scheduled: all.filter((entry) => entry.reply.scheduled_for !== null).length };
    },
    act_on_replies: ({ ids, action }) => {
      const found = (ids as string[]).map((id) => this.#find(id)).filter((one) => one !== undefined);
      const undo = String(Math.random());
      for (const { talk, reply } of found) {
        if (action === 'discard') talk.replies = talk.replies.filter((one) => one.id !== reply.id);
        else this.send(talk, reply.id);
        this.changed(['lists'], [talk.row.id]);
      }
      const text = found.filter(({ reply }) => reply.files.length === 0);
      this.#discarded.set(undo, text);
      const discards = action === 'discard';
      return { done: found.length, too_late: ids.length - found.length, undo: discards && text.length > 0 ? undo : null, for_good: discards ? found.length - text.length : 0 };
    },
    restore_replies: ({ undo }) => {
      const back = this.#discarded.get(undo) ?? [];
      for (const { talk, reply } of back) {
        talk.replies = [...talk.replies, reply];
        this.changed(['lists'], [talk.row.id]);
      }
      this.#discarded.delete(undo);
      return { done: back.length };
    },
    reschedule_reply: ({ id, at }) => {
      const found = this.#find(id);
      if (!found) throw new CoreError('too_late');
      Object.assign(found.reply, { scheduled_for: at, not_before: at });
      this.changed(['lists'], [found.talk.row.id]);
      return { ...found.reply };
    },
  };

  #find(id: string): { talk: Talk; reply: ReplyView } | undefined {
    for (const talk of this.world().talks.values()) {
      const reply = talk.replies.find((one) => one.id === id);
      if (reply) return { talk, reply };
    }
    return undefined;
  }

  #entries(handle: number | null): OutboxEntry[] {
    return [...this.world().talks.values()]
      .filter((talk) => handle === null || talk.row.handle === handle)
      .flatMap((talk) => talk.replies.map((reply) => ({
        reply: { ...reply }, conversation: talk.row.id, handle: talk.row.handle, person: talk.row.person, window: talk.row.window,
        needs_person: reply.state === 'failed' || reply.state === 'ask' || (reply.state === 'held' && !['offline', 'throttled', 'uncertain'].includes(reply.reason ?? '')),
      })))
      .sort((one, two) => two.reply.created_at - one.reply.created_at);
  }
}
