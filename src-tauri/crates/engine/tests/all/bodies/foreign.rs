//! Bodies that other products received and wrote down, in their own tests and notes, each with what our screen makes of it:
//! what was told before matters as well, as edits, reactions and receipts are about it.

mod afterwards;
mod people;

use domain::message::MessageKind;
use domain::time::HOUR;
use serde_json::{Value, json};
use store::thread::Part;

use crate::desk::{BRAND, Desk, Shown, all, now};
use afterwards::{afterwards, entries};
use people::of_people;

/// Media as Instagram links it.
const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";

/// A name, the events in the order in which they came, and what is shown of the thread: a line for each message, from the
/// first to the last, with its side, kind and text; then the rest.
type Foreign = (&'static str, Vec<Value>, &'static str);

fn event(from: &str, to: &str, at: i64, key: &str, said: &Value) -> Value {
    json!({ "sender": { "id": from }, "recipient": { "id": to }, "timestamp": at, key: said })
}

/// What is on screen of a thread, in one line.
fn drawn(shown: Option<Shown>) -> String {
    let Some(shown) = shown else { return "nothing".to_owned() };
    let line = |(_, kind, by, text): (_, MessageKind, _, Option<String>)| {
        let side = if by == domain::message::Direction::In { ">" } else { "<" };
        format!("{side} {kind:?} {}", text.unwrap_or_default()).trim_end().to_owned()
    };
    let mut parts = vec![shown.messages.into_iter().map(line).collect::<Vec<_>>().join("; ")];
    parts.extend(shown.reactions.into_iter().map(|(_, emoji)| emoji));
    parts.extend((shown.lines > 0).then(|| format!("{} lines", shown.lines)));
    let rest = [(shown.seen, "seen"), (shown.unread, "unread"), (shown.window, "open")];
    parts.extend(rest.into_iter().filter(|(is, _)| *is).map(|(_, name)| name.to_owned()));
    parts.join(", ")
}

