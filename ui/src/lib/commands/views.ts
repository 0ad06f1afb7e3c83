import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { known } from '$lib/data/query.svelte';
import { saving } from '$lib/inbox/audit/saving.svelte';
import { exported } from '$lib/inbox/export';
import { asked } from '$lib/inbox/reports/asked.svelte';
import { beginFocus, leaveFocus, switchMode } from '$lib/inbox/modes';
import { inbox } from '$lib/inbox/state.svelte';
import { narrows } from '$lib/inbox/triage/filter';
import { changed, deleteSaved, updateView } from '$lib/inbox/triage/saved';
import { NO_FILTER } from '$lib/inbox/triage/filter';
import { beQuiet, QUIET, quietUntil } from '$lib/settings/quiet';
import { m } from '$lib/words';
import { viewWord } from '$lib/words/views';
import type { Theme, View } from '$lib/contract/generated';
import { focusSoon } from './parts';
import { register, type Command } from './registry.svelte';
import { hasNoPage, hasRows, isReady } from './when';

const savedViews = known('saved_views', () => ({ handle: inbox.handle }));
/** Whose audit trail is looked at, else whose conversations. */
const audited = () => (inbox.page?.kind === 'audit' ? inbox.page.handle : inbox.handle);
/** Whose reports are looked at, else whose conversations. */
const reported = () => (inbox.page?.kind === 'reports' ? inbox.page.handle : inbox.handle);
const outdated = () => changed(savedViews() ?? []);

const KEYS: [View, string][] = [
  ['needs_reply', 'g i'],
  ['mentions', 'g s'],
  ['waiting', 'g w'],
  ['requests', 'g r'],
  ['snoozed', 'g z'],
  ['done', 'g d'],
  ['all', 'g a'],
  ['spam', 'g !'],
  ['bin', 'g #'],
];

const VIEWS: Command[] = KEYS.map(([view, keys]) => ({
  id: `view_${view}`,
  group: 'go',
  title: () => m.command_go({ view: viewWord(view) }),
  keys: [keys],
  when: isReady,
  run: () => inbox.show(view),
}));

const LOOKS: [Theme, () => string][] = [
  ['system', m.theme_system],
  ['light', m.theme_light],
  ['dark', m.theme_dark],
];

const THEMES: Command[] = LOOKS.map(([theme, name]) => ({
  id: `theme_${theme}`,
  group: 'app',
  title: () => m.command_theme({ theme: name() }),
  also: m.also_theme,
  when: () => isReady() && app.view?.settings.theme !== theme,
  run: () => app.change({ theme }),
}));

const QUIETS: Command[] = QUIET.map(({ id, words, until }) => ({
  id: `quiet_${id}`,
  group: 'app',
  title: () => m.command_quiet({ time: words() }),
  also: m.also_quiet,
  when: isReady,
  run: () => beQuiet(until(clock.now)),
}));

/** Labels as a file. */
const LABEL_FILES: Command[] = (['csv', 'json'] as const).map((format) => ({
  id: `export_labels_${format}`,
  group: 'app',
  title: () => m.command_export_labels({ format: format.toUpperCase() }),
  also: m.also_export,
  when: isReady,
  run: () => void exported(call('export_labels', { format }), m.labels_saved),
}));

const WAYS: Command[] = [
  { id: 'go_handle', group: 'go', title: m.command_go_to_handle, keys: ['g t'], when: isReady, run: () => (inbox.overlay = { kind: 'go_handle' }) },
  { id: 'manage', group: 'go', title: () => (inbox.mode === 'manage' ? m.command_agent() : m.command_manage()), also: m.also_manage, keys: ['v'], when: isReady, run: switchMode },
  { id: 'focus', group: 'go', title: () => (inbox.mode === 'focus' ? m.command_focus_leave() : m.command_focus()), keys: ['g f'], when: isReady, run: () => (inbox.mode === 'focus' ? leaveFocus() : beginFocus()) },
  { id: 'audit', group: 'go', title: m.command_audit, also: m.also_audit, keys: ['g l'], when: isReady, run: () => (inbox.page = { kind: 'audit', handle: inbox.handle }) },
  { id: 'export_audit', group: 'go', title: m.command_export_audit, also: m.also_export, when: isReady, run: () => void saving.start(audited()) },
  { id: 'reports', group: 'go', title: m.command_reports, also: m.also_reports, keys: ['g e'], when: isReady, run: () => (inbox.page = { kind: 'reports', handle: inbox.handle }) },
  { id: 'export_reports', group: 'go', title: m.command_export_reports, also: m.also_export, when: isReady, run: () => void asked.save(reported()) },
  { id: 'filter', group: 'go', title: m.command_filter, also: m.also_filter, keys: ['f'], when: hasRows, run: () => (inbox.overlay = { kind: 'filter' }) },
  { id: 'clear_filter', group: 'go', title: m.command_clear_filter, when: () => isReady() && narrows(inbox.filter), run: () => (inbox.filter = NO_FILTER) },
  { id: 'save_view', group: 'go', title: m.command_save_view, when: hasNoPage, run: () => (inbox.overlay = { kind: 'save_view', rename: null }) },
  {
    id: 'update_view',
    group: 'go',
    title: m.view_update,
    also: m.also_update_view,
    when: () => isReady() && outdated() !== undefined,
    run: () => {
      const view = outdated();
      if (view) updateView(view);
    },
  },
  { id: 'density', group: 'app', title: () => (app.compact ? m.command_comfortable() : m.command_compact()), also: m.also_density, when: isReady, run: () => app.change({ density: app.compact ? 'comfortable' : 'compact' }) },
  ...THEMES,
  ...QUIETS,
  { id: 'quiet_end', group: 'app', title: m.setting_quiet_end, also: m.also_quiet, when: () => isReady() && quietUntil() !== null, run: () => beQuiet(null) },
  { id: 'quiet_hours', group: 'app', title: m.command_quiet_hours, also: m.also_quiet, when: isReady, run: () => (inbox.overlay = { kind: 'quiet_hours' }) },
  { id: 'labels', group: 'app', title: m.command_labels, also: m.also_label, when: isReady, run: () => (inbox.overlay = { kind: 'labels' }) },
  {
    id: 'import_labels',
    group: 'app',
    title: m.command_import_labels,
    also: m.also_import,
    when: isReady,
    run: () => {
      inbox.overlay = { kind: 'labels' };
      focusSoon('[data-testid=labels-import]');
    },
  },
  ...LABEL_FILES,
  { id: 'empty_bin', group: 'app', title: m.command_empty_bin, destructive: true, when: isReady, run: () => (inbox.overlay = { kind: 'empty_bin' }) },
];


/** What was saved as a view is gone to by its name. */
function saved(): Command[] {
  return (savedViews() ?? []).flatMap((one): Command[] => [
    { id: `saved_${one.id}`, group: 'go', title: () => m.command_go({ view: one.name }), when: isReady, run: () => inbox.showSaved(one) },
    { id: `rename_saved_${one.id}`, group: 'app', title: () => m.command_rename_view({ view: one.name }), paletteOnly: true, when: isReady, run: () => (inbox.overlay = { kind: 'save_view', rename: one }) },
    { id: `delete_saved_${one.id}`, group: 'app', title: () => m.command_delete_view({ view: one.name }), paletteOnly: true, destructive: true, when: isReady, run: () => deleteSaved(one) },
  ]);
}

register(() => [...VIEWS, ...WAYS, ...saved()]);
