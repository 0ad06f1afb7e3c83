//! Opening: lock, look without touching, back up, migrate, start.

pub(crate) mod connect;
pub(crate) mod copies;
pub(crate) mod daily;
pub(crate) mod files;
pub(crate) mod folder;
mod key;
mod lock;
pub(crate) mod reserve;
pub(crate) mod schema;

pub(crate) use lock::InstanceLock;

use std::path::Path;
use std::sync::Arc;

use crate::damage::Damage;
use crate::people::names;
use crate::readers::Readers;
use crate::writer::Writer;
use crate::{OpenError, Store};
use connect::{Database, Journal, Key};
use domain::folder::FolderRisk;

/// Readers beside the one writer.
const READERS: usize = 3;

/// Where the store is, and what opens it. Not `Debug`: it holds the key.
#[derive(Clone, Copy)]
pub struct OpenOptions<'a> {
    /// The database file. Its folder is made if it is missing; `store.lock` lies beside it.
    pub path: &'a Path,
    /// The key, 32 random bytes, as kept in the keychain.
    pub key: &'a [u8; 32],
}

impl Store {
    /// Whether there is a database at `path`, or one that a repair made whole and that opening puts there. The caller decides
    /// what a missing one means: a first start, or a loss. One that cannot be looked at is there.
    #[must_use]
    pub fn exists(path: &Path) -> bool {
        let is_there = match std::fs::metadata(path) {
            Ok(file) => file.len() > 0,
            Err(error) => error.kind() != std::io::ErrorKind::NotFound,
        };
        is_there || crate::repair::is_to_finish(path)
    }

    /// Whether anything can be written beside `path`. What the system does not say is no reason not to try.
    #[must_use]
    pub fn has_room(path: &Path) -> bool {
        !files::has_no_room_beside(path)
    }

    /// Opens the database, or makes it if there is none.
    ///
    /// An existing file of an older version is copied beside itself (still encrypted) before it is migrated;
    /// [`Store::remove_copies_if_sound`] takes the copy away.
    ///
    /// # Errors
    /// See [`OpenError`]. With `Locked`, `WrongKey` and `Newer` the file is as it was; on another computer's disk a newer
    /// one may have lost its log, which is then in the file.
    pub async fn open(options: OpenOptions<'_>) -> Result<Self, OpenError> {
        open(options.path, Key::new(options.key), folder::risk).await
    }
}

async fn open(path: &Path, key: Key, risk: fn(&Path) -> Option<FolderRisk>) -> Result<Store, OpenError> {
    files::prepare_folder(path)?;
    let risk = risk(path);
    if let Some(risk) = risk {
        tracing::warn!(?risk, "the database is in a folder that is no good place for it");
    }
    let lock = InstanceLock::take(path)?;
    connect::silence_sqlcipher().await;
    crate::repair::finish(path)?;
    copies::remove_daily_part(path)?;
    if let Err(error) = reserve::remove_part(path) {
        tracing::warn!(kind = ?error.kind(), "what was left of room that was to be kept stays");
    }
    // A run that ended cleanly leaves no log, and an empty journal.
    let journal_is_left = files::size(&files::beside(path, "-journal")) > 0;
    let unclean = journal_is_left || files::size(&files::beside(path, "-wal")) > 0;
    let database = Database::new(path, key, Journal::at(risk));
    // Opening takes some room by itself.
    database.reserve.give_back_if_little();
    if Store::exists(path) {
        match check(&database, journal_is_left).await {
            Err(OpenError::WrongKey) if key::is_damaged(&database).await => return Err(OpenError::Corrupt),
            checked => checked?,
        }
    } else {
        files::create_private(path)?;
    }
    start(database, lock, unclean, risk).await.map_err(|error| match error {
        // It just fitted.
        OpenError::WrongKey => OpenError::Corrupt,
        other => other,
    })
}

async fn start(
    database: Database,
    lock: InstanceLock,
    unclean: bool,
    risk: Option<FolderRisk>,
) -> Result<Store, OpenError> {
    let mut connection = database.writer().await?;
    schema::migrate(&mut connection).await?;
    names::save_all_that_are_due(&mut connection).await?;
    let database = Arc::new(database);
    let damage = Damage::default();
    let mut readers = Vec::with_capacity(READERS);
    for _ in 0..READERS {
        readers.push(database.reader().await?);
    }
    let searcher = vec![database.reader().await?];
    let readers = Readers::new(Arc::clone(&database), readers);
    let searcher = Readers::new(Arc::clone(&database), searcher);
    let writer = Writer::start(connection, Arc::clone(&database), damage.clone(), lock, unclean)?;
    Ok(Store::new(Opened { writer, readers, searcher, database, damage, unclean, risk }))
}

async fn check(database: &Database, journal_is_left: bool) -> Result<(), OpenError> {
    // Who only looks cannot roll back, nor read a log without the memory that is shared for it.
    if journal_is_left || database.journal == Journal::Rollback {
        connect::settle(&database.path, &database.key, database.journal).await?;
    }
    schema::check_and_back_up(database).await
}

/// What an open store is made of.
pub(crate) struct Opened {
    pub(crate) writer: Writer,
    pub(crate) readers: Arc<Readers>,
    pub(crate) searcher: Arc<Readers>,
    pub(crate) database: Arc<Database>,
    pub(crate) damage: Damage,
    /// The last run did not end cleanly.
    pub(crate) unclean: bool,
    /// What speaks against its folder.
    pub(crate) risk: Option<FolderRisk>,
}

#[cfg(test)]
pub(crate) mod for_tests {
    use super::{FolderRisk, Key, OpenError, Path, Store};

    /// The same store without encryption, so that a test can look into every page of the file and its log.
    pub(crate) async fn open_plain(path: &Path) -> Result<Store, OpenError> {
        super::open(path, Key::none(), |_| None).await
    }

    /// The store as it is on another computer's disk.
    pub(crate) async fn open_on_network(path: &Path, key: &[u8; 32]) -> Result<Store, OpenError> {
        super::open(path, Key::new(key), |_| Some(FolderRisk::Network)).await
    }
}
