//! The one connection that writes, as an actor with group commit.
//!
//! What queues up while a transaction runs is committed together: one `fsync` for up to 200 writes. Each write has its
//! own savepoint, so one that fails or panics takes back only itself; nobody is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use crate::damage::{self, Damage};
use crate::open::connect::{Database, is_alive};
use crate::open::{InstanceLock, copies, files};
use crate::tx::{BoxFuture, Gone, WriteTx};
use crate::{Result, StoreError};

/// Writes that wait for the writer; more make the caller wait.
const QUEUE: usize = 1_024;
/// Writes in one commit.
const GROUP: usize = 200;
/// How long one commit may collect further writes.
const GROUP_TIME: Duration = Duration::from_millis(5);
/// A log of this many bytes is checkpointed when nothing else waits: 1,000 pages of 4 KiB (reliability, section 6.2).
const LOG_WHEN_IDLE: u64 = 1_000 * 4_096;
/// A log of this many bytes is checkpointed even though more waits.
const LOG_AT_MOST: u64 = 8 * LOG_WHEN_IDLE;
/// So long after an unsend the log, which still has the text, is emptied in the next idle moment (reliability, L5: a
/// minute at most). Unsends often come several at a time.
const FORGET_AFTER: Duration = Duration::from_secs(1);
/// When a reader was in the way, it is tried again after this.
const FORGET_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Tells the caller how its write ended, once the commit is known.
pub(crate) type Answer = Box<dyn FnOnce(Result<()>) + Send>;
/// One write: runs in the transaction, and says how that went. Given an error instead of a transaction, it only
/// passes that on.
pub(crate) type Job =
    Box<dyn for<'t> FnOnce(Result<&'t mut WriteTx>) -> BoxFuture<'t, (Result<()>, Answer)> + Send>;

enum Order {
    Write(Job),
    Checkpoint { truncate: bool, reply: oneshot::Sender<Result<()>> },
    Rewrite { reply: oneshot::Sender<Result<()>> },
    Close { reply: oneshot::Sender<Result<()>> },
}

/// The way to the writer.
pub(crate) struct Writer {
    orders: mpsc::Sender<Order>,
    database: Arc<Database>,
    purges: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the writer on its connection. It holds the lock for as long as the connection is open.
    ///
    /// It has a thread of its own, so that it can finish while the caller's runtime ends: see `Store`'s `Drop`.
    pub(crate) fn start(
        connection: SqliteConnection,
        database: Arc<Database>,
        damage: Damage,
        lock: InstanceLock,
        unclean: bool,
    ) -> std::io::Result<Self> {
        let (orders, queue) = mpsc::channel(QUEUE);
        let purges = Arc::new(AtomicU64::new(0));
        let actor = Actor {
            tx: WriteTx::new(connection),
            queue,
            log: files::beside(&database.path, "-wal"),
            database: Arc::clone(&database),
            damage,
            lock,
            purges: Arc::clone(&purges),
            // What was unsent before the last run ended by itself may still be in the log.
            forget_at: unclean.then(|| Instant::now() + FORGET_AFTER),
            forgets_copy: false,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || runtime.block_on(actor.run()))?;
        Ok(Self { orders, database, purges })
    }

