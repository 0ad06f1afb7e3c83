import type { ConversationFormat, ExportWords, MessageKind } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { m } from '$lib/words';
import { moment } from '$lib/words/dates';
import { kindWord } from '$lib/words/message';

/** The files that conversations can be written into: each by its name, and what is in it. */
export const FORMATS: Record<ConversationFormat, { name: () => string; note: () => string }> = {
  html: { name: m.export_as_html, note: m.export_html_note },
  messages_csv: { name: m.export_messages_csv, note: m.export_messages_csv_note },
  conversations_csv: { name: m.export_conversations_csv, note: m.export_conversations_csv_note },
  json: { name: m.export_as_json, note: m.export_json_note },
};

/** Kinds that are named where a message has no text. */
const KINDS: readonly MessageKind[] = [
  'text', 'image', 'video', 'audio', 'file', 'sticker', 'post', 'reel', 'story_mention', 'story_reply', 'story', 'ephemeral',
  'media', 'template', 'appointment', 'link', 'postback', 'unsupported', 'unavailable', 'unsent',
];

/** What a file says in the window's language: the core has no words. */
export function exportWords(): ExportWords {
  const { lang, dir } = document.documentElement;
  return {
    language: lang,
    right_to_left: dir === 'rtl',
    time_zone: clock.zone,
    title: m.export_page_title(),
    lead: [m.export_page_made({ date: moment(clock.now), zone: clock.zone.replaceAll('_', ' ') }), m.export_page_links()],
    unsent: kindWord('unsent'),
    notes: m.export_page_notes(),
    edited: m.edited(),
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, kindWord(kind)])),
  };
}
