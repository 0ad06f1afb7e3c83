//! What is known of damage to the file.
//!
//! SQLCipher gives a connection up for good at the first page that fails its check. So whoever lends a connection out looks
//! at it once damage was met anywhere, and a check of the whole file says whose it is.

use std::sync::LazyLock;

use tokio::sync::watch;

use crate::{Result, Store};

/// How often damage was met in this process, in whichever database.
static SEEN: LazyLock<watch::Sender<u64>> = LazyLock::new(watch::Sender::default);

/// Notes that a page could not be read.
pub(crate) fn met() {
    SEEN.send_modify(|seen| *seen = seen.wrapping_add(1));
}

pub(crate) fn seen() -> u64 {
    *SEEN.borrow()
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
        match self.integrity().await {
            Ok(found) if found.is_empty() => return Ok(true),
            Ok(_) | Err(crate::StoreError::Corrupt) => {}
            Err(error) => return Err(error),
        }
        self.damage().note();
        // The connection that looked reads nothing more.
        met();
        Ok(false)
    }
}
