//! Attachments as webhooks give them (instagram-platform, section 6.6).

use domain::message::{Attachment, AttachmentKind};
use serde_json::Value;

use crate::wire::json::Node;

/// All attachments of a message, without those that say the same thing twice.
pub(super) fn list(rows: &[Value]) -> Vec<Attachment> {
    let mut read: Vec<(Attachment, Option<String>)> = Vec::new();
    for row in rows {
        let (new, media) = attachment(row);
        let twin = read.iter_mut().find(|(known, known_media)| {
            let same =
                (media.is_some() && *known_media == media) || (new.url.is_some() && known.url == new.url);
            same && is_one_thing(&known.kind, &new.kind)
        });
        match twin {
            // Sent as `share` and `ig_post`, or as `image` and `sticker`: the later names are the more telling ones.
            Some((known, known_media)) => {
                if known.kind == AttachmentKind::Image {
                    known.kind = new.kind;
                }
                known.url = known.url.take().or(new.url);
                known.title = known.title.take().or(new.title);
                *known_media = known_media.take().or(media);
            }
            None => read.push((new, media)),
        }
    }
    read.into_iter().map(|(attachment, _)| attachment).collect()
}

fn is_one_thing(a: &AttachmentKind, b: &AttachmentKind) -> bool {
    use AttachmentKind::{Image, Post, Sticker};
    matches!((a, b), (Post, Post) | (Image, Sticker) | (Sticker, Image))
}

/// An attachment, and the id of the post that it shares.
fn attachment(row: &Value) -> (Attachment, Option<String>) {
    let name = row.text("type").unwrap_or("attachment");
    let payload = row.field("payload").unwrap_or(&Value::Null);
    let generic = payload.field("generic").unwrap_or(&Value::Null);
    let attachment = Attachment {
        title: payload
            .owned("title")
            .or_else(|| row.owned("title"))
            .or_else(|| first_title(payload, generic)),
        ..Attachment::new(
            kind(name),
            payload.owned("url").or_else(|| payload.owned("story_media_url")).or_else(|| row.owned("url")),
        )
    };
    let media = payload.id("ig_post_media_id").or_else(|| payload.id("id"));
    (attachment, media)
}

/// The title of a template's first element.
fn first_title(payload: &Value, generic: &Value) -> Option<String> {
    let product = payload.field("product").unwrap_or(&Value::Null);
    let mut elements = generic.items("elements").iter().chain(product.items("elements"));
    elements.next()?.owned("title")
}

fn kind(name: &str) -> AttachmentKind {
    match name {
        "image" => AttachmentKind::Image,
        "video" => AttachmentKind::Video,
        "audio" => AttachmentKind::Audio,
        "file" => AttachmentKind::File,
        "sticker" | "like_heart" => AttachmentKind::Sticker,
        "share" | "ig_post" => AttachmentKind::Post,
        "ig_reel" | "reel" => AttachmentKind::Reel,
        "story_mention" => AttachmentKind::StoryMention,
        "ig_story" | "story" => AttachmentKind::Story,
        "ephemeral" => AttachmentKind::Ephemeral,
        "template" | "appointment_booking" => AttachmentKind::Template,
        "fallback" => AttachmentKind::Fallback,
        other => AttachmentKind::Other(other.chars().take(64).collect()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(rows: &Value) -> Vec<Attachment> {
        list(rows.as_array().map_or(&[], Vec::as_slice))
    }

    #[test]
    fn every_type_of_the_reference() {
        for (name, expected) in [
            ("image", AttachmentKind::Image),
            ("video", AttachmentKind::Video),
            ("audio", AttachmentKind::Audio),
            ("file", AttachmentKind::File),
            ("sticker", AttachmentKind::Sticker),
            ("share", AttachmentKind::Post),
            ("ig_post", AttachmentKind::Post),
            ("ig_reel", AttachmentKind::Reel),
            ("reel", AttachmentKind::Reel),
            ("story_mention", AttachmentKind::StoryMention),
            ("ig_story", AttachmentKind::Story),
            ("template", AttachmentKind::Template),
            ("fallback", AttachmentKind::Fallback),
            ("unsupported_type", AttachmentKind::Other("unsupported_type".into())),
        ] {
            let read = read(&json!([{"type": name, "payload": {"url": "https://x"}}]));
            assert_eq!(read, [Attachment::new(expected, Some("https://x".into()))], "{name}");
        }
        let bare = [("ephemeral", AttachmentKind::Ephemeral), ("fallback", AttachmentKind::Fallback)];
        for (name, expected) in bare {
            assert_eq!(read(&json!([{"type": name}])), [Attachment::new(expected, None)], "{name}");
        }
    }

    #[test]
    fn links_and_titles_wherever_they_stand() {
        let story = read(
            &json!([{"type": "ig_story", "payload": {"story_media_id": 5, "story_media_url": "https://s"}}]),
        );
        assert_eq!(story[0].url.as_deref(), Some("https://s"));
        let product =
            json!([{"type": "template", "payload": {"product": {"elements": [{"title": "Serum"}]}}}]);
        assert_eq!(read(&product)[0].title.as_deref(), Some("Serum"));
        assert_eq!(read(&json!(["odd"]))[0].kind, AttachmentKind::Other("attachment".into()));
    }

    #[test]
    fn what_is_said_twice_is_kept_once() {
        let post = json!([{"type": "share", "payload": {"url": "https://p", "ig_post_media_id": "9"}},
            {"type": "ig_post", "payload": {"url": "https://q", "ig_post_media_id": 9, "title": "New serum"}}]);
        let read_post = read(&post);
        assert_eq!(read_post.len(), 1);
        assert_eq!(
            (read_post[0].url.as_deref(), read_post[0].title.as_deref()),
            (Some("https://p"), Some("New serum"))
        );
        let sticker = json!([{"type": "image", "payload": {"url": "https://s"}},
            {"type": "sticker", "payload": {"url": "https://s", "sticker_id": 1}}]);
        assert_eq!(read(&sticker), [Attachment::new(AttachmentKind::Sticker, Some("https://s".into()))]);
        let album = json!([{"type": "image", "payload": {"url": "https://1"}}, {"type": "image", "payload": {"url": "https://2"}}]);
        assert_eq!(read(&album).len(), 2);
    }
}
