//! What is about a message that was told, what is ours, and entries of another form.

use serde_json::{Value, json};

use super::{Foreign, MEDIA, event};
use crate::desk::BRAND;

/// What comes afterwards, and what comes from our side.
pub(super) fn afterwards(p: &str, at: i64) -> Vec<Foreign> {
    let said = || event(p, BRAND, at, "message", &json!({ "mid": "a", "text": "two bowls" }));
    let ours = |message: Value| event(BRAND, p, at, "message", &message);
    let then = |key: &str, what: Value| vec![said(), event(p, BRAND, at + 900, key, &what)];
    let before = |key: &str, what: Value| vec![event(p, BRAND, at + 900, key, &what), said()];
    let passed = json!({ "previous_owner_app_id": 1, "new_owner_app_id": "263902037430900", "metadata": { "reason": "help" } });
    let opted = json!({ "type": "notification_messages", "payload": "P", "notification_messages_token": "t",
        "notification_messages_frequency": "WEEKLY", "token_expiry_timestamp": 1_735_689_600, "user_token_status": "REFRESHED" });
    vec![
        (
            "an edit",
            then("message_edit", json!({ "mid": "a", "text": "three bowls", "num_edit": 1 })),
            "> Text three bowls, unread, open",
        ),
        (
            "an edit that counts otherwise",
            then("message_edit", json!({ "mid": "a", "text": "three bowls", "num_edits": 1 })),
            "> Text three bowls, unread, open",
        ),
        (
            "an edit before its message",
            before("message_edit", json!({ "mid": "a", "text": "three bowls", "num_edit": 1 })),
            "> Text three bowls, unread, open",
        ),
        (
            "an edit of nothing, and of nobody, before its message",
            vec![json!({ "timestamp": at, "message_edit": { "mid": "a", "num_edit": 0 } }), said()],
            "> Text two bowls, unread, open",
        ),
        (
            "an edit that only names",
            then("message_edit", json!({ "mid": "a" })),
            "> Text two bowls, unread, open",
        ),
        (
            "an edit of ours, typed in the app",
            vec![
                ours(json!({ "mid": "a", "text": "tomorow", "is_echo": true })),
                event(
                    BRAND,
                    p,
                    at + 900,
                    "message_edit",
                    &json!({ "mid": "a", "text": "tomorrow", "num_edit": 1 }),
                ),
            ],
            "< Text tomorrow",
        ),
        (
            "an unsend of ours",
            vec![
                ours(json!({ "mid": "a", "text": "oops", "is_echo": true })),
                ours(json!({ "mid": "a", "is_deleted": true, "is_echo": true })),
            ],
            "< Unsent",
        ),
        (
            "a reaction of another kind",
            then("reaction", json!({ "mid": "a", "action": "react", "reaction": "other", "emoji": "🙏🏽" })),
            "> Text two bowls, 🙏🏽, unread, open",
        ),
        (
            "a reaction as the page prints it",
            then(
                "reaction",
                json!({ "mid": "a", "action": "react", "reaction": "love", "emoji": "\\u{2764}\\u{FE0F}" }),
            ),
            "> Text two bowls, ❤️, unread, open",
        ),
        (
            "a reaction that is taken back, with its emoji",
            [
                then("reaction", json!({ "mid": "a", "action": "react", "reaction": "love", "emoji": "❤" })),
                vec![event(
                    p,
                    BRAND,
                    at + 950,
                    "reaction",
                    &json!({ "mid": "a", "action": "unreact", "reaction": "love", "emoji": "❤" }),
                )],
            ]
            .concat(),
            "> Text two bowls, unread, open",
        ),
        (
            "a receipt",
            vec![
                ours(json!({ "mid": "a", "text": "here", "is_echo": true })),
                event(p, BRAND, at + 900, "read", &json!({ "mid": "a" })),
            ],
            "< Text here, seen",
        ),
        (
            "a delivery and a watermark of Messenger's",
            [
                then("delivery", json!({ "mids": ["a"], "watermark": at })),
                then("read", json!({ "watermark": at })),
            ]
            .concat(),
            "> Text two bowls, unread, open",
        ),
        ("a handover", then("pass_thread_control", passed), "> Text two bowls, 1 lines, unread, open"),
        ("an opt-in", then("optin", opted), "> Text two bowls, unread, open"),
        (
            "an echo of a mention, whose sides are not turned",
            vec![event(
                p,
                BRAND,
                at,
                "message",
                &json!({ "mid": "a", "is_echo": true,
                "attachments": [{ "type": "story_mention", "payload": { "url": "https://x.example/test.jpeg" } }] }),
            )],
            "< StoryMention",
        ),
        (
            "an echo of nothing",
            vec![event(p, BRAND, at, "message", &json!({ "mid": "a", "is_echo": true }))],
            "< Unsupported",
        ),
        (
            "an echo of our answer to their story",
            vec![ours(
                json!({ "mid": "a", "text": "lovely", "is_echo": true, "reply_to": { "story": { "url": MEDIA, "id": "5" } } }),
            )],
            "< StoryReply lovely",
        ),
        (
            "an echo of two pictures",
            vec![ours(json!({ "mid": "a", "is_echo": true, "attachments": [
                { "type": "image", "payload": { "url": format!("{MEDIA}1") } }, { "type": "image", "payload": { "url": format!("{MEDIA}2") } }] }))],
            "< Image",
        ),
        (
            "an echo of a template of another tool",
            vec![ours(
                json!({ "mid": "a", "is_echo": true, "app_id": 4_321, "metadata": null, "attachments": [{ "type": "template",
                "payload": { "generic": { "elements": [{ "title": "Which?", "subtitle": null, "image_url": null, "buttons": null }] } } }] }),
            )],
            "< Template",
        ),
    ]
}

