//! Sending replies: carries out what `domain::outbox` decides, one lane for each conversation.

mod deliver;
mod files;
mod look;
mod pace;
mod reactions;
mod refusal;
#[cfg(test)]
mod testing;
mod throttle;

pub use reactions::ReactError;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::ConversationId;
use domain::outbox::{Event, State};
use domain::time::Timestamp;
use store::outbox::{Attempt, MatchedBy, OutboxRow, Transition, Transitioned};
use tokio::task::{self, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::clock::{DOUBT, DOUBT_LOOK_MS};
use crate::outbox::pace::Pace;
use crate::shared::Shared;

/// Replies that may be sent at once.
const SENDS: usize = 8;
/// Replies that may be looked for at once. Apart from sends: looks wait for the pace of reading, sends must not. And
/// only one, so that the rounds get every other place in that pace.
const LOOKS: usize = 1;
/// The longest sleep without a look at the outbox: clocks jump and laptops sleep.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// The pause after the outbox could not be read or written.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Works through the outbox until cancelled, and then waits for what is under way. Whoever stops it has some patience with
/// that ([`crate::Engine::stop`]); a reply that was cut off is found in `sending` at the next start.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut lanes = Lanes::default();
    let pace = Arc::new(Pace::default());
    loop {
        let pause = match due(&shared, &lanes).await {
            Ok((rows, next_at)) => {
                for row in rows {
                    lanes.begin(&shared, &pace, row);
                }
                shared.clock.until(next_at, LOOK_EVERY)
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
            () = lanes.one_ends() => {}
        }
    }
    while lanes.tasks.join_next().await.is_some() {}
}

/// What is under way: at most one thing for each conversation.
#[derive(Default)]
struct Lanes {
    tasks: JoinSet<()>,
    busy: HashMap<task::Id, (ConversationId, State)>,
}

impl Lanes {
    fn has(&self, conversation: ConversationId) -> bool {
        self.busy.values().any(|(busy, _)| *busy == conversation)
    }

    fn count(&self, state: State) -> usize {
        self.busy.values().filter(|(_, kind)| *kind == state).count()
    }

    /// Begins what is due for a reply, if there is a free place. Otherwise its turn comes when a place is.
    fn begin(&mut self, shared: &Arc<Shared>, pace: &Arc<Pace>, row: OutboxRow) {
        let state = row.progress.state;
        let places = if state == State::Unknown { LOOKS } else { SENDS };
        if self.has(row.conversation) || self.count(state) >= places {
            return;
        }
        let conversation = row.conversation;
        let task = self.tasks.spawn(work(Arc::clone(shared), Arc::clone(pace), row));
        self.busy.insert(task.id(), (conversation, state));
    }

    /// Waits until one ends. One that panicked frees its place too; its reply stands as it was committed.
    async fn one_ends(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => self.busy.remove(&id),
            Some(Err(panic)) => self.busy.remove(&panic.id()),
            None => std::future::pending().await,
        };
    }
}

/// The replies whose turn it is, and when the next one's will be.
async fn due(shared: &Shared, lanes: &Lanes) -> store::Result<(Vec<OutboxRow>, Option<Timestamp>)> {
    recover_abandoned(shared, lanes).await?;
    let doubted = shared.doubts_the_time(DOUBT).await;
    let now = shared.clock.now();
    let (mut rows, mut next_at) = (Vec::new(), Some(now.plus(DOUBT_LOOK_MS)));
    if !doubted {
        let mut changes = shared.store.release_due(now).await?;
        changes.join(shared.store.release_settled(now).await?);
        shared.publish(changes);
        rows = shared.store.due(now).await?;
        next_at = shared.store.next_due(now).await?;
    }
    for row in shared.store.unknown().await? {
        let at = look_at(shared, &row, now);
        if at <= now {
            rows.push(row);
        } else {
            next_at = Some(next_at.map_or(at, |next| next.min(at)));
        }
    }
    Ok((rows, next_at))
}

