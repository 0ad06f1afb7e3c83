//! Whole bodies as other products' integrations keep them for their own tests, and as no document shows them. Each must end
//! as these rows in the thread with its person, told once or twice, and as no row anywhere else.

mod answers;
mod foreign;
mod newer;

use domain::message::Direction::{self, In, Out};
use domain::message::MessageKind::{self, Image, Text, Unsent, Unsupported};
use domain::time::{HOUR, Timestamp};
use serde_json::{Value, json};

use crate::desk::{BRAND, Desk, iso, now};

type Rows = Vec<(MessageKind, Direction, Option<String>)>;

fn row(kind: MessageKind, by: Direction, text: &str) -> (MessageKind, Direction, Option<String>) {
    (kind, by, Some(text).filter(|text| !text.is_empty()).map(str::to_owned))
}

/// What a person (`p`) says at a time, as an event.
fn says(p: &str, at: Value, mid: &str, text: &str) -> Value {
    json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": { "mid": mid, "text": text } })
}

fn body(entry: Value) -> Value {
    json!({ "object": "instagram", "entry": [entry] })
}

/// What is written of a person whose id is given, at a moment an hour ago.
fn table(p: &str, at: i64) -> Vec<(&'static str, Value, Rows)> {
    let number: i64 = p.parse().expect("a number");
    let messaging = |events: Value| body(json!({ "id": BRAND, "time": at, "messaging": events }));
    let one = |event: Value| messaging(json!([event]));
    let message = |message: Value| {
        one(
            json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": message }),
        )
    };
    let hi = || vec![row(Text, In, "hi")];
    let long = "wide 広い ".repeat(20_000);
    let odd = "a\u{0}b\u{200b}\u{202e}c\u{feff}\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}";
    let many: Vec<Value> = (0..40)
        .map(|n| json!({ "type": "image", "payload": { "url": format!("https://scontent.cdninstagram.com/{n}") } }))
        .collect();
    vec![
        (
            "times in words",
            body(
                json!({ "id": BRAND, "time": iso(Timestamp(at)), "messaging": [says(p, json!(iso(Timestamp(at))), "a", "hi")] }),
            ),
            hi(),
        ),
        (
            "times as fractions",
            body(json!({ "id": BRAND, "time": 1.5, "messaging": [says(p, json!(at as f64), "a", "hi")] })),
            hi(),
        ),
        ("seconds as text", one(says(p, json!((at / 1_000).to_string()), "a", "hi")), hi()),
        ("no times", body(json!({ "id": BRAND, "messaging": [says(p, Value::Null, "a", "hi")] })), hi()),
        (
            "ids as numbers",
            body(
                json!({ "id": 17_841_400_000_000_123_i64, "time": at, "messaging": [{ "sender": { "id": number },
            "recipient": { "id": 17_841_400_000_000_123_i64 }, "timestamp": at, "message": { "mid": "a", "text": "hi" } }] }),
            ),
            hi(),
        ),
        (
            "an entry that is no list",
            json!({ "object": "instagram", "entry": { "id": BRAND, "time": at, "messaging": [says(p, json!(at), "a", "hi")] } }),
            hi(),
        ),
        ("events that are no list", messaging(says(p, json!(at), "a", "hi")), hi()),
        (
            "a change that is no list",
            body(
                json!({ "id": BRAND, "time": at / 1_000, "changes": { "field": "messages", "value": says(p, json!(at / 1_000), "a", "hi") } }),
            ),
            hi(),
        ),
        (
            "values in a list",
            body(
                json!({ "id": BRAND, "time": at, "changes": [{ "field": "messages", "value": [says(p, json!(at), "a", "hi"), says(p, json!(at + 1), "b", "ho")] }] }),
            ),
            vec![row(Text, In, "hi"), row(Text, In, "ho")],
        ),
        (
            "nulls beside it",
            body(
                json!({ "id": BRAND, "time": at, "messaging": null, "standby": null, "changes": [{ "field": "messages", "value": says(p, json!(at), "a", "hi") }] }),
            ),
            hi(),
        ),
        (
            "a body in a list",
            json!([body(json!({ "id": BRAND, "time": at, "messaging": [says(p, json!(at), "a", "hi")] }))]),
            hi(),
        ),
        (
            "an object in capitals",
            json!({ "object": "Instagram", "entry": [{ "id": BRAND, "messaging": [says(p, json!(at), "a", "hi")] }] }),
            hi(),
        ),
        (
            "told as its own and on standby",
            body(
                json!({ "id": BRAND, "time": at, "messaging": [says(p, json!(at), "a", "hi")], "standby": [says(p, json!(at), "a", "hi")] }),
            ),
            hi(),
        ),
        (
            "an echo whose sides are not turned",
            one(
                json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": { "mid": "a", "text": "hi", "is_echo": true } }),
            ),
            vec![row(Text, Out, "hi")],
        ),
        (
            "an echo without a flag",
            one(
                json!({ "sender": { "id": BRAND }, "recipient": { "id": p }, "timestamp": at, "message": { "mid": "a", "text": "hi" } }),
            ),
            vec![row(Text, Out, "hi")],
        ),
        (
            "a flag in words",
            message(json!({ "mid": "a", "is_deleted": "false", "is_echo": "false", "text": "hi" })),
            hi(),
        ),
        (
            "an unsend before its message",
            messaging(json!([
            { "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at + 5, "message": { "mid": "a", "is_deleted": true } },
            says(p, json!(at), "a", "hi")])),
            vec![row(Unsent, In, "")],
        ),
        ("a message that is a word", message(json!("hi")), vec![row(Unsupported, In, "")]),
        ("a message that is a list", message(json!(["hi"])), vec![row(Unsupported, In, "")]),
        ("no id", message(json!({ "text": "hi" })), vec![row(Unsupported, In, "")]),
        (
            "an id without an end",
            message(json!({ "mid": "m".repeat(5_000), "text": "hi" })),
            vec![row(Unsupported, In, "")],
        ),
        ("an endless text", message(json!({ "mid": "a", "text": long })), vec![row(Text, In, &long)]),
        ("odd characters", message(json!({ "mid": "a", "text": odd })), vec![row(Text, In, odd)]),
        ("many pictures", message(json!({ "mid": "a", "attachments": many })), vec![row(Image, In, "")]),
        ("no attachments", message(json!({ "mid": "a", "text": "hi", "attachments": [] })), hi()),
        (
            "a flag of what cannot be shown, and nothing else",
            message(json!({ "mid": "a", "is_unsupported": true, "attachments": [] })),
            vec![row(Unsupported, In, "")],
        ),
        (
            "deep",
            message(
                json!({ "mid": "a", "text": "hi", "unheard_of": (0..90).fold(json!(1), |inside, _| json!([inside])) }),
            ),
            hi(),
        ),
        (
            "several sayings at once",
            one(
                json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "message": { "mid": "a", "text": "hi" }, "reaction": null, "postback": null }),
            ),
            hi(),
        ),
        (
            "an unheard-of event",
            one(
                json!({ "sender": { "id": p }, "recipient": { "id": BRAND }, "timestamp": at, "hologram": { "text": "hi" } }),
            ),
            vec![row(Unsupported, In, "")],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_body_is_what_it_says_and_nothing_else() {
    let desk = Desk::new().await;
    let at = now().0 - HOUR;
    let mut wrong = Vec::new();
    let whole = |p: &str, at: i64| table(p, at).into_iter().chain(newer::table(p, at)).collect::<Vec<_>>();
    let count = whole("1", at).len();
    for number in 0..count {
        let p = format!("12345000002{number:05}");
        let (name, body, expected) =
            whole(&p, at + 1_000 * i64::try_from(number).expect("small")).swap_remove(number);
        let text = body
            .to_string()
            .replace("\"mid\":\"a\"", &format!("\"mid\":\"{p}-a\""))
            .replace("\"mid\":\"b\"", &format!("\"mid\":\"{p}-b\""));
        for _ in 0..2 {
            desk.engine.webhook(text.as_bytes()).await.expect("written");
        }
        let shown = desk.shown(&p).await.map(|shown| shown.messages).unwrap_or_default();
        let rows: Rows = shown.into_iter().map(|(_, kind, by, text)| (kind, by, text)).collect();
        if rows != expected {
            let short = |rows: &Rows| format!("{rows:?}").chars().take(200).collect::<String>();
            wrong.push(format!("{name}:\n     is {}\n not {}", short(&rows), short(&expected)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        desk.store.conversations(&crate::desk::all()).await.expect("reads").rows.len(),
        count,
        "nobody else"
    );
    desk.close().await;
}
