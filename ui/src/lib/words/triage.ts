import type { Act, Disposition, Intent, SnoozeKind, Standing } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { number, weekdayTime } from './dates';

export const INTENTS: readonly Intent[] = ['question', 'praise', 'issue', 'spam', 'other'];
export const DISPOSITIONS: readonly Disposition[] = ['answered', 'no_reply_needed', 'thanked', 'escalated', 'spam', 'out_of_scope'];

/** What a person wants, in a word. */
export function intentWord(intent: Intent): string {
  switch (intent) {
    case 'question':
      return m.intent_question();
    case 'praise':
      return m.intent_praise();
    case 'issue':
      return m.intent_issue();
    case 'spam':
      return m.intent_spam();
    case 'other':
      return m.intent_other();
  }
}

/** How a conversation was closed, in a word or two. */
export function dispositionWord(disposition: Disposition): string {
  switch (disposition) {
    case 'answered':
      return m.disposition_answered();
    case 'no_reply_needed':
      return m.disposition_no_reply_needed();
    case 'thanked':
      return m.disposition_thanked();
    case 'escalated':
      return m.disposition_escalated();
    case 'spam':
      return m.disposition_spam();
    case 'out_of_scope':
      return m.disposition_out_of_scope();
  }
}

/** Where a conversation stands, in a word or two. */
export function standingWord(standing: Standing): string {
  switch (standing) {
    case 'needs_reply':
      return m.view_needs_reply();
    case 'waiting':
      return m.view_waiting();
    case 'done':
      return m.view_done();
    case 'quiet':
      return m.standing_quiet();
    case 'snoozed':
      return m.view_snoozed();
    case 'spam':
      return m.view_spam();
    case 'binned':
      return m.view_bin();
  }
}

/** A preset of the snooze menu. */
export function snoozeWord(kind: SnoozeKind): string {
  switch (kind) {
    case 'later_today':
      return m.snooze_later_today();
    case 'this_evening':
      return m.snooze_this_evening();
    case 'tomorrow':
      return m.snooze_tomorrow();
    case 'weekend':
      return m.snooze_weekend();
    case 'next_week':
      return m.snooze_next_week();
    case 'before_window_closes':
      return m.snooze_before_window();
    case 'typed':
      return m.snooze_typed();
  }
}

/** What a toast says of an act: on one conversation by its name, on several, or what is left of them, by their number. */
export function actWords(act: Act, name: string, count: number, label: (id: number) => string, now: number): string {
  const who = name !== '' ? name : m.n_conversations({ count, shown: number(count) });
  switch (act.type) {
    case 'done':
      return m.toast_done({ name: who });
    case 'reopen':
      return m.toast_reopened({ name: who });
    case 'unread':
      return name !== '' ? m.toast_unread() : m.toast_unread_of({ name: who });
    case 'snooze':
      return m.toast_snoozed({ name: who, until: weekdayTime(act.until, now) });
    case 'wake':
      return m.toast_woken({ name: who });
    case 'mute':
      return act.on ? m.toast_muted({ name: who }) : m.toast_unmuted({ name: who });
    case 'spam':
      return act.on ? m.toast_spam({ name: who }) : m.toast_not_spam({ name: who });
    case 'bin':
      return act.on ? m.toast_binned({ name: who }) : m.toast_restored({ name: who });
    case 'label':
      return act.on ? m.toast_labelled({ name: who, label: label(act.label) }) : m.toast_unlabelled({ name: who, label: label(act.label) });
    case 'intent':
      return act.intent ? m.toast_said({ name: who, what: intentWord(act.intent) }) : m.toast_intent_gone({ name: who });
    case 'disposition':
      return act.disposition ? m.toast_said({ name: who, what: dispositionWord(act.disposition) }) : m.toast_disposition_gone({ name: who });
  }
}

/** What is asked before an act on many conversations, and what the button that does it says. */
export function askWords(act: Act, count: number, label: (id: number) => string, now: number): { title: string; verb: string } {
  const shown = number(count);
  const says = (title: string, verb: string) => ({ title, verb });
  switch (act.type) {
    case 'done':
      return says(m.act_on_many_done_title({ shown }), m.act_on_many_done());
    case 'reopen':
      return says(m.act_on_many_reopen_title({ shown }), m.act_on_many_reopen());
    case 'unread':
      return says(m.act_on_many_unread_title({ shown }), m.act_on_many_unread());
    case 'snooze':
      return says(m.act_on_many_snooze_title({ shown, until: weekdayTime(act.until, now) }), m.act_on_many_snooze());
    case 'wake':
      return says(m.act_on_many_wake_title({ shown }), m.act_on_many_wake());
    case 'mute':
      return act.on ? says(m.act_on_many_mute_title({ shown }), m.act_on_many_mute()) : says(m.act_on_many_unmute_title({ shown }), m.act_on_many_unmute());
    case 'spam':
      return act.on ? says(m.act_on_many_spam_title({ shown }), m.act_on_many_spam()) : says(m.act_on_many_not_spam_title({ shown }), m.act_on_many_not_spam());
    case 'bin':
      return act.on ? says(m.act_on_many_bin_title({ shown }), m.act_on_many_bin()) : says(m.act_on_many_restore_title({ shown }), m.act_on_many_restore());
    case 'label': {
      const of = { shown, label: label(act.label) };
      return act.on ? says(m.act_on_many_label_title(of), m.act_on_many_label()) : says(m.act_on_many_unlabel_title(of), m.act_on_many_unlabel());
    }
    case 'intent':
      return act.intent ? says(m.act_on_many_intent_title({ shown, what: intentWord(act.intent) }), m.act_on_many_intent()) : says(m.act_on_many_intent_gone_title({ shown }), m.act_on_many_intent_gone());
    case 'disposition':
      return act.disposition
        ? says(m.act_on_many_disposition_title({ shown, what: dispositionWord(act.disposition) }), m.act_on_many_disposition())
        : says(m.act_on_many_disposition_gone_title({ shown }), m.act_on_many_disposition_gone());
  }
}
