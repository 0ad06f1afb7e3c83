//! What people say, share and press.

use serde_json::{Value, json};

use super::{Foreign, MEDIA, event};
use crate::desk::BRAND;

/// What a person (`p`) says, does and shares.
pub(super) fn of_people(p: &str, at: i64) -> Vec<Foreign> {
    let says = |n: i64, message: Value| event(p, BRAND, at + n, "message", &message);
    let one = |message: Value| vec![says(0, message)];
    let shares = |kind: &str, payload: Value| {
        one(json!({ "mid": "a", "attachments": [{ "type": kind, "payload": payload }] }))
    };
    let pressed = |said: Value| vec![event(p, BRAND, at, "postback", &said)];
    let caption = "What I learned about glazing 🌋 #ceramics";
    let advert = json!({ "ref": "spring", "ad_id": "23843694560100001", "source": "ADS", "type": "OPEN_THREAD",
        "ads_context_data": { "ad_title": "Sale", "photo_url": MEDIA, "video_url": MEDIA, "post_id": "178", "product_id": "12" } });
    let nulls = json!({ "url": MEDIA, "title": null, "sticker_id": null, "reel_video_id": null, "coordinates": null,
        "template_type": null, "elements": null });
    vec![
        (
            "a reel by its page",
            shares(
                "ig_reel",
                json!({ "url": "https://www.instagram.com/reel/DdAye7/", "title": caption, "reel_video_id": "17906" }),
            ),
            "> Reel, unread, open",
        ),
        (
            "a post by its picture and number",
            shares(
                "ig_post",
                json!({ "url": MEDIA, "title": caption, "ig_post_media_id": "17897654949593778" }),
            ),
            "> Post, unread, open",
        ),
        (
            "an advert that was shared with its button",
            vec![
                says(
                    0,
                    json!({ "mid": "a", "attachments": { "type": "share", "payload": { "url": MEDIA } } }),
                ),
                says(501, json!({ "mid": "b", "text": "Bonjour" })),
            ],
            "> Post; > Text Bonjour, unread, open",
        ),
        (
            "an answer to a story by its button: no words",
            vec![
                says(0, json!({ "mid": "a", "reply_to": { "story": { "url": MEDIA, "id": "1795" } } })),
                says(316, json!({ "mid": "b", "text": "Get started" })),
            ],
            "> StoryReply; > Text Get started, unread, open",
        ),
        (
            "an answer to a story whose number is the account's",
            one(
                json!({ "mid": "a", "text": "wow", "reply_to": { "story": { "id": BRAND, "url": "https://x.example/s.png" } } }),
            ),
            "> StoryReply wow, unread, open",
        ),
        (
            "an answer to a message of their own",
            one(json!({ "mid": "a", "text": "and this", "reply_to": { "mid": "z", "is_self_reply": true } })),
            "> Text and this, unread, open",
        ),
        ("a shared comment", shares("template", json!({ "generic": {} })), "> Template, unread, open"),
        ("a shared comment of nothing", shares("template", json!({})), "> Template, unread, open"),
        (
            "a shared profile",
            one(json!({ "mid": "a", "is_unsupported": true, "attachments": [] })),
            "> Unsupported, unread, open",
        ),
        (
            "what Instagram could not process",
            one(
                json!({ "mid": "a", "attachments": [{ "type": "unsupported_type", "payload": { "url": MEDIA } }] }),
            ),
            "> Unsupported, unread, open",
        ),
        (
            "a link with its card",
            one(json!({ "mid": "a", "text": "https://x.example/a", "attachments": [
                { "type": "fallback", "payload": { "title": "An article", "url": "https://x.example/a" } }] })),
            "> Link https://x.example/a, unread, open",
        ),
        (
            "a picture with what typed clients write beside it",
            one(
                json!({ "mid": "a", "attachments": [{ "type": "image", "payload": nulls, "title": null, "url": null }] }),
            ),
            "> Image, unread, open",
        ),
        (
            "flags that are not set",
            one(
                json!({ "mid": "a", "text": "hi", "is_echo": false, "is_deleted": false, "is_unsupported": false }),
            ),
            "> Text hi, unread, open",
        ),
        (
            "a picture and a sticker of one address",
            one(json!({ "mid": "a", "attachments": [{ "type": "image", "payload": { "url": MEDIA } },
                { "type": "sticker", "payload": { "url": MEDIA, "sticker_id": 369_239_263_222_822_i64 } }] })),
            "> Sticker, unread, open",
        ),
        (
            "a place",
            shares("location", json!({ "title": "Shop", "coordinates": { "lat": 59.3, "long": 18.0 } })),
            "> Unsupported, unread, open",
        ),
        (
            "a product that was opened, and no word",
            one(json!({ "mid": "a", "referral": { "product": { "id": "1234567890" } } })),
            "> Unsupported, unread, open",
        ),
        (
            "an advert that was clicked",
            one(json!({ "mid": "a", "text": "Hi", "referral": advert })),
            "> Text Hi, unread, open",
        ),
        (
            "a link of ours that was followed, beside what was said",
            vec![json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at,
                "message": { "mid": "a", "text": "Hi" }, "referral": { "ref": "bio", "source": "IGME-SOURCE-LINK", "type": "OPEN_THREAD" } })],
            "> Text Hi, unread, open",
        ),
        (
            "a menu's button in JSON, from a short link",
            pressed(
                json!({ "mid": "a", "title": "Commencez", "payload": "{\"type\":\"default\",\"query\":\"Hi\"}",
                "referral": { "ref": "campaign", "source": "SHORTLINK", "type": "OPEN_THREAD" } }),
            ),
            "> Postback, unread, open",
        ),
        (
            "a button of a menu, pressed twice",
            vec![
                event(p, BRAND, at, "postback", &json!({ "title": "Start", "payload": "START" })),
                event(p, BRAND, at + 9_000, "postback", &json!({ "title": "Start", "payload": "START" })),
            ],
            "> Postback; > Postback, unread, open",
        ),
        (
            "a choice with an empty payload",
            one(json!({ "mid": "a", "text": "Red", "quick_reply": { "payload": "" } })),
            "> Text Red, unread, open",
        ),
        (
            "out of order",
            vec![
                says(2_000, json!({ "mid": "b", "text": "second" })),
                says(3_000, json!({ "mid": "c", "text": "third" })),
                says(1_000, json!({ "mid": "a", "text": "first" })),
            ],
            "> Text first; > Text second; > Text third, unread, open",
        ),
        (
            "who, to whom and when, and nothing else",
            vec![json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at })],
            "> Unsupported, unread, open",
        ),
        (
            "to an account that is another",
            vec![event(p, "17841499999999999", at, "message", &json!({ "mid": "a", "text": "hi" }))],
            "> Text hi, unread, open",
        ),
    ]
}
