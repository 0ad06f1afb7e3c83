//! Soon after a file was sent or taken away no byte of it is left: looked for in every page of an unencrypted twin and
//! its log, free pages included.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::ids::{ConversationId, Mid, UploadId};
use domain::observation::Source;
use domain::outgoing::FileKind;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::Store;
use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::tests::{connected, message};
use crate::uploads::NewUpload;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const CANARY: &[u8] = b"zanzibarfilecanary";

async fn conversation(store: &Store) -> ConversationId {
    let handle = connected(store, NOW).await;
    let question = message("m1", NOW, "question");
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![question])).await.expect("writes");
    store.message_by_mid(handle, &Mid::from("m1")).await.expect("reads").expect("is there").conversation
}

fn canaries(path: &Path) -> usize {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let mut bytes = std::fs::read(path).expect("reads");
    bytes.extend(std::fs::read(&log).unwrap_or_default());
    bytes.windows(CANARY.len()).filter(|window| *window == CANARY).count()
}

#[tokio::test]
async fn a_file_that_was_taken_away_leaves_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let conversation = conversation(&store).await;
    let ids: Vec<UploadId> = (1..=3).map(|n| UploadId(Uuid::from_u128(n))).collect();
    for id in &ids {
        let file = NewUpload {
            id: *id,
            conversation,
            name: "prices.pdf".into(),
            kind: FileKind::Pdf,
            media_type: "application/pdf",
            bytes: CANARY.repeat(20_000).into(),
        };
        store.attach(file, NOW).await.expect("kept");
    }
    // Those that lie over the edge of a page are not found; nearly all are.
    assert!(canaries(&path) > 50_000, "the search for it works");
    for id in ids {
        store.detach(id, NOW).await.expect("detaches");
    }
    // The writer empties its log by itself when it has nothing else to do.
    let deadline = Instant::now() + Duration::from_secs(30);
    while canaries(&path) > 0 {
        assert!(Instant::now() < deadline, "the file is still in the database or its log");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}
