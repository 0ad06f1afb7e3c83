//! Looking after the database's file: it is looked through after a run that did not end cleanly and wherever a page of it could
//! not be read, and copied once a day.

use std::sync::Arc;
use std::time::Duration;

use store::{Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

/// The app starts before its file is looked through, which takes as long as it is large.
const BEFORE_THE_LOOK: Duration = Duration::from_secs(20);
/// How often it is seen to that there is a copy of the day, which goes with whatever is removed for good: once an hour, and
/// for each so many bytes of the file an hour more. No disk is worn out by copies.
const HOUR: Duration = Duration::from_secs(60 * 60);
const AN_HOUR_MORE: u64 = 256 * 1_024 * 1_024;

/// Looks after the file until cancelled, or until it is found damaged: from then on a person decides.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut met = Store::damage_met();
    let mut looks = shared.store.ended_uncleanly();
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            Ok(()) = met.changed() => looks = true,
            () = tokio::time::sleep(if looks { BEFORE_THE_LOOK } else { between_copies(shared.store.size()) }) => {
                if !looks {
                    copy(&shared).await;
                }
            }
        }
        if std::mem::take(&mut looks)
            && let Err(error) = shared.store.look_for_damage().await
        {
            tracing::warn!(%error, "the database's file could not be looked through");
        }
        if *shared.store.damaged().borrow() {
            return;
        }
    }
}

/// How long the copy of a file of so many bytes is done without.
fn between_copies(bytes: u64) -> Duration {
    HOUR.saturating_mul(u32::try_from(1 + bytes / AN_HOUR_MORE).unwrap_or(u32::MAX))
}

async fn copy(shared: &Shared) {
    match shared.store.copy_daily(shared.clock.now()).await {
        Ok(true) => tracing::info!("copied the database"),
        Ok(false) => {}
        Err(StoreError::DiskFull) => tracing::info!("there is no room for a copy of the database"),
        Err(error) => tracing::warn!(%error, "the database was not copied; tried again later"),
    }
}
