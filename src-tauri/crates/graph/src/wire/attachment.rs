//! Attachments and shares as the Conversations API gives them (instagram-platform, section 3).

use domain::message::{Attachment, AttachmentKind, Card};
use serde_json::Value;

use super::json::Node;
use super::place::{put, shared_kind};

/// Instagram allows three.
const MAX_BUTTONS: usize = 13;

/// An attachment of the `attachments` list. One of an unknown shape is kept under the name that it bears.
pub(crate) fn attachment(value: &Value) -> Attachment {
    let title = value.owned("name").or_else(|| value.owned("title"));
    if let Some(image) = value.field("image_data") {
        let sticker = image.flag("render_as_sticker") == Some(true);
        let kind = if sticker { AttachmentKind::Sticker } else { AttachmentKind::Image };
        return Attachment { title, ..media(kind, image, &["url", "animated_gif_url", "preview_url"]) };
    }
    if let Some(video) = value.field("video_data") {
        return Attachment { title, ..media(AttachmentKind::Video, video, &["url"]) };
    }
    if let Some(audio) = value.field("audio_data") {
        return Attachment { title, ..media(AttachmentKind::Audio, audio, &["url"]) };
    }
    if let Some(template) = value.field("generic_template") {
        let card = card(template);
        let title = card.title.clone().or(title);
        let cards = if card == Card::default() { Vec::new() } else { vec![card] };
        return Attachment { title, cards, ..Attachment::new(AttachmentKind::Template, None) };
    }
    let url = value.owned("file_url");
    let mime = value.text("mime_type").unwrap_or_default();
    let kind = match mime.split('/').next().unwrap_or_default() {
        "audio" => AttachmentKind::Audio,
        "video" => AttachmentKind::Video,
        "image" => AttachmentKind::Image,
        _ if url.is_some() => AttachmentKind::File,
        _ => AttachmentKind::Other(
            value.text("type").or(value.text("mime_type")).unwrap_or("attachment").to_owned(),
        ),
    };
    Attachment { title, ..Attachment::new(kind, url) }
}

fn media(kind: AttachmentKind, data: &Value, links: &[&str]) -> Attachment {
    let size = |name| data.number(name).and_then(|pixels| u32::try_from(pixels).ok());
    Attachment {
        width: size("width"),
        height: size("height"),
        ..Attachment::new(kind, links.iter().find_map(|link| data.owned(link)))
    }
}

/// The card of a template; `cta` is its button, or a list of them.
fn card(template: &Value) -> Card {
    let one = template.field("cta").filter(|cta| cta.is_object());
    let buttons = template.items("cta").iter().chain(one);
    Card {
        title: template.owned("title"),
        subtitle: template.owned("subtitle"),
        picture: template.owned("media_url"),
        buttons: buttons.take(MAX_BUTTONS).filter_map(|button| button.owned("title")).collect(),
    }
}

/// A shared post, reel or story. The API names no kind here; the link tells.
pub(crate) fn share(value: &Value) -> Attachment {
    let mut attachment = Attachment::new(AttachmentKind::Post, None);
    put(&mut attachment, value.owned("link"));
    put(&mut attachment, value.owned("url"));
    attachment.kind = shared_kind(attachment.link.as_deref());
    attachment.title = value.owned("name").or_else(|| value.owned("title"));
    attachment.media_id = value.id("id");
    attachment
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_documented_shape() {
        let image = attachment(
            &json!({"id": "1", "image_data": {"url": "https://i", "width": 640, "height": "480"}}),
        );
        assert_eq!(image.kind, AttachmentKind::Image);
        assert_eq!(
            (image.url.as_deref(), image.width, image.height),
            (Some("https://i"), Some(640), Some(480))
        );
        let sticker = attachment(&json!({"image_data": {"url": "https://s", "render_as_sticker": true}}));
        assert_eq!(sticker.kind, AttachmentKind::Sticker);
        let gif = attachment(&json!({"image_data": {"animated_gif_url": "https://g", "width": -1}}));
        assert_eq!(
            (gif.kind, gif.url.as_deref(), gif.width),
            (AttachmentKind::Image, Some("https://g"), None)
        );
        let video = attachment(&json!({"mime_type": "video/mp4", "video_data": {"url": "https://v"}}));
        assert_eq!((video.kind, video.url.as_deref()), (AttachmentKind::Video, Some("https://v")));
        let voice = attachment(&json!({"mime_type": "audio/mp4", "file_url": "https://a"}));
        assert_eq!((voice.kind, voice.url.as_deref()), (AttachmentKind::Audio, Some("https://a")));
        let file = attachment(&json!({"name": "offer.pdf", "file_url": "https://f"}));
        assert_eq!((file.kind, file.title.as_deref()), (AttachmentKind::File, Some("offer.pdf")));
        let template = attachment(&json!({"generic_template": {"title": "Serum", "media_url": "https://t"}}));
        assert_eq!((template.kind, template.title.as_deref()), (AttachmentKind::Template, Some("Serum")));
        let shown =
            json!({"title": "Serum", "subtitle": "30 ml", "media_url": "https://t", "cta": {"title": "Buy"}});
        let card = attachment(&json!({"generic_template": shown})).cards;
        let expected = Card {
            title: Some("Serum".into()),
            subtitle: Some("30 ml".into()),
            picture: Some("https://t".into()),
            buttons: vec!["Buy".into()],
        };
        assert_eq!(card, [expected]);
    }

    #[test]
    fn an_unknown_shape_is_kept_by_its_name() {
        let unknown = |value| attachment(&value).kind;
        assert_eq!(unknown(json!({"type": "hologram"})), AttachmentKind::Other("hologram".into()));
        assert_eq!(unknown(json!({"id": "9"})), AttachmentKind::Other("attachment".into()));
        assert_eq!(unknown(json!("odd")), AttachmentKind::Other("attachment".into()));
    }

    #[test]
    fn shares_are_told_by_their_link() {
        let kind = |link: &str| share(&json!({"link": link})).kind;
        assert_eq!(kind("https://www.instagram.com/p/C1/"), AttachmentKind::Post);
        assert_eq!(kind("https://www.instagram.com/reel/C2/"), AttachmentKind::Reel);
        assert_eq!(kind("https://www.instagram.com/stories/mira.k/3/"), AttachmentKind::Story);
        assert_eq!(share(&json!({})).kind, AttachmentKind::Post);
        // A page is opened in the browser; only media is fetched.
        let page =
            share(&json!({"id": 9, "link": "https://www.instagram.com/p/C1/", "url": "https://cdn/1"}));
        assert_eq!(
            (page.link.as_deref(), page.url.as_deref(), page.media_id.as_deref()),
            (Some("https://www.instagram.com/p/C1/"), Some("https://cdn/1"), Some("9"))
        );
        assert_eq!(share(&json!({"link": "https://cdn/1"})).url.as_deref(), Some("https://cdn/1"));
    }
}
