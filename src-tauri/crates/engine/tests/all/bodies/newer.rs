//! Messages of 2025 and 2026, and of integrations that keep real bodies: what is shared, attached, quoted and advertised, with
//! less or more than documents say, and times that cannot be.

use domain::message::Direction::{In, Out};
use domain::message::MessageKind::{
    Audio, Ephemeral, Image, Link, Post, Postback, Reel, Sticker, Story, StoryMention, StoryReply, Template,
    Text, Unsupported, Video,
};
use domain::message::{Direction, MessageKind};
use serde_json::{Value, json};

use super::{Rows, body, row};
use crate::desk::BRAND;

/// Media as Instagram links it.
const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";

/// What is written of a person whose id is given, at a moment an hour ago.
pub(super) fn table(p: &str, at: i64) -> Vec<(&'static str, Value, Rows)> {
    let whole = [attached(), shared(), told()].into_iter().flatten();
    let mut rows: Vec<_> = whole
        .map(|(name, message, kind, text)| {
            let event = json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": message });
            (name, messaging(at, &[event]), vec![row(kind, In, text)])
        })
        .collect();
    rows.extend(
        events(p, at)
            .into_iter()
            .map(|(name, event, kind, by, text)| (name, messaging(at, &[event]), vec![row(kind, by, text)])),
    );
    rows.extend(changes(p, at));
    rows
}

fn messaging(at: i64, events: &[Value]) -> Value {
    body(json!({ "id": BRAND, "time": at, "messaging": events }))
}

/// A name, the message, and its kind and text on screen.
type Message = (&'static str, Value, MessageKind, &'static str);

/// A message of one attachment.
fn one(kind: &str, payload: &Value) -> Value {
    json!({ "mid": "a", "attachments": [{ "type": kind, "payload": payload }] })
}

fn attached() -> Vec<Message> {
    let sticker = json!({ "sticker_id": 369_239_263_222_822_i64 });
    let place = json!({ "title": "Pin", "coordinates": { "lat": 1.5, "long": 2.5 } });
    let several = json!({ "mid": "a", "attachments": [
        { "type": "image", "payload": { "url": MEDIA } }, { "type": "video", "payload": { "url": MEDIA } },
        { "type": "hologram", "payload": { "depth": 3 } }, null, 7,
    ] });
    let generic = json!({ "template_type": "generic", "elements": [{ "title": "Serum" }] });
    let product = json!({ "product": { "elements": [{ "id": "1", "retailer_id": "r", "title": "Bowl", "subtitle": "30" }] } });
    vec![
        ("a sticker that is an image", one("image", &sticker), Sticker, ""),
        ("a heart", json!({ "mid": "a", "attachments": [{ "type": "like_heart" }] }), Sticker, ""),
        ("an animated image", one("animated_image", &json!({ "url": MEDIA })), Image, ""),
        ("a gif", one("GIF", &json!({ "url": MEDIA })), Image, ""),
        ("an image without a link", one("image", &json!({})), Image, ""),
        ("an image of nothing", one("image", &Value::Null), Image, ""),
        (
            "a voice message with more than its link",
            one("audio", &json!({ "url": MEDIA, "is_voice": true, "duration": 3.4 })),
            Audio,
            "",
        ),
        ("view once, with a link", one("ephemeral", &json!({ "url": MEDIA })), Ephemeral, ""),
        ("a video without a payload", json!({ "mid": "a", "attachments": [{ "type": "video" }] }), Video, ""),
        ("a place", one("location", &place), Unsupported, ""),
        ("an avatar", one("avatar_sticker", &json!({ "url": MEDIA })), Unsupported, ""),
        ("what has no type for apps", one("unsupported_type", &Value::Null), Unsupported, ""),
        ("several of several kinds", several, Image, ""),
        ("a template as it was sent", one("template", &generic), Template, ""),
        ("products", one("template", &product), Template, ""),
        ("a card of nothing", json!({ "mid": "a", "attachments": [{ "type": "fallback" }] }), Link, ""),
        ("attachments that are a word", json!({ "mid": "a", "text": "hi", "attachments": "x" }), Text, "hi"),
    ]
}

