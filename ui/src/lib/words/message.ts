import type { AttachmentKind, ConversationRow, LineView, MessageKind, Origin, ReferralView, ReplyReason } from '$lib/contract/generated';
import { m } from './say';
import { plain } from './text';

/** A kind, where a message has no words of its own. */
export function kindWord(kind: MessageKind): string {
  switch (kind) {
    case 'text':
      return m.kind_text();
    case 'image':
      return m.kind_image();
    case 'video':
      return m.kind_video();
    case 'audio':
      return m.kind_audio();
    case 'file':
      return m.kind_file();
    case 'sticker':
      return m.kind_sticker();
    case 'post':
      return m.kind_post();
    case 'reel':
      return m.kind_reel();
    case 'story_mention':
      return m.kind_story_mention();
    case 'story_reply':
      return m.kind_story_reply();
    case 'story':
      return m.kind_story();
    case 'ephemeral':
      return m.kind_ephemeral();
    case 'media':
      return m.kind_media();
    case 'template':
      return m.kind_template();
    case 'appointment':
      return m.kind_appointment();
    case 'link':
      return m.kind_link();
    case 'postback':
      return m.kind_postback();
    case 'unsupported':
      return m.kind_unsupported();
    case 'unavailable':
      return m.kind_unavailable();
    case 'unsent':
      return m.kind_unsent();
  }
}

/** The kind of message that an attachment makes by itself. */
export function kindOf(attachment: AttachmentKind): MessageKind {
  switch (attachment) {
    case 'fallback':
      return 'link';
    case 'other':
      return 'unsupported';
    default:
      return attachment;
  }
}

/** Where a message of the brand was written, beside its time. `null` for the person's own. */
export function originWords(origin: Origin): string | null {
  switch (origin) {
    case 'person':
      return null;
    case 'this_app':
      return m.sent_here();
    case 'instagram_app':
      return m.sent_in_app();
    case 'other_app':
      return m.sent_in_other_tool();
    case 'elsewhere':
      return m.sent_in_instagram();
  }
}

/** Where a person came from, in one line. */
export function referralWords({ source, title, reference }: ReferralView): string {
  switch (source) {
    case 'ad':
      return title ? m.referral_ad_titled({ title: plain(title) }) : m.referral_ad();
    case 'product':
      return m.referral_product();
    case 'link':
      return reference ? m.referral_link_ref({ reference: plain(reference) }) : m.referral_link();
    case 'other':
      return reference ? m.referral_other_ref({ reference: plain(reference) }) : m.referral_other();
  }
}

/** Meta's own inboxes, by the ids of their apps (instagram-platform, section 6.6). */
const META: Record<string, () => string> = {
  '263902037430900': m.tool_meta,
  '1217981644879628': m.tool_instagram,
};

/** Which tool has a conversation, as far as Instagram tells. */
function toolWords(app: string | null): string {
  if (app === null) return m.tool_other();
  return META[app]?.() ?? m.tool_other_app({ app });
}

/** What happened to a conversation, between its messages. */
export function lineWords(what: LineView): string {
  switch (what.line) {
    case 'referral':
      return referralWords(what.referral);
    case 'owner_is_another':
      return m.line_owner_is({ tool: toolWords(what.app_id) });
    case 'owner_is_this_app':
      return m.line_owner_this();
    case 'owner_requested':
      return m.line_owner_asks({ tool: toolWords(what.app_id) });
  }
}

/** The one line of a row of the list. */
export function snippetOf(row: ConversationRow): string {
  if (row.reaction) {
    const { emoji, snippet, kind } = row.reaction;
    return m.snippet_reacted({ emoji: plain(emoji), text: plain(snippet) || kindWord(kind) });
  }
  const text = plain(row.snippet) || (row.kind ? kindWord(row.kind) : row.closed ? m.snippet_group() : m.snippet_empty());
  return row.direction === 'out' ? m.snippet_you({ text }) : text;
}

/** Why a reply of a handle waits or failed. */
export function reasonWords(reason: ReplyReason | null, handle: string): string {
  switch (reason) {
    case 'uncertain':
      return m.reason_uncertain();
    case 'earlier_failed':
      return m.reason_earlier_failed();
    case 'offline':
      return m.reason_offline();
    case 'throttled':
      return m.reason_throttled();
    case 'needs_reconnect':
      return m.reason_needs_reconnect();
    case 'handle_off':
      return m.reason_handle_off();
    case 'access_off':
      return m.reason_access_off();
    case 'send_restricted':
      return m.reason_send_restricted();
    case 'stale':
      return m.reason_stale();
    case 'needs_human_agent':
      return m.reason_needs_human_agent();
    case 'window_closed':
      return m.reason_window_closed();
    case 'too_long':
      return m.reason_too_long();
    case 'person_unavailable':
      return m.reason_person_unavailable({ handle });
    case 'owned_by_other_app':
      return m.reason_owned();
    case 'not_approved':
      return m.reason_not_approved();
    case 'file_refused':
      return m.reason_file_refused();
    case 'human_agent_refused':
      return m.reason_human_agent_refused();
    case 'quote_refused':
      return m.reason_quote_refused();
    case 'refused':
    case null:
      return m.reason_refused();
  }
}
