//! Posts, reels, stories, templates, cards and appointments.

use domain::conversation::Standing;
use domain::message::MessageKind;
use serde_json::json;

use super::{MEDIA, Named, answered, asks, attachment, carries, read_attachment, webhook_alone};
use crate::desk::Shown;

pub(super) fn shares() -> Vec<Named> {
    vec![
        ("a shared post with its twin", |b| {
            let post = json!({ "ig_post_media_id": "5", "title": "New kiln", "url": "https://www.instagram.com/p/C1/" });
            let twins = json!({ "attachments": [
                { "type": "share", "payload": { "url": "https://www.instagram.com/p/C1/", "ig_post_media_id": "5" } },
                { "type": "ig_post", "payload": post },
            ] });
            let read = json!({ "message": "", "shares": { "data": [{ "link": "https://www.instagram.com/p/C1/" }] } });
            carries(b, twins, read, MessageKind::Post)
        }),
        ("a shared reel", |b| {
            let reel =
                json!({ "url": MEDIA, "title": "Glaze", "reel_video_id": 123_456_789_012_345_678_i64 });
            webhook_alone(b, attachment("ig_reel", reel), MessageKind::Reel)
        }),
        ("a shared reel by its other name", |b| {
            let reel = json!({ "url": MEDIA, "reel_video_id": "7" });
            webhook_alone(b, attachment("reel", reel), MessageKind::Reel)
        }),
        ("a shared story", |b| {
            let story = json!({ "story_media_id": "8", "story_media_url": MEDIA });
            carries(b, attachment("ig_story", story), json!({ "message": "" }), MessageKind::Story)
        }),
        ("a story mention", |b| {
            let read = json!({ "message": "", "story": { "mention": { "link": MEDIA, "id": "8" } } });
            let (events, read, asks) = carries(
                b,
                attachment("story_mention", json!({ "url": MEDIA })),
                read,
                MessageKind::StoryMention,
            );
            (events, read, Shown { standing: Standing::Quiet, ..asks })
        }),
        ("a reply to a story", |b| {
            let story = json!({ "url": MEDIA, "id": "8", "link_sticker_url": "https://shop.example/kiln" });
            let events = vec![b.message(1, json!({ "text": "love it", "reply_to": { "story": story } }))];
            let read = json!({ "message": "love it", "story": { "reply_to": { "link": MEDIA, "id": "8" } } });
            (
                events,
                Some(json!([b.listed(1, true, read)])),
                asks(vec![b.row(1, MessageKind::StoryReply, Some("love it"))]),
            )
        }),
        ("a template of ours", |b| {
            let generic = json!({ "generic": { "elements": [{ "title": "Serum", "subtitle": "30 ml",
                "buttons": [{ "type": "web_url", "title": "Buy", "url": "https://shop.example" }] }] } });
            let read = read_attachment(
                json!({ "generic_template": { "title": "Serum", "cta": { "title": "Buy" } } }),
            );
            let row = b.our_row(1, MessageKind::Template, None);
            (
                vec![b.echo(1, attachment("template", generic))],
                Some(json!([b.listed(1, false, read)])),
                answered(vec![row]),
            )
        }),
        ("products", |b| {
            let product =
                json!({ "product": { "elements": [{ "id": "1", "title": "Bowl", "image_url": MEDIA }] } });
            webhook_alone(b, attachment("template", product), MessageKind::Template)
        }),
        ("a link card", |b| {
            let card = json!({ "url": "https://shop.example", "title": "Shop" });
            webhook_alone(b, attachment("fallback", card), MessageKind::Link)
        }),
        ("a link card without anything", |b| {
            webhook_alone(b, json!({ "attachments": [{ "type": "fallback" }] }), MessageKind::Link)
        }),
        ("an appointment", |b| {
            let booking = json!({ "booking_id": "1", "status": "CONFIRMED", "start_time": 1_790_000_000,
                "end_time": 1_790_003_600, "timezone": "Europe/Zagreb" });
            webhook_alone(b, attachment("appointment_booking", booking), MessageKind::Appointment)
        }),
    ]
}
