//! Messages that an event only names: read by their ids (instagram-platform, section 6.6 "Edit").
//!
//! Each is held for a moment, because the message itself may be on its way, and is listed in the database until it is
//! there: what a crash leaves behind is taken up again at the next start, and what Instagram does not give stays
//! listed for a person to see.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::{HandleId, Mid};
use domain::observation::Source;
use domain::time::DAY;
use graph::Retry;
use store::undelivered::Because;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::sync::thread;

/// The pauses before each try. An edit can precede its message by under a second.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(60), Duration::from_secs(600)];
/// So many at once: the rest stays listed, and the next round of reading finds most of it.
const MOST: usize = 1_000;
/// Older ones are not asked for again after a start.
const TRIED_FOR_MS: i64 = DAY;

/// What is to be read.
#[derive(Default)]
pub(crate) struct Awaited {
    queue: Mutex<Queue>,
    bell: Notify,
}

#[derive(Default)]
struct Queue {
    new: Vec<(HandleId, Mid)>,
    all: HashSet<(HandleId, Mid)>,
}

impl Awaited {
    pub(crate) fn add(&self, handle: HandleId, mid: Mid) {
        let mut queue = self.lock();
        let item = (handle, mid);
        if queue.all.len() < MOST && queue.all.insert(item.clone()) {
            queue.new.push(item);
            self.bell.notify_one();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads what is awaited until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    if let Err(error) = recall(&shared).await {
        tracing::warn!(%error, "what was awaited before the start is not known");
    }
    let mut under_way = JoinSet::new();
    loop {
        let new = std::mem::take(&mut shared.awaited.lock().new);
        for (handle, mid) in new {
            let shared = Arc::clone(&shared);
            under_way.spawn(async move {
                if let Err(error) = read(&shared, handle, &mid).await {
                    tracing::warn!(%error, "a message that is awaited was not read");
                }
                shared.awaited.lock().all.remove(&(handle, mid));
            });
        }
        tokio::select! {
            // Dropping the set ends what is under way; it is still listed.
            () = cancel.cancelled() => return,
            () = shared.awaited.bell.notified() => {}
            Some(_) = under_way.join_next() => {}
        }
    }
}

async fn recall(shared: &Shared) -> store::Result<()> {
    let since = shared.clock.now().plus(-TRIED_FOR_MS);
    let limit = u32::try_from(MOST).unwrap_or(u32::MAX);
    for row in shared.store.undelivered(None, limit).await? {
        if matches!(row.why, Because::NotFound | Because::NoPerson) && row.at > since {
            shared.awaited.add(row.handle, Mid(row.key));
        }
    }
    Ok(())
}

async fn read(shared: &Shared, id: HandleId, mid: &Mid) -> store::Result<()> {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        if !shared.store.is_undelivered(id, mid.as_str()).await? {
            return Ok(());
        }
        // A webhook told of it; reading only completes what it said.
        match thread::read_mid(shared, id, mid, Source::Webhook).await? {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) if matches!(error.retry(), Retry::Drop | Retry::Tell | Retry::Config) => {
                return Ok(());
            }
            // The handle may be on again by the next try.
            Some(Err(_)) | None => {}
        }
    }
    Ok(())
}
