//! The file is written anew after something went, when it can be (ADR 17).

use std::time::Duration;

use domain::time::DAY;
use tokio::time::Instant;

use crate::shared::Shared;

/// A larger file, in bytes, is written anew while the window is away, or after a day: nothing else is written meanwhile.
const WHILE_LOOKED_AT: u64 = 128 * 1_024 * 1_024;
/// The pause after the first time that it failed; doubles up to [`LONGEST_PAUSE`], so that a disk is not filled over and
/// over.
const FIRST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// The longest pause after it failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes the file anew, if that is owed and a good time for it, and did not fail a short time ago.
pub(crate) async fn rewrite(shared: &Shared) {
    shared.rewriting.lock().await.go_on(shared).await;
}

async fn rewrite_now(shared: &Shared) -> store::Result<()> {
    // What goes meanwhile would be taken for written anew.
    let _one_at_a_time = shared.erasing.lock().await;
    let in_the_way = shared.attention.borrow().visible && shared.store.size() > WHILE_LOOKED_AT;
    let now = shared.clock.now();
    let by = if in_the_way { now.plus(-DAY) } else { now };
    // It is owed from a day later on at most: whatever says more is of a clock that was ahead, and is owed already.
    let ahead = shared.store.rewrite_owed().await?.filter(|from| from.since(now) > DAY);
    shared.store.rewrite_what_is_owed(ahead.unwrap_or(by)).await
}

/// How it went until now.
#[derive(Default)]
pub(crate) struct Rewriting {
    failed: Option<Failed>,
}

struct Failed {
    pause: Duration,
    again: Instant,
}

impl Rewriting {
    async fn go_on(&mut self, shared: &Shared) {
        if self.failed.as_ref().is_some_and(|failed| Instant::now() < failed.again) {
            return;
        }
        let pause = self.failed.take().map_or(FIRST_PAUSE, |failed| (failed.pause * 2).min(LONGEST_PAUSE));
        if let Err(error) = rewrite_now(shared).await {
            tracing::warn!(%error, "what was deleted may still be within the file's pages; tried again later");
            self.failed = Some(Failed { pause, again: Instant::now() + pause });
        }
    }
}
