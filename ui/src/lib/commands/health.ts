import { app } from '$lib/data/app.svelte';
import { call } from '$lib/data/core';
import { known } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { ARTICLES } from '$lib/help/articles';
import { folderRisk, putFolderAway } from '$lib/inbox/bars/folder';
import { dismiss, tellsMeta } from '$lib/inbox/bars/notices';
import { flip } from '$lib/inbox/handle/switch';
import { inbox } from '$lib/inbox/state.svelte';
import { m } from '$lib/words';
import { isSilent } from '$lib/words/handle';
import type { HandleView } from '$lib/contract/generated';
import { focusSoon } from './parts';
import { register, type Command } from './registry.svelte';
import { isOpen, isReady } from './when';

const relay = known('relay', () => ({}));
const paired = () => relay()?.pairing ?? null;
const knownNotices = known('notices', () => ({}));
const notices = () => knownNotices() ?? [];
/** What is put away by having been read. */
const read = () => notices().filter((notice) => !tellsMeta(notice));
const deletion = () => notices().find(tellsMeta);
const knownHandles = known('handles', () => ({}));
const handles = (): HandleView[] => knownHandles() ?? [];

/** The handle whose page is meant: the one in view, else the first that does not receive, else the first. */
function meant(): HandleView | undefined {
  const all = handles();
  return all.find((one) => one.id === inbox.handle) ?? all.find(isSilent) ?? all.find((one) => one.health === 'warning') ?? all[0];
}

const PAGES: Command[] = [
  {
    id: 'health',
    group: 'go',
    title: m.command_health,
    keys: ['g h'],
    when: () => isReady() && handles().length > 0,
    run: () => {
      const handle = meant();
      if (handle) inbox.showHandle(handle.id);
    },
  },
  { id: 'help', group: 'app', title: m.command_help, keys: ['F1'], when: isReady, run: () => inbox.showHelp() },
  { id: 'relay', group: 'go', title: m.command_relay, also: m.also_relay, keys: ['g y'], when: isReady, run: () => (inbox.page = { kind: 'relay' }) },
  {
    id: 'try_relay',
    group: 'app',
    title: m.command_try_relay,
    when: () => isReady() && paired() !== null,
    run: () => void call('try_relay', {}).then(() => toasts.say(m.relay_tried()), () => toasts.say(m.check_failed())),
  },
  {
    id: 'part_relay',
    group: 'app',
    title: m.command_part_relay,
    destructive: true,
    when: () => isReady() && paired() !== null,
    run: () => {
      const pairing = paired();
      if (pairing) inbox.overlay = { kind: 'part_relay', organisation: pairing.organisation, laptop: pairing.laptop };
    },
  },
  {
    id: 'dismiss_notices',
    group: 'app',
    title: m.command_dismiss_notices,
    when: () => isReady() && read().length > 0,
    run: () => read().forEach((notice) => dismiss(notice.id)),
  },
  {
    id: 'deletion_done',
    group: 'app',
    title: m.command_deletion_done,
    destructive: true,
    when: () => isReady() && deletion() !== undefined,
    run: () => {
      const notice = deletion();
      if (notice) inbox.overlay = { kind: 'deletion_done', notice: notice.id };
    },
  },
  { id: 'repair', group: 'app', title: m.command_repair, when: () => isReady() && !!app.view?.damaged, run: () => (inbox.overlay = { kind: 'repair' }) },
  { id: 'repaired', group: 'app', title: m.command_repaired, when: () => isReady() && !!app.view?.repaired, run: () => (inbox.overlay = { kind: 'repaired' }) },
  { id: 'folder_seen', group: 'app', title: m.command_folder_seen, when: () => isReady() && folderRisk() !== null, run: putFolderAway },
  { id: 'news', group: 'app', title: m.command_news, when: isReady, run: () => (inbox.page = { kind: 'news' }) },
  { id: 'start', group: 'app', title: m.command_start, when: isReady, run: () => (inbox.page = { kind: 'start' }) },
  {
    id: 'forget_person',
    group: 'conversation',
    title: m.command_forget,
    also: m.also_forget,
    destructive: true,
    when: isOpen,
    run: () => {
      if (inbox.selected !== null) inbox.overlay = { kind: 'forget_person', conversation: inbox.selected };
    },
  },
];

function ofHandles(): Command[] {
  return handles().flatMap((handle) => commandsOf(handle).map((command): Command => ({ ...command, handle: handle.id })));
}

/** What can be done with a handle. */
function commandsOf(handle: HandleView): Command[] {
  const at = `@${handle.username}`;
  return [
    { id: `health_${handle.id}`, group: 'go', title: () => m.command_health_of({ handle: at }), when: isReady, run: () => inbox.showHandle(handle.id) },
    {
      id: `switch_${handle.id}`,
      group: 'app',
      title: () => (handle.on ? m.command_pause({ handle: at }) : m.resume_title({ handle: at })),
      when: () => isReady() && handle.disconnected_at === null,
      run: () => flip(handle, !handle.on),
    },
    {
      id: `reconnect_${handle.id}`,
      group: 'app',
      title: () => m.command_reconnect({ handle: at }),
      also: m.also_reconnect,
      when: isReady,
      paletteOnly: true,
      run: () => (inbox.overlay = { kind: 'connect', renew: handle.username }),
    },
    part(handle, 'diagnostics', 'copy-diagnostics', () => m.command_diagnostics({ handle: at }), m.also_diagnostics),
    part(handle, 'sla', 'sla', () => m.sla_title({ handle: at }), m.also_sla),
    {
      id: `disconnect_${handle.id}`,
      group: 'app',
      title: () => m.command_disconnect({ handle: at }),
      destructive: true,
      when: () => isReady() && handle.disconnected_at === null,
      run: () => (inbox.overlay = { kind: 'disconnect', handle: handle.id }),
    },
    {
      id: `delete_handle_${handle.id}`,
      group: 'app',
      title: () => m.command_delete_handle({ handle: at }),
      destructive: true,
      when: isReady,
      run: () => (inbox.overlay = { kind: 'delete_handle', handle: handle.id }),
    },
  ];
}

/** Leads to a part of a handle's page. */
function part(handle: HandleView, id: string, testid: string, title: () => string, also: () => string): Command {
  const run = () => {
    inbox.showHandle(handle.id);
    focusSoon(`[data-testid=handle-page][data-id="${handle.id}"] [data-testid=${testid}]`);
  };
  return { id: `${id}_${handle.id}`, group: 'app', title, also, when: isReady, paletteOnly: true, run };
}

/** Every article is a command: what is typed into the palette finds its answer. */
function ofHelp(): Command[] {
  return ARTICLES.map((article) => ({
    id: `help_${article.id}`,
    group: 'app',
    title: () => m.command_help_entry({ question: article.title() }),
    when: isReady,
    paletteOnly: true,
    run: () => inbox.showHelp(article.id),
  }));
}

register(() => [...PAGES, ...ofHandles(), ...ofHelp()]);
