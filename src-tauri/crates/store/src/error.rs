//! What can go wrong, as the callers tell it apart.

use std::sync::Arc;

use libsqlite3_sys as ffi;

use crate::damage;
use crate::open::files::is_no_room;

/// Why the store could not be opened. Nothing was changed on disk, except where the variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another instance of the app has it open.
    #[error("another instance has the store open")]
    Locked,
    /// The key does not open this file, or the first bytes of it are damaged: nothing tells these apart.
    #[error("the key does not open the store")]
    WrongKey,
    /// A newer version of the app made it.
    #[error("the store is of version {found}, this app knows up to {supported}")]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version that this app knows.
        supported: i64,
    },
    /// The file is damaged.
    #[error("the store is damaged")]
    Corrupt,
    /// The disk is full, or the person's quota of it is used up.
    #[error("the disk is full")]
    DiskFull,
    /// Another program holds the file.
    #[error("the store is held by another program")]
    Busy,
    /// The file or its folder cannot be used.
    #[error("the store's file cannot be used")]
    Io(#[source] std::io::Error),
    /// Anything else that the database said; migrations included, which then did not happen.
    #[error("the store cannot be opened")]
    Database(#[source] StoreError),
}

/// Why a read or write failed. A failed write changed nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The disk is full, or the person's quota of it is used up: reading goes on, writing does not.
    #[error("the disk is full")]
    DiskFull,
    /// The disk failed.
    #[error("the disk failed")]
    Io,
    /// The file is damaged.
    #[error("the store is damaged")]
    Corrupt,
    /// Another program held the file for longer than we wait, five seconds.
    #[error("the store is held by another program")]
    Busy,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// There is no such row.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A conversation of this handle is not done without saying how it was closed.
    #[error("how it was closed is to be said")]
    DispositionRequired,
    /// A stored value is not one that this version knows.
    #[error("unreadable value in {0}")]
    Unreadable(&'static str),
    /// A defect of ours stopped the write halfway. It was taken back, and the store goes on.
    #[error("a defect stopped the write")]
    Panicked,
    /// Anything else that the database said. Never carries stored text.
    #[error("the database refused: {0}")]
    Database(Arc<sqlx::Error>),
}

impl StoreError {
    /// Whether it is the fault of what was to be written, or of the rows that it meets: without it the rest can be written.
    /// Not so what is about the disk, the file or the database as a whole, and may pass.
    pub(crate) fn is_of_a_row(&self) -> bool {
        match self {
            Self::NotFound(_) | Self::DispositionRequired | Self::Unreadable(_) | Self::Panicked => true,
            Self::DiskFull | Self::Io | Self::Corrupt | Self::Busy | Self::Closed => false,
            Self::Database(error) => match primary_code(error) {
                Some(code) => OF_A_ROW.contains(&code),
                None => matches!(
                    **error,
                    sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::Encode(_)
                ),
            },
        }
    }
}

/// What SQLite says of a value. The statements themselves are checked when this is built, so that one which fails
/// (`SQLITE_ERROR`) met a value that it cannot work with.
const OF_A_ROW: [i32; 5] =
    [ffi::SQLITE_ERROR, ffi::SQLITE_TOOBIG, ffi::SQLITE_CONSTRAINT, ffi::SQLITE_MISMATCH, ffi::SQLITE_RANGE];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed) {
            return Self::Closed;
        }
        match primary_code(&error) {
            Some(ffi::SQLITE_FULL) => Self::DiskFull,
            // The index of the log could not grow, which is what a full disk does to whoever opens the file.
            Some(_) if code(&error) == Some(ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN | ffi::SQLITE_READONLY) => Self::Io,
            Some(ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB) => {
                damage::met();
                Self::Corrupt
            }
            Some(ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Self::Busy,
            code => {
                if matches!(code, Some(ffi::SQLITE_ERROR | ffi::SQLITE_NOMEM)) {
                    damage::suspected();
                }
                Self::Database(Arc::new(error))
            }
        }
    }
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        if primary_code(&error) == Some(ffi::SQLITE_NOTADB) {
            return Self::WrongKey;
        }
        StoreError::from(error).into()
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt => Self::Corrupt,
            StoreError::DiskFull => Self::DiskFull,
            StoreError::Busy => Self::Busy,
            StoreError::Io => Self::Io(std::io::Error::other("the database could not use its file")),
            other => Self::Database(other),
        }
    }
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> Self {
        if is_no_room(&error) { Self::DiskFull } else { Self::Io(error) }
    }
}

/// SQLite's extended result code.
fn code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

/// SQLite's primary result code: the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    code(error).map(|code| code & 0xff)
}

/// Whether a row could not be written because it would break a uniqueness rule.
pub(crate) fn is_unique_violation(error: &StoreError) -> bool {
    let StoreError::Database(error) = error else { return false };
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::error::Error;

    use sqlx::error::{DatabaseError, ErrorKind};

    use super::*;

    /// An error of SQLite's by its number.
    #[derive(Debug, thiserror::Error)]
    #[error("error {0}")]
    struct Said(i32);

    impl DatabaseError for Said {
        fn message(&self) -> &'static str {
            "said"
        }

        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.to_string().into())
        }

        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }

        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }

        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }

        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    #[test]
    fn a_full_disk_is_no_broken_one() {
        let opening = |code| OpenError::from(sqlx::Error::Database(Box::new(Said(code))));
        // As SQLite said when it opened a database on a full disk.
        assert!(matches!(opening(ffi::SQLITE_IOERR_SHMSIZE), OpenError::DiskFull));
        assert!(matches!(opening(ffi::SQLITE_FULL), OpenError::DiskFull));
        assert!(matches!(opening(ffi::SQLITE_IOERR_READ), OpenError::Io(_)));
        assert!(matches!(opening(ffi::SQLITE_NOTADB), OpenError::WrongKey));
        assert!(matches!(opening(ffi::SQLITE_BUSY), OpenError::Busy));
        for kind in [std::io::ErrorKind::StorageFull, std::io::ErrorKind::QuotaExceeded] {
            assert!(matches!(OpenError::from(std::io::Error::from(kind)), OpenError::DiskFull), "{kind}");
        }
    }
}
