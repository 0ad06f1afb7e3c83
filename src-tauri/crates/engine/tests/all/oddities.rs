//! Bodies that no document describes: what they say is never lost, and never spoils what is known.

use domain::message::Direction::{self, In, Out};
use domain::message::MessageKind::{self, Image, Postback, Text, Unsupported};
use domain::time::{HOUR, SECOND};
use serde_json::{Value, json};

use crate::desk::{BRAND, Desk, now};

/// An event between the person and the brand.
fn event(person: &str, by: Direction, n: i64, key: &str, value: &Value) -> Value {
    let (from, to) = if by == In { (person, BRAND) } else { (BRAND, person) };
    let at = (now().0 - HOUR).div_euclid(SECOND) * SECOND + n * SECOND;
    json!({ "sender": { "id": from }, "recipient": { "id": to }, "timestamp": at, key: value })
}

/// A name, the event's key and value, and the rows of the thread afterwards.
type Odd = (&'static str, &'static str, Value, Vec<(MessageKind, Option<&'static str>)>);

/// What each odd event makes of a thread in which the person wrote "hello" (`{p}-a`), sent a picture (`{p}-b`), and the
/// brand answered "hi" (`{p}-c`).
fn table() -> Vec<Odd> {
    let known = || vec![(Text, Some("hello")), (Image, None), (Text, Some("hi"))];
    let and = |kind, text| {
        let mut rows = known();
        rows.push((kind, text));
        rows
    };
    vec![
        ("a reaction that draws nothing", "reaction", json!({ "mid": "{p}-a", "action": "react" }), known()),
        (
            "a reaction to a picture that draws nothing",
            "reaction",
            json!({ "mid": "{p}-b", "action": "react" }),
            known(),
        ),
        (
            "a reaction to ours that draws nothing",
            "reaction",
            json!({ "mid": "{p}-c", "action": "react" }),
            known(),
        ),
        ("an invention about a text", "message_pin", json!({ "mid": "{p}-a" }), known()),
        ("an invention about a picture", "message_pin", json!({ "mid": "{p}-b", "by": "x" }), known()),
        ("an invention about ours", "message_pin", json!({ "mid": "{p}-c" }), known()),
        (
            "an invention that quotes",
            "poll_vote",
            json!({ "reply_to": { "mid": "{p}-b" }, "vote": 1 }),
            and(Unsupported, None),
        ),
        ("a read without a message", "read", json!({ "watermark": 1 }), known()),
        ("a read of nothing", "read", json!({}), known()),
        ("an edit without text", "message_edit", json!({ "mid": "{p}-a", "num_edit": 2 }), known()),
        (
            "an edit with an odd count",
            "message_edit",
            json!({ "mid": "{p}-a", "text": "hello you", "num_edit": "two" }),
            vec![(Text, Some("hello you")), (Image, None), (Text, Some("hi"))],
        ),
        ("a text as a number", "message", json!({ "mid": "{p}-d", "text": 5 }), and(Text, Some("5"))),
        ("an id as a number", "message", json!({ "mid": 99, "text": "five" }), and(Text, Some("five"))),
        ("nothing but an id", "message", json!({ "mid": "{p}-d" }), and(Unsupported, None)),
        (
            "nulls everywhere",
            "message",
            json!({ "mid": "{p}-d", "text": null, "attachments": null, "reply_to": null, "referral": null }),
            and(Unsupported, None),
        ),
        (
            "attachments as an object",
            "message",
            json!({ "mid": "{p}-d", "attachments": { "type": "image", "payload": { "url": "https://cdn.example/1" } } }),
            and(Image, None),
        ),
        (
            "an attachment without a type",
            "message",
            json!({ "mid": "{p}-d", "attachments": [{ "payload": { "url": "https://cdn.example/1" } }] }),
            and(Unsupported, None),
        ),
        (
            "an attachment that is a word",
            "message",
            json!({ "mid": "{p}-d", "attachments": ["image"] }),
            and(Unsupported, None),
        ),
        (
            "a type in capitals",
            "message",
            json!({ "mid": "{p}-d", "attachments": [{ "type": "IMAGE", "payload": { "url": "https://cdn.example/1" } }] }),
            and(Image, None),
        ),
        (
            "a payload as text",
            "message",
            json!({ "mid": "{p}-d", "attachments": [{ "type": "image", "payload": "https://cdn.example/1" }] }),
            and(Image, None),
        ),
        ("only space", "message", json!({ "mid": "{p}-d", "text": "  \n " }), and(Text, Some("  \n "))),
        (
            "a postback without an id",
            "postback",
            json!({ "title": "Prices", "payload": "P" }),
            and(Postback, None),
        ),
        ("a postback without anything", "postback", json!({}), and(Unsupported, None)),
        ("a postback of nothing", "postback", json!({ "mid": "{p}-d" }), and(Postback, None)),
        (
            "a reaction of several signs",
            "reaction",
            json!({ "mid": "{p}-a", "action": "react", "reaction": "other", "emoji": "👩🏽‍🚀" }),
            known(),
        ),
        (
            "a reaction of a name that nobody knows",
            "reaction",
            json!({ "mid": "{p}-a", "action": "REACT", "reaction": "sparkles" }),
            known(),
        ),
        (
            "a reaction without an end",
            "reaction",
            json!({ "mid": "{p}-a", "action": "react", "emoji": "🫠".repeat(300) }),
            known(),
        ),
        ("a reaction to nothing known", "reaction", json!({ "mid": "{p}-z", "emoji": "❤" }), known()),
        (
            "a reaction taken back that never came",
            "reaction",
            json!({ "mid": "{p}-a", "action": "unreact", "reaction": null }),
            known(),
        ),
        ("a read of nothing known", "read", json!({ "mid": "{p}-z", "watermark": "x" }), known()),
        ("a receipt", "delivery", json!({ "mids": ["{p}-c"], "watermark": 1 }), known()),
        ("roles of apps", "app_roles", json!({ "123": ["primary_receiver"] }), known()),
        (
            "a thread passed by nobody",
            "pass_thread_control",
            json!({ "previous_owner_app_id": null, "new_owner_app_id": null, "metadata": null }),
            known(),
        ),
        (
            "an edit that empties the text",
            "message_edit",
            json!({ "mid": "{p}-a", "text": "", "num_edit": 1 }),
            known(),
        ),
        (
            "a text told again as one that cannot be shown",
            "message",
            json!({ "mid": "{p}-a", "is_unsupported": true }),
            known(),
        ),
        ("something new", "something_new", json!({ "a": 1 }), and(Unsupported, None)),
        (
            "a quick reply as text",
            "message",
            json!({ "mid": "{p}-d", "text": "Yes", "quick_reply": "YES" }),
            and(Text, Some("Yes")),
        ),
    ]
}

fn of(person: &str, value: Value) -> Value {
    serde_json::from_str(&value.to_string().replace("{p}", person)).expect("a body")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_odd_is_lost_or_spoils_what_is_known() {
    let desk = Desk::new().await;
    let mut wrong = Vec::new();
    for (number, (name, key, value, expected)) in table().into_iter().enumerate() {
        let person = format!("12345000001{number:05}");
        let media = json!([{ "type": "image", "payload": { "url": "https://cdn.example/1" } }]);
        desk.webhook(&[
            event(&person, In, 0, "message", &json!({ "mid": format!("{person}-a"), "text": "hello" })),
            event(&person, In, 1, "message", &json!({ "mid": format!("{person}-b"), "attachments": media })),
            event(
                &person,
                Out,
                2,
                "message",
                &json!({ "mid": format!("{person}-c"), "text": "hi", "is_echo": true }),
            ),
        ])
        .await;
        let odd = event(&person, In, 3, key, &of(&person, value));
        for _ in 0..2 {
            desk.webhook(std::slice::from_ref(&odd)).await;
        }
        let shown = desk.shown(&person).await.expect("listed");
        let rows: Vec<_> = shown.messages.iter().map(|(_, kind, _, text)| (*kind, text.as_deref())).collect();
        if rows != expected {
            wrong.push(format!("{name}:\n     is {rows:?}\n not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    desk.close().await;
}
