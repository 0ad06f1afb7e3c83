//! Messages that an event only names: read by their ids (instagram-platform, section 6.6 "Edit").
//!
//! Each is held for a moment, because the message itself may be on its way, and is listed in the database until it is
//! there: what a crash leaves behind is taken up again at the next start, and what Instagram does not give stays
//! listed for a person to see.
//!
//! An edit tells its text, but its time may be wrong, and a reading may lag behind it. Where another text stands a moment
//! later, the message is read too (ADR 18).

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::{HandleId, Mid};
use domain::observation::Source;
use domain::time::DAY;
use graph::Retry;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::sync::thread;

/// The pauses before each try. An edit can precede its message by under a second.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(60), Duration::from_secs(600)];
/// The pauses before each look at an edited message: when readings made just after the edit count no more, and when one
/// that lagged behind it was written down.
const AFTER_EDIT: [Duration; 2] = [Duration::from_secs(6), Duration::from_secs(60)];
/// So many of a handle at once: all that is listed of it ([`store::undelivered::KEPT`]), and as many edits.
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
    new: Vec<Item>,
    all: HashMap<HandleId, HashSet<Item>>,
}

/// A message that is to be read.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Item {
    handle: HandleId,
    mid: Mid,
    /// The text of an edit, where the message is read only if another one stands.
    edited: Option<String>,
}

impl Awaited {
    /// A message that is listed until it is there.
    pub(crate) fn add(&self, handle: HandleId, mid: Mid) {
        self.push(Item { handle, mid, edited: None });
    }

    /// A message of which an edit told this text.
    pub(crate) fn add_edit(&self, handle: HandleId, mid: Mid, text: String) {
        self.push(Item { handle, mid, edited: Some(text) });
    }

    fn push(&self, item: Item) {
        let mut queue = self.lock();
        let of_handle = queue.all.entry(item.handle).or_default();
        if of_handle.len() < MOST && of_handle.insert(item.clone()) {
            queue.new.push(item);
            self.bell.notify_one();
        }
    }

    /// It was read, or is not tried any more.
    fn settle(&self, item: &Item) {
        if let Some(of_handle) = self.lock().all.get_mut(&item.handle) {
            of_handle.remove(item);
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
        for item in new {
            let shared = Arc::clone(&shared);
            under_way.spawn(async move {
                let Item { handle, mid, edited } = &item;
                let read = match edited {
                    None => read(&shared, *handle, mid).await,
                    Some(text) => follow_edit(&shared, *handle, mid, text).await,
                };
                if let Err(error) = read {
                    tracing::warn!(%error, "a message that is awaited was not read");
                }
                shared.awaited.settle(&item);
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
    for (handle, mid) in shared.store.awaited(since).await? {
        shared.awaited.add(handle, mid);
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

async fn follow_edit(shared: &Shared, id: HandleId, mid: &Mid, text: &str) -> store::Result<()> {
    for pause in AFTER_EDIT {
        tokio::time::sleep(pause).await;
        settle_edit(shared, id, mid, text).await?;
    }
    Ok(())
}

/// Reads an edited message of which another text stands: which of the two is the newer Instagram knows.
async fn settle_edit(shared: &Shared, id: HandleId, mid: &Mid, text: &str) -> store::Result<()> {
    let stands = shared.store.message_by_mid(id, mid).await?.and_then(|row| row.text);
    if stands.is_some_and(|stands| stands != text) {
        // What it does not answer, the next look or the next round does.
        thread::read_mid(shared, id, mid, Source::Webhook).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::ids::{IgId, Igsid};
    use domain::message::{Body, Direction, Origin};
    use domain::observation::{Observation, ObservedMessage};
    use domain::time::{HOUR, MINUTE, SentAt, Timestamp};
    use secrecy::SecretString;
    use serde_json::{Value, json};
    use store::ingest::IngestBatch;

    use super::*;
    use crate::testing::{Says, World};
    use crate::webhook::take;

    /// 14:13:20 on 21 September 2026.
    const NOW: i64 = 1_790_000_000_000;

    #[tokio::test]
    async fn an_edit_that_lost_to_a_reading_made_before_it_is_asked_for_by_its_id() {
        let row = |text: &str| {
            json!({ "id": "m1", "created_time": "2026-09-21T13:13:20+0000", "message": text, "from": { "id": "mira" },
                "to": { "data": [{ "id": "bluekiln", "username": "bluekiln" }] } })
        };
        let world =
            World::before(Arc::new(Says::at(row("better"), "Mon, 21 Sep 2026 14:13:20 GMT")), NOW).await;
        let (shared, handle) = (&world.shared, world.handle("bluekiln", 9).await);
        shared.tokens.set(&IgId::from("bluekiln"), &SecretString::from("t")).await.expect("keeps");
        let tell = async |key: &str, at: i64, what: Value| {
            let event = json!({ "sender": { "id": "mira" }, "recipient": { "id": "bluekiln" }, "timestamp": at, key: what });
            let entry = json!({ "id": "bluekiln", "time": NOW, "messaging": [event] });
            let body = json!({ "object": "instagram", "entry": [entry] }).to_string();
            assert_eq!(take(shared, body.as_bytes(), None).await.expect("writes").written, 1);
        };
        let mid = Mid::from("m1");
        let stands = async || {
            let found = shared.store.message_by_mid(handle, &mid).await.expect("reads").expect("there");
            found.text.expect("a text")
        };
        let sent_at = NOW - HOUR;
        tell("message", sent_at, json!({ "mid": "m1", "text": "good" })).await;
        read_before(shared, handle, &mid).await;
        // Its time is the message's own.
        tell("message_edit", sent_at, json!({ "mid": "m1", "text": "better", "num_edit": 1 })).await;
        assert_eq!(stands().await, "well");
        let item = Item { handle, mid: mid.clone(), edited: Some("better".to_owned()) };
        assert!(shared.awaited.lock().new.contains(&item), "it is looked at again");
        settle_edit(shared, handle, &mid, "better").await.expect("reads");
        assert_eq!(stands().await, "better");
    }

    /// A round read the message a minute ago, after an edit that nobody told of.
    async fn read_before(shared: &Shared, handle: HandleId, mid: &Mid) {
        let listed = Observation::Message(ObservedMessage {
            person: Igsid::from("mira"),
            mid: mid.clone(),
            direction: Direction::In,
            origin: Origin::Person,
            sent_at: SentAt::to_the_second(NOW - HOUR),
            as_of: Timestamp(NOW - MINUTE),
            text: Some("well".to_owned()),
            body: Body::default(),
            reactions: None,
        });
        let now = shared.clock.now();
        let batch = IngestBatch::new(handle, 1, Source::Poll, now, vec![listed]);
        assert!(shared.store.ingest(batch).await.expect("writes").applied);
    }
}
