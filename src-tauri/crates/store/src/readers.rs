//! The connections that can only read.
//!
//! Not sqlx's pool: that gives connections back in a task of the runtime, so that closing could wait for a task that a
//! runtime which is ending never runs. Here giving back is one push.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Result, StoreError};

/// A few connections; who finds none free waits.
pub(crate) struct Readers {
    idle: Mutex<Vec<SqliteConnection>>,
    free: Arc<Semaphore>,
    count: u32,
}

impl Readers {
    pub(crate) fn new(connections: Vec<SqliteConnection>) -> Arc<Self> {
        let count = u32::try_from(connections.len()).unwrap_or(u32::MAX);
        let free = Arc::new(Semaphore::new(connections.len()));
        Arc::new(Self { idle: Mutex::new(connections), free, count })
    }

    /// Takes a connection.
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub(crate) async fn take(self: &Arc<Self>) -> Result<Reader> {
        let permit = Arc::clone(&self.free).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let connection = self.idle().pop().ok_or(StoreError::Closed)?;
        Ok(Reader { connection: Some(connection), home: Arc::clone(self), _permit: permit })
    }

    /// Waits for reads that are under way, and closes all connections.
    pub(crate) async fn close(&self) {
        let Ok(permits) = self.free.acquire_many(self.count).await else { return };
        self.free.close();
        drop(permits);
        let connections = std::mem::take(&mut *self.idle());
        for connection in connections {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a reading connection was not closed cleanly");
            }
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.free.is_closed()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan. Goes home when it is dropped, before its permit is free again.
pub(crate) struct Reader {
    /// Taken out only by `drop`.
    connection: Option<SqliteConnection>,
    home: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    /// For one statement, which sees the last commit by itself. More than one see the same with [`Reader::begin`].
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.connection.as_mut().ok_or(StoreError::Closed)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.home.idle().extend(self.connection.take());
    }
}
