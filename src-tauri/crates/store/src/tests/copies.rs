//! A copy of the day that is under way while something is unsent: no byte of it is left beside the file.

use std::pin::pin;
use std::time::Duration;

use domain::ids::{Igsid, Mid};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::{SentAt, Timestamp};

use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::open::{copies, files};
use crate::tests::connected;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const CANARY: &[u8] = b"zanzibarcopycanary";

#[tokio::test(flavor = "multi_thread")]
async fn an_unsend_ends_the_copy_that_is_being_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let said = Observation::Message(ObservedMessage {
        person: Igsid::from("p1"),
        mid: Mid::from("m1"),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(NOW.0),
        as_of: NOW,
        text: Some(String::from_utf8_lossy(CANARY).into()),
        body: Body::default(),
        reactions: None,
    });
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![said])).await.expect("writes");
    // More than SQLite keeps in memory before it writes.
    for n in 0..40 {
        store.set_setting(&format!("large{n}"), Some("v".repeat(1_000_000))).await.expect("writes");
    }
    let (copy, part) = (copies::daily(&path), copies::daily_part(&path));
    let mut copying = pin!(store.copy_daily(NOW));
    let is_under_way = async {
        while files::size(&part) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        () = is_under_way => {}
        copied = &mut copying => panic!("was over before anything was seen of it: {copied:?}"),
    }
    let unsend = Observation::Unsend { person: None, mid: Mid::from("m1"), at: NOW };
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![unsend])).await.expect("writes");
    assert!(!copying.await.expect("ends"), "none was made");
    assert!(!copy.exists() && !part.exists());
    assert!(!*store.damaged().borrow());
    assert!(store.copy_daily(NOW).await.expect("copies"), "the next has no trace of it");
    let bytes = std::fs::read(&copy).expect("reads");
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY));
}
