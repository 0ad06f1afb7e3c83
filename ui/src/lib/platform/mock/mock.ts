import type { AppView, Changes, ConversationRow, Destination, ErrorCode, Footprint, HealthCode, NoticeView, Phase, RelayStanding, RelayView, ReplyView, Settings, SignInView, Topic, Wish } from '$lib/contract/generated';
import { CoreError, type Platform } from '../platform';
import { kindOfFile, MAX_LARGE, PAGES, roomFor, SETTINGS, SUPPORT, undelivered } from './answers';
import { DemoClock } from './demoClock';
import { Exporting } from './exporting';
import { health, markOf, offBecause } from './health';
import { mentions, messagesOf, personHistory, search, sharedMedia } from './find';
import { mediumOf } from './media';
import { isAlways, quiet } from './quiet';
import { standsAt } from './marks';
import { relay } from './relay';
import { reports } from './reports';
import { news } from './news';
import { ended } from './signIn';
import { notices } from './notices';
import { MORE_VIEWS, VIEWS } from '$lib/inbox/state.svelte';
import { repaired } from './repaired';
import { Triage } from './triage';
import { Outbox } from './outbox';
import { SavedReplies } from './saved';
import { id, message, world, type Talk, type World } from './world';

/** What a call may be, as the gate before the core measures it. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * A core in memory, for developing the UI alone. Never part of a build. `#phase=…&count=…` chooses what it shows,
 * `replies` and `uploads` fill the composer of the second conversation,
 * `no_tray` is a desktop without one, `clock=-7` one whose clock is seven minutes ahead of Instagram’s,
 * `stories` adds people who mentioned a handle, `long` a conversation of 10,000 messages, `twice` somebody who wrote to two handles.
 */
export function mock(): Platform {
  const asked = new URLSearchParams(location.hash.slice(1));
  const core = new MockCore((asked.get('phase') as Phase) ?? 'ready', Number(asked.get('count') ?? 120));
  return {
    kind: 'mock',
    rpc: (command, payload) => core.answer(command, payload as Request),
    subscribe: (onChanges) => core.listen(onChanges),
    mediaUrl: (path) => core.medium(path),
  };
}

type Request = Record<string, never>;

class MockCore {
  #world: World;
  #wish: Wish = { number: 0, space: 'live', to: { type: 'inbox' } };
  /** Commands that fail from now on, in the middle of everything. */
  #failing = new Map<string, ErrorCode>();
  /** The command whose answers wait, and what lets them go. */
  #held: { command: string; wait: Promise<void>; go: () => void } | null = null;
  #listeners = new Set<(changes: Changes) => void>();
  #revision = 0;
  #triage: Triage;
  #clock = new DemoClock();
  #app: AppView;
  #autostart = false;
  /** Files that were attached, as addresses. */
  #files = new Map<string, string>();
  /** What came of files that are not whole yet. */
  #pieces = new Map<string, string>();
  #agreed = new Set<number>();
  #notices: NoticeView[] = [];
  #signIn: SignInView | null = null;
  #relay: RelayView;
  #outbox: Outbox;
  #saved: SavedReplies;
  #exporting = new Exporting({ list: ({ view, handle, filter }) => this.#triage.rows(view, handle, filter).length, changed: (topics) => this.#changed(topics) });

