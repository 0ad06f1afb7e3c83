//! Saving what can be read of a damaged file: row by row into a new one, what cannot be read from the copy of the day.
//!
//! The damaged file is never written to and never deleted: the new one takes its place once it is whole, and the old one
//! goes into a folder of its own. What exists nowhere else comes first (replies, drafts, notes, labels); messages come from
//! Instagram again. A reply that may have left is looked for and then asked about, and never sent by itself.

mod drafts;
mod keys;
mod parents;
mod report;
mod row;
mod source;
mod swap;
mod switches;
mod tables;
mod unsure;
mod uploads;
mod walk;

use domain::time::Timestamp;
use sqlx::{Connection, SqliteConnection};

pub use report::{Part, PartRepaired, Repaired};
pub(crate) use swap::{finish, is_to_finish};

use crate::open::connect::{self, Journal, Key};
use crate::open::{InstanceLock, copies, daily, files, folder, schema};
use crate::people::names;
use crate::{OpenError, OpenOptions, Result, Store, StoreError};
use report::Counted;
use source::Source;
use tables::{TABLES, Table};
use walk::Gap;

/// Of the damaged file's size so many times: the new one, and its log.
const ROOM: u64 = 2;

/// Brings what can be read of a damaged database into a new one, and puts that in its place. What cannot be read is taken
/// from the copy of the day, where there is one. The database must not be open.
///
/// # Errors
/// See [`OpenError`]: nothing was changed then. [`OpenError::Corrupt`] when neither the file nor a copy of it can be read.
pub async fn repair(options: OpenOptions<'_>, now: Timestamp) -> std::result::Result<Repaired, OpenError> {
    let (path, key) = (options.path, Key::new(options.key));
    let _lock = InstanceLock::take(path)?;
    connect::silence_sqlcipher().await;
    finish(path)?;
    if !files::has_room_beside(path, ROOM * files::size(path)) {
        return Err(OpenError::DiskFull);
    }
    let copy = copies::daily(path);
    let mut damaged = Source::new(path, &key);
    let mut copied = Source::of_copy(&copy, &key);
    let known = damaged.version().await?;
    let of_copy = match copied.version().await {
        // It is not there, or the file does without it.
        Err(_) if known.is_some() || !copy.exists() => None,
        version => version?,
    };
    let version = known.or(of_copy).ok_or(OpenError::Corrupt)?;
    if version > schema::supported() {
        return Err(OpenError::Newer { found: version, supported: schema::supported() });
    }
    // Rows of another version have another shape.
    let mut copied = (of_copy == Some(version)).then_some(copied);
    let copy_of = copied.is_some().then(|| daily::made_at(&copy)).flatten();

    let part = swap::begin(path)?;
    let repaired = Repaired::new(swap::folder(now), copy_of, known.is_none());
    let saved = async {
        let mut new = connect::writer(&part, &key, Journal::at(folder::risk(path))).await?;
        schema::migrate_to(version, &mut new).await?;
        let repaired = save_all(&mut damaged, copied.as_mut(), &mut new, repaired, now).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut new).await?;
        new.close().await?;
        Ok::<_, OpenError>(repaired)
    }
    .await;
    damaged.close().await;
    let repaired = match saved {
        Ok(repaired) => repaired,
        Err(error) => {
            swap::remove_part(path)?;
            return Err(error);
        }
    };
    swap::end(path, &part, &repaired.folder)?;
    tracing::warn!(lost = repaired.lost(), "saved what could be read of a damaged database into a new one");
    Ok(repaired)
}

async fn save_all(
    damaged: &mut Source<'_>,
    mut copied: Option<&mut Source<'_>>,
    new: &mut SqliteConnection,
    mut repaired: Repaired,
    now: Timestamp,
) -> Result<Repaired> {
    // What refers to what is looked at once everything is there.
    sqlx::query("PRAGMA foreign_keys = OFF").persistent(false).execute(&mut *new).await?;
    // Nothing is lost with a new file that does not become whole, and one that does is brought to the disk at its end. Its
    // log stays small: there is room for the file, and not for as much again of everything.
    for pragma in ["PRAGMA synchronous = OFF", "PRAGMA wal_autocheckpoint = 1000"] {
        sqlx::query(pragma).persistent(false).execute(&mut *new).await?;
    }
    let (mut handles, mut audit) = (Vec::new(), Vec::new());
    for table in TABLES {
        let (counted, gaps) = save(damaged, copied.as_deref_mut(), new, table, now).await?;
        repaired.count(table.part, counted);
        match table.name {
            "handle" => handles = gaps,
            "audit" => audit = gaps,
            _ => {}
        }
    }
    switches::set_as_told(new, &handles, &audit, repaired.copy_of, now).await?;
    parents::complete(damaged, new, &mut repaired, now).await?;
    repaired.unsure = unsure::count(new).await?;
    names::owe_all(new).await?;
    repaired.keep(new).await?;
    Ok(repaired)
}

/// Saves a table: what can be read of it, and from the copy what cannot. Answers where that is, too.
async fn save(
    damaged: &mut Source<'_>,
    copied: Option<&mut Source<'_>>,
    new: &mut SqliteConnection,
    table: &Table,
    now: Timestamp,
) -> Result<(Counted, Vec<Gap>)> {
    let Some(shape) = tables::shape(new, table).await? else { return Ok((Counted::default(), Vec::new())) };
    let walked = walk::all(damaged, new, &shape).await?;
    let mut counted = Counted { read: walked.read, ..Counted::default() };
    if table.name == "outbox" {
        unsure::hold_what_was_read(new, now).await?;
    }
    if walked.gaps.is_empty() {
        return Ok((counted, walked.gaps));
    }
    if let Some(copied) = copied {
        let replies = table.name == "outbox";
        let index = if replies { unsure::let_copies_in(new).await? } else { None };
        counted.from_copy += walk::fill(copied, new, &shape, &walked).await?;
        if replies {
            unsure::doubt_what_was_copied(new, &walked.gaps, index, now).await?;
        }
        counted.from_copy -= match table.name {
            "draft" => drafts::drop_sent(new, &walked.gaps).await?,
            "upload" => uploads::settle(new, &walked.gaps).await?,
            _ => 0,
        };
    }
    for values in walked.doubtful {
        counted.read += u64::from(values.save(new, &shape).await?);
    }
    let (lost, all_are_known) = walk::lost(damaged, new, &shape, &walked.gaps).await?;
    counted.lost = lost;
    counted.may_be_more = !all_are_known;
    Ok((counted, walked.gaps))
}

impl Store {
    /// What came of the last repair, until a person has seen it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn repaired(&self) -> Result<Option<Repaired>> {
        let kept = self.setting(report::KEPT).await?;
        kept.map(|kept| serde_json::from_str(&kept).map_err(|_| StoreError::Unreadable("setting.repaired")))
            .transpose()
    }

    /// A person has seen what came of the last repair.
    ///
    /// # Errors
    /// As the database says.
    pub async fn repair_seen(&self) -> Result<()> {
        self.set_setting(report::KEPT, None).await
    }
}
