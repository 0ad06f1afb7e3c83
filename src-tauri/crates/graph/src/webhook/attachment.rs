//! Attachments as webhooks give them (instagram-platform, section 6.6).

use domain::message::{Attachment, AttachmentKind};
use serde_json::Value;

use super::template;
use crate::wire::json::Node;
use crate::wire::place::{put, shared_kind};

/// Instagram allows ten; what is beyond this many is no message of a person's.
const MAX: usize = 50;
/// The names under which the media of an attachment were seen, or can be expected.
const ADDRESSES: [&str; 9] = [
    "url",
    "story_media_url",
    "media_url",
    "reel_video_url",
    "video_url",
    "image_url",
    "permalink",
    "link",
    "share_url",
];
/// The names of the ids of what is shared.
const IDS: [&str; 8] = [
    "ig_post_media_id",
    "ig_reel_media_id",
    "reel_video_id",
    "video_id",
    "story_media_id",
    "sticker_id",
    "media_id",
    "id",
];

/// All attachments of a message, without those that say the same thing twice.
pub(super) fn list(message: &Value) -> Vec<Attachment> {
    let mut read: Vec<Attachment> = Vec::new();
    let rows = match (message.items("attachments"), message.field("attachments")) {
        // A single one stands without a list around it, as one page prints those that are sent (section 4).
        ([], Some(one)) if one.field("type").is_some() => std::slice::from_ref(one),
        (rows, _) => rows,
    };
    for new in rows.iter().take(MAX).map(attachment) {
        match read.iter_mut().find(|known| is_twin(known, &new)) {
            Some(known) => unite(known, new),
            None => read.push(new),
        }
    }
    read
}

/// Posts are sent as `share` and `ig_post` together, stickers as `image` and `sticker`.
fn is_twin(a: &Attachment, b: &Attachment) -> bool {
    use AttachmentKind::{Fallback, Image, Post, Reel, Sticker};
    let one_thing = matches!(
        (&a.kind, &b.kind),
        (Post | Reel | Fallback, Post | Reel) | (Post | Reel, Fallback) | (Image, Sticker) | (Sticker, Image)
    );
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    // Seen: a `share` of nothing but a title, beside the post itself.
    let empty = |a: &Attachment| a.media_id.is_none() && a.url.is_none() && a.link.is_none();
    let of_a_post = matches!((&a.kind, &b.kind), (Post | Reel, Post | Reel));
    (of_a_post && empty(a) != empty(b))
        || one_thing && (same(&a.media_id, &b.media_id) || same(&a.url, &b.url) || same(&a.link, &b.link))
}

/// The more telling kind stays, and what either knows.
fn unite(known: &mut Attachment, new: Attachment) {
    use AttachmentKind::{Fallback, Image, Post};
    let vague = matches!((&known.kind, &new.kind), (Image | Fallback, _) | (Post, AttachmentKind::Reel));
    if vague {
        known.kind = new.kind;
    }
    known.url = known.url.take().or(new.url);
    known.link = known.link.take().or(new.link);
    known.title = known.title.take().or(new.title);
    known.media_id = known.media_id.take().or(new.media_id);
}

fn attachment(row: &Value) -> Attachment {
    // Meta's SDKs write enumerations in capitals (section 16.5).
    let name = row.text("type").map_or_else(|| "attachment".to_owned(), str::to_ascii_lowercase);
    let name = name.as_str();
    let payload = row.field("payload").unwrap_or(&Value::Null);
    let mut attachment = Attachment::new(kind(name), None);
    // Some payloads are nothing but the address.
    let whole = || payload.as_str().filter(|text| text.starts_with("http")).map(str::to_owned);
    let address =
        || ADDRESSES.iter().find_map(|name| payload.owned(name)).or_else(whole).or_else(|| row.owned("url"));
    match attachment.kind {
        AttachmentKind::Template => attachment.cards = template::cards(payload),
        AttachmentKind::Appointment => attachment.appointment = Some(template::appointment(payload)),
        // A card stands for the page that it leads to, wherever that is.
        AttachmentKind::Fallback => attachment.link = address(),
        _ => put(&mut attachment, address()),
    }
    if name == "share" {
        attachment.kind = shared_kind(attachment.link.as_deref());
    }
    // Messenger's stickers are images that say which sticker they are (section 6.6).
    if name == "image" && payload.id("sticker_id").is_some() {
        attachment.kind = AttachmentKind::Sticker;
    }
    let title = payload.owned("title").or_else(|| row.owned("title"));
    attachment.title = title.or_else(|| attachment.cards.first().and_then(|card| card.title.clone()));
    let has_id = !matches!(attachment.kind, AttachmentKind::Template | AttachmentKind::Appointment);
    attachment.media_id = IDS.iter().find_map(|name| payload.id(name)).filter(|_| has_id);
    attachment
}

fn kind(name: &str) -> AttachmentKind {
    match name {
        "image" | "animated_image" | "gif" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "audio" => AttachmentKind::Audio,
        "file" => AttachmentKind::File,
        "sticker" | "like_heart" => AttachmentKind::Sticker,
        "share" | "ig_post" | "post" => AttachmentKind::Post,
        "ig_reel" | "reel" => AttachmentKind::Reel,
        "story_mention" => AttachmentKind::StoryMention,
        "ig_story" | "story" => AttachmentKind::Story,
        "ephemeral" => AttachmentKind::Ephemeral,
        "media" => AttachmentKind::Media,
        "template" => AttachmentKind::Template,
        "appointment_booking" => AttachmentKind::Appointment,
        "fallback" => AttachmentKind::Fallback,
        other => AttachmentKind::Other(other.chars().take(64).collect()),
    }
}

#[cfg(test)]
mod tests;