  constructor(phase: Phase, count: number) {
    const asked = new URLSearchParams(location.hash.slice(1));
    this.#world = world(Date.now(), count);
    this.#triage = new Triage({ world: () => this.#world, changed: (topics, conversations) => this.#changed(topics, conversations) });
    this.#app = {
      phase,
      space: asked.get('space') === 'live' ? 'live' : 'demo',
      version: '0.1.0',
      now: Date.now(),
      recovery_code: true,
      quiet: null,
      tray: !asked.has('no_tray'),
      // `#damaged` has a part that cannot be read; `#repaired=some` and `#repaired=copy` choose what a repair saved.
      damaged: asked.has('damaged'),
      repaired: asked.has('repaired') && !asked.has('damaged') ? repaired(asked.get('repaired')) : null,
      // `#folder=network`, `#folder=dropbox` and the like: where the inbox is.
      folder_risk: asked.get('folder') as AppView['folder_risk'],
      clock_behind_ms: asked.has('clock') ? Number(asked.get('clock')) * 60_000 : null,
      settings: { ...SETTINGS, language: asked.get('language') },
    };
    // `#state=rate_limited` puts the fourth handle into a state, `#state=stale,unknown` the first ones; `notice` tells of access, `notice=off` and `notice=back` of
    // message access.
    const states = (asked.get('state')?.split(',') ?? []) as HealthCode[];
    const first = states.length > 1 ? 0 : 3;
    states.forEach((code, place) => this.#put(first + place, code));
    if (asked.has('notice')) {
      this.#notices = notices(this.#world.handles, asked.get('notice'));
    }
    // `#relay=revoked` says how it stands with the relay.
    this.#relay = relay((asked.get('relay') as RelayStanding | null) ?? 'simulated', this.#world.handles, Date.now());
    this.#outbox = new Outbox(() => this.#world, (topics, conversations) => this.#changed(topics, conversations), (talk, id) => this.#deliver(talk, id));
    // `#saved=none` begins without any.
    const filled = asked.get('saved') !== 'none';
    this.#saved = new SavedReplies((id) => this.#talk(id), (id) => this.#handle(id).username, () => this.#app.settings.agent_name, (topics) => this.#changed(topics), filled);
    const fail = (command: string, code: ErrorCode | null) => (code ? this.#failing.set(command, code) : this.#failing.delete(command));
    const wish = (to: Destination, space = this.#app.space) => ((this.#wish = { number: this.#wish.number + 1, space, to }), this.#changed(['app']));
    const hold = (command: string | null) => this.#hold(command);
    const live = { arrive: (id?: number) => this.#arrive(id), fail, hold, wish, looks: () => this.#world.handles.map((one) => one.looks), settings: () => this.#app.settings, exported: () => this.#exporting.asked };
    Object.assign(window, { mock: live });
  }

  #hold(command: string | null): void {
    this.#held?.go();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = command === null ? null : { command, wait: promise, go: resolve };
  }

  #put(place: number, code: HealthCode): void {
    const since = Date.now() - 4 * 3_600_000;
    const off = code === 'paused_by_you' || code === 'disconnected';
    const disconnected_at = code === 'disconnected' ? since : null;
    const soon = code === 'token_ends_soon' ? { token_ends_at: Date.now() + 3 * 86_400_000 } : {};
    Object.assign(this.#world.handles[place] ?? {}, { code, health: markOf(code), trouble: null, since, on: !off, disconnected_at, ...soon });
  }

  #handle(id: number) {
    const found = this.#world.handles.find((one) => one.id === id);
    if (!found) throw new CoreError('not_found');
    return found;
  }

  medium(path: string): string {
    const [what, id, index] = path.split('/');
    const upload = this.#files.get(id ?? '');
    if (what === 'upload' && upload) return upload;
    const found = what === 'message' ? this.#message(Number(id)) : undefined;
    return mediumOf(path.includes('/card/') ? undefined : found?.attachments[Number(index)], path);
  }

  #message(id: number) {
    for (const talk of this.#world.talks.values()) {
      const found = talk.messages.find((one) => one.id === id);
      if (found) return found;
    }
    return undefined;
  }

