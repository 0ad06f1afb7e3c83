//! A disk that is really full: what became of a reply is written down and what a person writes is kept, in the room that was
//! kept for it. What Instagram still has waits.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use domain::ids::{ConversationId, Mid, OutboxId};
use domain::observation::{Observation, Source};
use domain::outbox::{Event, step};
use domain::time::Timestamp;
use tempfile::TempDir;
use uuid::Uuid;

use crate::StoreError;
use crate::ingest::IngestBatch;
use crate::open::files;
use crate::open::for_tests::open_plain;
use crate::outbox::{Attempt, NewReply, Transition};
use crate::tests::{connected, long_message};

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const RESERVE: u64 = 32 * 1_024 * 1_024;

/// A file system of 160 MiB.
struct Disk(TempDir);

impl Disk {
    /// Only where the system lets us make one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=160m", "tmpfs"]).arg(folder.path());
        mount.output().is_ok_and(|done| done.status.success()).then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte; answers which file does so.
    fn fill(&self) -> std::path::PathBuf {
        let path = self.path().join("another program's");
        let mut file = File::create(&path).expect("makes");
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).output();
    }
}

fn message(n: i64) -> Vec<Observation> {
    vec![long_message(n, NOW)]
}

#[tokio::test]
async fn on_a_full_disk_what_cannot_be_had_again_is_written() {
    let Some(disk) = Disk::mount() else {
        eprintln!("skipped: this system lets us mount no small file system");
        return;
    };
    let path = disk.path().join("store.db");
    let reserve = files::beside(&path, ".reserve");
    let store = open_plain(&path).await.expect("opens");
    let handle = connected(&store, NOW).await;
    let batch = |messages| IngestBatch::new(handle, 1, Source::Webhook, NOW, messages);
    store.ingest(batch(message(0))).await.expect("takes in");
    let conversation = ConversationId(1);
    let id = OutboxId(Uuid::from_u128(1));
    let (row, _) =
        store.enqueue(NewReply::text(id, conversation, "an answer", NOW)).await.expect("is queued");
    let before = fs4::available_space(disk.path()).expect("says");
    assert!(store.keep_reserve().await.expect("writes"));
    assert!(before - fs4::available_space(disk.path()).expect("says") >= RESERVE, "its blocks are taken");

    let filling = disk.fill();
    assert_eq!(fs4::available_space(disk.path()).expect("says"), 0);
    // The step of a reply, with what is to be known of its attempt, and what a person is writing.
    let to = step(&row.progress, Event::Checked(Ok(())), NOW, None).expect("applies");
    let baseline = (0..2_000).map(|n| Mid(format!("mid{n:040}"))).collect();
    let sending = Transition {
        id,
        rev: row.rev,
        to,
        attempt: Some(Attempt { at: NOW, baseline }),
        matched_by: None,
        asked_again: false,
        now: NOW,
    };
    store.transition(sending).await.expect("is written down");
    store.save_draft(conversation, "x".repeat(50_000), NOW).await.expect("is kept");
    assert_eq!(files::size(&reserve), 0, "its room was given back");
    let refused = store.ingest(batch(message(1))).await.expect_err("Instagram still has it");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    let settles = IngestBatch { settles: true, ..batch(message(2)) };
    store.ingest(settles).await.expect("what became of a reply is to be known");
    let answer = IngestBatch { source: Source::Answer, ..batch(message(3)) };
    store.ingest(answer).await.expect("so is what was answered");
    store.close().await.expect("closes");

    // Another start knows what the room is for.
    let store = open_plain(&path).await.expect("opens");
    let refused = store.ingest(batch(message(1))).await.expect_err("Instagram still has it");
    assert!(matches!(refused, StoreError::DiskFull), "{refused:?}");
    store.save_draft(conversation, "y".repeat(50_000), NOW).await.expect("is kept");

    std::fs::remove_file(filling).expect("makes room");
    store.ingest(batch(message(1))).await.expect("goes on by itself");
    assert!(store.keep_reserve().await.expect("writes"));
    assert_eq!(files::size(&reserve), RESERVE, "room is kept again");
    store.close().await.expect("closes");

    // A disk that became full meanwhile: opening takes a little room, too.
    disk.fill();
    let store = open_plain(&path).await.expect("opens");
    store.save_draft(conversation, "z".repeat(50_000), NOW).await.expect("is kept");
    assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new());
}
