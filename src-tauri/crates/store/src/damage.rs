//! What is known of damage to the file.
//!
//! SQLCipher gives a connection up for good at the first page that fails its check. So whoever lends a connection out looks
//! at it once damage was met anywhere, and a check of the whole file says whose it is.
//!
//! The page that fails is answered as zeros, and where that is the last of a long row nothing else tells of it: only what is
//! asked next fails, as a statement that is wrong or memory that is used up.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::open::connect::probe;
use crate::{Result, Store, StoreError};

/// How often damage was met in this process, in whichever database.
static SEEN: LazyLock<watch::Sender<u64>> = LazyLock::new(watch::Sender::default);

/// Notes that a page could not be read.
pub(crate) fn met() {
    SEEN.send_modify(|seen| *seen = seen.wrapping_add(1));
}

/// How often something failed that may be damage, or not.
static SUSPECTED: AtomicU64 = AtomicU64::new(0);

/// Notes that a connection may read nothing more.
pub(crate) fn suspected() {
    SUSPECTED.fetch_add(1, Ordering::SeqCst);
}

/// Another number than before once damage was met or suspected: connections are to be looked at.
pub(crate) fn seen() -> u64 {
    SEEN.borrow().wrapping_add(SUSPECTED.load(Ordering::SeqCst))
}

/// Looks through the whole file that a connection reads, and answers whether it is sound. The connection reads nothing more
/// where it is not.
///
/// # Errors
/// As the database says; damage is an answer, and no error.
pub(crate) async fn is_sound(connection: &mut SqliteConnection) -> Result<bool> {
    let found = sqlx::query_scalar::<_, String>("PRAGMA quick_check(1)").fetch_all(&mut *connection).await;
    match (found.map_err(StoreError::from), probe(connection).await) {
        (Err(StoreError::Corrupt), _) | (_, Err(StoreError::Corrupt | StoreError::Database(_))) => Ok(false),
        (Ok(found), Ok(())) => Ok(found == ["ok"]),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// Whether the open file is known to be damaged. All clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Damage(watch::Sender<bool>);

impl Damage {
    pub(crate) fn note(&self) {
        self.0.send_if_modified(|damaged| {
            if !*damaged {
                tracing::error!("the database's file is damaged");
            }
            !std::mem::replace(damaged, true)
        });
    }
}

impl Store {
    /// Whether the file is known to be damaged. What can be read of it can be brought into a new one
    /// ([`crate::repair::repair`]).
    #[must_use]
    pub fn damaged(&self) -> watch::Receiver<bool> {
        self.damage().0.subscribe()
    }

    /// Tells whenever a page could not be read, of this database or of another in this process.
    #[must_use]
    pub fn damage_met() -> watch::Receiver<u64> {
        SEEN.subscribe()
    }

    /// Looks through the whole file, and answers whether it is sound. It takes as long as the file is large, and nobody
    /// waits for it but one reader.
    ///
    /// # Errors
    /// As the database says; damage is an answer, and no error.
    pub async fn look_for_damage(&self) -> Result<bool> {
        let _turn = self.database().turn().await;
        if is_sound(self.reader().await?.connection()?).await? {
            return Ok(true);
        }
        self.damage().note();
        // The connection that looked reads nothing more.
        met();
        Ok(false)
    }
}