/// Entries of another form than a list of events.
pub(super) fn entries(p: &str, at: i64) -> Vec<(&'static str, Value, &'static str)> {
    let seconds = (at / 1_000).to_string();
    let hi = event(p, BRAND, at, "message", &json!({ "mid": "a", "text": "hi" }));
    let change = |field: &str, value: Value| json!({ "field": field, "value": value });
    let who = |rest: Value| {
        let mut value = json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": seconds });
        value.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        value
    };
    let changes = |list: Vec<Value>| json!({ "id": BRAND, "time": at / 1_000, "changes": list });
    let message = change("messages", who(json!({ "message": { "mid": "a", "text": "hi" } })));
    vec![
        ("a message in seconds that are text", changes(vec![message.clone()]), "> Text hi, unread, open"),
        (
            "a message that stands beside its sender",
            changes(vec![change("messages", who(json!({ "mid": "a", "text": "hi" })))]),
            "> Text hi, unread, open",
        ),
        (
            "a sender that is a word",
            changes(vec![change(
                "messages",
                json!({ "sender": p, "message": { "mid": "a", "text": "hi" } }),
            )]),
            "> Text hi, unread, open",
        ),
        (
            "receipts of nothing around a message",
            changes(vec![
                change("messaging_seen", who(json!({}))),
                message.clone(),
                change("delivery", json!({ "sender": { "id": p } })),
                change("read", json!({ "sender": { "id": p } })),
                change("messaging_optins", who(json!({ "optin": { "type": "notification_messages" } }))),
            ]),
            "> Text hi, unread, open",
        ),
        (
            "a reaction and a button",
            changes(vec![
                message,
                change(
                    "message_reactions",
                    who(
                        json!({ "reaction": { "mid": "a", "action": "react", "reaction": "love", "emoji": "❤️" } }),
                    ),
                ),
                change(
                    "messaging_postbacks",
                    who(json!({ "postback": { "mid": "b", "title": "Go", "payload": "G" } })),
                ),
                change(
                    "messaging_handover",
                    who(
                        json!({ "take_thread_control": { "previous_owner_app_id": "1", "new_owner_app_id": "2" } }),
                    ),
                ),
            ]),
            "> Text hi; > Postback, ❤️, 1 lines, unread, open",
        ),
        (
            "the same entry twice, and one of nothing",
            json!([{ "id": BRAND, "time": at, "messaging": [hi] }, { "id": BRAND, "time": at, "messaging": [hi] }, { "id": BRAND }]),
            "> Text hi, unread, open",
        ),
    ]
}