fn shared() -> Vec<Message> {
    let twins = json!({ "mid": "a", "attachments": [
        { "type": "share", "payload": { "title": "legacy" } },
        { "type": "ig_post", "payload": { "ig_post_media_id": 18_115_777_132_926_505_i64, "title": "New", "url": MEDIA } },
    ] });
    let with_text = json!({ "mid": "a", "text": "look", "attachments": [{ "type": "ig_post", "payload": { "url": MEDIA } }] });
    let target = json!({ "url": MEDIA, "ig_post_media_id": "5", "target": { "username": "@bluekiln" } });
    vec![
        ("a post beside a share of its title", twins, Post, ""),
        ("a post with words", with_text, Post, "look"),
        ("a post of nothing", one("ig_post", &json!({})), Post, ""),
        ("a share that names its target", one("share", &target), Post, ""),
        ("a share without a link", one("share", &Value::Null), Post, ""),
        (
            "a share of a reel",
            one("share", &json!({ "url": "https://www.instagram.com/reel/ABC123/" })),
            Reel,
            "",
        ),
        (
            "a reel by its number",
            one("ig_reel", &json!({ "reel_video_id": 17_873_858_025_351_922_i64, "title": "Glaze" })),
            Reel,
            "",
        ),
        ("a reel by another name", one("reel", &json!({ "video_id": "9", "url": MEDIA })), Reel, ""),
        ("a story of nothing", one("ig_story", &Value::Null), Story, ""),
        (
            "a story by its own names",
            one("ig_story", &json!({ "story_media_id": 1, "story_media_url": MEDIA })),
            Story,
            "",
        ),
        ("a mention without a link", one("story_mention", &json!({})), StoryMention, ""),
        (
            "a mention without a payload",
            json!({ "mid": "a", "attachments": [{ "type": "story_mention" }] }),
            StoryMention,
            "",
        ),
        (
            "an answer to a story that is gone",
            json!({ "mid": "a", "text": "wow", "reply_to": { "story": { "id": 8 } } }),
            StoryReply,
            "wow",
        ),
        (
            "an answer to a story and a message",
            json!({ "mid": "a", "text": "wow", "reply_to": { "mid": "z", "story": { "url": MEDIA, "id": "8", "link_sticker_url": "https://x.example" } } }),
            StoryReply,
            "wow",
        ),
        (
            "an answer to nothing",
            json!({ "mid": "a", "text": "hi", "reply_to": { "story": null, "mid": "" } }),
            Text,
            "hi",
        ),
    ]
}

fn told() -> Vec<Message> {
    let ad = json!({ "ref": null, "ad_id": 6_045_246_247_433_i64, "source": "ADS", "type": "OPEN_THREAD", "ads_context_data": {
        "ad_title": "Spring", "photo_url": MEDIA, "video_url": null, "post_id": 1, "product_id": "7", "flow_id": 3, "ad_set_id": "9" } });
    let accents: &'static str = "\u{301}".repeat(400).leak();
    let bidi = "\u{202e}evil\u{202c} שלום \u{2066}a\u{2069}";
    vec![
        (
            "an advert with all of its context",
            json!({ "mid": "a", "text": "hi", "referral": ad }),
            Text,
            "hi",
        ),
        ("an advert that is a word", json!({ "mid": "a", "text": "hi", "referral": "ADS" }), Text, "hi"),
        ("a quick reply of nothing", json!({ "mid": "a", "text": "hi", "quick_reply": {} }), Text, "hi"),
        (
            "what Messenger adds",
            json!({ "mid": "a", "text": "hi", "seq": 1, "nlp": { "entities": {} }, "commands": [], "metadata": "m", "tags": { "source": "x" } }),
            Text,
            "hi",
        ),
        (
            "words beside the flag of what cannot be shown",
            json!({ "mid": "a", "text": "hi", "is_unsupported": true }),
            Text,
            "hi",
        ),
        ("an empty text", json!({ "mid": "a", "text": "" }), Unsupported, ""),
        (
            "a text that nobody sees",
            json!({ "mid": "a", "text": "\u{200b}\u{feff}" }),
            Text,
            "\u{200b}\u{feff}",
        ),
        ("a text of nothing but NUL", json!({ "mid": "a", "text": "\u{0}" }), Text, "\u{0}"),
        ("both directions", json!({ "mid": "a", "text": bidi }), Text, bidi),
        ("accents without letters", json!({ "mid": "a", "text": accents }), Text, accents),
    ]
}