/// When a reply is looked for: not while its handle may not be read, because it would keep the only place from the others.
fn look_at(shared: &Shared, row: &OutboxRow, now: Timestamp) -> Timestamp {
    let left = shared.budget.pause_left(row.handle).map(|left| i64::try_from(left.as_millis()));
    // A pause can end within the millisecond.
    let resumed = left.map_or(now, |left| now.plus(left.unwrap_or(i64::from(i32::MAX)) + 1));
    look::due_at(row).max(resumed)
}

/// A reply that is `sending` while nobody sends it: its outcome could not be written down (a full disk, a panic). It is
/// what a restart finds, and takes the same way.
async fn recover_abandoned(shared: &Shared, lanes: &Lanes) -> store::Result<()> {
    for row in shared.store.sending().await? {
        if !lanes.has(row.conversation) {
            tracing::warn!("a reply was left on its way; looking for it");
            advance(shared, &row, Event::Restarted, None, None).await?;
        }
    }
    Ok(())
}

/// What is due for one reply.
async fn work(shared: Arc<Shared>, pace: Arc<Pace>, row: OutboxRow) {
    let result = match row.progress.state {
        State::Queued => deliver::deliver(&shared, &pace, row).await,
        State::Unknown => look::look(&shared, row).await,
        _ => Ok(()),
    };
    if let Err(error) = result {
        tracing::error!(%error, "a reply could not be moved on; tried again later");
        // Nothing was lost: the row stands as it was. The pause keeps a broken disk from being asked in a circle.
        tokio::time::sleep(AFTER_FAILURE).await;
    }
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
    let matched_by = (to.state == State::Sent).then_some(MatchedBy::Answer);
    let attempt = attempt.filter(|_| to.state == State::Sending);
    let transition =
        Transition { id: row.id, rev: row.rev, to, attempt, matched_by, asked_again: false, now };
    match shared.store.transition(transition).await? {
        Transitioned::Done(row, changes) => {
            if row.progress.state == State::Sent {
                shared.note_told_otherwise();
            }
            shared.publish(changes);
            Ok(Some(*row))
        }
        Transitioned::Stale => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::Mid;
    use domain::outbox::Outcome;
    use domain::time::HOUR;

    use super::testing::{NOW, lost, sending};
    use super::*;
    use crate::testing::World;

    #[tokio::test]
    async fn a_handle_that_may_not_be_read_keeps_no_other_from_being_looked_at() {
        let world = World::at(NOW).await;
        let shared = &world.shared;
        let (a, b) = (world.handle("bluekiln", 9).await, world.handle("zeta", 9).await);
        let (of_a, of_b) = (lost(shared, a, 1).await, lost(shared, b, 2).await);
        let ids = async || {
            let (rows, next_at) = due(shared, &Lanes::default()).await.expect("reads");
            (rows.iter().map(|row| row.id).collect::<Vec<_>>(), next_at)
        };
        assert_eq!(ids().await.0, [of_a.id, of_b.id]);
        shared.budget.pause(a, Duration::from_secs(3_600));
        assert_eq!(ids().await.0, [of_b.id]);
        let now = shared.clock.now();
        let resumed = look_at(shared, &of_a, now);
        assert!(resumed > now && resumed <= now.plus(HOUR + 1), "when the pause is over");
        shared.budget.resume(a);
        assert_eq!(ids().await.0, [of_a.id, of_b.id]);
    }

    #[tokio::test]
    async fn a_reply_that_arrived_is_what_no_round_has_read() {
        let world = World::at(NOW).await;
        let (shared, handle) = (&world.shared, world.handle("bluekiln", 9).await);
        let sending = sending(shared, handle, 1).await;
        let before = shared.told_otherwise();
        let delivered = Event::Attempted(Outcome::Delivered(Mid::from("r1")));
        advance(shared, &sending, delivered, None, None).await.expect("writes").expect("applies");
        assert_eq!(shared.told_otherwise(), before + 1);
    }
}
