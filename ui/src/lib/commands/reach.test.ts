import { describe, expect, it } from 'vitest';
import type { HandleView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { start } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { SETTINGS } from '$lib/platform/mock/answers';
import { handles } from '$lib/platform/mock/people';
import { scripted } from '$lib/platform/scripted';
import '$lib/commands/every';
import { entriesOf, ranked } from './fuzzy';
import { all, isAvailable } from './registry.svelte';

const HANDLE = handles(1_790_000_000_000)[0] as HandleView;

/** Whatever the page asks of the core beside what it shows, and the command that does it or leads to where it is done. */
const REACHED: Record<string, string> = {
  act: 'done',
  act_on_replies: 'outbox',
  act_on_reply: 'undo',
  agree_to_human_agent: 'reply',
  answer_closing: 'settings_tray',
  attach: 'attach',
  begin_sign_in: 'connect',
  check_token: 'connect',
  connect: 'connect',
  delete_handle: `delete_handle_${HANDLE.id}`,
  delete_label: 'labels',
  delete_note: 'note',
  delete_saved_reply: 'saved_replies',
  delete_variable_value: 'saved_replies',
  delete_view: 'save_view',
  detach: 'reply',
  disconnect: `disconnect_${HANDLE.id}`,
  dismiss_notice: 'dismiss_notices',
  empty_bin: 'empty_bin',
  end_sign_in: 'connect',
  cancel_export: 'export_conversations',
  export_audit: 'export_audit',
  export_conversations: 'export_conversations',
  export_labels: 'export_labels_csv',
  export_reports: 'export_reports',
  export_saved_replies: 'export_saved_replies_csv',
  forget_person: 'forget_person',
  import_labels: 'import_labels',
  import_saved_replies: 'import_saved_replies',
  leave_demo: 'leave_demo',
  look_at_relay: 'relay',
  make_recovery_code: 'recovery_code',
  open_in_instagram: 'open_in_instagram',
  open_sign_in: 'connect',
  pair_relay: 'relay',
  react: 'react',
  repair: 'repair',
  dismiss_repair: 'repaired',
  reschedule_reply: 'outbox',
  restore_replies: 'undo',
  restore_saved_reply: 'undo',
  resubscribe: `health_${HANDLE.id}`,
  save_handle_setting: `health_${HANDLE.id}`,
  save_label: 'labels',
  save_note: 'note',
  save_saved_reply: 'saved_replies',
  save_settings: 'settings',
  save_variable_value: 'keep_value',
  save_view: 'update_view',
  select: 'select_all',
  send: 'send',
  set_autostart: 'settings_autostart',
  set_switch: `switch_${HANDLE.id}`,
  sync_now: 'sync',
  try_notification: 'try_notification',
  try_relay: 'try_relay',
  turn_demo_clock: 'demo_clock_now',
  undo: 'undo',
  unpair_relay: 'part_relay',
};

/** What needs no command, and why. Whoever adds one says so. */
const WITHOUT: Record<string, string> = {
  attend: 'follows what is looked at',
  begin_anew: 'before there is an inbox',
  claim: 'follows writing',
  count_saved_reply: 'follows the reply',
  mark_read: 'follows looking',
  open_link: 'the links of a message are reached by Tab',
  order_handles: 'its keys are those of the row: Alt and an arrow',
  recover: 'before there is an inbox',
  retry_start: 'before there is an inbox',
  save_draft: 'follows writing',
  start_demo: 'before there is an inbox',
  unlock: 'before there is an inbox',
};

/** These only read. */
const READS = ['app', 'audit', 'check_saved_reply', 'conversation', 'conversations', 'fill_saved_reply', 'labels', 'mentions', 'messages', 'notes', 'outbox', 'saved_views', 'search', 'shared_media', 'variable_values'];

const sources = import.meta.glob<string>(['/src/lib/**/*.{svelte,ts}', '!/src/lib/**/*.test.ts', '!/src/lib/platform/**'], { query: '?raw', import: 'default', eager: true });

function begin(): void {
  start(scripted({}).platform);
  app.take({ phase: 'ready', space: 'live', version: '', now: 0, recovery_code: false, quiet: null, tray: true, clock_behind_ms: null, damaged: false, repaired: null, folder_risk: null, settings: { ...SETTINGS } });
  entryOf('handles', {}).data = [HANDLE];
}

describe('everything that can be done', () => {
  it('has a command that does it, or leads to where it is done', () => {
    begin();
    const asked = new Set(Object.values(sources).flatMap((text) => [...text.matchAll(/\b(?:call|tell)\(\s*'(\w+)'/g)].map(([, name = '']) => name)));
    expect(asked.size).toBeGreaterThan(60);
    const known = [...Object.keys(REACHED), ...Object.keys(WITHOUT), ...READS];
    expect([...asked].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !asked.has(name))).toEqual([]);
    const offered = new Set(all().filter((command) => !command.keyboardOnly).map((command) => command.id));
    expect(Object.values(REACHED).filter((id) => !offered.has(id))).toEqual([]);
  });

  it.each([
    ['intent', 'intent'],
    ['outcome', 'disposition'],
    ['schedule', 'schedule'],
    ['language', 'settings_language'],
    ['notifications', 'settings_notifications'],
    ['quiet', 'quiet_hours'],
    ['tray', 'settings_tray'],
    ['undo', 'undo'],
    ['undo send', 'settings_undo'],
    ['single keys', 'settings_single_keys'],
    ['export', 'export_audit'],
    ['pdf', 'print'],
    ['export', 'export_conversations'],
    ['backup', 'export_conversations'],
    ['analytics', 'reports'],
    ['heat map', 'reports'],
    ['export replies', 'export_saved_replies_csv'],
    ['import', 'import_saved_replies'],
    ['csv', 'export_saved_replies_csv'],
    ['reconnect', `reconnect_${HANDLE.id}`],
    ['diagnostics', `diagnostics_${HANDLE.id}`],
    ['sla', `sla_${HANDLE.id}`],
    ['update view', 'update_view'],
    ['next to close', 'next_closing'],
    ['templates', 'saved_replies'],
    ['refresh', 'sync'],
    ['trash', 'bin'],
    ['dark', 'theme_dark'],
  ])('is found by the words that a person has for it: %s', (typed, id) => {
    begin();
    const found = ranked(entriesOf(all().filter((command) => !command.keyboardOnly)), typed, () => 0);
    expect(found.slice(0, 8).map((command) => command.id)).toContain(id);
  });

  it('leads to no setting that is not shown: without a tray nothing can stay in it', () => {
    begin();
    const leads = () => all().some((command) => command.id === 'settings_tray' && isAvailable(command));
    expect(leads()).toBe(true);
    app.take({ ...app.view!, tray: false });
    expect(leads()).toBe(false);
  });
});
