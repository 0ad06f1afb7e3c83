//! Attachments and shares as the Conversations API gives them (instagram-platform, section 3).

use domain::message::{Attachment, AttachmentKind};
use serde_json::Value;

use super::json::Node;

/// An attachment of the `attachments` list. One of an unknown shape is kept under the name that it bears.
pub(crate) fn attachment(value: &Value) -> Attachment {
    let title = value.owned("name");
    if let Some(image) = value.field("image_data") {
        let sticker = image.flag("render_as_sticker") == Some(true);
        let kind = if sticker { AttachmentKind::Sticker } else { AttachmentKind::Image };
        return Attachment { title, ..media(kind, image, &["url", "animated_gif_url", "preview_url"]) };
    }
    if let Some(video) = value.field("video_data") {
        return Attachment { title, ..media(AttachmentKind::Video, video, &["url"]) };
    }
    if let Some(template) = value.field("generic_template") {
        let title = template.owned("title").or(title);
        return Attachment {
            title,
            ..Attachment::new(AttachmentKind::Template, template.owned("media_url"))
        };
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

/// A shared post, reel or story. The API names no kind here; the link tells.
pub(crate) fn share(value: &Value) -> Attachment {
    let url = value.owned("link").or_else(|| value.owned("url"));
    let kind = match url.as_deref() {
        Some(link) if link.contains("/reel/") => AttachmentKind::Reel,
        Some(link) if link.contains("/stories/") => AttachmentKind::Story,
        _ => AttachmentKind::Post,
    };
    Attachment { title: value.owned("name"), ..Attachment::new(kind, url) }
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
    }
}
