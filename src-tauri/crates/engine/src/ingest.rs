//! The one place where what Instagram said becomes rows: polls, webhooks and answers all come through here.

use domain::handle::Handle;
use domain::observation::{Observation, Source};
use graph::ThreadRead;
use store::handles::{Pause, SyncState};
use store::ingest::{IngestBatch, Ingested};

use crate::shared::Shared;

/// What one answer told about a handle, to be written down.
pub(crate) struct Told<'a> {
    /// The handle, with the epoch under which it was asked.
    pub handle: &'a Handle,
    /// The way it came.
    pub source: Source,
    /// What it told.
    pub observations: Vec<Observation>,
    /// Where reading goes on; committed together with the observations, so it is never ahead of them.
    pub sync: Option<SyncState>,
    /// What was there before: shown, but nothing to be notified of.
    pub quiet: bool,
}

/// Writes down what was told; `false` when the handle was switched off or connected anew meanwhile, and nothing was.
pub(crate) async fn ingest(shared: &Shared, told: Told<'_>) -> store::Result<bool> {
    let pauses = shared.store.pauses(told.handle.id).await?;
    let (observations, missed) = split(told.observations, &pauses);
    let batch = |observations, sync, while_paused| IngestBatch {
        handle: told.handle.id,
        epoch: told.handle.epoch,
        source: told.source,
        now: shared.clock.now(),
        observations,
        sync,
        stream: None,
        while_paused,
        quiet: told.quiet || while_paused,
    };
    // The cursor goes with the last batch.
    if !missed.is_empty() && !write(shared, batch(missed, None, true)).await? {
        return Ok(false);
    }
    write(shared, batch(observations, told.sync, false)).await
}

/// What was read of a thread, oldest first: Instagram lists the newest first, and where times are equal (it gives whole
/// seconds) the order of arrival decides.
pub(crate) fn oldest_first(thread: ThreadRead) -> impl Iterator<Item = Observation> {
    let (mut threads, messages): (Vec<_>, Vec<_>) = thread
        .observations
        .into_iter()
        .partition(|observation| matches!(observation, Observation::Thread(_)));
    threads.extend(messages.into_iter().rev());
    threads.into_iter()
}

async fn write(shared: &Shared, batch: IngestBatch) -> store::Result<bool> {
    let Ingested { applied, changes, .. } = shared.store.ingest(batch).await?;
    if changes.outbox {
        shared.outbox.notify_one();
    }
    shared.publish(changes);
    Ok(applied)
}

/// Parts what was sent while the handle was off from the rest: what the person asked for comes back as the second
/// list, and what they did not ask for is dropped here, before anything is stored (requirements, R35).
fn split(observations: Vec<Observation>, pauses: &[Pause]) -> (Vec<Observation>, Vec<Observation>) {
    let mut rest = Vec::with_capacity(observations.len());
    let mut missed = Vec::new();
    for observation in observations {
        let pause = match &observation {
            Observation::Message(message) => pauses.iter().find(|pause| pause.covers(message.sent_at)),
            _ => None,
        };
        match pause {
            None => rest.push(observation),
            Some(pause) if pause.fetched => missed.push(observation),
            Some(_) => {}
        }
    }
    (rest, missed)
}

#[cfg(test)]
mod tests {
    use domain::ids::{Igsid, Mid};
    use domain::message::{Body, Direction, Origin};
    use domain::observation::ObservedMessage;
    use domain::time::{SentAt, Timestamp};

    use super::*;

    fn sent(at: i64) -> Observation {
        Observation::Message(ObservedMessage {
            person: Igsid::from("1"),
            mid: Mid(at.to_string()),
            direction: Direction::In,
            origin: Origin::Person,
            sent_at: SentAt::exact(at),
            as_of: Timestamp(at),
            text: None,
            body: Body::default(),
            reactions: None,
        })
    }

    fn pause(from: i64, to: i64, fetched: bool) -> Pause {
        Pause { from: Timestamp(from), to: Timestamp(to), fetched }
    }

    #[test]
    fn what_was_sent_while_off_is_dropped_or_set_apart() {
        let pauses = [pause(100, 200, false), pause(300, 400, true)];
        let (rest, missed) = split([50, 150, 250, 350, 450].map(sent).into(), &pauses);
        assert_eq!(rest, [50, 250, 450].map(sent));
        assert_eq!(missed, [350].map(sent));
    }
}
