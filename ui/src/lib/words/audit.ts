import { list, m } from '$lib/words/say';
import type { AuditEntry, Disposition, Intent, Standing } from '$lib/contract/generated';
import { dayWord, number } from './dates';
import { auditWords, outcomeWords } from './health';
import { TINTS } from './tint';
import { DISPOSITIONS, dispositionWord, INTENTS, intentWord, standingWord } from './triage';

/** What was done, from the short name that the audit trail keeps; a name without words is shown as it is. */
export function actionWords(action: string): string {
  const words: Record<string, () => string> = {
    done: m.audit_done,
    reopen: m.audit_reopen,
    unread: m.audit_unread,
    snooze: m.audit_snooze,
    wake: m.audit_wake,
    mute: m.audit_mute,
    unmute: m.audit_unmute,
    spam: m.audit_spam,
    not_spam: m.audit_not_spam,
    bin: m.audit_binned,
    unbin: m.audit_restore,
    label: m.audit_label,
    unlabel: m.audit_unlabel,
    intent: m.audit_intent,
    disposition: m.audit_disposition,
    note: m.audit_note,
    undo: m.audit_undo,
  };
  return Object.hasOwn(words, action) ? (words[action]?.() ?? action) : auditWords(action);
}

const STANDINGS: readonly Standing[] = ['needs_reply', 'waiting', 'done', 'quiet', 'snoozed', 'spam', 'binned'];

/**
 * How something was before an action and after it, in words; `null` where nothing was changed that has a name. What is
 * done to a whole handle leaves whether it worked: that it did needs no words, and is no standing of a conversation.
 */
export function changeWords({ action, conversation, before, after }: Pick<AuditEntry, 'action' | 'conversation' | 'before' | 'after'>): [before: string, after: string] | null {
  if (before === null && after === null) return null;
  if (conversation === null && before === null && after !== null) {
    const ended = outcomeWords(after);
    return ended === null ? null : ['–', ended];
  }
  const words = (names: string | null) => (names === null ? '–' : nameWords(action, names));
  return [words(before), words(after)];
}

/** A short name of what was before or after an action: where it stood, what was wanted, how it was closed, how it was set. */
export function nameWords(action: string, names: string): string {
  // A person wrote it: a brand may be called like anything.
  if (action === 'handle_brand') return names === 'none' ? m.brand_none() : names;
  if (action === 'handle_tint') return TINTS[Number(names)]?.() ?? m.tint_usual();
  if (action === 'handle_time_zone') return names === 'none' ? m.zone_this_computer() : names.replaceAll('_', ' ');
  return list(names.split(', ').map(action.startsWith('handle_') ? settingName : oneName));
}

/** A part of a setting: on or off, or of a promise its minutes, its days, its hours. */
function settingName(name: string): string {
  const [what = '', ...values] = name.split(' ');
  const minutes = () => number(Number(values[0]));
  const words: Record<string, () => string> = {
    on: m.audit_on,
    off: m.sla_off,
    first: () => m.sla_first_in({ minutes: minutes() }),
    next: () => m.sla_next_in({ minutes: minutes() }),
    days: () => list(values.map((day) => dayWord(Number(day), 'short'))),
  };
  return Object.hasOwn(words, what) ? (words[what]?.() ?? name) : name;
}

function oneName(name: string): string {
  const marks: Record<string, () => string> = { unread: m.filter_unread, read: m.filter_read, muted: m.filter_muted, not_muted: m.filter_not_muted };
  if (Object.hasOwn(marks, name)) return marks[name]?.() ?? name;
  if (STANDINGS.includes(name as Standing)) return standingWord(name as Standing);
  if (INTENTS.includes(name as Intent)) return intentWord(name as Intent);
  return DISPOSITIONS.includes(name as Disposition) ? dispositionWord(name as Disposition) : name;
}
