//! A database on another computer's disk: no log, nothing that has to be shared in memory, and nothing lost on the way there
//! and back.

use std::path::Path;

use domain::folder::FolderRisk;
use domain::ids::HandleId;
use domain::observation::Source;
use domain::time::Timestamp;
use futures_util::poll;
use sqlx::Connection;

use crate::ingest::IngestBatch;
use crate::open::connect::{self, Journal, Key};
use crate::open::files;
use crate::open::for_tests::open_on_network;
use crate::tests::{connected, long_message};
use crate::{OpenOptions, Store};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const KEY: [u8; 32] = [7; 32];

async fn on_this_computer(path: &Path) -> Store {
    Store::open(OpenOptions { path, key: &KEY }).await.expect("opens")
}

async fn on_another(path: &Path) -> Store {
    open_on_network(path, &KEY).await.expect("opens")
}

fn has(path: &Path, end: &str) -> bool {
    files::beside(path, end).exists()
}

/// Takes messages in, the first of which is number `from`.
async fn take_in(store: &Store, handle: HandleId, from: i64, count: i64) {
    let messages = (from..from + count).map(|n| long_message(n, NOW)).collect();
    store.ingest(IngestBatch::new(handle, 1, Source::Webhook, NOW, messages)).await.expect("takes in");
}

async fn messages(store: &Store) -> i64 {
    store.stats().await.expect("reads").messages
}

#[tokio::test]
async fn on_another_computers_disk_there_is_no_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = on_another(&path).await;
    assert_eq!(store.folder_risk(), Some(FolderRisk::Network));
    let handle = connected(&store, NOW).await;
    take_in(&store, handle, 0, 50).await;
    assert_eq!(messages(&store).await, 50);
    store.set_setting("theme", Some("dark".into())).await.expect("writes");
    assert!(has(&path, "-journal") && !has(&path, "-wal") && !has(&path, "-shm"));
    assert_eq!(
        files::size(&files::beside(&path, "-journal")),
        0,
        "what was there before goes with the commit"
    );

    // What goes through the whole file.
    store.rewrite().await.expect("is written anew");
    store.checkpoint(true).await.expect("has nothing to do");
    assert!(store.look_for_damage().await.expect("looks"));
    assert!(store.copy_daily(NOW).await.expect("copies"));
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
    assert!(!has(&path, "-wal") && !has(&path, "-shm"));
    store.close().await.expect("closes");

    let store = on_another(&path).await;
    assert!(!store.ended_uncleanly());
    assert_eq!(messages(&store).await, 50);
}

#[tokio::test]
async fn a_file_with_a_log_loses_nothing_on_its_way_to_another_computer_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (here, there) = (folder.path().join("here.db"), folder.path().join("there.db"));
    let store = on_this_computer(&here).await;
    let handle = connected(&store, NOW).await;
    take_in(&store, handle, 0, 20).await;
    // As after a crash: what was written last is in the log alone.
    assert!(files::size(&files::beside(&here, "-wal")) > 0);
    for end in ["", "-wal"] {
        std::fs::copy(files::beside(&here, end), files::beside(&there, end)).expect("copies");
    }
    store.close().await.expect("closes");

    let store = on_another(&there).await;
    assert!(store.ended_uncleanly());
    assert_eq!(messages(&store).await, 20);
    assert!(!has(&there, "-wal") && !has(&there, "-shm"));
    take_in(&store, handle, 20, 5).await;
    store.close().await.expect("closes");

    let store = on_this_computer(&there).await;
    assert_eq!(messages(&store).await, 25);
    take_in(&store, handle, 25, 5).await;
    assert!(has(&there, "-wal"));
    store.close().await.expect("closes");
}

/// A crash in the middle of a commit leaves a journal, by which the next start takes back what was half written.
#[tokio::test]
async fn what_a_crash_left_half_written_is_taken_back_here_and_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = on_another(&path).await;
    let handle = connected(&store, NOW).await;
    take_in(&store, handle, 0, 200).await;
    store.close().await.expect("closes");

    let key = Key::new(&KEY);
    let mut writer = connect::writer(&path, &key, Journal::Rollback).await.expect("opens");
    for sql in [
        "PRAGMA cache_size = 2",
        "BEGIN IMMEDIATE",
        "UPDATE message SET text = 'half'",
        "UPDATE message SET text = 'written'",
    ] {
        sqlx::query(sql).persistent(false).execute(&mut writer).await.expect("writes");
    }
    let crashed = ["here.db", "there.db"].map(|name| folder.path().join(name));
    for copy in &crashed {
        for end in ["", "-journal"] {
            std::fs::copy(files::beside(&path, end), files::beside(copy, end)).expect("copies");
        }
        assert!(files::size(&files::beside(copy, "-journal")) > 0, "it is in the middle of it");
    }
    writer.close().await.expect("closes");

    let [here, there] = &crashed;
    for path in [here, there] {
        let store = if path == here { on_this_computer(path).await } else { on_another(path).await };
        assert!(store.ended_uncleanly());
        assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
        let mut reader = store.reader().await.expect("reads");
        let half: i64 =
            sqlx::query_scalar("SELECT count(*) FROM message WHERE text NOT LIKE 'a long question%'")
                .fetch_one(reader.connection().expect("reads"))
                .await
                .expect("counts");
        assert_eq!(half, 0);
    }
}

#[tokio::test]
async fn who_reads_the_whole_file_keeps_writes_waiting_and_no_reader() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = on_another(&folder.path().join("store.db")).await;
    let turn = store.database().turn().await;
    let mut write = std::pin::pin!(store.set_setting("theme", Some("dark".into())));
    assert!(poll!(&mut write).is_pending());
    for _ in 0..200 {
        assert_eq!(store.setting("theme").await.expect("reads"), None);
        assert!(poll!(&mut write).is_pending());
    }
    drop(turn);
    write.await.expect("is written");
    assert_eq!(store.setting("theme").await.expect("reads").as_deref(), Some("dark"));
}
