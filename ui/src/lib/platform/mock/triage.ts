import type { ActRequest, AuditEntry, ConversationRow, Filter, LabelsFound, NoteView, SavedView, Selection, SelectRequest, Topic } from '$lib/contract/generated';
import { NO_FILTER } from '$lib/inbox/triage/filter';
import { after, belongs } from '$lib/inbox/triage/rules';
import { CoreError } from '../platform';
import { LABELS, notesOf, SAVED } from './marks';
import { changedSettings, set } from './settings';
import { snoozeChoices } from './snooze';
import type { Talk, World } from './world';

type Core = { world: () => World; changed: (topics: Topic[], conversations?: number[]) => void };
type Row = ConversationRow;

/** The part of the mock that keeps what people say about conversations. */
export class Triage {
  #labels = LABELS.map((label) => ({ ...label }));
  #notes: Map<number, NoteView[]>;
  #saved = SAVED.map((view) => ({ ...view }));
  #audit: AuditEntry[] = [];
  #undo = new Map<string, () => void>();
  /** What was selected last: when each was last heard of, and what its list has by now. */
  #selected: { selection: string; at: Map<number, number | null>; still: () => Set<number> } | null = null;
  #next = 100;

  constructor(private readonly core: Core) {
    const { now } = core.world();
    this.#notes = notesOf(now);
    this.#write('connect', null, null, now - 86_400_000, 1);
  }