/// A name, an event, and how it is on screen: kind, side and text.
type Event = (&'static str, Value, MessageKind, Direction, &'static str);

fn events(p: &str, at: i64) -> Vec<Event> {
    let says = |sender: Value, timestamp: Value| json!({ "sender": sender, "recipient": { "id": BRAND }, "timestamp": timestamp, "message": { "mid": "a", "text": "hi" } });
    let at_time = |timestamp: Value| says(json!({ "id": p }), timestamp);
    let named = json!({ "id": p, "username": "mira.k", "name": "Mira", "user_ref": null });
    let nowhere = json!({ "sender": { "id": p }, "message": { "mid": "a", "text": "hi" } });
    let hop = json!({ "messaging_product": "instagram", "hop_context": [{ "app_id": 1 }], "sender": { "id": p },
        "recipient": { "id": BRAND }, "timestamp": at, "message": { "mid": "a", "text": "hi" } });
    let pressed = json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at,
        "postback": { "title": "Open?", "payload": "HOURS" } });
    let echo = json!({ "sender": { "id": BRAND }, "recipient": { "id": p }, "timestamp": at, "message": {
        "mid": "a", "is_echo": true, "app_id": 999, "attachments": [{ "type": "template", "payload": { "generic": {} } }] } });
    vec![
        ("a sender with a name", says(named, json!(at)), Text, In, "hi"),
        ("a sender that is an id", says(json!(p), json!(at)), Text, In, "hi"),
        ("a sender, and nobody who receives", nowhere, Text, In, "hi"),
        ("an event with what Messenger adds", hop, Text, In, "hi"),
        ("an ice breaker as its page prints it", pressed, Postback, In, ""),
        ("a template of another app", echo, Template, Out, ""),
        ("at no time", at_time(json!(0)), Text, In, "hi"),
        ("before all time", at_time(json!(-1)), Text, In, "hi"),
        ("in three thousand years", at_time(json!(95_617_584_000_000_i64)), Text, In, "hi"),
        ("beyond every calendar", at_time(json!(1e20)), Text, In, "hi"),
        ("milliseconds as text", at_time(json!(at.to_string())), Text, In, "hi"),
        ("a time that is an object", at_time(json!({ "ms": at })), Text, In, "hi"),
    ]
}

fn changes(p: &str, at: i64) -> Vec<(&'static str, Value, Rows)> {
    let hi = || vec![row(Text, In, "hi")];
    let says = json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": { "mid": "a", "text": "hi" } });
    let comment = json!({ "from": { "id": p, "username": "mira" }, "id": "1", "text": "nice", "media": { "id": "2", "media_product_type": "REELS" } });
    let around = json!([
        { "field": "comments", "value": comment }, { "field": "live_comments", "value": comment },
        { "field": "mentions", "value": { "media_id": "2", "comment_id": "3" } },
        { "field": "story_insights", "value": { "reach": 1 } }, { "field": "messages", "value": says },
    ]);
    let edit = json!([{ "field": "messages", "value": says },
        { "field": "message_edit", "value": { "mid": "a", "text": "ho", "num_edit": 1 } }]);
    let (seconds, page) =
        (at / 1_000, json!({ "object": "page", "entry": [{ "id": "1", "messaging": [says] }] }));
    vec![
        (
            "comments and mentions around a message",
            body(json!({ "id": BRAND, "time": seconds, "changes": around })),
            hi(),
        ),
        (
            "an edit as a change, of nobody",
            body(json!({ "id": BRAND, "time": seconds, "changes": edit })),
            vec![row(Text, In, "ho")],
        ),
        (
            "Messenger's body beside ours",
            json!([page, body(json!({ "id": BRAND, "messaging": [says] }))]),
            hi(),
        ),
        (
            "one message in three forms",
            body(json!({ "id": BRAND, "time": at, "messaging": [says], "standby": [says],
            "changes": [{ "field": "messages", "value": says }] })),
            hi(),
        ),
    ]
}
