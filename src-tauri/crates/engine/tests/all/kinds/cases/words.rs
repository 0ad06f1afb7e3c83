//! Texts, echoes and inline replies.

use domain::conversation::Standing;
use domain::message::MessageKind;
use serde_json::{Value, json};

use super::{Named, answered, asks};
use crate::desk::Shown;

pub(super) fn words() -> Vec<Named> {
    vec![
        ("text", |b| {
            let told = json!([b.listed(1, true, json!({ "message": "hello" }))]);
            (
                vec![b.message(1, json!({ "text": "hello" }))],
                Some(told),
                asks(vec![b.row(1, MessageKind::Text, Some("hello"))]),
            )
        }),
        ("three texts", |b| {
            let said = |n: i64| format!("number {n}");
            let events = (1..4).map(|n| b.message(n, json!({ "text": said(n) }))).collect();
            let listed: Vec<Value> =
                (1..4).rev().map(|n| b.listed(n, true, json!({ "message": said(n) }))).collect();
            let rows = (1..4).map(|n| b.row(n, MessageKind::Text, Some(&said(n)))).collect();
            (events, Some(listed.into()), asks(rows))
        }),
        ("an inline reply", |b| {
            let events = vec![
                b.message(1, json!({ "text": "which one?" })),
                b.message(2, json!({ "text": "this one", "reply_to": { "mid": b.mid(1) } })),
            ];
            let read = json!([
                b.listed(
                    2,
                    true,
                    json!({ "message": "this one", "reply_to": { "mid": b.mid(1), "is_self_reply": true } })
                ),
                b.listed(1, true, json!({ "message": "which one?" })),
            ]);
            let rows = vec![
                b.row(1, MessageKind::Text, Some("which one?")),
                b.row(2, MessageKind::Text, Some("this one")),
            ];
            (events, Some(read), asks(rows))
        }),
        ("an echo", |b| {
            let events = vec![b.echo(1, json!({ "text": "from the phone" }))];
            let read = json!([b.listed(1, false, json!({ "message": "from the phone" }))]);
            (events, Some(read), answered(vec![b.our_row(1, MessageKind::Text, Some("from the phone"))]))
        }),
        ("a question with its answer", |b| {
            let events =
                vec![b.message(1, json!({ "text": "open?" })), b.echo(2, json!({ "text": "until six" }))];
            let read = json!([
                b.listed(2, false, json!({ "message": "until six" })),
                b.listed(1, true, json!({ "message": "open?" })),
            ]);
            let rows = vec![
                b.row(1, MessageKind::Text, Some("open?")),
                b.our_row(2, MessageKind::Text, Some("until six")),
            ];
            (events, Some(read), Shown { window: true, ..answered(rows) })
        }),
        ("a message to oneself", |b| {
            let events = vec![b.echo(1, json!({ "text": "a note", "is_self": true }))];
            let row = b.our_row(1, MessageKind::Text, Some("a note"));
            let nobody = Shown { standing: Standing::Quiet, ..answered(vec![row]) };
            (events, None, nobody)
        }),
    ]
}
