//! What every engine of [`Log`] must do. Each check takes an empty log of its own.
//!
//! The checks panic with words when the engine fails: they are for tests, and public so that an engine
//! elsewhere can be held to them too.
#![allow(clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

use std::time::Duration;

use futures_util::future::join_all;

use super::{Bounds, Expect, Log, LogError, NewRecord, Stored, mark_of};
use crate::protocol::text::Fixed;

fn record(number: u64) -> NewRecord {
    let mut digest = [0; 16];
    for (to, from) in digest.iter_mut().zip(number.to_be_bytes()) {
        *to = from;
    }
    NewRecord { digest: Fixed(digest), at: 1_000 + number, body: format!("[{number}]").into_bytes() }
}

async fn fill(log: &dyn Log, numbers: std::ops::Range<u64>) -> Vec<u64> {
    let stored = join_all(numbers.map(|number| log.append(record(number)))).await;
    let seqs = stored.into_iter().map(|stored| match stored.expect("stored") {
        Stored::New(seq) => seq,
        Stored::Known => panic!("a new body was taken for a known one"),
    });
    seqs.collect()
}

/// What is stored comes back, in the order of its numbers, and once.
pub async fn what_is_stored_comes_back(log: &dyn Log) {
    assert_eq!(log.bounds().await.expect("bounds").newest, 0);
    let mut seqs = fill(log, 0..300).await;
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), 300, "every delivery has a number of its own");
    let all = log.read(0, 1_000, usize::MAX).await.expect("read");
    assert_eq!(all.iter().map(|r| r.seq).collect::<Vec<_>>(), seqs);
    for found in &all {
        let number = found.at - 1_000;
        let stored = record(number);
        assert_eq!((&found.body, found.mark), (&stored.body, mark_of(&stored.digest)));
        assert_eq!(log.mark(found.seq).await.expect("mark"), Some(found.mark));
    }
    let newest = seqs.last().copied().unwrap_or_default();
    assert_eq!(log.bounds().await.expect("bounds"), Bounds { trimmed: 0, newest });
    assert_eq!(*log.arrivals().borrow(), newest);
}

/// The same body again, also at the same time, is known and has no second number.
pub async fn the_same_body_is_stored_once(log: &dyn Log) {
    let stored = join_all((0..40).map(|n| log.append(record(n % 4)))).await;
    let new = stored.iter().filter(|s| matches!(s, Ok(Stored::New(_)))).count();
    let known = stored.iter().filter(|s| matches!(s, Ok(Stored::Known))).count();
    assert_eq!((new, known), (4, 36));
    assert_eq!(log.read(0, 100, usize::MAX).await.expect("read").len(), 4);
}

/// Reading goes on after a number, within limits, and a single big delivery is never held back by them.
pub async fn reading_is_bounded(log: &dyn Log) {
    let seqs = fill(log, 0..20).await;
    let after = seqs.iter().copied().min().expect("some");
    let some = log.read(after, 5, usize::MAX).await.expect("read");
    assert_eq!(some.len(), 5);
    assert!(some.iter().all(|r| r.seq > after));
    assert_eq!(log.read(0, 5, 1).await.expect("read").len(), 1, "at least one");
    assert!(log.read(u64::MAX / 4, 5, 100).await.expect("read").is_empty());
}

/// What is trimmed is gone, what is not stays, numbers go on.
pub async fn trimming_forgets_the_oldest(log: &dyn Log) {
    let mut seqs = fill(log, 0..50).await;
    seqs.sort_unstable();
    let through = seqs.get(19).copied().expect("twenty");
    while log.trim(through, 0, 2_000).await.expect("trim") {}
    let bounds = log.bounds().await.expect("bounds");
    assert_eq!(bounds.trimmed, through);
    let left: Vec<u64> = log.read(0, 100, usize::MAX).await.expect("read").iter().map(|r| r.seq).collect();
    assert_eq!(left, seqs.get(20..).expect("thirty"));
    // One that was stored while a clock was wrong takes none of the others along.
    let wrong = NewRecord { at: 1, ..record(99) };
    log.append(wrong).await.expect("stored");
    while log.trim(0, 500, 2_000).await.expect("trim") {}
    assert_eq!(log.read(0, 100, usize::MAX).await.expect("read").len(), 31, "none is old but the last");
    while log.trim(0, u64::MAX / 4, 2_000).await.expect("trim") {}
    assert!(log.read(0, 100, usize::MAX).await.expect("read").is_empty(), "all are old");
    let next = fill(log, 50..51).await;
    assert!(next.iter().all(|seq| *seq > bounds.newest), "numbers are never used again");
}

/// Notes are written, found by name and beginning, and replaced only when they are as expected.
pub async fn notes_are_compared_before_they_are_replaced(log: &dyn Log) {
    assert_eq!(log.note("device/a").await.expect("note"), None);
    let first = log.write("device/a", b"1".to_vec(), Expect::Nothing).await.expect("write");
    assert!(matches!(log.write("device/a", b"2".to_vec(), Expect::Nothing).await, Err(LogError::Changed)));
    let second = log.write("device/a", b"2".to_vec(), Expect::Revision(first)).await.expect("write");
    assert!(second > first);
    assert!(matches!(
        log.write("device/a", b"3".to_vec(), Expect::Revision(first)).await,
        Err(LogError::Changed)
    ));
    log.write("device/b", b"b".to_vec(), Expect::Anything).await.expect("write");
    log.write("devices", b"no".to_vec(), Expect::Anything).await.expect("write");
    let found = log.notes("device/").await.expect("notes");
    let found: Vec<_> = found.iter().map(|n| (n.key.as_str(), n.value.as_slice())).collect();
    assert_eq!(found, [("device/a", &b"2"[..]), ("device/b", b"b")]);
    log.remove(vec!["device/a".into(), "device/none".into()]).await.expect("remove");
    assert_eq!(log.note("device/a").await.expect("note"), None);
    let again = log.write("device/a", b"4".to_vec(), Expect::Nothing).await.expect("write");
    assert!(again > second, "revisions are never used again");
    let racers = join_all((0..10).map(|_| log.write("device/c", b"c".to_vec(), Expect::Nothing))).await;
    assert_eq!(racers.iter().filter(|r| r.is_ok()).count(), 1, "one of many wins");
}

/// Whoever waits is told of deliveries and of changed notes.
pub async fn news_are_told(log: &dyn Log) {
    let (mut arrivals, mut changes) = (log.arrivals(), log.changes());
    arrivals.mark_unchanged();
    changes.mark_unchanged();
    let seqs = fill(log, 0..1).await;
    let told = tokio::time::timeout(Duration::from_secs(5), arrivals.wait_for(|n| seqs.contains(n))).await;
    assert!(told.is_ok(), "arrivals are told");
    log.write("device/a", b"1".to_vec(), Expect::Anything).await.expect("write");
    let told = tokio::time::timeout(Duration::from_secs(5), changes.changed()).await;
    assert!(told.is_ok(), "changes are told");
    log.probe().await.expect("probe");
}