    /// Hands in a write and waits for its commit.
    pub(crate) async fn write<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                let result = match tx {
                    Ok(tx) => caught(async move { write(tx).await }).await,
                    Err(error) => Err(error),
                };
                let ended = result.as_ref().map(|_| ()).map_err(StoreError::clone);
                let tell: Answer = Box::new(move |committed| {
                    // Nobody waits any more: the write stands all the same.
                    let _ = reply.send(result.and_then(|value| committed.map(|()| value)));
                });
                (ended, tell)
            })
        });
        self.order(Order::Write(job)).await?;
        match answer.await.map_err(|_| StoreError::Closed)? {
            // What was given back meanwhile hides that there was no room.
            Err(StoreError::Io) if self.database.reserve.is_spent() || self.has_no_room().await => {
                Err(StoreError::DiskFull)
            }
            result => result,
        }
    }

    /// The same for what can be had again from where it came. [`StoreError::DiskFull`] while the room that is left is kept for
    /// what cannot.
    pub(crate) async fn write_what_can_wait<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        if self.database.reserve.is_spent() && !self.has_room_again().await {
            return Err(StoreError::DiskFull);
        }
        self.write(write).await
    }

    /// Keeps room for when the disk is full, where there is enough, and answers whether it does.
    pub(crate) async fn keep_reserve(&self) -> Result<bool> {
        let database = Arc::clone(&self.database);
        copies::on_disk(move || database.reserve.keep()).await
    }

    /// Whether there is room for more than what must be kept. On a thread of its own, as below.
    async fn has_room_again(&self) -> bool {
        let database = Arc::clone(&self.database);
        copies::on_disk(move || Ok(database.reserve.has_room_again())).await.unwrap_or(false)
    }

    /// Whether there is no room beside the file: SQLite tells a quota that is used up as a disk that failed. On a thread of
    /// its own, since a failing disk can keep it waiting.
    async fn has_no_room(&self) -> bool {
        let database = Arc::clone(&self.database);
        let looks = tokio::task::spawn_blocking(move || files::has_no_room_beside(&database.path));
        looks.await.unwrap_or(false)
    }

    /// How often something was unsent, forgotten or deleted.
    pub(crate) fn purges(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.purges)
    }

    pub(crate) async fn checkpoint(&self, truncate: bool) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.order(Order::Checkpoint { truncate, reply }).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Writes the whole file anew: what SQLite moved about within its pages leaves copies in their slack, and those are of
    /// no row that could be deleted. The log, which has the old pages, is emptied then, or as soon as no reader is in the
    /// way.
    pub(crate) async fn rewrite(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        self.order(Order::Rewrite { reply }).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Ends the writer after what was handed in before; returns when the file is closed and the lock is free.
    pub(crate) async fn close(&self) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        if self.order(Order::Close { reply }).await.is_err() {
            return Ok(()); // closed already
        }
        answer.await.unwrap_or(Ok(()))
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.orders.is_closed()
    }

    async fn order(&self, order: Order) -> Result<()> {
        self.orders.send(order).await.map_err(|_| StoreError::Closed)
    }
}

/// Runs a write, or a part of one, so that a panic in it is an error of it alone: the writer has to outlive it. Its
/// savepoint is rolled back like that of any that failed.
pub(crate) async fn caught<T>(write: impl Future<Output = Result<T>> + Send) -> Result<T> {
    let mut write = std::pin::pin!(write);
    std::future::poll_fn(|context| {
        // What the write borrows is the connection; its worker thread answers each statement whole.
        let polled = catch_unwind(AssertUnwindSafe(|| write.as_mut().poll(context)));
        polled.unwrap_or_else(|_| {
            tracing::error!("a write panicked and was taken back");
            Poll::Ready(Err(StoreError::Panicked))
        })
    })
    .await
}

struct Actor {
    tx: WriteTx,
    queue: mpsc::Receiver<Order>,
    log: PathBuf,
    database: Arc<Database>,
    damage: Damage,
    lock: InstanceLock,
    purges: Arc<AtomicU64>,
    /// When the log is to be emptied of what was unsent.
    forget_at: Option<Instant>,
    /// Whether the copy of the day may still have it, too.
    forgets_copy: bool,
}

impl Actor {
    async fn run(mut self) {
        let mut next = None;
        let mut closing = None;
        loop {
            let order = match next.take() {
                Some(order) => order,
                None => match self.receive().await {
                    Some(order) => order,
                    None => break,
                },
            };
            match order {
                Order::Write(job) => next = self.group(job).await,
                Order::Checkpoint { truncate, reply } => {
                    let _ = reply.send(self.checkpoint(truncate).await);
                }
                Order::Rewrite { reply } => {
                    let rewritten = self.rewrite().await;
                    if rewritten.is_ok() && self.checkpoint(true).await.is_err() {
                        self.forget_at.get_or_insert_with(|| Instant::now() + FORGET_AFTER);
                    }
                    let _ = reply.send(rewritten);
                }
                Order::Close { reply } => {
                    closing = Some(reply);
                    break;
                }
            }
            let limit = if next.is_none() && self.queue.is_empty() { LOG_WHEN_IDLE } else { LOG_AT_MOST };
            if self.log_size() > limit
                && let Err(error) = self.checkpoint(false).await
            {
                tracing::warn!(%error, "checkpoint failed; the log grows until the next one");
            }
        }
        let result = self.forget_copy().and(self.checkpoint(true).await);
        let Self { tx, lock, queue, .. } = self;
        drop(queue); // what still waits is answered "closed"
        let closed = tx.into_connection().close().await.map_err(StoreError::from);
        drop(lock);
        if let Some(reply) = closing {
            let _ = reply.send(result.and(closed));
        }
    }

