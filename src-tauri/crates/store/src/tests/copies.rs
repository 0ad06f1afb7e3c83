//! A copy of the day that does not come to its end: what was unsent meanwhile is not beside the file, and one that fails says
//! nothing of the file. One that is there goes with what is to be gone, and with nothing else.

use std::path::Path;
use std::pin::{Pin, pin};
use std::time::Duration;

use domain::ids::{ConversationId, Igsid, Mid, OutboxId, ThreadId};
use domain::observation::{Observation, ObservedThread, Source};
use domain::person::Profile;
use domain::time::{DAY, Timestamp};
use uuid::Uuid;

use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::open::{copies, files};
use crate::outbox::NewReply;
use crate::tests::{connected, message};
use crate::{Result, Store, StoreError};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const CANARY: &[u8] = b"zanzibarcopycanary";

/// Writes more than SQLite keeps in memory of a copy.
async fn enlarge(store: &Store) {
    for n in 0..40 {
        store.set_setting(&format!("large{n}"), Some("v".repeat(1_000_000))).await.expect("writes");
    }
}

/// Goes on with a copy until something of it is there.
async fn begin(mut copying: Pin<&mut impl Future<Output = Result<bool>>>, part: &Path) {
    let is_under_way = async {
        while files::size(part) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        () = is_under_way => {}
        copied = copying.as_mut() => panic!("was over before anything was seen of it: {copied:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsend_ends_the_copy_that_is_being_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let said = message("m1", NOW, &String::from_utf8_lossy(CANARY));
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![said])).await.expect("writes");
    enlarge(&store).await;
    let (copy, part) = (copies::daily(&path), copies::daily_part(&path));
    let mut copying = pin!(store.copy_daily(NOW));
    begin(copying.as_mut(), &part).await;
    let unsend = Observation::Unsend { person: None, mid: Mid::from("m1"), at: NOW };
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![unsend])).await.expect("writes");
    assert!(!copying.await.expect("ends"), "none was made");
    assert!(!copy.exists() && !part.exists());
    assert!(!*store.damaged().borrow());
    assert!(store.copy_daily(NOW).await.expect("copies"), "the next has no trace of it");
    let bytes = std::fs::read(&copy).expect("reads");
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_fails_condemns_no_sound_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    enlarge(&store).await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    let (copy, part, later) = (copies::daily(&path), copies::daily_part(&path), NOW.plus(DAY));
    let before = std::fs::read(&copy).expect("reads");
    let mut copying = pin!(store.copy_daily(later));
    begin(copying.as_mut(), &part).await;
    // What was written is not what is there.
    let other = folder.path().join("other");
    std::fs::write(&other, "no database".repeat(1_000)).expect("writes");
    std::fs::rename(&other, &part).expect("moves");
    let failed = copying.await.expect_err("fails");
    assert!(matches!(failed, StoreError::Corrupt), "{failed:?}");
    assert!(!*store.damaged().borrow());
    assert!(std::fs::read(&copy).expect("reads") == before, "the one before stays");
    assert!(!part.exists());
    assert!(store.copy_daily(later).await.expect("copies the next time"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_stays_when_what_would_have_gone_was_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    assert!(store.copy_daily(NOW).await.expect("copies"));
    let write = async |fails: bool| {
        let written = store.write(move |tx| {
            Box::pin(async move {
                tx.purged();
                if fails { Err(StoreError::NotFound("message")) } else { Ok(()) }
            })
        });
        written.await
    };
    write(true).await.expect_err("is taken back");
    assert!(copies::daily(&path).exists());
    write(false).await.expect("writes");
    assert!(!copies::daily(&path).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_goes_with_a_discarded_text_and_not_with_what_an_attempt_was_compared_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = open_plain(&path).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let asked = Observation::Thread(ObservedThread {
        thread: ThreadId::from("t1"),
        person: Igsid::from("p1"),
        profile: Profile::default(),
        updated_at: NOW,
        older_exist: false,
    });
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, vec![asked])).await.expect("writes");
    let id = OutboxId(Uuid::from_u128(1));
    store.enqueue(NewReply::text(id, ConversationId(1), "an answer", NOW)).await.expect("is queued");
    let is = async |state: &'static str| {
        let written = store.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE outbox SET state = ?, sent_mid = 'm1', matched_by = 'answer', baseline = '[\"m0\"]'";
                sqlx::query(sql).bind(state).execute(tx.writing()).await?;
                Ok(())
            })
        });
        written.await.expect("writes");
    };
    let later = NOW.plus(DAY);
    assert!(store.copy_daily(NOW).await.expect("copies"));
    is("sent").await;
    assert_eq!(store.empty_settled(later).await.expect("empties"), 1);
    assert!(copies::daily(&path).exists());
    is("cancelled").await;
    assert_eq!(store.empty_settled(later).await.expect("empties"), 1);
    assert!(!copies::daily(&path).exists());
}
