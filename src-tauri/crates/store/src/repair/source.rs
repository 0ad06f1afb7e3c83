//! A file to save from. SQLCipher gives a connection up at the first page that fails its check, and another is opened.

use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use crate::open::connect::{self, Key};
use crate::{Result, StoreError};

/// The damaged file, or a copy. Never written to.
pub(super) struct Source<'a> {
    path: &'a Path,
    key: &'a Key,
    is_copy: bool,
    is_unreadable: bool,
    connection: Option<SqliteConnection>,
}

impl<'a> Source<'a> {
    pub(super) fn new(path: &'a Path, key: &'a Key) -> Self {
        Self { path, key, is_copy: false, is_unreadable: false, connection: None }
    }

    pub(super) fn of_copy(path: &'a Path, key: &'a Key) -> Self {
        Self { path, key, is_copy: true, is_unreadable: false, connection: None }
    }

    /// The version of its schema, if it can be read and has one. Without, nothing of it can be read.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Busy`] and [`StoreError::DiskFull`] say nothing of the file, and may pass.
    pub(super) async fn version(&mut self) -> Result<Option<i64>> {
        let mut version = self.version_by("").await;
        if !matches!(version, Ok(Some(_))) {
            // Its index may be what is damaged.
            version = self.version_by("NOT INDEXED").await;
        }
        let version = match version.map_err(StoreError::from) {
            Err(error @ (StoreError::Io | StoreError::Busy | StoreError::DiskFull)) => return Err(error),
            version => version.ok().flatten(),
        };
        self.is_unreadable = version.is_none();
        Ok(version)
    }

    async fn version_by(&mut self, how: &str) -> sqlx::Result<Option<i64>> {
        let sql = format!("SELECT max(version) FROM _sqlx_migrations {how}");
        let version = match self.connection().await {
            Ok(connection) => {
                sqlx::query_scalar::<_, Option<i64>>(sqlx::AssertSqlSafe(sql)).fetch_one(connection).await
            }
            Err(error) => Err(error),
        };
        self.give_up_if(version.is_err()).await;
        version
    }

    /// Whether nothing of it can be read.
    pub(super) fn is_unreadable(&self) -> bool {
        self.is_unreadable
    }

    /// A connection that reads, as far as is known.
    pub(super) async fn connection(&mut self) -> sqlx::Result<&mut SqliteConnection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None if self.is_copy => connect::look_at_copy(self.path, self.key).await?,
            None => connect::look(self.path, self.key).await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Whether what was just read is all true: where a page fails its check SQLCipher answers zeros once.
    pub(super) async fn is_sound(&mut self) -> bool {
        let sound = match self.connection().await {
            Ok(connection) => connect::is_alive(connection).await,
            Err(_) => false,
        };
        self.give_up_if(!sound).await;
        sound
    }

    /// Lets the connection go after it failed.
    pub(super) async fn give_up_if(&mut self, failed: bool) {
        if failed {
            self.close().await;
        }
    }

    pub(super) async fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            // It only read.
            let _ = connection.close().await;
        }
    }
}
