//! Pictures, videos, sounds, files, stickers, and what cannot be shown.

use domain::message::MessageKind;
use serde_json::json;

use super::{MEDIA, Named, asks, attachment, carries, merged, read_attachment, webhook_alone};

pub(super) fn media() -> Vec<Named> {
    vec![
        ("a picture", |b| {
            let read = read_attachment(
                json!({ "id": "1", "mime_type": "image/jpeg", "image_data": { "url": MEDIA } }),
            );
            carries(b, attachment("image", json!({ "url": MEDIA })), read, MessageKind::Image)
        }),
        ("a picture with words", |b| {
            let events =
                vec![b.message(
                    1,
                    merged(attachment("image", json!({ "url": MEDIA })), json!({ "text": "look" })),
                )];
            let read = merged(
                read_attachment(json!({ "image_data": { "url": MEDIA } })),
                json!({ "message": "look" }),
            );
            (
                events,
                Some(json!([b.listed(1, true, read)])),
                asks(vec![b.row(1, MessageKind::Image, Some("look"))]),
            )
        }),
        ("five pictures", |b| {
            let pictures = vec![json!({ "type": "image", "payload": { "url": MEDIA } }); 5];
            let listed = vec![json!({ "image_data": { "url": MEDIA } }); 5];
            let read = json!({ "message": "", "attachments": { "data": listed } });
            carries(b, json!({ "attachments": pictures }), read, MessageKind::Image)
        }),
        ("a video", |b| {
            let read = read_attachment(json!({ "mime_type": "video/mp4", "video_data": { "url": MEDIA } }));
            carries(b, attachment("video", json!({ "url": MEDIA })), read, MessageKind::Video)
        }),
        ("a voice message", |b| {
            let read = read_attachment(json!({ "mime_type": "audio/mp4", "file_url": MEDIA }));
            carries(b, attachment("audio", json!({ "url": MEDIA })), read, MessageKind::Audio)
        }),
        ("a file", |b| {
            let read = read_attachment(
                json!({ "mime_type": "application/pdf", "name": "a.pdf", "file_url": MEDIA }),
            );
            carries(b, attachment("file", json!({ "url": MEDIA })), read, MessageKind::File)
        }),
        ("a sticker", |b| {
            let read = read_attachment(json!({ "image_data": { "url": MEDIA, "render_as_sticker": true } }));
            carries(
                b,
                attachment("sticker", json!({ "url": MEDIA, "sticker_id": 9 })),
                read,
                MessageKind::Sticker,
            )
        }),
        ("a sticker with its twin", |b| {
            let twins = json!({ "attachments": [
                { "type": "image", "payload": { "url": MEDIA } },
                { "type": "sticker", "payload": { "url": MEDIA, "sticker_id": "9" } },
            ] });
            webhook_alone(b, twins, MessageKind::Sticker)
        }),
        ("media without a name", |b| {
            webhook_alone(b, attachment("media", json!({ "url": MEDIA })), MessageKind::Media)
        }),
        ("view-once media", |b| {
            let read = json!({ "message": "", "is_unsupported": true });
            carries(b, json!({ "attachments": [{ "type": "ephemeral" }] }), read, MessageKind::Ephemeral)
        }),
        ("what Instagram does not show", |b| {
            let read = json!({ "message": "", "is_unsupported": true });
            carries(b, json!({ "is_unsupported": true }), read, MessageKind::Unsupported)
        }),
        ("an unsupported type", |b| {
            webhook_alone(
                b,
                json!({ "attachments": [{ "type": "unsupported_type" }] }),
                MessageKind::Unsupported,
            )
        }),
        ("an unknown type", |b| {
            webhook_alone(b, attachment("hologram", json!({ "depth": 3 })), MessageKind::Unsupported)
        }),
    ]
}
