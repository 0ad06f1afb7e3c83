//! Looking after the database's file: it is looked through after a run that did not end cleanly and wherever a page of it could
//! not be read, and copied once a day. Some room is kept for when the disk is full.

use std::sync::Arc;
use std::time::Duration;

use store::{Store, StoreError};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

/// The app starts before its file is looked through, which takes as long as it is large.
const BEFORE_THE_LOOK: Duration = Duration::from_secs(20);
/// So long after the start it is first seen to that there is a copy of the day, and then this often: it goes with whatever is
/// removed for good.
const BEFORE_THE_COPY: Duration = Duration::from_secs(2 * 60);
const BETWEEN_LOOKS_AT_THE_COPY: Duration = Duration::from_secs(10 * 60);
/// No disk is worn out by copies: after one that was made the next waits for an hour longer for so many bytes of the file, and
/// for a part of it for a part of them.
const HOUR: Duration = Duration::from_secs(60 * 60);
const AN_HOUR_MORE: u64 = 256 * 1_024 * 1_024;

/// Looks after the file until cancelled, or until it is found damaged: from then on a person decides.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut met = Store::damage_met();
    let start = Instant::now();
    let mut look_at = shared.store.ended_uncleanly().then(|| start + BEFORE_THE_LOOK);
    let mut copy_at = start + BEFORE_THE_COPY;
    while !*shared.store.damaged().borrow() {
        tokio::select! {
            () = cancel.cancelled() => return,
            // More damage does not put off the look, nor the copy.
            Ok(()) = met.changed() => {
                look_at.get_or_insert_with(|| Instant::now() + BEFORE_THE_LOOK);
            }
            () = sleep_until(look_at.unwrap_or(copy_at).min(copy_at)) => {
                if look_at.take_if(|at| *at <= Instant::now()).is_some() {
                    look(&shared).await;
                } else {
                    // Before the copy: what cannot be had again comes first where there is little room.
                    if let Err(error) = shared.store.keep_reserve().await {
                        tracing::warn!(%error, "no room is kept for a full disk");
                    }
                    let wait = copy(&shared).await;
                    copy_at = Instant::now() + wait;
                }
            }
        }
    }
}

async fn look(shared: &Shared) {
    if let Err(error) = shared.store.look_for_damage().await {
        tracing::warn!(%error, "the database's file could not be looked through");
    }
}

/// How long the copy of a file of so many bytes is done without.
fn between_copies(bytes: u64) -> Duration {
    let seconds = bytes.saturating_mul(HOUR.as_secs()) / AN_HOUR_MORE;
    BETWEEN_LOOKS_AT_THE_COPY.saturating_add(Duration::from_secs(seconds))
}

/// Sees to the copy of the day, and answers after how long that is due again.
async fn copy(shared: &Shared) -> Duration {
    match shared.store.copy_daily(shared.clock.now()).await {
        Ok(true) => tracing::info!("copied the database"),
        Ok(false) => return BETWEEN_LOOKS_AT_THE_COPY,
        Err(StoreError::DiskFull) => {
            tracing::info!("there is no room for a copy of the database");
            return BETWEEN_LOOKS_AT_THE_COPY;
        }
        Err(error) => tracing::warn!(%error, "the database was not copied; tried again later"),
    }
    between_copies(shared.store.size())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_is_copied_again_within_minutes_and_a_large_one_within_hours() {
        let minutes = |megabytes: u64| between_copies(megabytes * 1_024 * 1_024).as_secs() / 60;
        assert_eq!([0, 16, 64, 256, 1_024].map(minutes), [10, 13, 25, 70, 250]);
    }
}
