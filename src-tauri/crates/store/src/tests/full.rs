//! A full disk: what was there is read, nothing is half written, and all goes on once there is room.

use domain::ids::{ConversationId, Mid, OutboxId};
use domain::observation::{Observation, Source};
use domain::outbox::{Event, State, step};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::ingest::IngestBatch;
use crate::open::for_tests::open_plain;
use crate::outbox::{Attempt, NewReply, Transition};
use crate::tests::{connected, long_message};
use crate::{Store, StoreError};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// SQLite's own limit of the file's size, which is as a disk without room to it; none gives the room back.
async fn limit(store: &Store, pages: Option<i64>) {
    let pages = pages.unwrap_or(1 << 30);
    let set = store.write(move |tx| {
        Box::pin(async move {
            sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}")))
                .persistent(false)
                .execute(tx.writing())
                .await?;
            Ok(())
        })
    });
    set.await.expect("sets");
}

fn messages(from: i64, count: i64) -> Vec<Observation> {
    (from..from + count).map(|n| long_message(n, NOW)).collect()
}

#[tokio::test]
async fn on_a_full_disk_nothing_leaves_and_nothing_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open_plain(&folder.path().join("store.db")).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let batch = |messages| IngestBatch::new(handle, 1, Source::Webhook, NOW, messages);
    store.ingest(batch(messages(0, 1))).await.expect("writes");
    let conversation = ConversationId(1);
    let id = OutboxId(Uuid::from_u128(1));
    let reply = NewReply::text(id, conversation, "an answer", NOW);
    let (row, _) = store.enqueue(reply).await.expect("is queued");

    // Less than there is already: no page can be added.
    limit(&store, Some(1)).await;
    let refused = store.ingest(batch(messages(1, 200))).await.expect_err("there is no room");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    assert_eq!(store.stats().await.expect("reading goes on").messages, 1, "all of it or nothing");
    let refused =
        store.save_draft(conversation, "x".repeat(50_000), NOW).await.expect_err("there is no room");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    let large = NewReply::text(OutboxId(Uuid::from_u128(2)), conversation, "y".repeat(50_000), NOW);
    let refused = store.enqueue(large).await.expect_err("there is no room");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    // The step to sending takes what the attempt has to know with it, and without it nothing leaves.
    let to = step(&row.progress, Event::Checked(Ok(())), NOW, None).expect("applies");
    let attempt =
        Some(Attempt { at: NOW, baseline: (0..2_000).map(|n| Mid(format!("mid{n:040}"))).collect() });
    let sending = || Transition {
        id,
        rev: row.rev,
        to: to.clone(),
        attempt: attempt.clone(),
        matched_by: None,
        asked_again: false,
        now: NOW,
    };
    let refused = store.transition(sending()).await.expect_err("there is no room");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    let waits = store.outbox_row(id).await.expect("reads").expect("is there");
    assert_eq!((waits.progress.state, waits.rev), (State::Queued, row.rev), "it did not leave");
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());

    limit(&store, None).await;
    store.ingest(batch(messages(1, 200))).await.expect("goes on by itself");
    store.transition(sending()).await.expect("writes");
    assert_eq!(store.stats().await.expect("reads").messages, 201);
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}
