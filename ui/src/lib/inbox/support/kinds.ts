import { m } from '$lib/paraglide/messages.js';

/** The kinds of the table, by their keys. */
const KINDS: Record<string, () => string> = {
  text: m.support_kind_text,
  image: m.support_kind_image,
  images: m.support_kind_images,
  carousel: m.support_kind_images,
  video: m.support_kind_video,
  audio: m.support_kind_audio,
  voice: m.support_kind_audio,
  file: m.support_kind_file,
  sticker: m.support_kind_sticker,
  heart: m.support_kind_heart,
  gif: m.support_kind_gif,
  post: m.support_kind_post,
  share: m.support_kind_post,
  reel: m.support_kind_reel,
  igtv: m.support_kind_igtv,
  profile: m.support_kind_profile,
  shared_profile: m.support_kind_profile,
  story: m.support_kind_story,
  story_mention: m.support_kind_story_mention,
  story_reply: m.support_kind_story_reply,
  ephemeral: m.support_kind_ephemeral,
  view_once: m.support_kind_ephemeral,
  media: m.support_kind_media,
  template: m.support_kind_template,
  product: m.support_kind_product,
  appointment: m.support_kind_appointment,
  link: m.support_kind_link,
  fallback: m.support_kind_link,
  quick_reply: m.support_kind_quick_reply,
  postback: m.support_kind_postback,
  ice_breaker: m.support_kind_ice_breaker,
  referral: m.support_kind_referral,
  reaction: m.support_kind_reaction,
  reply: m.support_kind_inline_reply,
  inline_reply: m.support_kind_inline_reply,
  seen: m.support_kind_seen,
  edit: m.support_kind_edit,
  unsend: m.support_kind_unsend,
  typing: m.support_kind_typing,
  group: m.support_kind_group,
  comment: m.support_kind_comment,
};

/** The name of a kind in the table. A key that has no words yet is shown as it is, never left out. */
export function supportedKind(key: string): string {
  return Object.hasOwn(KINDS, key) ? (KINDS[key]?.() ?? key) : key.replaceAll('_', ' ');
}

const NOTES: Record<string, () => string> = {};

/** What there is to say of a kind, where the key has words. */
export function noteWords(key: string | null): string | null {
  return key !== null && Object.hasOwn(NOTES, key) ? (NOTES[key]?.() ?? null) : null;
}
