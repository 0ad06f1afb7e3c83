//! One instance at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::OpenError;

/// The lock on `store.lock` beside the database. The operating system frees it when the process ends, however it ends.
pub(crate) struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    pub(crate) fn take(database: &Path) -> Result<Self, OpenError> {
        let file = super::files::open_private(&database.with_file_name("store.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
