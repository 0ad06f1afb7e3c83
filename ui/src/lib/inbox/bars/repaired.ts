import type { RepairedPart } from '$lib/contract/generated';
import { m } from '$lib/words/say';

const NAMES: Record<RepairedPart, () => string> = {
  replies: m.repaired_replies,
  drafts: m.repaired_drafts,
  files: m.repaired_files,
  notes: m.repaired_notes,
  labels: m.repaired_labels,
  saved_replies: m.repaired_saved_replies,
  saved_views: m.repaired_saved_views,
  settings: m.repaired_settings,
  handles: m.repaired_handles,
  audit: m.repaired_audit,
  conversations: m.repaired_conversations,
  messages: m.repaired_messages,
};

/** What a person calls a part of the inbox that a repair tells of. */
export function partName(part: RepairedPart): string {
  return NAMES[part]();
}