    /// The next order. When none waits and it is time, the log is emptied first.
    async fn receive(&mut self) -> Option<Order> {
        while let Some(at) = self.forget_at {
            if let Ok(order) = timeout_at(at, self.queue.recv()).await {
                return order;
            }
            let forgotten = self.forget().await;
            self.forget_at = match forgotten {
                Ok(()) => None,
                Err(error) => {
                    tracing::debug!(%error, "what was unsent stays in the log until the next try");
                    Some(Instant::now() + FORGET_AGAIN_AFTER)
                }
            };
        }
        self.queue.recv().await
    }

    /// Empties the log and the copy of the day of what was unsent, or answers at once that a reader is in the way: writes wait
    /// meanwhile, and it is tried again.
    async fn forget(&mut self) -> Result<()> {
        self.forget_copy()?;
        self.set("busy_timeout", "0").await?;
        let emptied = self.checkpoint(true).await;
        let again = self.database.journal.busy_timeout();
        self.set("busy_timeout", &again.as_millis().to_string()).await?;
        emptied
    }

    fn forget_copy(&mut self) -> Result<()> {
        if self.forgets_copy {
            copies::remove_daily(&self.database.path)?;
            self.forgets_copy = false;
        }
        Ok(())
    }

    /// Something goes for good with the commit that follows, or went with the one before. The copy of the day goes before the
    /// commit: after a crash nothing would know that it still has it. It goes after it, too, as one may have been made in
    /// between. One that is being made ends.
    fn purge_copy(&mut self) {
        self.purges.fetch_add(1, Ordering::SeqCst);
        self.forgets_copy = true;
        if let Err(error) = self.forget_copy() {
            tracing::warn!(%error, "what goes for good stays in the copy of the day until the next try");
        }
    }

    /// Commits a write together with the writes that wait behind it; gives back the first order that is none.
    async fn group(&mut self, first: Job) -> Option<Order> {
        let mut answers = Vec::new();
        let mut next = None;
        let (mut failed, mut damaged) = (false, false);
        let database = Arc::clone(&self.database);
        let _turn = database.turn().await;
        database.reserve.give_back_if_little();
        let (mut full, mut io) = (false, false);
        let mut outcome = self.statement("BEGIN IMMEDIATE").await;
        let began = Instant::now();
        let mut job = Some(first);
        while let Some(run) = job.take() {
            match &outcome {
                Ok(()) => {
                    let (ended, answer, group) = self.savepoint(run).await;
                    failed |= ended.is_err();
                    full |= matches!(ended, Err(StoreError::DiskFull));
                    io |= matches!(ended, Err(StoreError::Io));
                    damaged |= matches!(ended, Err(StoreError::Corrupt));
                    answers.push(answer);
                    outcome = group;
                }
                Err(error) => answers.push(run(Err(error.clone())).await.1),
            }
            if answers.len() < GROUP && began.elapsed() < GROUP_TIME && outcome.is_ok() {
                match self.queue.try_recv() {
                    Ok(Order::Write(more)) => job = Some(more),
                    Ok(other) => next = Some(other),
                    Err(_) => {}
                }
            }
        }
        let gone = self.tx.take_gone();
        if outcome.is_ok() {
            if gone == Gone::Purged {
                self.purge_copy();
            }
            outcome = self.statement("COMMIT").await;
        }
        if outcome.is_err() {
            // Fails when SQLite already rolled back by itself, as it does on a full disk.
            let _ = self.statement("ROLLBACK").await;
        } else {
            if gone == Gone::Purged {
                self.purge_copy();
            }
            if gone != Gone::Nothing {
                self.forget_at.get_or_insert_with(|| Instant::now() + FORGET_AFTER);
            }
        }
        full |= matches!(outcome, Err(StoreError::DiskFull));
        io |= matches!(outcome, Err(StoreError::Io));
        // A quota that is used up is told as a disk that failed.
        full |= io && database.reserve.is_held() && files::has_no_room_beside(&database.path);
        if full {
            database.reserve.give_back();
        }
        if damaged || matches!(outcome, Err(StoreError::Corrupt)) {
            self.damage.note();
        }
        let revived = (failed || outcome.is_err()) && self.revive().await;
        if revived && failed {
            // One of them met a page that cannot be read, and has its own error. The others may be tried again.
            outcome = outcome.map_err(|_| StoreError::Busy);
        }
        for answer in answers {
            answer(outcome.clone());
        }
        next
    }

