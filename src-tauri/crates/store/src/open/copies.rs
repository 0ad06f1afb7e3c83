//! The copies beside the file: that of the day, and those that migrations leave. They are whole, so whoever is deleted from
//! the file would stay in them: a migration's go once the migrated file is known to be sound, and all go with any deletion.

use std::io;
use std::path::{Path, PathBuf};

use super::files;
use crate::{Result, Store, StoreError};

/// What the names of a migration's copies have after the file's.
const MIGRATION: &str = ".before-migration-from-";
/// What the name of the day's copy has after the file's; while it is made there is more after it.
const DAILY: &str = ".daily";

/// Where the copy of a file of this version goes.
pub(super) fn path(database: &Path, version: i64) -> PathBuf {
    files::beside(database, &format!("{MIGRATION}{version}"))
}

/// Where the copy of the day is.
pub(crate) fn daily(database: &Path) -> PathBuf {
    files::beside(database, DAILY)
}

/// Where it is while it is made.
pub(crate) fn daily_part(database: &Path) -> PathBuf {
    files::beside(database, &format!("{DAILY}-part"))
}

/// Removes the copy of the day, in any case, and what there is of the next.
pub(crate) fn remove_daily(database: &Path) -> Result<()> {
    let copy = daily(database);
    let removed = if copy.exists() {
        remove_file(&copy).and_then(|()| files::sync_folder(files::folder(&copy)))
    } else {
        Ok(())
    };
    removed.and_then(|()| remove_daily_part(database)).map_err(|error| told(&error))
}

/// Removes what there is of a copy that did not come to its end.
pub(super) fn remove_daily_part(database: &Path) -> io::Result<()> {
    remove_file(&daily_part(database))
}

/// Several may remove the same: one that is gone is fine.
pub(super) fn remove_file(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The copies that are there, finished or not, whose names go on like one of these.
fn list(database: &Path, marks: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(files::folder(database))? {
        let entry = entry?;
        let (name, of) = (entry.file_name(), database.file_name().unwrap_or_default());
        let rest = name.as_encoded_bytes().strip_prefix(of.as_encoded_bytes());
        if rest.is_some_and(|rest| marks.iter().any(|mark| rest.starts_with(mark.as_bytes()))) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

impl Store {
    /// What is left beside `path` of a database that is not there: its log with what was not yet moved into it, its journal, and
    /// copies.
    ///
    /// # Errors
    /// As the disk says.
    pub fn remains(path: &Path) -> io::Result<Vec<PathBuf>> {
        let mut remains = match list(path, &[MIGRATION, DAILY]) {
            // No folder either: nothing was ever here.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            copies => copies?,
        };
        let logs = ["-wal", "-journal"].map(|end| files::beside(path, end));
        remains.extend(logs.into_iter().filter(|log| files::size(log) > 0));
        Ok(remains)
    }

    /// Removes the copies of before a migration, if the migrated file passes its check. Without copies nothing is checked.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the file does not pass: the copies stay. [`StoreError::Io`] when one cannot be removed.
    pub async fn remove_copies_if_sound(&self) -> Result<()> {
        let copies = self.copies(&[MIGRATION]).await?;
        if copies.is_empty() {
            return Ok(());
        }
        if !self.integrity().await?.is_empty() {
            return Err(StoreError::Corrupt);
        }
        remove(copies).await
    }

    /// Removes all of them in any case.
    pub(crate) async fn remove_copies(&self) -> Result<()> {
        remove(self.copies(&[MIGRATION, DAILY]).await?).await
    }

    async fn copies(&self, marks: &'static [&'static str]) -> Result<Vec<PathBuf>> {
        let database = self.path().to_owned();
        on_disk(move || list(&database, marks)).await
    }
}

async fn remove(copies: Vec<PathBuf>) -> Result<()> {
    let count = copies.len();
    on_disk(move || copies.iter().try_for_each(|copy| remove_file(copy))).await?;
    if count > 0 {
        tracing::info!(count, "removed the copies beside the file");
    }
    Ok(())
}

/// A failing disk can keep it waiting: on a thread of its own.
pub(crate) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(io::Error::other);
    done.flatten().map_err(|error| told(&error))
}

fn told(error: &io::Error) -> StoreError {
    tracing::warn!(kind = ?error.kind(), "a copy beside the file could not be seen to");
    if files::is_no_room(error) { StoreError::DiskFull } else { StoreError::Io }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::for_tests::open_plain;

    #[tokio::test]
    async fn copies_go_once_the_file_is_sound_and_nothing_else_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        let store = open_plain(&database).await.expect("opens");
        let others =
            ["store.db.mine", "other.db.before-migration-from-3"].map(|name| folder.path().join(name));
        for path in [path(&database, 3), path(&database, 10)].iter().chain(&others) {
            std::fs::write(path, "canary").expect("writes");
        }
        store.remove_copies_if_sound().await.expect("removes");
        assert!(list(&database, &[MIGRATION]).expect("reads").is_empty());
        assert!(others.iter().all(|path| path.exists()));
    }

    #[tokio::test]
    async fn copies_of_a_damaged_file_stay_until_something_is_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("store.db");
        let store = open_plain(&database).await.expect("opens");
        store
            .write(|tx| {
                Box::pin(async move {
                    // A row that no column constraint allows, as damage would leave it.
                    for statement in [
                        "PRAGMA ignore_check_constraints = ON",
                        "INSERT INTO erasure (at, handle_id, rows_gone) VALUES (1, 1, 7)",
                        "PRAGMA ignore_check_constraints = OFF",
                    ] {
                        sqlx::query(statement).execute(tx.writing()).await?;
                    }
                    Ok(())
                })
            })
            .await
            .expect("writes");
        std::fs::write(path(&database, 3), "canary").expect("writes");
        assert!(matches!(store.remove_copies_if_sound().await, Err(StoreError::Corrupt)));
        assert_eq!(list(&database, &[MIGRATION]).expect("reads").len(), 1);
        store.remove_copies().await.expect("removes");
        assert!(list(&database, &[MIGRATION]).expect("reads").is_empty());
    }
}
