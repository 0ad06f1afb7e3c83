//! One bad message, or a server stricter than documented, hides no thread.

use domain::message::MessageKind;
use domain::time::{SECOND, Timestamp};
use serde_json::{Value, json};
use testkit::eventually;

use crate::desk::{BRAND, Desk, iso, now};
use crate::world::World;

fn message(id: &str, person: &str, seconds_ago: i64, text: &str) -> Value {
    let at = Timestamp(now().0 - seconds_ago * SECOND);
    json!({ "id": id, "created_time": iso(at), "message": text,
        "from": { "id": person, "username": format!("p{person}") },
        "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] } })
}

fn thread(person: &str, messages: &[Value]) -> Value {
    let people =
        json!([{ "id": BRAND, "username": "bluekiln" }, { "id": person, "username": format!("p{person}") }]);
    json!({ "id": format!("t{person}"), "updated_time": iso(now()), "participants": { "data": people },
        "messages": { "data": messages } })
}

async fn texts(desk: &Desk, person: &str) -> Option<Vec<(MessageKind, Option<String>)>> {
    let shown = desk.shown(person).await?;
    Some(shown.messages.into_iter().map(|(_, kind, _, text)| (kind, text)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_breaks_the_whole_page_hides_no_other_and_only_its_bad_message() {
    let desk = Desk::new().await;
    let ids: Vec<Value> = ["b3", "b2", "b1"].map(|id| json!({ "id": id })).into();
    let bad = json!({ "id": "t5", "messages": { "data": ids } });
    // The one in the middle cannot be read at all.
    desk.gives(message("b1", "5", 30, "first"));
    desk.gives(message("b3", "5", 10, "third"));
    desk.refuses(bad);
    let well = thread("6", &[message("w1", "6", 20, "from another")]);
    desk.list_raw(vec![thread("5", &[]), well]).await;
    eventually("both threads", || async {
        desk.engine.sync_now(None).await.expect("rings");
        let well = texts(&desk, "6").await?;
        let bad = texts(&desk, "5").await?;
        (well == [(MessageKind::Text, Some("from another".to_owned()))] && bad.len() == 3).then_some(())
    })
    .await;
    let bad = texts(&desk, "5").await.expect("listed");
    assert_eq!(bad.iter().filter(|(kind, _)| *kind == MessageKind::Unavailable).count(), 1);
    let told: Vec<&str> = bad.iter().filter_map(|(_, text)| text.as_deref()).collect();
    assert_eq!(told, ["first", "third"]);
    let row = desk.store.handle(desk.handle).await.expect("reads").expect("there");
    assert_eq!(row.trouble, None, "the round came to its end");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_names_without_details_is_asked_for_once() {
    let desk = Desk::new().await;
    desk.gives(message("m1", "5", 30, "given when asked for"));
    let bare = vec![json!({ "id": "m2" }), json!({ "id": "m1" })];
    desk.list_raw(vec![thread("5", &bare)]).await;
    eventually("the one that is given", || async {
        let texts = texts(&desk, "5").await?;
        texts.contains(&(MessageKind::Text, Some("given when asked for".to_owned()))).then_some(())
    })
    .await;
    let asked = desk.reads_of_messages();
    desk.list_raw(vec![thread("5", &bare)]).await;
    assert_eq!(desk.reads_of_messages(), asked, "not again in every round");
    assert_eq!(texts(&desk, "5").await.expect("listed").len(), 2);
    desk.close().await;
}

/// Should Instagram count unsent messages among the 20 and refuse a whole page for one that is too old.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_refused_for_an_old_message_is_read_message_by_message() {
    let world = World::new().await;
    let positions = json!({ "beyond_newest_20": "error", "newest_20_counts_unsent": "yes" });
    world.instagram.control("switches", Some(positions)).await;
    let brand = world.instagram.brand("bluekiln").await;
    let base = World::now().0 - 600 * SECOND;
    let mut newest = String::new();
    for n in 0..22 {
        let event = json!({ "handle": "bluekiln", "person": "mira", "kind": "text", "text": format!("n{n}"),
            "at_ms": base + n * SECOND });
        newest = world.instagram.event(event).await;
    }
    let unsend = json!({ "handle": "bluekiln", "person": "mira", "kind": "unsend", "mid": newest });
    world.instagram.event(unsend).await;
    world.instagram.writes("noor", &brand, "unharmed").await;
    world.connect(&brand).await;
    world.shows("unharmed").await;
    let conversation = world.shows("n20").await;
    let texts: Vec<String> =
        world.messages(conversation).await.into_iter().filter_map(|message| message.text).collect();
    // Nineteen have details, the twentieth is listed without, and two are older than that.
    assert_eq!(texts, (2..=20).map(|n| format!("n{n}")).collect::<Vec<_>>());
}
