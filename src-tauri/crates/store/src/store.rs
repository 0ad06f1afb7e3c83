//! The handle on the open database.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use domain::folder::FolderRisk;

use crate::Result;
use crate::damage::Damage;
use crate::open::Opened;
use crate::open::connect::Database;
use crate::readers::{Reader, Readers};
use crate::tx::{BoxFuture, WriteTx};
use crate::writer::Writer;

/// The open database. Cheap to clone; all clones are the same store.
///
/// Reads see the last commit and wait for nobody. Writes go through one connection, in order; a method that writes
/// returns after its commit is on disk. Dropping the future of a write does not take the write back.
///
/// [`Store::close`] it before the process ends; otherwise the last clone does so when it is dropped, and blocks for it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: Writer,
    readers: Arc<Readers>,
    /// One connection, for searches.
    searcher: Arc<Readers>,
    database: Arc<Database>,
    damage: Damage,
    unclean: bool,
    risk: Option<FolderRisk>,
}

impl Store {
    pub(crate) fn new(opened: Opened) -> Self {
        let Opened { writer, readers, searcher, database, damage, unclean, risk } = opened;
        Self { inner: Arc::new(Inner { writer, readers, searcher, database, damage, unclean, risk }) }
    }

    /// What is known of damage to the file.
    pub(crate) fn damage(&self) -> &Damage {
        &self.inner.damage
    }

    /// Whether the last run did not end cleanly: then the file is worth a look ([`Store::integrity`]).
    #[must_use]
    pub fn ended_uncleanly(&self) -> bool {
        self.inner.unclean
    }

    /// What speaks against the folder that the file is in, as it was when the store was opened.
    #[must_use]
    pub fn folder_risk(&self) -> Option<FolderRisk> {
        self.inner.risk
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    /// How often something was unsent, forgotten or deleted since the store was opened: counted before and after each commit that does so.
    pub(crate) fn purges(&self) -> Arc<AtomicU64> {
        self.inner.writer.purges()
    }

    /// Moves the write-ahead log into the database. With `truncate` the log is emptied as well, so that nothing
    /// deleted is left in it; that waits for readers that are under way.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] when a reader did not end within five seconds, otherwise as the database says;
    /// nothing is lost, the log just stays.
    pub async fn checkpoint(&self, truncate: bool) -> Result<()> {
        self.inner.writer.checkpoint(truncate).await
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.inner.database.path
    }

    /// Writes the whole file anew, without what is left over within its pages.
    pub(crate) async fn rewrite(&self) -> Result<()> {
        self.inner.writer.rewrite().await
    }

    /// Finishes what was handed in, empties the log, closes the file and frees the lock. Other clones get
    /// [`crate::StoreError::Closed`] from then on.
    ///
    /// # Errors
    /// When the log could not be emptied. The store is closed all the same, and nothing is lost.
    pub async fn close(&self) -> Result<()> {
        self.inner.close().await
    }

    pub(crate) async fn write<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.inner.writer.write(write).await
    }

    /// As [`Store::write`], for what Instagram or the relay still has: refused while the disk is nearly full.
    pub(crate) async fn write_what_can_wait<T, F>(&self, write: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut WriteTx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        self.inner.writer.write_what_can_wait(write).await
    }

    /// Keeps 32 MiB beside the file for what must not be lost when the disk is full, unless it does already or there is too
    /// little room. Answers whether it does. It is used by itself, and kept again once there is room.
    ///
    /// # Errors
    /// As the disk says.
    pub async fn keep_reserve(&self) -> Result<bool> {
        self.inner.writer.keep_reserve().await
    }

    /// A connection to read from; waits when all are in use.
    pub(crate) async fn reader(&self) -> Result<Reader> {
        self.inner.readers.take().await
    }

    /// The connection to search with; waits for the search that runs.
    pub(crate) async fn searcher(&self) -> Result<Reader> {
        self.inner.searcher.take().await
    }
}

impl Inner {
    async fn close(&self) -> Result<()> {
        self.readers.close().await;
        self.searcher.close().await;
        self.writer.close().await
    }
}

impl Drop for Inner {
    /// The last clone closes the file and waits for it: a process that ends while a connection still works would have
    /// OpenSSL taken away under its hands. After [`Store::close`] there is nothing left to wait for.
    fn drop(&mut self) {
        if self.writer.is_closed() && self.readers.is_closed() && self.searcher.is_closed() {
            return;
        }
        // A thread of its own, because the caller's may be driving a runtime and must not block inside of it.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return };
                runtime.block_on(async {
                    if let Err(error) = self.close().await {
                        tracing::warn!(%error, "the store was closed with its log");
                    }
                });
            });
        });
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}
