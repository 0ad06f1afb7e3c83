//! Reading the same again writes nothing: most polls find nothing new.

use domain::ids::{HandleId, Igsid, Mid, ThreadId};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, ObservedThread, Reaction, Source};
use domain::person::Profile;
use domain::time::{HOUR, MINUTE, SECOND, SentAt, Timestamp};

use crate::Store;
use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::tests::connected;
use crate::tx::Reads;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// A thread of which Instagram gave twenty messages, as of `read_at`.
fn listing(handle: HandleId, read_at: Timestamp, reaction: Option<&str>) -> IngestBatch {
    let emoji = reaction.map(|emoji| Reaction { by: Direction::In, emoji: emoji.to_owned() });
    let thread = Observation::Thread(ObservedThread {
        thread: ThreadId::from("t1"),
        person: Igsid::from("p1"),
        profile: Profile { username: Some("maria".into()), ..Profile::default() },
        updated_at: NOW,
        older_exist: true,
    });
    let messages = (0..20).map(|n| {
        Observation::Message(ObservedMessage {
            person: Igsid::from("p1"),
            mid: Mid(format!("m{n}")),
            direction: if n % 2 == 0 { Direction::In } else { Direction::Out },
            origin: if n % 2 == 0 { Origin::Person } else { Origin::Elsewhere },
            sent_at: SentAt::to_the_second(NOW.0 - (20 - n) * SECOND),
            as_of: read_at,
            text: Some(format!("number {n}")),
            body: Body::default(),
            reactions: Some(emoji.iter().cloned().collect()),
        })
    });
    IngestBatch {
        handle,
        epoch: 1,
        source: Source::Poll,
        now: read_at,
        observations: std::iter::once(thread).chain(messages).collect(),
        sync: None,
        stream: None,
        while_paused: false,
        undelivered: Vec::new(),
        skipped: Vec::new(),
        left_out: Vec::new(),
        quiet: false,
        settles: false,
    }
}

/// Another number after every commit that wrote something.
async fn version(store: &Store) -> i64 {
    // The same connection each time: the others are not in use.
    let mut reader = store.reader().await.expect("reads");
    let mut tx = reader.begin().await.expect("reads");
    sqlx::query_scalar("PRAGMA data_version").fetch_one(tx.reading()).await.expect("reads")
}

#[tokio::test]
async fn an_idle_poll_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open_plain(&folder.path().join("store.db")).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let read = async |at: Timestamp, reaction: Option<&str>| {
        let before = version(&store).await;
        let ingested = store.ingest(listing(handle, at, reaction)).await.expect("writes");
        assert!(ingested.applied);
        (version(&store).await != before, !ingested.changes.is_empty())
    };
    assert_eq!(read(NOW, None).await, (true, true), "all of it is new");
    for minutes in [1, 20, 59] {
        assert_eq!(read(NOW.plus(minutes * MINUTE), None).await, (false, false), "after {minutes} minutes");
    }
    let row = store.handle(handle).await.expect("reads").expect("is there");
    assert_eq!(row.last_event_at, Some(NOW));
    assert_eq!(read(NOW.plus(HOUR), None).await, (true, false), "once an hour it is confirmed");
    assert_eq!(read(NOW.plus(HOUR + MINUTE), Some("🔥")).await, (true, true), "something did change");
    assert_eq!(read(NOW.plus(HOUR + 2 * MINUTE), Some("🔥")).await, (false, false));
}
