//! The copy of the day: what is there if the file is damaged. It lies beside the file, under the same key.
//!
//! `VACUUM INTO` reads what was committed when it began and writes a file of its own: the writer does not wait for it, and
//! nothing that was deleted within the pages comes along. It reads every page of every table, too, so that it is the daily
//! check of the file.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{DAY, Timestamp};
use sqlx::Connection;

use super::connect::{self, Database, Key};
use super::{copies, files};
use crate::{Result, Store, StoreError};

/// Room that is left to others beside the copy, in bytes.
const SPARE: u64 = 256 * 1_024 * 1_024;

impl Store {
    /// Copies the file beside itself, unless its copy is less than a day old. The one before stays until the new one is
    /// whole. Answers whether a copy was made.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] when there is too little room: then nothing was tried. [`StoreError::Corrupt`] when the file
    /// is damaged; otherwise as the database says.
    pub async fn copy_daily(&self, now: Timestamp) -> Result<bool> {
        let copy = copies::daily(self.path());
        if made_at(&copy).is_some_and(|at| now.since(at).abs() < DAY) {
            return Ok(false);
        }
        let (database, needed) = (self.path().to_owned(), self.size() + SPARE);
        let part = files::beside(&copy, "-part");
        let fresh = part.clone();
        copies::on_disk(move || {
            if !files::has_room_beside(&database, needed) {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            remove(&fresh)?;
            files::create_private(&fresh)
        })
        .await?;
        let purges = self.purges();
        let copied = copy_into(self.database(), &part).await;
        if matches!(copied, Err(StoreError::Corrupt)) {
            self.damage().note();
        }
        let kept = copied.is_ok();
        copies::on_disk(move || if kept { keep(&part, &copy, now) } else { remove(&part) }).await?;
        copied?;
        // What was removed for good meanwhile may be in it.
        if self.purges() != purges {
            copies::remove_daily(self.path())?;
        }
        Ok(true)
    }
}

/// Whether the key opens the copy of the day.
pub(super) async fn opens(database: &Database) -> bool {
    look(&copies::daily(&database.path), &database.key).await.is_ok()
}

/// When the copy of the day was made, if there is one.
pub(crate) fn made_at(copy: &Path) -> Option<Timestamp> {
    let at = std::fs::metadata(copy).and_then(|copy| copy.modified()).ok()?;
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Timestamp)
}

async fn copy_into(database: &Database, part: &Path) -> Result<()> {
    let mut connection = database.copier().await?;
    let copied = sqlx::query("VACUUM INTO ?")
        .persistent(false)
        .bind(part.display().to_string())
        .execute(&mut connection)
        .await;
    connection.close().await?;
    copied?;
    look(part, &database.key).await
}

/// Checks a copy.
async fn look(copy: &Path, key: &Key) -> Result<()> {
    let mut connection = connect::look_at_copy(copy, key).await?;
    let found: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut connection).await?;
    connection.close().await?;
    if found == ["ok"] { Ok(()) } else { Err(StoreError::Corrupt) }
}

fn keep(part: &Path, copy: &Path, now: Timestamp) -> std::io::Result<()> {
    let file = files::open_private(part)?;
    let since = Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    file.set_modified(SystemTime::UNIX_EPOCH + since)?;
    file.sync_all()?;
    std::fs::rename(part, copy)?;
    files::sync_folder(files::folder(copy))
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
