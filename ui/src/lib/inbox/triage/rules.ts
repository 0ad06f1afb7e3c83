import { BIN_MS, type Act, type ConversationRow, type Filter, type Standing, type View } from '$lib/contract/generated';

const PUT_AWAY: readonly Standing[] = ['snoozed', 'spam', 'binned'];

/** A row as it will most likely be after an act, shown until the core has said how it is. */
export function after(row: ConversationRow, act: Act, now: number): ConversationRow {
  // What is spam or in the bin stays there, whatever else is said.
  const to = (standing: Standing) => (row.standing === 'spam' || row.standing === 'binned' ? row.standing : standing);
  switch (act.type) {
    case 'done':
      return { ...unwoken(row), standing: to('done'), disposition: act.disposition ?? row.disposition, beneath: 'done', snoozed_until: null, waiting_mention: null, reply_due: null };
    case 'reopen': {
      const reopened = { ...row, beneath: row.reopened, disposition: null };
      return { ...reopened, standing: PUT_AWAY.includes(row.standing) ? row.standing : back(reopened) };
    }
    case 'unread':
      return { ...row, unread: true };
    case 'snooze':
      return { ...unwoken(row), standing: to('snoozed'), snoozed_until: act.until };
    case 'wake':
      return { ...row, standing: to(back({ ...row, snoozed_until: null })), snoozed_until: null, woke_at: null };
    case 'mute': {
      const muted = { ...row, muted: act.on, reply_due: act.on ? null : row.reply_due };
      return row.standing === 'needs_reply' || row.standing === 'quiet' ? { ...muted, standing: back(muted) } : muted;
    }
    case 'spam':
      return { ...row, standing: act.on ? 'spam' : back(row), reply_due: act.on ? null : row.reply_due };
    case 'bin':
      return { ...row, standing: act.on ? 'binned' : back(row), deleted_at: act.on ? now + BIN_MS : null, reply_due: act.on ? null : row.reply_due };
    case 'label': {
      const others = row.labels.filter((label) => label !== act.label);
      return { ...row, labels: act.on ? [...others, act.label] : others };
    }
    case 'intent':
      return { ...row, intent: act.intent };
    case 'disposition':
      return { ...row, disposition: act.disposition };
  }
}

/** A row without the mark that its snooze ended by its time. Where the last word is ours, only the mark asked for a reply. */
function unwoken(row: ConversationRow): ConversationRow {
  const beneath = row.woke_at !== null && row.direction === 'out' ? 'waiting' : null;
  return { ...row, woke_at: null, beneath: beneath ?? row.beneath, reopened: beneath ?? row.reopened };
}

/** Where a row stands that is neither spam nor in the bin any more. */
function back(row: ConversationRow): Standing {
  if (row.snoozed_until !== null) return 'snoozed';
  return row.muted && row.beneath === 'needs_reply' ? 'quiet' : row.beneath;
}

/** Whether a row has its place in a view that is narrowed by a filter. */
export function belongs(row: ConversationRow, view: View, filter: Filter, now: number): boolean {
  return inView(row, view) && passes(row, filter, now);
}

function inView(row: ConversationRow, view: View): boolean {
  switch (view) {
    case 'needs_reply':
    case 'waiting':
    case 'snoozed':
    case 'done':
    case 'spam':
      return row.standing === view;
    case 'bin':
      return row.standing === 'binned';
    case 'mentions':
      return row.waiting_mention !== null && !row.muted && !PUT_AWAY.includes(row.standing);
    case 'requests':
      return row.likely_request && row.standing === 'needs_reply';
    case 'all':
      return row.standing !== 'spam' && row.standing !== 'binned';
  }
}

function passes(row: ConversationRow, filter: Filter, now: number): boolean {
  const left = (row.window?.ends_at ?? 0) - now;
  return (
    filter.labels.every((label) => row.labels.includes(label)) &&
    (filter.handles.length === 0 || filter.handles.includes(row.handle)) &&
    (filter.intent === null || row.intent === filter.intent) &&
    (filter.disposition === null || row.disposition === filter.disposition) &&
    (filter.unread === null || row.unread === filter.unread) &&
    (filter.likely_request === null || row.likely_request === filter.likely_request) &&
    (filter.muted === null || row.muted === filter.muted) &&
    (!filter.reply_trouble || row.reply_trouble !== null) &&
    (!filter.noted || row.noted) &&
    (filter.closes_within_ms === null || (left > 0 && left <= filter.closes_within_ms))
  );
}
