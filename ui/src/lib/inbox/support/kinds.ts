import type { SupportSource } from '$lib/contract/generated';
import { m } from '$lib/words/say';

/** The kinds of the table, by their keys. */
const KINDS: Record<string, () => string> = {
  text: m.support_kind_text,
  image: m.support_kind_image,
  images: m.support_kind_images,
  video: m.support_kind_video,
  audio: m.support_kind_audio,
  file: m.support_kind_file,
  gif: m.support_kind_gif,
  sticker: m.support_kind_sticker,
  reaction: m.support_kind_reaction,
  story_mention: m.support_kind_story_mention,
  story_reply: m.support_kind_story_reply,
  story: m.support_kind_story,
  post: m.support_kind_post,
  reel: m.support_kind_reel,
  profile: m.support_kind_profile,
  igtv: m.support_kind_igtv,
  link: m.support_kind_link,
  ephemeral: m.support_kind_ephemeral,
  template: m.support_kind_template,
  product: m.support_kind_product,
  appointment: m.support_kind_appointment,
  quick_reply: m.support_kind_quick_reply,
  postback: m.support_kind_postback,
  referral: m.support_kind_referral,
  reply: m.support_kind_reply,
  edit: m.support_kind_edit,
  unsend: m.support_kind_unsend,
  seen: m.support_kind_seen,
  group: m.support_kind_group,
  unsupported: m.support_kind_unsupported,
};

const NOTES: Record<string, () => string> = {
  text_bytes: m.support_note_text_bytes,
  image_limits: m.support_note_image_limits,
  images_count: m.support_note_images_count,
  video_limits: m.support_note_video_limits,
  audio_limits: m.support_note_audio_limits,
  pdf_only: m.support_note_pdf_only,
  gif_as_picture: m.support_note_gif_as_picture,
  heart_only: m.support_note_heart_only,
  reaction_removal: m.support_note_reaction_removal,
  story_lifetime: m.support_note_story_lifetime,
  story_reply_stickers: m.support_note_story_reply_stickers,
  own_posts: m.support_note_own_posts,
  link_only: m.support_note_link_only,
  discontinued: m.support_note_discontinued,
  only_the_fact: m.support_note_only_the_fact,
  mobile_only: m.support_note_mobile_only,
  reply_flavour: m.support_note_reply_flavour,
  edits_since: m.support_note_edits_since,
};

/** The name of a kind in the table. A key that has no words yet is shown as it is, never left out. */
export function supportedKind(key: string): string {
  return of(KINDS, key) ?? key.replaceAll('_', ' ');
}

/** What there is to say of a kind, where its note has words. */
export function noteWords(key: string | null): string | null {
  return key === null ? null : of(NOTES, key);
}

/** Where an edition is from. An announcement is called as Meta called it. */
export function sourceWords(source: SupportSource): string {
  return source.type === 'platform_pages' ? m.support_pages() : m.support_announcement({ title: source.title });
}

function of(table: Record<string, () => string>, key: string): string | null {
  return Object.hasOwn(table, key) ? (table[key]?.() ?? null) : null;
}
