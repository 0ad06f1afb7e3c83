import type { MentionList, MentionView, MessagesPage, PersonHistory, SearchHit, SearchPage, SharedMedia } from '$lib/contract/generated';
import { NO_FILTER } from '$lib/inbox/triage/filter';
import { belongs } from '$lib/inbox/triage/rules';
import { offBecause } from './health';
import type { Talk, World } from './world';

const DAY = 86_400_000;
const KNOWN = /^(from|handle|label|is|has|before|after|window)$/;

/** Neither spam nor in the bin, which are shown only where they are asked for. */
const isListed = ({ row }: Talk) => row.standing !== 'spam' && row.standing !== 'binned';

/** A page of a thread: the newest, before or after a place, or around it. */
export function messagesOf(talk: Talk, part: { before: number | null; after?: number | null; around: number | null; limit: number }): MessagesPage {
  const all = talk.messages;
  const { before, after = null, around, limit } = part;
  let from = Math.max(0, all.length - limit);
  let to = all.length;
  if (before !== null) {
    to = all.filter((one) => one.position < before).length;
    from = Math.max(0, to - limit);
  } else if (after !== null) {
    from = all.filter((one) => one.position <= after).length;
    to = Math.min(all.length, from + limit);
  } else if (around !== null) {
    const at = all.filter((one) => one.position <= around).length;
    from = Math.max(0, at - Math.ceil(limit / 2));
    to = Math.min(all.length, at + Math.floor(limit / 2));
  }
  const messages = all.slice(from, to);
  const [first, last] = [messages[0]?.position ?? 0, messages.at(-1)?.position ?? Infinity];
  return {
    messages,
    lines: talk.lines.filter((line) => (from === 0 || line.position >= first) && (to === all.length || line.position <= last)),
    replies: talk.replies,
    older: from > 0 ? first : null,
    newer: to < all.length ? last : null,
    older_at_instagram: true,
  };
}

/** The words and two filters of what was typed; the core reads all of them. */
export function search(world: World, { query, handle, before, limit }: { query: string; handle: number | null; before: number | null; limit: number }): SearchPage {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const filters = parts.filter((part) => /^[a-z]{2,}:./.test(part) && KNOWN.test(part.split(':')[0] ?? ''));
  const unread = parts.filter((part) => /^[a-z]{2,}:[a-z]/.test(part) && !KNOWN.test(part.split(':')[0] ?? ''));
  const words = parts.filter((part) => !filters.includes(part) && !/^[a-z]+:$/.test(part)).join(' ').replaceAll('"', '');
  const value = (name: string) => filters.find((one) => one.startsWith(`${name}:`))?.slice(name.length + 1).replace(/^@/, '');
  const [from, is, has] = [value('from'), value('is'), value('has')];
  const states: Record<string, string> = { needs: 'needs_reply', waiting: 'waiting', done: 'done', snoozed: 'snoozed', spam: 'spam', bin: 'binned', deleted: 'binned' };
  const talks = [...world.talks.values()]
    .filter(({ row }) => handle === null || row.handle === handle)
    .filter(({ row }) => from === undefined || from === 'me' || `${row.person.name} ${row.person.username}`.toLowerCase().includes(from))
    .filter((talk) => isListed(talk) || ['spam', 'bin', 'deleted'].includes(is ?? ''))
    .filter(({ row }) => is === undefined || (is === 'unread' ? row.unread : is === 'muted' ? row.muted : row.standing === states[is]));
  const hits: SearchHit[] = talks.flatMap((talk) =>
    talk.messages
      .filter((one) => (words === '' ? filters.length > 0 : one.text?.toLowerCase().includes(words)))
      .filter((one) => (has === undefined ? true : one.kind === has) && (from === undefined || (one.direction === 'out') === (from === 'me')))
      .map((one) => {
        const start = one.text?.toLowerCase().indexOf(words) ?? 0;
        const ranges = words === '' || start < 0 ? [] : [{ start, end: start + words.length }];
        return { conversation: talk.row.id, message: one.id, position: one.position, handle: talk.row.handle, person: talk.row.person, direction: one.direction, kind: one.kind, at: one.at, text: one.text ?? '', ranges };
      }),
  );
  hits.sort((one, two) => two.position - one.position);
  const rest = hits.filter((hit) => before === null || hit.position < before);
  const page = rest.slice(0, limit);
  const named = ({ row }: Talk) => [row.person.name, row.person.username ?? ''].some((name) => name.toLowerCase().split(/[\s.]+/).some((word) => word.startsWith(words.replace(/^@/, ''))));
  return {
    people: words === '' || before !== null || filters.length > 0 ? [] : talks.filter(named).slice(0, 5).map((talk) => ({ ...talk.row })),
    hits: page,
    best: 0,
    unread_filters: unread.map((text) => ({ text, is_filter: false })),
    next: rest.length > limit ? (page.at(-1)?.position ?? null) : null,
  };
}