  listen(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async answer(command: string, request: Request): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, 15));
    if (this.#held?.command === command) await this.#held.wait;
    const handler =
      this.#handlers[command] ?? this.#triage.handlers[command] ?? this.#outbox.handlers[command] ?? this.#saved.handlers[command] ?? this.#exporting.handlers[command];
    if (!handler) throw new CoreError('invalid');
    // The gate before the core lets no larger call through.
    if (JSON.stringify(request ?? null).length > MOST_BYTES) throw new CoreError('internal');
    const failure = this.#failing.get(command);
    if (failure) throw new CoreError(failure);
    return handler(request);
  }

  #changed(topics: Topic[], conversations: number[] = []): void {
    this.#revision += 1;
    const changes = { revision: this.#revision, resync: false, topics, conversations };
    setTimeout(() => this.#listeners.forEach((listener) => listener(changes)), 20);
  }

  #view(): AppView {
    return { ...this.#app, now: this.#clock.now, quiet: quiet(this.#app.settings.notifications, this.#clock.now) };
  }

  #talk(id: number): Talk {
    const talk = this.#world.talks.get(id);
    if (!talk) throw new CoreError('not_found');
    return talk;
  }

  #arrive(id = 3 + Math.floor(Math.random() * 20)): void {
    const talk = this.#talk(id);
    const now = Date.now();
    // Every minute of the mock is a business minute, and nobody was ever answered.
    const promised = this.#handle(talk.row.handle).sla?.first_reply ?? null;
    if (promised !== null) talk.row.reply_due ??= now + promised * 60_000;
    talk.messages.push(message({ at: now, text: 'One more thing…' }));
    Object.assign(talk.row, { at: now, snippet: 'One more thing…', reaction: null, unread: true, ...standsAt('needs_reply'), kind: 'text', direction: 'in', window: { ends_at: now + 86_400_000, human_agent_ends_at: now + 7 * 86_400_000 } });
    this.#changed(['lists'], [talk.row.id]);
  }

  #handlers: Record<string, (request: any) => unknown> = {
    app: () => this.#view(),
    wish: () => this.#wish,
    try_notification: () => ({}),
    autostart: () => ({ on: this.#autostart }),
    set_autostart: ({ on }) => ((this.#autostart = on), this.#changed(['app']), {}),
    answer_closing: ({ answer }) => (Object.assign(window, { closing: answer }), {}),
    start_demo: () => (this.#app = { ...this.#app, phase: 'ready', space: 'demo' }),
    leave_demo: () => (this.#app = { ...this.#app, phase: 'welcome', space: 'live' }),
    turn_demo_clock: ({ to }) => {
      if (this.#app.space !== 'demo') throw new CoreError('wrong_space');
      const anew = this.#clock.turn(to, this.#world.handles);
      this.#changed(['app', 'handles', 'lists']);
      return { app: this.#view(), anew };
    },
    retry_start: () => (this.#app = { ...this.#app, phase: 'ready' }),
    begin_anew: () => (this.#app = { ...this.#app, phase: 'welcome' }),
    repair: () => (this.#app = { ...this.#app, phase: 'ready', damaged: false, repaired: repaired(new URLSearchParams(location.hash.slice(1)).get('repaired')) }),
    dismiss_repair: () => ((this.#app = { ...this.#app, repaired: null }), this.#changed(['app']), {}),
    unlock: () => (this.#app = { ...this.#app, phase: 'ready' }),
    recover: ({ words }) => {
      if (String(words).trim().split(' ').length !== 15) throw new CoreError('recovery_code_length', '3');
      return (this.#app = { ...this.#app, phase: 'ready' });
    },
    make_recovery_code: () => ({ words: 'ocean hammer velvet planet ribbon castle urban motion picnic length absurd orbit garden lemon valley' }),
    save_settings: (changed: Partial<Settings>) => {
      const settings = { ...this.#app.settings, ...changed };
      if (isAlways(settings.notifications.quiet_hours)) throw new CoreError('always_quiet');
      this.#app.settings = settings;
      this.#changed(['app']);
      return {};
    },
    health: ({ handle }) => health(this.#handle(handle), this.#clock.now),
    relay: () => this.#relay,
    look_at_relay: ({ link }) => {
      if (!String(link).includes('#')) throw new CoreError('relay_link_malformed');
      if (String(link).endsWith('used')) throw new CoreError('relay_link_used');
      return { address: 'https://relay.bluekiln.example', organisation: 'Blue Kiln Ceramics', handles: null };
    },
    pair_relay: ({ name }) => {
      this.#relay = relay('live', this.#world.handles, Date.now(), name);
      this.#changed(['handles']);
      return this.#relay;
    },
    unpair_relay: () => ((this.#relay = relay('not_paired', this.#world.handles, Date.now())), this.#changed(['handles']), { told: true }),
    try_relay: () => ({}),
    // `#colleague` writes to the same people on another laptop.
    claim: () => (new URLSearchParams(location.hash.slice(1)).has('colleague') ? { laptop: 'Tom’s laptop', for_ms: 40_000 } : { laptop: null, for_ms: 0 }),
    begin_sign_in: ({ handle }) => (this.#signIn = { flow: '1', handle, match_code: '4719', stage: 'waiting', preview: null, connected: null, error: null }),
    // `#sign_in=other` and the like let a sign-in end at once.
    sign_in: () => ended(this.#signIn, new URLSearchParams(location.hash.slice(1)).get('sign_in')),
    open_sign_in: () => ({}),
    end_sign_in: () => ({}),
    news: ({ language }) => news(this.#world.handles, language),
    notices: () => this.#notices,
    dismiss_notice: ({ notice }) => ((this.#notices = this.#notices.filter((one) => one.id !== notice)), this.#changed(['handles']), {}),
    handle_footprint: ({ handle }) => footprint([...this.#world.talks.values()].filter((talk) => talk.row.handle === handle)),
    person_footprint: ({ conversation }) => footprint([this.#talk(conversation)]),
    resubscribe: () => ({}),
    disconnect: ({ handle }) => {
      Object.assign(this.#handle(handle), { on: false, health: 'paused', code: 'disconnected', since: Date.now(), disconnected_at: Date.now(), token_ends_at: null });
      this.#changed(['handles']);
      return { unsubscribed: true, revoked: 'not_offered' };
    },
    delete_handle: ({ handle, username }) => {
      if (this.#handle(handle).username !== String(username).replace(/^@/, '')) throw new CoreError('invalid');
      this.#world.handles = this.#world.handles.filter((one) => one.id !== handle);
      for (const [key, talk] of this.#world.talks) if (talk.row.handle === handle) this.#world.talks.delete(key);
      this.#changed(['handles', 'lists']);
      return {};
    },
    forget_person: ({ conversation }) => (this.#world.talks.delete(conversation), this.#changed(['lists'], [conversation]), {}),
    handles: () => this.#world.handles.map((handle) => ({ ...handle, needs_reply: this.#triage.rows('needs_reply', handle.id).length })),
    counts: ({ handle }) =>
      Object.fromEntries(([...VIEWS, ...MORE_VIEWS] as const).map((view) => [view, this.#triage.rows(view, handle).length])),
    conversations: ({ view, handle, sort, filter, after, limit }) => {
      const rows = this.#triage.rows(view, handle, filter).sort((one, two) =>
        sort === 'newest' ? (two.at ?? 0) - (one.at ?? 0) : sort === 'oldest_waiting' ? (one.at ?? 0) - (two.at ?? 0) : closes(one) - closes(two) || (one.at ?? 0) - (two.at ?? 0),
      );
      const from = Number(after ?? 0);
      return { rows: rows.slice(from, from + limit), next: from + limit < rows.length ? String(from + limit) : null };
    },
    conversation: ({ conversation }) => {
      const talk = this.#talk(conversation);
      const off = offBecause(this.#world.handles.find((handle) => handle.id === talk.row.handle));
      return {
        row: { ...talk.row },
        draft: talk.draft === null ? null : { text: talk.draft, updated_at: 0 },
        uploads: [...talk.uploads],
        blocker: off ?? talk.blocker,
        may_be_open_until: new URLSearchParams(location.hash.slice(1)).has('reacted') ? Date.now() + 3_600_000 : null,
        to_self: false,
        human_agent_agreed: this.#agreed.has(talk.row.handle),
        human_agent_refused: new URLSearchParams(location.hash.slice(1)).has('refused'),
      };
    },
    messages: (request) => messagesOf(this.#talk(request.conversation), request),
    search: (request) => search(this.#world, request),
    mentions: (request) => mentions(this.#world, Date.now(), request),
    person_history: ({ conversation }) => personHistory(this.#world, this.#talk(conversation), Date.now()),
    shared_media: (request) => sharedMedia(this.#talk(request.conversation), request),
    check_token: ({ token }) => {
      if (String(token).startsWith('IG')) {
        return { flow: 'f', flavour: 'instagram_login', candidates: [{ number: 0, username: 'luma.paris', page_name: null, problem: null, name: 'Luma Paris', account_type: 'business', followers: 8_212, known: false, waits_for: token === 'IGwaits' ? 'not_eligible' : null }] };
      }
      if (String(token).startsWith('EA')) return PAGES;
      throw new CoreError((String(token) as ErrorCode) || 'token_malformed', null, null);
    },
    connect: () => ({ handle: 1 }),
    set_switch: ({ handle, on }) => {
      const found = this.#world.handles.find((one) => one.id === handle);
      if (found) Object.assign(found, { on, health: on ? 'receiving' : 'paused', code: on ? 'receiving' : 'paused_by_you', since: on ? null : Date.now(), paused_at: on ? null : Date.now() });
      this.#changed(['handles']);
      return {};
    },
    sync_now: ({ handle }) => {
      for (const one of this.#world.handles) if (handle === null || one.id === handle) Object.assign(one, { looks: one.looks + 1, looked_well: ['receiving', 'catching_up', 'warning'].includes(one.health) });
      this.#changed(['handles']);
      return {};
    },
    attend: () => ({}),
    save_draft: ({ conversation, text }) => {
      const talk = this.#talk(conversation);
      talk.draft = text || null;
      talk.row.has_draft = text !== '';
      this.#changed(['lists'], [conversation]);
      return {};
    },
    mark_read: ({ conversation }) => {
      this.#talk(conversation).row.unread = false;
      this.#changed(['lists'], [conversation]);
      return {};
    },
    message_support: () => SUPPORT,
    reports: (request) => reports(request, this.#world.handles, this.#app.space === 'demo', Date.now()),
    export_reports: () => ({ name: 'handrail-reports.csv', count: 391, saved: { saved: 'here', place: '/home/ada/handrail-reports.csv' } }),
    undelivered: ({ handle }) => undelivered(handle, Date.now()),
    attach: ({ conversation, name, file, size, at, base64 }) => {
      const piece = atob(base64);
      const whole = (at === 0 ? '' : (this.#pieces.get(file) ?? '')) + piece;
      this.#pieces.set(file, whole);
      if (whole.length < size) return null;
      this.#pieces.delete(file);
      const bytes = whole.length;
      const converted = /\.webp$/i.test(name);
      const kind = converted ? 'image' : kindOfFile(name);
      if (bytes === 0) throw new CoreError('file_empty');
      if (!kind) throw new CoreError('file_format');
      if (bytes > (kind === 'image' ? 8_000_000 : MAX_LARGE)) throw new CoreError('file_too_large');
      const talk = this.#talk(conversation);
      if (!roomFor(talk.uploads, kind)) throw new CoreError('too_many_files');
      const upload = { id: `upload${id()}`, name: name.replace(/\.webp$/i, '.jpg'), kind, bytes };
      if (kind === 'image') this.#files.set(upload.id, `data:image/png;base64,${btoa(whole)}`);
      talk.uploads.push(upload);
      this.#changed([], [conversation]);
      return { upload, converted_from: converted ? 'WebP' : null };
    },
    detach: ({ upload }) => {
      for (const talk of this.#world.talks.values()) {
        talk.uploads = talk.uploads.filter((one) => one.id !== upload);
      }
      return {};
    },
    react: ({ message: id, emoji }) => {
      const found = this.#message(id);
      if (!found) throw new CoreError('not_found');
      found.reactions = found.reactions.filter((one) => one.by === 'in');
      if (emoji) found.reactions.push({ by: 'out', emoji });
      this.#changed([], [...this.#world.talks.keys()]);
      return {};
    },
    agree_to_human_agent: ({ handle }) => (this.#agreed.add(handle), this.#changed(['handles']), {}),
    send: ({ id, conversation, text, uploads, heart, reply_to, human_agent, scheduled_for }) => {
      const talk = this.#talk(conversation);
      // `#send=disk_full` and the like refuses every reply.
      const refusal = new URLSearchParams(location.hash.slice(1)).get('send') as ErrorCode | null;
      if (refusal) throw new CoreError(refusal);
      if (/\{\{[^{}]+\}\}/.test(text)) throw new CoreError('blank_left');
      const reply: ReplyView = {
        id, text, heart, human_agent, files: talk.uploads.filter((one) => uploads.includes(one.id)),
        quote: this.#quote(reply_to), state: 'queued', reason: null, detail: null, created_at: Date.now(),
        not_before: scheduled_for ?? Date.now() + this.#app.settings.undo_ms, scheduled_for, attempts: 0,
      };
      talk.replies.push(reply);
      talk.draft = null;
      talk.row.has_draft = false;
      talk.uploads = [];
      if (scheduled_for === null) setTimeout(() => this.#deliver(talk, id), this.#app.settings.undo_ms);
      this.#changed(['lists'], [conversation]);
      return reply;
    },
    act_on_reply: ({ id, action }) => {
      for (const talk of this.#world.talks.values()) {
        const reply = talk.replies.find((one) => one.id === id);
        if (!reply) continue;
        if (action !== 'send_again') talk.replies = talk.replies.filter((one) => one.id !== id);
        if (action === 'edit') talk.uploads = reply.files;
        if (action === 'send_again') setTimeout(() => this.#deliver(talk, id), 0);
        this.#changed(['lists'], [talk.row.id]);
        return { text: action === 'edit' ? reply.text : null };
      }
      throw new CoreError('too_late');
    },
    open_link: (request) => (Object.assign(window, { opened: request }), {}),
    open_in_instagram: () => ({}),
  };

  #quote(id: number | null) {
    const found = id === null ? undefined : this.#message(id);
    return found ? { position: found.position, direction: found.direction, kind: found.kind, snippet: found.text ?? '' } : null;
  }

  #deliver(talk: Talk, id: string): void {
    const reply = talk.replies.find((one) => one.id === id);
    if (!reply) return;
    talk.replies = talk.replies.filter((one) => one.id !== id);
    const { text, quote, human_agent } = reply;
    talk.messages.push(message({ at: Date.now(), direction: 'out', origin: 'this_app', text: reply.heart ? '❤️' : text || null, quote, human_agent }));
    Object.assign(talk.row, { ...standsAt('waiting'), snippet: reply.text, reaction: null, direction: 'out', kind: 'text', at: Date.now(), unread: false, reply_due: null });
    this.#changed(['lists'], [talk.row.id]);
  }
}

function footprint(talks: Talk[]): Footprint {
  const sum = (of: (talk: Talk) => number) => talks.reduce((total, talk) => total + of(talk), 0);
  return {
    conversations: talks.length,
    messages: sum((talk) => talk.messages.length),
    drafts: sum((talk) => (talk.draft === null ? 0 : 1)),
    open_replies: sum((talk) => talk.replies.length),
    files: sum((talk) => talk.uploads.length),
    saved_replies: talks.length > 1 ? 1 : 0,
  };
}

function closes(row: ConversationRow): number {
  const end = row.window?.ends_at ?? Infinity;
  return end > Date.now() ? end : end + 1e12;
}
