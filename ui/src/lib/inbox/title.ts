import { m } from '$lib/words';
import { viewWord } from '$lib/words/views';
import type { Page } from './state.svelte';
import type { View } from '$lib/contract/generated';

const PAGES: Partial<Record<Page['kind'], () => string>> = {
  support: m.support_title,
  help: m.help_title,
  news: m.news_title,
  start: m.start_title,
  relay: m.relay,
  outbox: m.outbox,
  saved_replies: m.saved_replies,
  audit: m.command_audit,
  reports: m.command_reports,
};

/** The window's title where no conversation is on screen: the page's or the view's name, `of` a handle if one is meant. */
export function titleOf(page: Page | null, view: View, of: string | undefined): string {
  if (page?.kind === 'handle' && of) return m.window_title_of({ title: m.handle_page({ handle: of }) });
  const name = (page && PAGES[page.kind]?.()) ?? viewWord(view);
  return m.window_title_of({ title: name });
}
