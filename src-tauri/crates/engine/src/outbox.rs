//! Sending replies: carries out what `domain::outbox` decides, one lane for each conversation.

mod deliver;
mod look;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::ConversationId;
use domain::outbox::{Event, State};
use domain::time::Timestamp;
use store::outbox::{Attempt, OutboxRow, Transition, Transitioned};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

/// Conversations that may be worked on at once.
const LANES: usize = 8;
/// The longest sleep without a look at the outbox: clocks jump and laptops sleep.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// The pause after the outbox could not be read or written.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Works through the outbox until cancelled. A send that is under way is not cut off; if the process ends there, the
/// reply is found in `sending` at the next start.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut lanes: JoinSet<ConversationId> = JoinSet::new();
    let mut busy: HashSet<ConversationId> = HashSet::new();
    loop {
        let pause = match due(&shared).await {
            Ok((rows, next_at)) => {
                for row in rows {
                    if lanes.len() < LANES && busy.insert(row.conversation) {
                        lanes.spawn(work(Arc::clone(&shared), row));
                    }
                }
                until(next_at, shared.clock.now())
            }
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = cancel.cancelled() => break,
            () = shared.outbox.notified() => {}
            () = tokio::time::sleep(pause) => {}
            Some(done) = lanes.join_next(), if !lanes.is_empty() => {
                if let Ok(conversation) = done {
                    busy.remove(&conversation);
                } else {
                    // A lane that panicked: its reply stands as it was committed, and all lanes begin anew.
                    lanes.shutdown().await;
                    busy.clear();
                }
            }
        }
    }
    while lanes.join_next().await.is_some() {}
}

/// The replies whose turn it is, and when the next one's will be.
async fn due(shared: &Shared) -> store::Result<(Vec<OutboxRow>, Option<Timestamp>)> {
    let now = shared.clock.now();
    let mut changes = shared.store.release_due(now).await?;
    changes.join(shared.store.release_settled(now).await?);
    shared.publish(changes);
    let mut rows = shared.store.due(now).await?;
    let mut next_at = shared.store.next_due(now).await?;
    for row in shared.store.unknown().await? {
        let at = look::due_at(&row);
        if at <= now {
            rows.push(row);
        } else {
            next_at = Some(next_at.map_or(at, |next| next.min(at)));
        }
    }
    Ok((rows, next_at))
}

fn until(next_at: Option<Timestamp>, now: Timestamp) -> Duration {
    let ms = next_at.and_then(|at| u64::try_from(at.since(now).max(1)).ok());
    ms.map_or(LOOK_EVERY, |ms| Duration::from_millis(ms).min(LOOK_EVERY))
}

/// What is due for one reply.
async fn work(shared: Arc<Shared>, row: OutboxRow) -> ConversationId {
    let conversation = row.conversation;
    let result = match row.progress.state {
        State::Queued => deliver::deliver(&shared, row).await,
        State::Unknown => look::look(&shared, row).await,
        _ => Ok(()),
    };
    if let Err(error) = result {
        tracing::error!(%error, "a reply could not be moved on; tried again later");
        // Nothing was lost: the row stands as it was. The pause keeps a broken disk from being asked in a circle.
        tokio::time::sleep(AFTER_FAILURE).await;
    }
    conversation
}

/// Takes one step of the machine and commits it. `None` when it does not apply, or the row changed meanwhile.
async fn advance(
    shared: &Shared,
    row: &OutboxRow,
    event: Event,
    attempt: Option<Attempt>,
    wait_ms: Option<i64>,
) -> store::Result<Option<OutboxRow>> {
    let now = shared.clock.now();
    let Some(to) = domain::outbox::step(&row.progress, event, now, wait_ms) else { return Ok(None) };
    let matched_by = (to.state == State::Sent).then_some(store::outbox::MatchedBy::Answer);
    let attempt = attempt.filter(|_| to.state == State::Sending);
    let transition =
        Transition { id: row.id, rev: row.rev, to, attempt, matched_by, asked_again: false, now };
    match shared.store.transition(transition).await? {
        Transitioned::Done(row, changes) => {
            shared.publish(changes);
            Ok(Some(*row))
        }
        Transitioned::Stale => Ok(None),
    }
}