/** Story mentions, what is gone first at the top. */
export function mentions(world: World, now: number, { handle, open_only, after, limit }: { handle: number | null; open_only: boolean; after: string | null; limit: number }): MentionList {
  const all = [...world.talks.values()]
    .filter((talk) => (handle === null || talk.row.handle === handle) && isListed(talk))
    // Who is muted or snoozed is out of sight on purpose, and waits nowhere.
    .filter((talk) => !open_only || belongs(talk.row, 'mentions', NO_FILTER, now))
    .flatMap((talk) =>
      talk.messages
        .filter((one) => one.kind === 'story_mention' && one.direction === 'in')
        .map((one): MentionView => {
          const replied = talk.messages.some((other) => other.direction === 'out' && other.at > one.at);
          const media = one.attachments.findIndex((attachment) => attachment.has_media);
          const off = offBecause(world.handles.find((known) => known.id === talk.row.handle));
          return {
            message: one.id, position: one.position, at: one.at, ends_at: one.at + DAY, media: media < 0 ? null : media, row: { ...talk.row },
            blocker: off ?? talk.blocker, thanked: replied ? 'replied' : talk.row.standing === 'done' ? 'done' : null,
            reaction: one.reactions.find((reaction) => reaction.by === 'out')?.emoji ?? null,
          };
        }),
    )
    .filter((one) => !open_only || (one.thanked === null && one.at > now - 7 * DAY));
  const live = all.filter((one) => one.ends_at > now).sort((one, two) => one.at - two.at);
  const gone = all.filter((one) => one.ends_at <= now).sort((one, two) => two.at - one.at);
  const from = Number(after ?? 0);
  const page = [...live, ...gone].slice(from, from + limit);
  return { mentions: page, next: from + limit < all.length ? String(from + limit) : null };
}

/** What is known of a person. */
export function personHistory(world: World, talk: Talk, now: number): PersonHistory {
  const { username } = talk.row.person;
  return {
    first_at: talk.messages[0]?.at ?? null,
    messages: talk.messages.length,
    mentions: talk.messages.filter((one) => one.kind === 'story_mention').length,
    profile_read_at: now - 5 * 3_600_000,
    profile_refused: false,
    elsewhere: [...world.talks.values()].filter((one) => one !== talk && one.row.person.username === username && one.row.handle !== talk.row.handle && isListed(one)).map((one) => ({ ...one.row })),
  };
}

/** What both sides shared. */
export function sharedMedia(talk: Talk, { before, limit }: { before: number | null; limit: number }): SharedMedia {
  const all = talk.messages.filter((one) => /^(image|video|audio|file|media)$/.test(one.kind) && (before === null || one.position < before)).reverse();
  const page = all.slice(0, limit);
  return {
    messages: page.map((one) => ({ message: one.id, position: one.position, direction: one.direction, at: one.at, attachments: one.attachments })),
    next: all.length > limit ? (page.at(-1)?.position ?? null) : null,
  };
}
