//! Buttons, quick replies, referrals, and who has the chat.

use domain::message::MessageKind;
use serde_json::json;

use super::{MEDIA, Named, asks};
use crate::desk::Shown;

pub(super) fn presses() -> Vec<Named> {
    vec![
        ("a quick reply", |b| {
            let events =
                vec![b.message(1, json!({ "text": "Red", "quick_reply": { "payload": "COLOUR_RED" } }))];
            let read = json!([b.listed(1, true, json!({ "message": "Red" }))]);
            (events, Some(read), asks(vec![b.row(1, MessageKind::Text, Some("Red"))]))
        }),
        ("a button or ice breaker", |b| {
            let pressed = json!({ "mid": b.mid(1), "title": "Opening hours", "payload": "HOURS" });
            (vec![b.theirs(1, "postback", pressed)], None, asks(vec![b.row(1, MessageKind::Postback, None)]))
        }),
        ("a message from an ad", |b| {
            let ad = json!({ "ref": "spring", "ad_id": 6_045_246_247_433_i64, "source": "ADS", "type": "OPEN_THREAD",
                "ads_context_data": { "ad_title": "Spring", "photo_url": MEDIA } });
            let events = vec![b.message(1, json!({ "text": "price?", "referral": ad }))];
            let read = json!([b.listed(1, true, json!({ "message": "price?" }))]);
            (events, Some(read), asks(vec![b.row(1, MessageKind::Text, Some("price?"))]))
        }),
        ("a message from the shop", |b| {
            let events =
                vec![b.message(1, json!({ "text": "in stock?", "referral": { "product": { "id": "77" } } }))];
            (events, None, asks(vec![b.row(1, MessageKind::Text, Some("in stock?"))]))
        }),
        ("a link back into the chat", |b| {
            let link = json!({ "ref": "qr", "source": "SHORTLINK", "type": "OPEN_THREAD" });
            let events = vec![b.message(1, json!({ "text": "hi" })), b.theirs(2, "referral", link)];
            let read = json!([b.listed(1, true, json!({ "message": "hi" }))]);
            (events, Some(read), Shown { lines: 1, ..asks(vec![b.row(1, MessageKind::Text, Some("hi"))]) })
        }),
        ("another tool asks for the chat and gets it", |b| {
            let events = vec![
                b.message(1, json!({ "text": "hi" })),
                b.theirs(
                    2,
                    "request_thread_control",
                    json!({ "requested_owner_app_id": 123, "metadata": "x" }),
                ),
                b.theirs(
                    3,
                    "take_thread_control",
                    json!({ "previous_owner_app_id": 1, "new_owner_app_id": "263902037430900" }),
                ),
            ];
            let read = json!([b.listed(1, true, json!({ "message": "hi" }))]);
            (events, Some(read), Shown { lines: 2, ..asks(vec![b.row(1, MessageKind::Text, Some("hi"))]) })
        }),
    ]
}
