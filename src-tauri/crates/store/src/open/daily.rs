//! The copy of the day: what is there if the file is damaged. It lies beside the file, under the same key.
//!
//! `VACUUM INTO` reads what was committed when it began and writes a file of its own: the writer does not wait for it, and
//! nothing that was deleted within the pages comes along. It reads every page of every table, too, so that it is the daily
//! check of the file.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{DAY, Timestamp};
use sqlx::Connection;

use super::connect::{self, Database, Key};
use super::{copies, files, schema};
use crate::{Result, Store, StoreError, damage};

/// Room that is left to others beside the copy, in bytes.
const SPARE: u64 = 256 * 1_024 * 1_024;
/// After so many steps of SQLite's it is asked whether the copy goes on: some microseconds.
const STEPS: i32 = 1_000;

impl Store {
    /// Copies the file beside itself, unless its copy is less than a day old and of the same version. The one before stays
    /// until the new one is whole. Answers whether a copy was made: none is where something was removed for good meanwhile.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`] when there is too little room: then nothing was tried. [`StoreError::Corrupt`] when the file
    /// is damaged, or only what was made of it; otherwise as the database says.
    pub async fn copy_daily(&self, now: Timestamp) -> Result<bool> {
        let copy = copies::daily(self.path());
        if made_at(&copy).is_some_and(|at| now.since(at).abs() < DAY) && is_current(self.database()).await {
            return Ok(false);
        }
        let (database, needed) = (self.path().to_owned(), self.size() + SPARE);
        let part = copies::daily_part(self.path());
        let fresh = part.clone();
        copies::on_disk(move || {
            if !files::has_room_beside(&database, needed) {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            copies::remove_file(&fresh)?;
            files::create_private(&fresh)
        })
        .await?;
        let purges = self.purges();
        let began = purges.load(Ordering::SeqCst);
        let is_whole = Arc::clone(&purges);
        let copied =
            copy_into(self.database(), &part, move || is_whole.load(Ordering::SeqCst) == began).await;
        let kept = copied.is_ok() && purges.load(Ordering::SeqCst) == began;
        let put =
            copies::on_disk(move || if kept { keep(&part, &copy, now) } else { copies::remove_file(&part) })
                .await;
        // What was removed for good meanwhile may be in it.
        if purges.load(Ordering::SeqCst) != began {
            copies::remove_daily(self.path())?;
            return Ok(false);
        }
        put?;
        if matches!(copied, Err(StoreError::Corrupt | StoreError::Database(_))) {
            // It may be the copy's own.
            self.look_for_damage().await?;
        }
        copied?;
        Ok(true)
    }
}

/// Whether the copy of the day is of this version: one of another cannot fill the gaps of a damaged file.
async fn is_current(database: &Database) -> bool {
    version_of_copy(database).await == Some(schema::supported())
}

async fn version_of_copy(database: &Database) -> Option<i64> {
    let copy = copies::daily(&database.path);
    let mut connection = connect::look_at_copy(&copy, &database.key).await.ok()?;
    let version = schema::version(&mut connection).await;
    // It only read.
    let _ = connection.close().await;
    version.ok().filter(|version| *version > 0)
}

/// Whether the key opens the copy of the day, which need not be sound.
pub(super) async fn opens(database: &Database) -> bool {
    version_of_copy(database).await.is_some()
}

/// When the copy of the day was made, if there is one.
pub(crate) fn made_at(copy: &Path) -> Option<Timestamp> {
    let at = std::fs::metadata(copy).and_then(|copy| copy.modified()).ok()?;
    let since = at.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(Timestamp)
}

/// Copies for as long as it `goes_on`: what is read stays in the log meanwhile, and what was unsent is to leave it.
async fn copy_into(
    database: &Database,
    part: &Path,
    goes_on: impl FnMut() -> bool + Send + 'static,
) -> Result<()> {
    let turn = database.turn().await;
    let mut connection = database.copier().await?;
    connection.lock_handle().await?.set_progress_handler(STEPS, goes_on);
    let copied = sqlx::query("VACUUM INTO ?")
        .persistent(false)
        .bind(part.display().to_string())
        .execute(&mut connection)
        .await;
    connection.lock_handle().await?.remove_progress_handler();
    // A page that fails its check is read as zeros.
    let is_alive = connect::is_alive(&mut connection).await;
    connection.close().await?;
    drop(turn);
    copied?;
    if is_alive { look(part, &database.key).await } else { Err(StoreError::Corrupt) }
}

/// Checks a copy.
async fn look(copy: &Path, key: &Key) -> Result<()> {
    let mut connection = connect::look_at_copy(copy, key).await?;
    let is_sound = damage::is_sound(&mut connection).await;
    connection.close().await?;
    if is_sound? { Ok(()) } else { Err(StoreError::Corrupt) }
}

fn keep(part: &Path, copy: &Path, now: Timestamp) -> std::io::Result<()> {
    // Not made anew if it went.
    let file = File::options().write(true).open(part)?;
    let since = Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    file.set_modified(SystemTime::UNIX_EPOCH + since)?;
    file.sync_all()?;
    std::fs::rename(part, copy)?;
    files::sync_folder(files::folder(copy))
}
