//! Bodies of hundreds of events, each made odd in another place: every person who is named has a row, nobody else has one,
//! what was good stays what it is, and neither a handle that is off nor the log gets anything of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use domain::ids::HandleId;
use domain::message::Direction;
use domain::time::HOUR;
use serde_json::{Value, json};
use store::handles::ResumeMode;
use store::thread::Part;
use testkit::odd;

use crate::desk::{BRAND, Desk, all, now};

/// Stand in the templates; each event gets its own instead.
const PERSON: &str = "99999999999999999";
const MID: &str = "the-mid";
/// Words and addresses of people: in no log.
const CANARY: &str = "canary";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a person can write.
fn written(at: i64) -> Vec<Value> {
    let media = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=canary&signature=x";
    let event = |key: &str, said: Value| json!({ "sender": { "id": PERSON }, "recipient": { "id": BRAND }, "timestamp": at, key: said });
    vec![
        event(
            "message",
            json!({ "mid": MID, "text": "canary", "reply_to": { "story": { "url": media, "id": "5" } } }),
        ),
        event(
            "message",
            json!({ "mid": MID, "attachments": [
            { "type": "image", "payload": { "url": media } },
            { "type": "ig_reel", "payload": { "url": media, "title": "canary", "reel_video_id": 5 } }] }),
        ),
        event("message", json!({ "mid": MID, "is_unsupported": true })),
        event("postback", json!({ "mid": MID, "title": "canary", "payload": "canary" })),
        event("hologram", json!({ "mid": MID, "text": "canary" })),
    ]
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

fn replaced(bytes: &[u8], what: &str, with: &str) -> Vec<u8> {
    let (what, mut out, mut rest) = (what.as_bytes(), Vec::with_capacity(bytes.len()), bytes);
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(with.as_bytes());
        rest = &rest[at + what.len()..];
    }
    [out.as_slice(), rest].concat()
}

/// All messages, by their person.
async fn threads(desk: &Desk) -> BTreeMap<String, Vec<(HandleId, Direction, Option<String>)>> {
    let (mut threads, mut query) = (BTreeMap::new(), all());
    loop {
        let page = desk.store.conversations(&query).await.expect("reads");
        for row in page.rows {
            let messages = desk.store.messages(row.id, Part::Newest, 10).await.expect("reads").messages;
            let messages = messages.into_iter().map(|message| (row.handle, message.direction, message.text));
            threads.insert(row.person.igsid.0, messages.collect());
        }
        query.after = page.next;
        if query.after.is_none() {
            return threads;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_event_loses_nobody_and_shows_nothing_else() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // The engine's tasks and the database's threads log too, so it is the process's; each test has its own process.
    tracing::subscriber::set_global_default(subscriber).expect("the only one");
    let desk = Desk::new().await;
    let off = desk.also("17841400000000789", "quiet").await;
    desk.engine.set_switch(off, false, ResumeMode::FromNow).await.expect("switches");
    let at = now().0 - HOUR;
    let says_whose =
        |path: &[String]| path.first().is_none_or(|name| name == "sender" || name == "recipient");
    let events: Vec<_> = written(at)
        .iter()
        .flat_map(odd)
        .filter(|odd| !says_whose(&odd.path))
        // Two messages of one id are one message.
        .filter(|odd| odd.path.last().is_none_or(|name| name != "mid") || holds(&odd.text, MID))
        .enumerate()
        .map(|(number, odd)| {
            let person = format!("{:017}", 12_345_000_000_000_000_u64 + number as u64);
            let text = replaced(&odd.text, PERSON, &person);
            (
                person.clone(),
                format!("{} at {:?}", odd.change, odd.path),
                replaced(&text, MID, &format!("m{number}")),
            )
        })
        .collect();
    for part in events.chunks(200) {
        let texts: Vec<&[u8]> = part.iter().map(|(_, _, text)| text.as_slice()).collect();
        let body = [
            format!(r#"{{"object":"instagram","entry":[{{"id":"{BRAND}","time":{at},"messaging":["#)
                .as_bytes(),
            &texts.join(&b','),
            format!(r#"]}},{{"id":"17841400000000789","time":{at},"messaging":["#).as_bytes(),
            &texts.join(&b','),
            b"]}]}",
        ]
        .concat();
        let taken = desk.engine.webhook(&body).await.expect("written");
        assert_eq!((taken.written, taken.off), (part.len(), part.len()));
    }
    let threads = threads(&desk).await;
    let mut wrong = Vec::new();
    for (person, place, _) in &events {
        let messages = threads.get(person).map_or(&[][..], Vec::as_slice);
        let [(handle, direction, text)] = messages else {
            wrong.push(format!("{place}: {messages:?}"));
            continue;
        };
        assert_eq!(*handle, desk.handle, "nothing of a handle that is off");
        if *direction != Direction::In && !place.contains("is_echo") {
            wrong.push(format!("{place}: on the other side"));
        }
        if text.as_deref().is_some_and(|text| text != CANARY) && !place.contains("\"text\"") {
            wrong.push(format!("{place}: {text:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), events.len(), wrong.join("\n"));
    assert_eq!(threads.len(), events.len(), "and nobody else");
    desk.close().await;
    let log = String::from_utf8_lossy(&log.0.lock().expect("not poisoned")).into_owned();
    assert!(log.contains("a webhook body"), "the log works");
    for secret in [CANARY, "12345000", "lookaside", "bluekiln"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
