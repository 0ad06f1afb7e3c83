//! The one place where what Instagram said becomes rows: polls, webhooks and answers all come through here.

use domain::handle::Handle;
use domain::ids::{ConversationId, Igsid, Mid};
use domain::observation::{Observation, ObservedOwner, Source};
use domain::time::{SentAt, Timestamp};
use graph::ThreadRead;
use store::handles::{Pause, StreamCursor, SyncState};
use store::ingest::{IngestBatch, Ingested};
use store::undelivered::Undelivered;

use crate::shared::Shared;

/// What one answer told about a handle, to be written down.
pub(crate) struct Told<'a> {
    /// The handle, with the epoch under which it was asked.
    pub handle: &'a Handle,
    /// The way it came.
    pub source: Source,
    /// What it told.
    pub observations: Vec<Observation>,
    /// What it told that has no place in a conversation.
    pub undelivered: Vec<Undelivered>,
    /// Where reading goes on; committed together with the observations, so it is never ahead of them.
    pub sync: Option<SyncState>,
    /// The place in the relay's stream; committed together with the observations likewise.
    pub stream: Option<StreamCursor>,
    /// What was there before: shown, but nothing to be notified of.
    pub quiet: bool,
    /// It may tell what became of a reply; see [`IngestBatch`].
    pub settles: bool,
}

impl Told<'_> {
    /// Whether there is anything to write down.
    pub(crate) fn has_any(&self) -> bool {
        !(self.observations.is_empty() && self.undelivered.is_empty())
            || self.sync.is_some()
            || self.stream.is_some()
    }
}

/// Writes down what was told; `false` when the handle was switched off or connected anew meanwhile, and nothing was.
pub(crate) async fn ingest(shared: &Shared, told: Told<'_>) -> store::Result<bool> {
    let pauses = shared.store.pauses(told.handle.id).await?;
    let Split { rest, missed, skipped, left_out } = split(told.observations, &pauses);
    let batch = |observations| IngestBatch {
        settles: told.settles,
        ..IngestBatch::new(told.handle.id, told.handle.epoch, told.source, shared.clock.now(), observations)
    };
    // The cursors go with the last batch.
    if !missed.is_empty() {
        let missed = IngestBatch { while_paused: true, quiet: true, ..batch(missed) };
        if !write(shared, missed).await? {
            return Ok(false);
        }
    }
    let undelivered = told.undelivered.into_iter().map(|item| bare_in_pause(item, &pauses)).collect();
    let (sync, stream, quiet) = (told.sync, told.stream, told.quiet);
    write(shared, IngestBatch { sync, stream, undelivered, skipped, left_out, quiet, ..batch(rest) }).await
}

/// Writes down that Instagram refused a reply because another tool has the chat (100/2534037).
pub(crate) async fn note_other_owner(
    shared: &Shared,
    handle: &Handle,
    conversation: ConversationId,
) -> store::Result<()> {
    let Some(found) = shared.store.conversation(conversation).await? else { return Ok(()) };
    let at = shared.clock.now();
    let owner = ObservedOwner { person: found.person.igsid, at, is_another: true };
    let told = vec![Observation::Owner(owner)];
    write(shared, IngestBatch::new(handle.id, handle.epoch, Source::Answer, at, told)).await?;
    Ok(())
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
    let (handle, source) = (batch.handle, batch.source);
    let Ingested { applied, changes, new_inbound, new_reactions } = shared.store.ingest(batch).await?;
    if source != Source::Poll {
        shared.note_told_otherwise();
    }
    if changes.outbox {
        shared.outbox.notify_one();
    }
    shared.publish(changes);
    shared.tell(handle, new_inbound, new_reactions);
    Ok(applied)
}

/// What was told, by what becomes of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Split {
    /// To be written down as it is.
    rest: Vec<Observation>,
    /// Sent while the handle was off, and asked for by a person.
    missed: Vec<Observation>,
    /// Whose messages of a pause were left out, and when that pause ended.
    skipped: Vec<(Igsid, Timestamp)>,
    /// The messages that were left out.
    left_out: Vec<Mid>,
}

/// Parts what was sent while the handle was off from the rest. What nobody asked for is dropped here, before anything
/// is stored (requirements, R35); only that there was something is kept, so that the hole shows.
fn split(observations: Vec<Observation>, pauses: &[Pause]) -> Split {
    let mut split = Split::default();
    for observation in observations {
        let sent = match &observation {
            Observation::Message(message) => Some((&message.person, message.sent_at)),
            Observation::Line(line) => Some((&line.person, SentAt::exact(line.at.0))),
            _ => None,
        };
        let pause = sent.and_then(|(_, sent)| pauses.iter().find(|pause| pause.covers(sent)));
        match (pause, sent) {
            (Some(pause), _) if pause.fetched => split.missed.push(observation),
            (Some(pause), Some((person, _))) => {
                let skipped = (person.clone(), pause.to);
                if !split.skipped.contains(&skipped) {
                    split.skipped.push(skipped);
                }
                if let Observation::Message(message) = observation {
                    split.left_out.push(message.mid);
                }
            }
            _ => split.rest.push(observation),
        }
    }
    split
}

/// Of what was told of a pause that nobody asked for, and found no place, only that there was something is kept.
fn bare_in_pause(item: Undelivered, pauses: &[Pause]) -> Undelivered {
    let at = SentAt::exact(item.at.0);
    let is_wanted = pauses.iter().find(|pause| pause.covers(at)).is_none_or(|pause| pause.fetched);
    Undelivered { raw: item.raw.filter(|_| is_wanted), ..item }
}

#[cfg(test)]
mod tests {
    use domain::message::{Body, Direction, Origin};
    use domain::observation::ObservedMessage;
    use store::undelivered::Because;

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
        let Split { rest, missed, skipped, left_out } =
            split([50, 150, 160, 250, 350, 450].map(sent).into(), &pauses);
        assert_eq!(rest, [50, 250, 450].map(sent));
        assert_eq!(missed, [350].map(sent));
        assert_eq!(skipped, [(Igsid::from("1"), Timestamp(200))], "only that there was something");
        assert_eq!(left_out, ["150", "160"].map(Mid::from));
    }

    #[test]
    fn of_what_is_not_understood_nothing_of_a_pause_is_kept_but_that_it_was_there() {
        let pauses = [pause(100, 200, false), pause(300, 400, true)];
        let kept = |at: i64| {
            let (at, why, raw) = (Timestamp(at), Because::Unreadable, Some("{}".to_owned()));
            let item = Undelivered { at, why, key: "k".to_owned(), field: None, raw };
            bare_in_pause(item, &pauses).raw.is_some()
        };
        assert_eq!([50, 150, 250, 350].map(kept), [true, false, true, true]);
    }
}