fn table(p: &str, at: i64) -> Vec<(&'static str, Value, &'static str)> {
    let entry = |events: Vec<Value>| json!({ "id": BRAND, "time": at, "messaging": events });
    let events = [of_people(p, at), afterwards(p, at)].concat();
    let whole = events.into_iter().map(|(name, events, shown)| (name, entry(events), shown));
    whole.chain(entries(p, at)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_foreign_body_is_shown_as_it_was_meant() {
    let desk = Desk::new().await;
    let at = now().0 - HOUR;
    let count = table("1", at).len();
    let mut wrong = Vec::new();
    for number in 0..count {
        let p = format!("12345000004{number:05}");
        let (name, entry, expected) = table(&p, at).swap_remove(number);
        let entries = if entry.is_array() { entry } else { json!([entry]) };
        let mut body = json!({ "object": "instagram", "entry": entries }).to_string();
        for mid in ["a", "b", "c", "z"] {
            body = body.replace(&format!("\"mid\":\"{mid}\""), &format!("\"mid\":\"{p}-{mid}\""));
        }
        for _ in 0..2 {
            desk.engine.webhook(body.as_bytes()).await.expect("written");
        }
        let shown = drawn(desk.shown(&p).await);
        if shown != expected {
            wrong.push(format!("{name}:\n     is {shown}\n    not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(desk.store.conversations(&all()).await.expect("reads").rows.len(), count, "nobody else");
    desk.close().await;
}

/// Comments, mentions, tests, other products' events, and receipts of what nobody knows.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_for_no_inbox_makes_no_row() {
    let desk = Desk::new().await;
    let (at, p) = (now().0 - HOUR, "1234500000500000");
    let test = json!({ "sender": { "id": "12334" }, "recipient": { "id": "23245" }, "timestamp": "1527459824",
        "message": { "mid": "random_mid", "text": "random_text" } });
    let comment = json!({ "from": { "id": p, "username": "mira", "self_ig_scoped_id": "9" }, "id": "1", "parent_id": "2", "text": "nice",
        "media": { "id": "3", "media_product_type": "REELS", "ad_id": "4", "ad_title": "Sale", "original_media_id": "5" } });
    let of = |entry: Value| json!({ "object": "instagram", "entry": [entry] });
    let change = |field: &str, value: &Value| {
        of(json!({ "id": BRAND, "time": at / 1_000, "changes": [{ "field": field, "value": value }] }))
    };
    let bodies = [
        change("comments", &comment),
        change("live_comments", &comment),
        of(json!({ "id": BRAND, "time": at / 1_000, "field": "comments", "value": comment })),
        change("mentions", &json!({ "media_id": "3", "comment_id": "1" })),
        change("story_insights", &json!({ "media_id": "3", "exits": 1, "replies": 2 })),
        change("share_to_story", &json!({ "media_id": "3" })),
        change("messages", &test),
        of(json!({ "id": BRAND, "time": at, "messaging": [test] })),
        of(json!({ "id": "0", "time": 1_527_459_824, "changes": [{ "field": "messages", "value": test }] })),
        json!({ "field": "messaging_seen", "value": { "sender": { "id": "12334" }, "recipient": { "id": "23245" }, "read": { "mid": "x" } } }),
        of(
            json!({ "id": BRAND, "time": at, "messaging": [event(p, BRAND, at, "read", &json!({ "mid": "of another time" }))] }),
        ),
        of(
            json!({ "id": BRAND, "time": at, "messaging": [event(p, BRAND, at, "delivery", &json!({ "mids": ["x"], "watermark": 1 }))] }),
        ),
        of(json!({ "id": BRAND, "time": at, "changed_fields": ["messages", "comments"] })),
        json!({ "object": "whatsapp_business_account", "entry": [{ "id": "55555", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp", "messages": [{ "from": p, "id": "wamid.x", "type": "text", "text": { "body": "hi" } }] } }] }] }),
        json!({ "object": "notinstagram", "entry": [{}] }),
        json!({ "object": "instagram", "entry": [] }),
    ];
    for body in &bodies {
        desk.body(body).await;
    }
    assert_eq!(desk.store.conversations(&all()).await.expect("reads").rows, []);
    assert!(desk.store.undelivered(None, 50).await.expect("reads").is_empty());
    desk.close().await;
}

/// With Facebook Login an entry bears the Page's id or the account's, and its events either.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_ids_of_ours_an_entry_and_its_events_bear_we_are_not_the_person() {
    let desk = Desk::new().await;
    let row = desk.store.handle(desk.handle).await.expect("reads").expect("there");
    let profile = domain::handle::HandleProfile { app_scoped_id: Some("27640".to_owned()), ..row.profile };
    let facts = store::handles::TokenFacts::default();
    desk.store.upsert_connected(profile, row.flavour, facts, now()).await.expect("connects");
    let (at, p) = (now().0 - HOUR, "1234500000600000");
    let mut n = 0;
    for entry in [BRAND, "27640"] {
        for ours in [BRAND, "27640"] {
            n += 1;
            let events = [
                event(p, ours, at + n, "message", &json!({ "mid": format!("in{n}"), "text": "hi" })),
                event(
                    ours,
                    p,
                    at + n,
                    "message",
                    &json!({ "mid": format!("out{n}"), "text": "yes", "is_echo": true }),
                ),
                event(
                    ours,
                    p,
                    at + n,
                    "reaction",
                    &json!({ "mid": format!("in{n}"), "action": "react", "reaction": "love" }),
                ),
                event(
                    ours,
                    p,
                    at + n,
                    "message_edit",
                    &json!({ "mid": format!("out{n}"), "text": "yes!", "num_edit": 1 }),
                ),
                event(ours, p, at + n, "read", &json!({ "mid": format!("in{n}") })),
            ];
            desk.body(&json!({ "object": "instagram", "entry": [{ "id": entry, "time": at, "messaging": events }] })).await;
        }
    }
    let rows = desk.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!(rows.iter().map(|row| row.person.igsid.as_str()).collect::<Vec<_>>(), [p], "nobody else");
    let messages = desk.store.messages(rows[0].id, Part::Newest, 50).await.expect("reads").messages;
    let edited = messages.iter().filter(|message| message.text.as_deref() == Some("yes!")).count();
    let loved = messages.iter().filter(|message| message.reactions.len() == 1).count();
    assert_eq!((messages.len(), edited, loved), (8, 4, 4));
    desk.close().await;
}