    /// Puts another connection in place of one that met a damaged page and reads nothing more. Answers whether it was such a
    /// one.
    async fn revive(&mut self) -> bool {
        if is_alive(self.tx.writing()).await {
            return false;
        }
        damage::met();
        match self.database.writer().await {
            Ok(connection) => self.tx.replace(connection),
            Err(error) => {
                let error = StoreError::from(error);
                tracing::error!(%error, "nothing can be written: the damaged file does not open again");
            }
        }
        true
    }

    /// Runs one write in its savepoint: how it ended, its answer, and how the transaction as a whole stands.
    async fn savepoint(&mut self, job: Job) -> (Result<()>, Answer, Result<()>) {
        if let Err(error) = self.statement("SAVEPOINT one").await {
            return (Ok(()), job(Err(error.clone())).await.1, Err(error));
        }
        let gone = self.tx.gone();
        let (ended, answer) = job(Ok(&mut self.tx)).await;
        let mut group = Ok(());
        if ended.is_err() {
            self.tx.set_gone(gone);
            group = self.statement("ROLLBACK TO one").await;
        }
        if group.is_ok() {
            group = self.statement("RELEASE one").await;
        }
        (ended, answer, group)
    }

    /// SQLite makes the new file in a temporary one, encrypted with the same key and without a name, and copies it back
    /// through the log. In memory it would be all of it at once; the system's folder for such files may be a small one, and
    /// room is looked for beside the database.
    async fn rewrite(&mut self) -> Result<()> {
        let database = Arc::clone(&self.database);
        let _turn = database.turn().await;
        if let Some(folder) = files::folder(&self.database.path).to_str() {
            // One for the whole process. Nothing else of ours is made in temporary files.
            self.set("temp_store_directory", &format!("'{}'", folder.replace('\'', "''"))).await?;
        }
        self.set("temp_store", "FILE").await?;
        let rewritten = self.statement("VACUUM").await;
        let back = self.set("temp_store", "MEMORY").await;
        rewritten.and(back)
    }

    /// SQLite sets these while it prepares the statement: one that is kept prepared would set nothing the next time.
    async fn set(&mut self, pragma: &str, value: &str) -> Result<()> {
        let statement = sqlx::AssertSqlSafe(format!("PRAGMA {pragma} = {value}"));
        sqlx::query(statement).persistent(false).execute(self.tx.writing()).await?;
        Ok(())
    }

    async fn checkpoint(&mut self, truncate: bool) -> Result<()> {
        let mode =
            if truncate { "PRAGMA wal_checkpoint(TRUNCATE)" } else { "PRAGMA wal_checkpoint(PASSIVE)" };
        let busy: i64 = sqlx::query_scalar(mode).fetch_one(self.tx.writing()).await?;
        // A passive one does what it can; the rest waits for the next.
        if truncate && busy != 0 { Err(StoreError::Busy) } else { Ok(()) }
    }

    async fn statement(&mut self, sql: &'static str) -> Result<()> {
        sqlx::query(sql).execute(self.tx.writing()).await?;
        Ok(())
    }

    fn log_size(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }
}
