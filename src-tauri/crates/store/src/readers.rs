//! The connections that can only read.
//!
//! Not sqlx's pool: that gives connections back in a task of the runtime, so that closing could wait for a task that a
//! runtime which is ending never runs. Here giving back is one push.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::damage;
use crate::open::connect::{Database, is_alive};
use crate::{Result, StoreError};

/// A few connections; who finds none free waits.
pub(crate) struct Readers {
    database: Arc<Database>,
    idle: Mutex<Vec<Kept>>,
    free: Arc<Semaphore>,
    count: u32,
}

impl Readers {
    pub(crate) fn new(database: Arc<Database>, connections: Vec<SqliteConnection>) -> Arc<Self> {
        let count = u32::try_from(connections.len()).unwrap_or(u32::MAX);
        let free = Arc::new(Semaphore::new(connections.len()));
        let seen = damage::seen();
        let idle = connections.into_iter().map(|connection| Kept { connection, seen }).collect();
        Arc::new(Self { database, idle: Mutex::new(idle), free, count })
    }

    /// Takes a connection.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Reader> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let kept = self.idle().pop().ok_or(StoreError::Closed)?;
        // From here on it goes home whatever happens.
        let mut reader = Reader { kept: Some(kept), home: Arc::clone(self), _permit: permit };
        self.revive(&mut reader).await?;
        Ok(reader)
    }

    /// Where damage was met since the connection was last looked at: puts another in its place if it reads nothing more.
    async fn revive(&self, reader: &mut Reader) -> Result<()> {
        let seen = damage::seen();
        let Some(kept) = reader.kept.as_mut().filter(|kept| kept.seen != seen) else { return Ok(()) };
        if !is_alive(&mut kept.connection).await {
            // Whose damage it is, if any, is found where the whole file is looked through.
            damage::met();
            kept.connection = self.database.reader().await?;
        }
        kept.seen = seen;
        Ok(())
    }

    /// Waits for reads that are under way, and closes all connections.
    pub(crate) async fn close(&self) {
        let Ok(permits) = self.free.acquire_many(self.count).await else { return };
        self.free.close();
        drop(permits);
        let idle = std::mem::take(&mut *self.idle());
        for kept in idle {
            if let Err(error) = kept.connection.close().await {
                tracing::warn!(%error, "a reading connection was not closed cleanly");
            }
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.free.is_closed()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Kept {
    connection: SqliteConnection,
    /// [`damage::seen`] when it was last known to read.
    seen: u64,
}

/// A connection on loan. Goes home when it is dropped, before its permit is free again.
pub(crate) struct Reader {
    /// Taken out only by `drop`.
    kept: Option<Kept>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// For one statement, which sees the last commit by itself. More than one see the same with [`Reader::begin`].
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.kept.as_mut().map(|kept| &mut kept.connection).ok_or(StoreError::Closed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.home.idle().extend(self.kept.take());
    }
}