  get #talks(): Talk[] {
    return [...this.core.world().talks.values()];
  }

  #row(id: number): Row {
    const talk = this.core.world().talks.get(id);
    if (!talk) throw new CoreError('not_found');
    return talk.row;
  }

  rows(view: Parameters<typeof belongs>[1], handle: number | null, filter: Filter = NO_FILTER): Row[] {
    const now = Date.now();
    return this.#talks.map((talk) => talk.row).filter((row) => (handle === null || row.handle === handle) && belongs(row, view, filter, now));
  }

  #write(action: string, before: string | null, after: string | null, at = Date.now(), handle: number | null = null, conversation: number | null = null): void {
    this.#audit.unshift({ id: this.#audit.length + 1, at, who: 'Ada', action, handle, conversation, before, after });
  }

  #select({ view, handle, filter }: SelectRequest): Selection {
    const rows = this.rows(view, handle, filter);
    const selection = `selected${(this.#next += 1)}`;
    this.#selected = { selection, at: new Map(rows.map((row) => [row.id, row.at])), still: () => new Set(this.rows(view, handle, filter).map((row) => row.id)) };
    return { selection, conversations: rows.map((row) => row.id) };
  }

  /** Of selected conversations those that stand where they stood, with nothing new. */
  #unchanged(conversations: number[], selection: string): number[] {
    if (this.#selected?.selection !== selection) throw new CoreError('too_late');
    const { at, still } = this.#selected;
    const here = still();
    return conversations.filter((id) => here.has(id) && at.get(id) === this.#row(id).at);
  }

  #act({ conversations: asked, selection, act }: ActRequest) {
    const conversations = selection === null ? asked : this.#unchanged(asked, selection);
    const now = Date.now();
    const asking = new Set(this.core.world().handles.filter((handle) => handle.disposition_required).map((handle) => handle.id));
    const unsaid = (row: Row) => asking.has(row.handle) && row.disposition === null;
    if (act.type === 'done' && act.disposition === null && conversations.some((id) => unsaid(this.#row(id)))) throw new CoreError('disposition_required');
    const before = conversations.map((id) => [this.#row(id), { ...this.#row(id) }] as const);
    for (const [row, was] of before) {
      Object.assign(row, after(row, act, now));
      if (act.type === 'label') row.labels = this.#labels.filter((label) => row.labels.includes(label.id)).map((label) => label.id);
      this.#write(act.type, was.standing, row.standing, now, row.handle, row.id);
    }
    const left = asked.length - conversations.length;
    if (conversations.length === 0) return { undo: '', changed: 0, left };
    const undo = `act${(this.#next += 1)}`;
    this.#undo.set(undo, () => {
      for (const [row, was] of before) Object.assign(row, was);
    });
    this.core.changed(['lists', 'handles'], conversations);
    return { undo, changed: conversations.length, left };
  }

  /** A file with a name in each line. */
  #import(file: string, make: readonly string[] | null): LabelsFound {
    const found: LabelsFound = { new: [], same: [], merged: [], left_out: [], unreadable: null, made: [] };
    const [heading = '', ...names] = file.trim().split('\n').map((line) => line.trim());
    if (heading !== 'name') return { ...found, unreadable: { why: 'columns' } };
    for (const name of names) {
      const here = this.#labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (here?.name === name) found.same.push(name);
      else if (here) found.merged.push({ name, into: here.name });
      else if (name === '' || name.length > 40) found.left_out.push(name);
      else found.new.push({ name, hue: (this.#labels.length + found.new.length) % 12 });
    }
    for (const label of found.new.filter(({ name }) => make?.includes(name))) {
      found.made.push((this.#next += 1));
      this.#labels.push({ id: this.#next, ...label });
    }
    if (found.made.length > 0) this.core.changed(['lists']);
    return found;
  }

  #noted(conversation: number, notes: NoteView[]): void {
    this.#notes.set(conversation, notes);
    this.#row(conversation).noted = notes.length > 0;
    this.core.changed(['lists'], [conversation]);
  }

  #withCount(view: Omit<SavedView, 'count'>, handle: number | null): SavedView {
    return { ...view, count: this.rows(view.view, handle, view.filter).length };
  }

  handlers: Record<string, (request: any) => unknown> = {
    select: (request) => this.#select(request),
    act: (request) => this.#act(request),
    undo: ({ undo }) => {
      const back = this.#undo.get(undo);
      if (!back) throw new CoreError('too_late');
      this.#undo.delete(undo);
      back();
      this.core.changed(['lists', 'handles'], [...this.core.world().talks.keys()]);
      return {};
    },
    labels: () =>
      this.#labels
        .map((label) => ({ ...label, conversations: this.#talks.filter((talk) => talk.row.labels.includes(label.id)).length }))
        .sort((one, two) => one.name.localeCompare(two.name)),
    save_label: ({ label, name, hue }) => {
      const same = this.#labels.find((one) => one.name.toLowerCase() === String(name).trim().toLowerCase());
      if (String(name).trim() === '') throw new CoreError('invalid');
      if (same && same.id !== label) throw new CoreError('name_taken');
      const saved = { id: label ?? (this.#next += 1), name: String(name).trim(), hue };
      this.#labels = [...this.#labels.filter((one) => one.id !== saved.id), saved];
      this.core.changed(['lists']);
      return { ...saved, conversations: 0 };
    },
    import_labels: ({ file, make }) => this.#import(file, make),
    export_labels: ({ format }) => ({ name: `handrail-labels.${format}`, count: this.#labels.length, saved: { saved: 'here', place: `/home/ada/handrail-labels.${format}` } }),
    delete_label: ({ label }) => {
      this.#labels = this.#labels.filter((one) => one.id !== label);
      for (const talk of this.#talks) talk.row.labels = talk.row.labels.filter((one) => one !== label);
      this.core.changed(['lists'], [...this.core.world().talks.keys()]);
      return {};
    },
    notes: ({ conversation }) => this.#notes.get(conversation) ?? [],
    save_note: ({ conversation, note, text }) => {
      const notes = this.#notes.get(conversation) ?? [];
      const old = notes.find((one) => one.id === note);
      const saved = old ? { ...old, text, edited_at: Date.now() } : { id: (this.#next += 1), at: Date.now(), edited_at: null, author: 'Ada', text };
      this.#noted(conversation, old ? notes.map((one) => (one === old ? saved : one)) : [...notes, saved]);
      this.#write('note', null, null, Date.now(), this.#row(conversation).handle, conversation);
      return saved;
    },
    delete_note: ({ note }) => {
      for (const [conversation, notes] of this.#notes) {
        if (notes.some((one) => one.id === note)) this.#noted(conversation, notes.filter((one) => one.id !== note));
      }
      return {};
    },
    snooze_choices: ({ conversation, typed }) => snoozeChoices(typed, conversation === null ? null : this.#row(conversation).window, Date.now()),
    saved_views: ({ handle }) => this.#saved.map((view) => this.#withCount(view, handle)),
    save_view: ({ saved_view, name, view, sort, filter }) => {
      const saved = { id: saved_view ?? (this.#next += 1), name, view, sort, filter };
      const known = this.#saved.some((one) => one.id === saved.id);
      this.#saved = known ? this.#saved.map((one) => (one.id === saved.id ? saved : one)) : [...this.#saved, saved];
      this.core.changed(['lists']);
      return this.#withCount(saved, null);
    },
    delete_view: ({ saved_view }) => {
      this.#saved = this.#saved.filter((one) => one.id !== saved_view);
      this.core.changed(['lists']);
      return {};
    },
    empty_bin: ({ handle }) => {
      for (const row of this.rows('bin', handle)) this.core.world().talks.delete(row.id);
      this.core.changed(['lists']);
      return {};
    },
    export_audit: ({ handle }) => {
      const entries = this.#audit.filter((one) => handle === null || one.handle === handle);
      return { name: 'handrail-audit.csv', count: entries.length, saved: { saved: 'here', place: '/home/ada/handrail-audit.csv' } };
    },
    audit: ({ handle, before, limit }) => {
      const entries = this.#audit.filter((one) => (handle === null || one.handle === handle) && (before === null || one.id < before));
      const page = entries.slice(0, limit);
      return { entries: page, next: entries.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
    save_handle_setting: ({ handle, setting }) => {
      const found = this.core.world().handles.find((one) => one.id === handle);
      if (!found) throw new CoreError('not_found');
      const now = { ...found, ...set(setting) };
      for (const [action, was, is] of changedSettings(found, now)) this.#write(action, was, is, Date.now(), handle);
      // Another promise takes nothing back from who wrote before; none at all does.
      if (now.sla === null) for (const { row } of this.#talks) if (row.handle === handle) row.reply_due = null;
      Object.assign(found, now);
      this.core.changed(['handles', 'lists']);
      return {};
    },
    order_handles: ({ handles }) => {
      this.core.world().handles.sort((one, two) => handles.indexOf(one.id) - handles.indexOf(two.id));
      this.core.changed(['handles']);
      return {};
    },
  };
}
