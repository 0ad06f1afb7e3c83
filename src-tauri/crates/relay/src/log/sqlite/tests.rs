use tempfile::TempDir;

use super::SqliteLog;
use crate::log::{Expect, Log, LogError, NewRecord, Stored, conformance};
use crate::protocol::text::Fixed;

async fn open() -> (TempDir, SqliteLog) {
    let dir = TempDir::new().unwrap();
    let log = SqliteLog::open(&dir.path().join("relay.db")).await.unwrap();
    (dir, log)
}

macro_rules! conforms {
    ($($name:ident),* $(,)?) => {$(
        #[tokio::test]
        async fn $name() {
            let (_dir, log) = open().await;
            conformance::$name(&log).await;
        }
    )*};
}

conforms!(
    what_is_stored_comes_back,
    the_same_body_is_stored_once,
    reading_is_bounded,
    trimming_forgets_the_oldest,
    notes_are_compared_before_they_are_replaced,
    news_are_told,
);

fn record(digest: u8, body: &str) -> NewRecord {
    NewRecord { digest: Fixed([digest; 16]), at: 1, body: body.into() }
}

#[tokio::test]
async fn a_second_relay_is_kept_out_and_the_next_one_finds_everything() {
    let (dir, log) = open().await;
    let path = dir.path().join("relay.db");
    assert!(matches!(SqliteLog::open(&path).await, Err(LogError::NotHere(_))));
    assert_eq!(log.append(record(1, "a")).await.unwrap(), Stored::New(1));
    log.write("x/y", b"z".to_vec(), Expect::Anything).await.unwrap();
    log.close().await;
    assert!(log.append(record(9, "late")).await.is_err(), "closed is closed");
    let log = SqliteLog::open(&path).await.unwrap();
    assert_eq!(log.append(record(1, "a")).await.unwrap(), Stored::Known);
    // Numbers rise, with gaps where a body was known.
    assert!(matches!(log.append(record(2, "b")).await.unwrap(), Stored::New(2..)));
    assert_eq!(log.note("x/y").await.unwrap().unwrap().value, b"z");
}

#[tokio::test]
async fn a_backup_is_whole_and_has_no_epoch() {
    let (dir, log) = open().await;
    log.append(record(1, "a")).await.unwrap();
    log.write(crate::epoch::NOTE, b"1".to_vec(), Expect::Anything).await.unwrap();
    let copy = dir.path().join("copy.db");
    log.back_up(&copy).await.unwrap();
    assert!(log.back_up(&copy).await.is_err(), "an existing file is left alone");
    let copy = SqliteLog::open(&copy).await.unwrap();
    assert_eq!(copy.read(0, 10, 100).await.unwrap().len(), 1);
    assert_eq!(copy.note(crate::epoch::NOTE).await.unwrap(), None);
    assert!(log.note(crate::epoch::NOTE).await.unwrap().is_some());
}

#[tokio::test]
async fn another_file_is_refused_untouched() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("relay.db");
    std::fs::write(&path, b"SQLite format 3\0 but not really").unwrap();
    assert!(SqliteLog::open(&path).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"SQLite format 3\0 but not really");
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_takes_no_deliveries_and_all_else() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("relay.db");
    let log = SqliteLog::open(&path).await.unwrap();
    for digest in 1..=3 {
        log.append(record(digest, "a")).await.unwrap();
    }
    log.close().await;
    let log = SqliteLog::open_leaving(&path, u64::MAX).await.unwrap();
    assert!(matches!(log.append(record(4, "b")).await, Err(LogError::Full)));
    assert!(matches!(log.probe().await, Err(LogError::Full)), "whoever watches is told");
    log.write("cursor/x", b"2".to_vec(), Expect::Anything).await.unwrap();
    log.remove(vec!["cursor/x".to_owned()]).await.unwrap();
    log.trim(2, 0, 10).await.unwrap();
    assert_eq!(log.read(0, 10, 100).await.unwrap().len(), 1);
    assert!(matches!(log.append(record(4, "b")).await, Err(LogError::Full)));
}
