//! What becomes of webhook bodies: whose they are, what is read because of them, and what finds no place.

use domain::handle::{HandleProfile, Trouble};
use domain::message::{Direction, MessageKind};
use domain::time::{HOUR, SECOND};
use engine::{ReactError, Taken};
use serde_json::{Value, json};
use store::handles::{ResumeMode, TokenFacts};
use store::thread::Part;
use store::undelivered::Because;
use testkit::eventually;

use crate::desk::{BRAND, Desk, all, iso, now};

const MIRA: &str = "1234500000000007";

fn event(person: &str, at: i64, key: &str, value: &Value) -> Value {
    json!({ "sender": { "id": person }, "recipient": { "id": BRAND }, "timestamp": at, key: value })
}

fn text(person: &str, at: i64, mid: &str, text: &str) -> Value {
    event(person, at, "message", &json!({ "mid": mid, "text": text }))
}

fn body(entries: &[(&str, Vec<Value>)]) -> Value {
    let entries: Vec<Value> = entries
        .iter()
        .map(|(id, events)| json!({ "id": id, "time": now().0, "messaging": events }))
        .collect();
    json!({ "object": "instagram", "entry": entries })
}

/// An hour ago, in whole seconds.
fn base() -> i64 {
    (now().0 - HOUR).div_euclid(SECOND) * SECOND
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_every_entry_has_its_outcome() {
    let desk = Desk::new().await;
    let other = desk.also("17841400000000456", "zeta").await;
    let off = desk.also("17841400000000789", "quiet").await;
    desk.engine.set_switch(off, false, ResumeMode::FromNow).await.expect("switches");
    let texts =
        |of: &str| (0..4).map(|n| text(MIRA, base() + n, &format!("{of}{n}"), "hi")).collect::<Vec<_>>();
    let taken = desk
        .body(&body(&[
            (BRAND, texts("a")),
            ("17841400000000456", texts("b")),
            ("17841400000000789", texts("c")),
            ("999", texts("d")),
            ("0", texts("e")),
        ]))
        .await;
    assert_eq!(taken, Taken { written: 8, not_ours: 4, off: 4, tests: 4, ..Taken::default() });
    assert_eq!(desk.store.stats().await.expect("reads").messages, 8, "the same person on two handles is two");
    let told = desk.store.handle(other).await.expect("reads").expect("there");
    assert!(told.last_webhook_at.is_some());
    assert_eq!(desk.store.handle(off).await.expect("reads").expect("there").last_webhook_at, None);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_came_without_an_id_is_shown_and_not_reacted_to() {
    let desk = Desk::new().await;
    let pressed = event(MIRA, base(), "postback", &json!({ "title": "Start", "payload": "START" }));
    assert_eq!(desk.body(&body(&[(BRAND, vec![pressed])])).await.written, 1);
    let list = desk.store.conversations(&all()).await.expect("reads");
    let page = desk.store.messages(list.rows[0].id, Part::Newest, 9).await.expect("reads");
    let refused = desk.engine.react(page.messages[0].id, Some("❤️".into())).await;
    assert!(matches!(refused, Err(ReactError::Nameless)), "{refused:?}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_found_by_every_id_that_the_handle_has() {
    let desk = Desk::new().await;
    let row = desk.store.handle(desk.handle).await.expect("reads").expect("there");
    let profile = HandleProfile { app_scoped_id: Some("27640".to_owned()), ..row.profile };
    let facts = TokenFacts::default();
    desk.store.upsert_connected(profile, row.flavour, facts, now()).await.expect("connects");
    let taken = desk.body(&body(&[("27640", vec![text(MIRA, base(), "m1", "hi")])])).await;
    assert_eq!((taken.written, taken.not_ours), (1, 0));
    assert_eq!(desk.shown(MIRA).await.expect("listed").messages.len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_without_an_id_is_whose_its_events_say() {
    let desk = Desk::new().await;
    let nameless = |events: Vec<Value>| json!({ "object": "instagram", "entry": [{ "messaging": events }] });
    let echo = json!({ "sender": { "id": BRAND }, "recipient": { "id": MIRA }, "timestamp": base() + 1,
        "message": { "mid": "m2", "text": "hello", "is_echo": true } });
    let taken = desk.body(&nameless(vec![text(MIRA, base(), "m1", "hi"), echo])).await;
    assert_eq!((taken.written, taken.not_ours), (2, 0));
    let shown = desk.shown(MIRA).await.expect("listed").messages;
    let mut said: Vec<_> = shown.iter().map(|(_, _, by, text)| (*by, text.as_deref())).collect();
    said.sort_unstable();
    assert_eq!(said, [(Direction::In, Some("hi")), (Direction::Out, Some("hello"))]);
    // As a change, too.
    let mut changed = json!({ "object": "instagram", "entry": [{ "changes": [{ "field": "messages" }] }] });
    changed["entry"][0]["changes"][0]["value"] = text(MIRA, base() + 2, "m3", "still there?");
    assert_eq!(desk.body(&changed).await.written, 1);
    // Of somebody else's people nothing is kept.
    let mut foreign = text("1234500000000009", base(), "m4", "hi");
    foreign["recipient"]["id"] = json!("999");
    let taken = desk.body(&nameless(vec![foreign])).await;
    assert_eq!((taken.written, taken.not_ours), (0, 1));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_nobody_at_all_is_listed_where_it_can_be_of_one_handle_only() {
    let desk = Desk::new().await;
    let odd = json!({ "object": "instagram", "entry": [{ "messaging": [{ "hologram": { "x": 1 } }] }] });
    assert_eq!(desk.body(&odd).await.written, 1);
    let listed = desk.store.undelivered(None, 9).await.expect("reads");
    assert_eq!(
        listed.iter().map(|row| (row.handle, row.why)).collect::<Vec<_>>(),
        [(desk.handle, Because::Unreadable)]
    );
    desk.also("17841400000000456", "zeta").await;
    let taken = desk.body(&odd).await;
    assert_eq!((taken.written, taken.not_ours), (0, 1), "nobody knows of whom");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_body_five_times_at_once_is_one_row() {
    let desk = Desk::new().await;
    let body = body(&[(BRAND, vec![text(MIRA, base(), "m1", "once")])]);
    let takes = (0..5).map(|_| desk.body(&body));
    futures(takes).await;
    assert_eq!(desk.shown(MIRA).await.expect("listed").messages.len(), 1);
    desk.close().await;
}

async fn futures<F: Future<Output = Taken>>(takes: impl Iterator<Item = F>) {
    let mut takes: Vec<_> = takes.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        takes.retain_mut(|take| take.as_mut().poll(context).is_pending());
        if takes.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// Requirements, R59.
#[tokio::test(flavor = "multi_thread")]
async fn twenty_unknown_shapes_are_twenty_rows() {
    let desk = Desk::new().await;
    let shapes: Vec<Value> = (0..10)
        .map(|n| {
            let unknown = json!({ "type": format!("kind{n}"), "payload": { "n": n } });
            event(MIRA, base() + n, "message", &json!({ "mid": format!("m{n}"), "attachments": [unknown] }))
        })
        .chain((10..15).map(|n| {
            event(
                MIRA,
                base() + n,
                &format!("invention{n}"),
                &json!({ "mid": format!("m{n}"), "url": "https://x.example/y" }),
            )
        }))
        .chain((15..20).map(|n| event(MIRA, base() + n, "invention", &json!({ "without": n }))))
        .collect();
    for _ in 0..2 {
        desk.webhook(&shapes).await;
    }
    let shown = desk.shown(MIRA).await.expect("listed");
    assert_eq!(shown.messages.len(), 20);
    assert!(shown.messages.iter().all(|(_, kind, ..)| *kind == MessageKind::Unsupported));
    assert!(shown.unread && shown.window);
    let listed = desk.store.undelivered(Some(desk.handle), 50).await.expect("reads");
    assert_eq!(listed.len(), 10, "those whose very event is unknown are kept to be looked into");
    assert!(listed.iter().all(|row| row.why == Because::Unreadable));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_only_names_is_read() {
    let desk = Desk::new().await;
    desk.gives(json!({
        "id": "m1", "created_time": iso(domain::time::Timestamp(base())), "message": "the new one",
        "from": { "id": MIRA, "username": "mira.k" }, "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] },
    }));
    // Without text, and without anybody's name.
    let edit = json!({ "timestamp": base() + 5, "message_edit": { "mid": "m1", "num_edit": 0 } });
    let of_nobody = json!({ "timestamp": base() + 5, "message": { "mid": "m2", "text": "from nobody" } });
    desk.webhook(&[edit, of_nobody]).await;
    let listed = async || desk.store.undelivered(None, 10).await.expect("reads");
    assert_eq!(listed().await.len(), 2, "a crash from here on loses neither");
    eventually("the message", || async { desk.shown(MIRA).await }).await;
    let shown = desk.shown(MIRA).await.expect("listed");
    assert_eq!(shown.messages[0].3.as_deref(), Some("the new one"));
    let left = listed().await;
    assert_eq!(
        left.iter().map(|row| (row.key.as_str(), row.why)).collect::<Vec<_>>(),
        [("m2", Because::NoPerson)]
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_only_names_is_not_read_where_it_is_there_already() {
    let desk = Desk::new().await;
    let naming = |mid: &str| event(MIRA, base() + 5, "message_edit", &json!({ "mid": mid, "num_edit": 0 }));
    desk.webhook(&[text(MIRA, base(), "m1", "hi")]).await;
    // In a body of its own, and with the message itself.
    desk.webhook(&[naming("m1")]).await;
    desk.webhook(&[naming("m2"), text(MIRA, base() + 1, "m2", "and")]).await;
    let listed = desk.store.undelivered(None, 10).await.expect("reads");
    assert!(listed.is_empty(), "nothing is missing: {listed:?}");
    desk.webhook(&[naming("m3")]).await;
    assert_eq!(desk.store.undelivered(None, 10).await.expect("reads").len(), 1);
    // An edit whose text is missing makes what is there old.
    desk.webhook(&[event(MIRA, base() + 9, "message_edit", &json!({ "mid": "m1", "num_edit": 2 }))]).await;
    let listed = desk.store.undelivered(None, 10).await.expect("reads");
    assert!(listed.iter().any(|row| row.key == "m1"), "it is to be read: {listed:?}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_its_value_has_the_handle_read() {
    let desk = Desk::new().await;
    let names = |fields: Value| {
        let entry = json!({ "id": BRAND, "time": now().0, "changed_fields": fields });
        json!({ "object": "instagram", "entry": [entry] })
    };
    let comments = desk.body(&names(json!(["comments"]))).await;
    assert_eq!(comments, Taken { passed_over: 1, ..Taken::default() });
    let before = desk.reads_of_the_list();
    let messages = desk.body(&names(json!(["messages", "comments"]))).await;
    assert_eq!(messages, Taken { left_out: 1, passed_over: 1, ..Taken::default() });
    eventually("a read", || async { (desk.reads_of_the_list() > before).then_some(()) }).await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_an_unknown_message_waits_for_it_and_then_asks() {
    let desk = Desk::new().await;
    let edit = |mid: &str| {
        event(MIRA, base() + 900, "message_edit", &json!({ "mid": mid, "text": "better", "num_edit": 1 }))
    };
    desk.webhook(&[edit("m1"), edit("m2")]).await;
    // The first one's original comes a moment later, the second one's never does.
    desk.webhook(&[text(MIRA, base(), "m1", "good")]).await;
    desk.gives(json!({
        "id": "m2", "created_time": iso(domain::time::Timestamp(base() - SECOND)), "message": "better",
        "from": { "id": MIRA }, "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] },
    }));
    eventually("both", || async {
        let shown = desk.shown(MIRA).await?;
        let texts: Vec<_> =
            shown.messages.iter().map(|(mid, _, _, text)| (mid.as_str(), text.as_deref())).collect();
        (texts == [("m2", Some("better")), ("m1", Some("better"))]).then_some(())
    })
    .await;
    assert_eq!(desk.reads_of_messages(), 1, "what came by itself was not asked for");
    assert!(desk.store.undelivered(None, 10).await.expect("reads").is_empty());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_chat_is_who_the_newest_event_says() {
    let desk = Desk::new().await;
    let standby = |at: i64, mid: &str| json!({ "object": "instagram", "entry": [{ "id": BRAND, "time": now().0, "standby": [text(MIRA, at, mid, "hi")] }] });
    let owned_by_other = async || {
        let row = desk.store.conversations(&all()).await.expect("reads").rows.pop().expect("listed");
        (row.owned_by_other, row.unread)
    };
    desk.body(&standby(base() + 10, "m1")).await;
    assert_eq!(owned_by_other().await, (true, true), "shown, and not to be answered");
    desk.webhook(&[text(MIRA, base() + 5, "m0", "late")]).await;
    assert_eq!(owned_by_other().await, (true, true), "an older event tells nothing new");
    desk.webhook(&[text(MIRA, base() + 20, "m2", "ours again")]).await;
    assert_eq!(owned_by_other().await, (false, true));
    let taken = json!({ "new_owner_app_id": 1_217_981_644_879_628_i64 });
    desk.webhook(&[event(MIRA, base() + 30, "take_thread_control", &taken)]).await;
    assert_eq!(owned_by_other().await, (true, true));
    desk.body(&standby(base() + 1, "m3")).await;
    desk.webhook(&[event(MIRA, base() + 40, "pass_thread_control", &json!({ "metadata": "yours" }))]).await;
    assert_eq!(owned_by_other().await, (false, true));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_of_ours_that_write_to_each_other_are_two_threads() {
    let desk = Desk::new().await;
    desk.also("17841400000000456", "zeta").await;
    let from = |sender: &str, recipient: &str, mid: &str, echo: bool| {
        json!({ "sender": { "id": sender }, "recipient": { "id": recipient }, "timestamp": base(),
            "message": { "mid": mid, "text": "hello sister", "is_echo": echo } })
    };
    let sent = from(BRAND, "111", "mid-of-a", true);
    let received = from("222", "17841400000000456", "mid-of-b", false);
    desk.body(&body(&[(BRAND, vec![sent]), ("17841400000000456", vec![received])])).await;
    let (there, here) = (desk.shown("111").await.expect("listed"), desk.shown("222").await.expect("listed"));
    assert_eq!((there.messages.len(), here.messages.len()), (1, 1));
    assert!(!there.unread && here.unread);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_one_closed_row_and_strangers_are_not_guessed() {
    let desk = Desk::new().await;
    let people = |ids: &[&str]| {
        ids.iter().map(|id| json!({ "id": id, "username": format!("u{id}") })).collect::<Vec<_>>()
    };
    let thread = |id: &str, people: Vec<Value>| {
        let message = json!({ "id": format!("{id}-1"), "created_time": iso(now()), "message": "in a group", "from": people.last() });
        json!({ "id": id, "updated_time": iso(now()), "participants": { "data": people },
            "messages": { "data": [message] } })
    };
    let brand = json!({ "id": BRAND, "username": "bluekiln" });
    let with_brand = |mut others: Vec<Value>| {
        others.insert(0, brand.clone());
        others
    };
    let threads =
        vec![thread("group", with_brand(people(&["1", "2", "3"]))), thread("alone", with_brand(vec![]))];
    for _ in 0..2 {
        desk.list_raw(threads.clone()).await;
    }
    let rows = desk.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|row| row.closed.is_some() && !row.unread && row.last.is_none()));
    let counts = desk.store.counts(None, now()).await.expect("reads");
    assert_eq!((counts.all, counts.needs_reply, counts.unread), (2, 0, 0));
    let group = rows.iter().find(|row| row.thread.as_ref().is_some_and(|id| id.as_str() == "group"));
    assert_eq!(group.expect("listed").person.profile.name.as_deref(), Some("u1, u2, u3"));
    assert_eq!(desk.store.stats().await.expect("reads").messages, 0);
    let asked = desk.store.people_needing_profile(desk.handle, now(), 10).await.expect("reads");
    assert!(asked.is_empty(), "a stand-in has no profile");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_cannot_be_read_is_listed_until_it_can() {
    let desk = Desk::new().await;
    let people =
        json!({ "data": [{ "id": BRAND, "username": "bluekiln" }, { "id": "5", "username": "u5" }] });
    let mut thread = json!({ "id": "t5", "participants": people });
    desk.list_raw(vec![thread.clone()]).await;
    let listed = desk.store.undelivered(None, 10).await.expect("reads");
    assert_eq!(
        listed.iter().map(|row| (row.key.as_str(), row.why)).collect::<Vec<_>>(),
        [("t5", Because::ThreadUnreadable)]
    );
    thread["updated_time"] = iso(now()).into();
    desk.list_raw(vec![thread]).await;
    assert!(desk.store.undelivered(None, 10).await.expect("reads").is_empty());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_block_is_said_on_the_handle_and_ends_with_its_unblock() {
    let desk = Desk::new().await;
    let policy = |action: &str| {
        json!({ "recipient": { "id": BRAND }, "timestamp": now().0,
            "policy_enforcement": { "action": action, "reason": "spam" } })
    };
    let trouble = async || desk.store.handle(desk.handle).await.expect("reads").expect("there").trouble;
    desk.list_raw(Vec::new()).await;
    desk.webhook(&[policy("block")]).await;
    assert_eq!(trouble().await, Some(Trouble::SendRestricted));
    desk.webhook(&[policy("unblock")]).await;
    assert_eq!(trouble().await, None);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_only_reading_finds_are_counted_apart() {
    let desk = Desk::new().await;
    desk.webhook(&[text(MIRA, base(), "m1", "by webhook")]).await;
    let since = now().plus(-2 * HOUR);
    let after = (now().0.div_euclid(SECOND) + 1) * SECOND;
    let listed = json!([{ "id": "n1", "created_time": iso(domain::time::Timestamp(after)), "message": "only read",
        "from": { "id": "55" }, "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] } }]);
    desk.list(vec![("55".to_owned(), listed)]).await;
    let arrivals = desk.store.arrivals(desk.handle, since, now().plus(HOUR)).await.expect("reads");
    assert_eq!((arrivals.by_webhook, arrivals.by_poll_alone), (1, 1));
    desk.webhook(&[text("55", after + 7, "n1", "only read")]).await;
    let arrivals = desk.store.arrivals(desk.handle, since, now().plus(HOUR)).await.expect("reads");
    assert_eq!((arrivals.by_webhook, arrivals.by_poll_alone), (2, 0), "its webhook came after all");
    desk.close().await;
}
