//! Soon after an unsend no byte of the text is left: looked for in every page of an unencrypted twin and its log, free
//! pages included.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::ids::{Igsid, Mid};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::search::Query;
use domain::time::{SentAt, Timestamp};

use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::search::Search;
use crate::tests::connected;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const CANARY: &str = "zanzibarcanary";

fn said(n: i64, text: String) -> Observation {
    Observation::Message(ObservedMessage {
        person: Igsid::from("p1"),
        mid: Mid(format!("m{n}")),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(NOW.0 + n),
        as_of: NOW,
        text: Some(text),
        body: Body { quick_reply: Some(format!("{CANARY} quick reply")), ..Body::default() },
        reactions: None,
    })
}

/// How often the canary is in the file and its log, in any case.
fn canaries(path: &Path) -> usize {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let mut bytes = std::fs::read(path).expect("reads");
    bytes.extend(std::fs::read(&log).unwrap_or_default());
    bytes.make_ascii_lowercase();
    bytes.windows(CANARY.len()).filter(|window| *window == CANARY.as_bytes()).count()
}

#[tokio::test]
async fn an_unsend_leaves_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let ingest = async |observations| {
        let batch = IngestBatch {
            handle,
            epoch: 1,
            source: Source::Webhook,
            now: NOW,
            observations,
            sync: None,
            stream: None,
            while_paused: false,
            undelivered: Vec::new(),
            skipped: Vec::new(),
            left_out: Vec::new(),
            quiet: false,
            settles: false,
        };
        assert!(store.ingest(batch).await.expect("writes").applied);
    };
    // Long and short texts, in one index segment and over several, with the canary as a word and inside of others.
    for round in 0..4 {
        let texts = (0..50).map(|n| {
            let n = round * 50 + n;
            said(
                n,
                format!(
                    "{CANARY} number {n} {} and {CANARY}{n}",
                    "long ".repeat(usize::try_from(n).expect("small"))
                ),
            )
        });
        ingest(texts.collect()).await;
    }
    assert!(canaries(&path) > 200, "the search for it works");
    let unsends = (0..200).map(|n| Observation::Unsend { person: None, mid: Mid(format!("m{n}")), at: NOW });
    ingest(unsends.collect()).await;
    assert!(store.search(&Search::of(Query::parse(CANARY), 5, NOW)).await.expect("searches").hits.is_empty());
    // The writer does it by itself when it has nothing else to do.
    let deadline = Instant::now() + Duration::from_secs(30);
    while canaries(&path) > 0 {
        assert!(Instant::now() < deadline, "the text is still in the file or its log");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}
