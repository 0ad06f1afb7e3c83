import type { FilledReply, ImportReport, SavedReplyDraft, SavedReplyProblem, SavedReplyView, Topic, VariableValueSaved, VariableValueView } from '$lib/contract/generated';
import { plainName, valueFor } from '$lib/inbox/saved/values';
import { CoreError } from '../platform';
import type { Talk } from './world';

/** Saved replies of the mock: enough of the core's rules to look at every state. */
export class SavedReplies {
  #all: SavedReplyView[] = [];
  #values: VariableValueView[] = [];
  #next = 100;

  constructor(
    private readonly talk: (id: number) => Talk,
    private readonly handle: (id: number) => string,
    private readonly agent: () => string,
    private readonly changed: (topics: Topic[]) => void,
    filled: boolean,
  ) {
    if (filled) this.#values = [{ name: 'shop_address', handle: null, text: '12 Kiln Lane, London' }];
    if (filled) this.#all = EXAMPLES.map((draft, index) => this.#made(draft, index === 0 ? 41 : index % 3));
  }

  handlers: Record<string, (request: any) => unknown> = {
    saved_replies: () => [...this.#all].sort((one, two) => (one.draft.title < two.draft.title ? -1 : 1)),
    check_saved_reply: (draft) => problems(draft),
    fill_saved_reply: ({ saved_reply, conversation, today }) => this.#fill(saved_reply, conversation, today),
    save_saved_reply: ({ saved_reply, draft }) => {
      if (problems(draft).length > 0) throw new CoreError('invalid');
      const known = this.#all.find((one) => one.id === saved_reply);
      const made = known ? Object.assign(known, { draft: tidy(draft), changed_at: Date.now() }) : this.#made(draft, 0);
      if (!known) this.#all = [...this.#all, made];
      this.changed(['saved_replies']);
      return { ...made };
    },
    delete_saved_reply: ({ saved_reply }) => ((this.#all = this.#all.filter((one) => one.id !== saved_reply)), this.changed(['saved_replies']), {}),
    restore_saved_reply: (reply) => ((this.#all = [...this.#all, reply]), this.changed(['saved_replies']), {}),
    count_saved_reply: ({ saved_reply }) => {
      this.#all = this.#all.map((one) => (one.id === saved_reply ? { ...one, uses: one.uses + 1, used_at: Date.now() } : one));
      this.changed(['saved_replies']);
      return {};
    },
    variable_values: () => [...this.#values].sort((one, two) => (one.name < two.name ? -1 : 1)),
    save_variable_value: (value): VariableValueSaved => {
      const name = plainName(value.name);
      if (!/^\p{Alphabetic}[\p{Alphabetic}\p{N}_]{0,39}$/u.test(name)) return { problem: { problem: 'name' } };
      if (['first_name', 'name', 'username', 'handle', 'agent', 'date'].includes(name)) return { problem: { problem: 'built_in' } };
      if (!value.text.trim()) return { problem: { problem: 'no_text' } };
      this.#dropValue(name, value.handle);
      this.#values.push({ name, handle: value.handle, text: value.text.trim() });
      this.changed(['saved_replies']);
      return { problem: null };
    },
    delete_variable_value: ({ name, handle }) => (this.#dropValue(name, handle), this.changed(['saved_replies']), {}),
    import_saved_replies: ({ file, keep }) => this.#import(file, keep),
    export_saved_replies: ({ format }) => ({ name: `handrail-saved-replies.${format}`, count: this.#all.length, saved: { saved: 'page', text: JSON.stringify(this.#all.map((one) => one.draft)) } }),
  };

  #made(draft: SavedReplyDraft, uses: number): SavedReplyView {
    return { id: (this.#next += 1), draft: tidy(draft), uses, used_at: uses > 0 ? Date.now() - 3_600_000 : null, changed_at: Date.now() };
  }

  #dropValue(name: string, handle: number | null): void {
    this.#values = this.#values.filter((one) => one.name !== name || one.handle !== handle);
  }

  #fill(id: number, conversation: number, today: { language: string; text: string }[]): FilledReply {
    const reply = this.#all.find((one) => one.id === id);
    const row = this.talk(conversation).row;
    const text = reply?.draft.texts.find((one) => one.language === '') ?? reply?.draft.texts[0];
    if (!text) throw new CoreError('not_found');
    const name = row.person.name.startsWith('Instagram user') ? '' : (row.person.name.split(' ')[0] ?? '');
    const facts: Record<string, string> = {
      first_name: name, name: row.person.name, username: row.person.username ?? '', handle: this.handle(row.handle), agent: this.agent(), date: today[0]?.text ?? '',
    };
    let [blanks, fallbacks] = [0, 0];
    const filled = text.text.replace(/\{\{ *([\p{Alphabetic}\p{N}_ -]+?) *(?:\|([^{}\n]*))?\}\}/gu, (whole, variable: string, fallback?: string) => {
      const value = facts[variable] || valueFor(this.#values, plainName(variable), row.handle)?.text;
      if (value) return value;
      if (fallback === undefined) blanks += 1;
      else fallbacks += 1;
      return fallback ?? whole;
    });
    return { text: filled, language: text.language, blanks, fallbacks, bytes: new TextEncoder().encode(filled).length };
  }

  #import(file: string, keep: boolean): ImportReport {
    const nothing: ImportReport = { new: 0, known: 0, values: 0, values_left_out: 0, left_out: [], unreadable: null, kept: false };
    if (!file.trim()) return { ...nothing, unreadable: { why: 'empty' } };
    if (!file.trim().startsWith('[')) return { ...nothing, unreadable: { why: 'columns' } };
    const drafts = (JSON.parse(file) as { title: string; text: string }[]).map(({ title, text }): SavedReplyDraft => ({ title, shortcut: null, scope: { scope: 'all' }, tags: [], texts: [{ language: '', text }] }));
    const fine = drafts.filter((draft) => problems(draft).length === 0);
    const left_out = drafts.flatMap((draft, index) => problems(draft).slice(0, 1).map((why) => ({ place: index + 1, title: draft.title, why })));
    if (keep) {
      this.#all = [...this.#all, ...fine.map((draft) => this.#made(draft, 0))];
      this.changed(['saved_replies']);
    }
    return { ...nothing, new: fine.length, left_out, kept: keep };
  }
}

function tidy(draft: SavedReplyDraft): SavedReplyDraft {
  return { ...draft, title: draft.title.trim(), texts: draft.texts.filter((one) => one.text.trim()) };
}

function problems(draft: SavedReplyDraft): SavedReplyProblem[] {
  const found: SavedReplyProblem[] = [];
  if (!draft.title.trim()) found.push({ problem: 'no_title' });
  if (draft.shortcut && !/^[\p{L}\p{N}_-]{1,32}$/u.test(draft.shortcut.replace(/^\//, ''))) found.push({ problem: 'shortcut', most: 32 });
  if (draft.texts.every((one) => !one.text.trim())) found.push({ problem: 'no_text' });
  for (const { language, text } of draft.texts) {
    for (const [variable] of text.matchAll(/\{\{(?:first_name|name|username|agent)\}\}/g)) found.push({ problem: 'no_fallback', variable, language });
  }
  return found;
}

const one = (title: string, shortcut: string | null, text: string, part: Partial<SavedReplyDraft> = {}): SavedReplyDraft => ({
  title, shortcut, scope: { scope: 'all' }, tags: [], texts: [{ language: '', text }], ...part,
});

const EXAMPLES: SavedReplyDraft[] = [
  one('Thank you', 'thx', 'Thank you so much, {{first_name|friend}}! 💜', { tags: ['service'], texts: [{ language: '', text: 'Thank you so much, {{first_name|friend}}! 💜' }, { language: 'de', text: 'Vielen Dank, {{first_name|dir}}! 💜' }] }),
  one('Where is my order', 'order', 'Hi {{first_name|there}}, order {{order number}} left us on {{date}}. The tracking link is {{tracking link}}.', { tags: ['shipping', 'service'] }),
  one('Opening hours', 'hours', 'We are open Monday to Saturday, 10 to 19. See you soon! {{agent|Your team}}', { scope: { scope: 'handle', handle: 1 } }),
  one('תודה רבה', null, 'תודה {{first_name|לך}}! נחזור אליך עוד היום.', { texts: [{ language: 'he', text: 'תודה {{first_name|לך}}! נחזור אליך עוד היום.' }] }),
  one('Ingredients, in full', 'inci', `Everything that is in it: ${'Aqua, Glycerin, Niacinamide, Panthenol, Betaine, '.repeat(24)}and nothing else.`, { scope: { scope: 'handle', handle: 2 }, tags: ['product'] }),
];
