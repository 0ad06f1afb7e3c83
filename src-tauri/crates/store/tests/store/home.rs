//! A closed database that a test damages.

use std::path::{Path, PathBuf};

use domain::ids::{ConversationId, OutboxId};
use domain::outbox::{Event, State, step};
use sqlx::{Connection, Row};
use store::outbox::{Attempt, NewReply, OutboxRow, Transition, Transitioned};
use store::repair::{Repaired, repair};
use store::{OpenError, OpenOptions, Store};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{KEY, NOW, World, database, from_person, open, raw};

pub(crate) const PEOPLE: i64 = 24;
pub(crate) const EACH: i64 = 12;
pub(crate) const PAGE: usize = 4_096;

/// A closed database with a bit of everything.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
}

/// A page of it.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) number: usize,
    pub(crate) cells: i64,
}

impl Home {
    pub(crate) async fn new() -> Self {
        let world = World::new().await;
        for person in 0..PEOPLE {
            let name = format!("p{person}");
            let messages = (0..EACH).map(|n| {
                from_person(&name, &format!("{name}m{n}"), 1_000 * n + person, &"a long question ".repeat(12))
            });
            world.ingest(messages.collect()).await;
            let conversation = world.conversation(&name).await;
            world.store.save_draft(conversation, format!("draft {person}"), NOW).await.expect("saves");
        }
        world.store.set_setting("theme", Some("dark".into())).await.expect("sets");
        for person in 0..4 {
            let conversation = world.conversation(&format!("p{person}")).await;
            queue(&world.store, u128::try_from(person).expect("small"), conversation).await;
        }
        world.store.close().await.expect("closes");
        Self { path: database(&world.folder), folder: world.folder }
    }

    /// The same once more, to be damaged.
    pub(crate) fn copy(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = database(&folder);
        std::fs::create_dir(path.parent().expect("a folder")).expect("makes a folder");
        for file in std::fs::read_dir(self.path.parent().expect("a folder")).expect("reads") {
            let file = file.expect("an entry");
            std::fs::copy(file.path(), path.with_file_name(file.file_name())).expect("copies");
        }
        Self { folder, path }
    }

    /// Where its copy of the day is.
    pub(crate) fn copy_of_the_day(&self) -> PathBuf {
        self.path.with_file_name("handrail.db.daily")
    }

    pub(crate) async fn pages(&self) -> Vec<Page> {
        pages(&self.path).await
    }

    pub(crate) async fn leaf_of(&self, name: &str) -> usize {
        let pages = self.pages().await;
        let leaf = pages.iter().find(|page| page.name == name && page.kind == "leaf");
        leaf.expect("is there").number
    }

    pub(crate) fn flip(&self, page: usize) {
        flip(&self.path, page);
    }

    /// The last of the pages that the largest row of a table is on.
    pub(crate) async fn end_of_largest(&self, table: &str) -> usize {
        let mut raw = raw(&self.path).await;
        let page: i64 = sqlx::query_scalar(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'overflow' ORDER BY path DESC LIMIT 1",
        )
        .bind(table)
        .fetch_one(&mut raw)
        .await
        .expect("has a large row");
        raw.close().await.expect("closes");
        usize::try_from(page).expect("a page")
    }

    /// Overwrites a page with zeros.
    pub(crate) fn zero(&self, page: usize) {
        let mut bytes = std::fs::read(&self.path).expect("reads");
        bytes[(page - 1) * PAGE..page * PAGE].fill(0);
        std::fs::write(&self.path, bytes).expect("writes");
    }

    pub(crate) async fn repair(&self) -> Result<Repaired, OpenError> {
        repair(OpenOptions { path: &self.path, key: &KEY }, NOW).await
    }

    pub(crate) async fn open(&self) -> Store {
        open(&self.path).await.expect("opens")
    }
}

/// The pages of a closed database.
pub(crate) async fn pages(path: &Path) -> Vec<Page> {
    let mut raw = raw(path).await;
    let rows = sqlx::query("SELECT name, pagetype, pageno, ncell FROM dbstat ORDER BY pageno")
        .fetch_all(&mut raw)
        .await
        .expect("reads");
    let pages = rows.iter().map(|row| Page {
        name: row.get(0),
        kind: row.get(1),
        number: usize::try_from(row.get::<i64, _>(2)).expect("a page"),
        cells: row.get(3),
    });
    let pages = pages.collect();
    raw.close().await.expect("closes");
    pages
}

/// Changes a bit of a page.
pub(crate) fn flip(path: &Path, page: usize) {
    let mut bytes = std::fs::read(path).expect("reads");
    bytes[(page - 1) * PAGE + 100] ^= 1;
    std::fs::write(path, bytes).expect("writes");
}

pub(crate) async fn queue(store: &Store, id: u128, conversation: ConversationId) {
    let reply = NewReply::text(OutboxId(Uuid::from_u128(id + 1)), conversation, "an answer", NOW);
    store.enqueue(reply).await.expect("is queued");
    store.save_draft(conversation, "another".into(), NOW).await.expect("saves");
}

/// How many messages, drafts and replies there are.
pub(crate) async fn counts(path: &Path) -> [i64; 3] {
    let mut raw = raw(path).await;
    let mut counts = [0; 3];
    for (count, table) in counts.iter_mut().zip(["message", "draft", "outbox"]) {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        *count = sqlx::query_scalar(sql).fetch_one(&mut raw).await.expect("counts");
    }
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut raw).await.expect("checks");
    assert!(broken.is_empty(), "everything hangs on something");
    raw.close().await.expect("closes");
    counts
}

/// Takes a step of a reply, which must apply.
pub(crate) async fn advance(store: &Store, row: &OutboxRow, event: Event) -> OutboxRow {
    let to = step(&row.progress, event, NOW, None).expect("applies");
    let attempt = (to.state == State::Sending).then(|| Attempt { at: NOW, baseline: Vec::new() });
    let transition =
        Transition { id: row.id, rev: row.rev, to, attempt, matched_by: None, asked_again: false, now: NOW };
    match store.transition(transition).await.expect("writes") {
        Transitioned::Done(row, _) => *row,
        Transitioned::Stale => panic!("is stale"),
    }
}
