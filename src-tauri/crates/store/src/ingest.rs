//! Ingest: what Instagram told, merged row by row. One batch is one transaction, with its cursor and its proofs for
//! the outbox, so that a cursor is never ahead of its data (I1) and what is acknowledged is on disk (I2).
//!
//! `known` holds what the batch touches: read in a few statements (`load`), merged in memory (`learn`), given places
//! in time (`place`), compared with what a listing lacks (`missing`), and written back where it changed (`save`, `conversations`).
//! What cannot be written holds up nothing else (`parts`).

mod closed;
mod conversations;
pub(crate) mod forgotten;
mod gaps;
mod known;
mod learn;
mod left_out;
mod lines;
mod load;
mod missing;
mod parts;
mod place;
mod pressed;
mod purge;
mod reactions;
mod rejoin;
mod rows;
mod save;

use domain::ids::{ConversationId, HandleId, Igsid, Mid};
use domain::message::{Direction, MessageKind};
use domain::observation::{Observation, Source};
use domain::position::Position;
use domain::time::Timestamp;

use crate::handles::{self, StreamCursor, SyncState};
use crate::tx::WriteTx;
use crate::undelivered::{self, Undelivered};
use crate::{ChangeSet, Result, Store};
use known::Known;
use parts::Merged;

/// What one answer, page or event told about one handle.
#[derive(Debug, Clone)]
pub struct IngestBatch {
    /// The handle.
    pub handle: HandleId,
    /// The handle's epoch when the work began.
    pub epoch: i64,
    /// The way it came.
    pub source: Source,
    /// Now, by our clock.
    pub now: Timestamp,
    /// What was told. Of messages with the same time the first in the list is taken for the earlier one.
    pub observations: Vec<Observation>,
    /// How far polling has come with this batch.
    pub sync: Option<SyncState>,
    /// Up to where the relay's stream has come with this batch.
    pub stream: Option<StreamCursor>,
    /// The messages were sent while the handle was switched off.
    pub while_paused: bool,
    /// What was told and found no place.
    pub undelivered: Vec<Undelivered>,
    /// People whose messages of a pause were left out, with the end of the pause.
    pub skipped: Vec<(Igsid, Timestamp)>,
    /// Messages of a pause that were left out.
    pub left_out: Vec<Mid>,
    /// Nothing of it is news to anybody: a first import, a backfill.
    pub quiet: bool,
    /// It may tell what became of a reply: it is written in the room that is kept for a full disk, too, as any answer is.
    pub settles: bool,
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Whether it was written. Not when the handle is off, gone, or of another epoch: then nothing at all was written,
    /// the cursors included.
    pub applied: bool,
    /// What changed.
    pub changes: ChangeSet,
    /// Messages of people that were not there before, oldest first; none from a quiet batch.
    pub new_inbound: Vec<NewInbound>,
    /// Reactions of people to messages of ours that were not there before, the newest of each conversation; none from a quiet
    /// batch.
    pub new_reactions: Vec<NewReaction>,
}

/// A reaction of a person to a message of ours that was not there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReaction {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message's id at Instagram.
    pub mid: Mid,
    /// The emoji.
    pub emoji: String,
    /// When it was set; at the earliest, where a reading found it.
    pub at: Timestamp,
}

/// A message of a person that was not there before: what a notification decides on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInbound {
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its id at Instagram.
    pub mid: Mid,
    /// Its place.
    pub position: Position,
    /// What it is.
    pub kind: MessageKind,
    /// When it was sent.
    pub sent_at: Timestamp,
}

impl IngestBatch {
    /// A batch of what was told, without cursors, and of a handle that was on all the time.
    #[must_use]
    pub fn new(
        handle: HandleId,
        epoch: i64,
        source: Source,
        now: Timestamp,
        observations: Vec<Observation>,
    ) -> Self {
        Self {
            handle,
            epoch,
            source,
            now,
            observations,
            sync: None,
            stream: None,
            while_paused: false,
            undelivered: Vec::new(),
            skipped: Vec::new(),
            left_out: Vec::new(),
            quiet: false,
            settles: false,
        }
    }
}

impl Store {
    /// Writes a batch down. On return it is on disk.
    ///
    /// # Errors
    /// As the database says; then nothing of the batch was written. [`StoreError::DiskFull`](crate::StoreError::DiskFull) also
    /// while the room that is left is kept for replies and drafts, unless the batch may settle one.
    pub async fn ingest(&self, batch: IngestBatch) -> Result<Ingested> {
        if batch.settles || batch.source == Source::Answer {
            return self.write(move |tx| Box::pin(async move { ingest(tx, batch).await })).await;
        }
        self.write_what_can_wait(move |tx| Box::pin(async move { ingest(tx, batch).await })).await
    }
}

async fn ingest(tx: &mut WriteTx, mut batch: IngestBatch) -> Result<Ingested> {
    if !handles::accepts(tx, batch.handle, batch.epoch).await? {
        return Ok(Ingested::default());
    }
    let observations = std::mem::take(&mut batch.observations);
    let Merged { mut ingested, told, unwritable } = parts::merge(tx, &batch, observations).await?;
    batch.undelivered.extend(unwritable);
    if !ingested.changes.is_empty() {
        handles::save_last_event(tx, batch.handle, batch.now).await?;
    }
    if batch.source == Source::Webhook {
        handles::save_last_webhook(tx, batch.handle, batch.now).await?;
    }
    if batch.source == Source::Poll && !batch.quiet && !ingested.new_inbound.is_empty() {
        handles::save_last_poll(tx, batch.handle, batch.now).await?;
    }
    if batch.quiet {
        ingested.new_inbound.clear();
        ingested.new_reactions.clear();
    }
    ingested.changes.join(gaps::save_skipped(tx, batch.handle, &batch.skipped).await?);
    let mut listed = left_out::forget(tx, batch.handle, &batch.left_out).await?;
    listed |= undelivered::update(tx, batch.handle, &batch.undelivered, &told, batch.now).await?;
    if listed {
        ingested.changes.handles.insert(batch.handle);
    }
    if let Some(sync) = &batch.sync {
        handles::save_sync(tx, batch.handle, sync).await?;
        ingested.changes.handles.insert(batch.handle);
    }
    if let Some(stream) = &batch.stream {
        handles::save_stream_cursor(tx, stream).await?;
    }
    Ok(ingested)
}

/// What was told, about a handle that is known to accept it.
pub(crate) struct Telling<'a> {
    pub(crate) handle: HandleId,
    pub(crate) source: Source,
    pub(crate) now: Timestamp,
    pub(crate) while_paused: bool,
    pub(crate) observations: &'a [Observation],
}

/// Merges what was told into the rows.
pub(crate) async fn absorb(tx: &mut WriteTx, telling: &Telling<'_>) -> Result<Ingested> {
    let mut known = Known::load(tx, telling).await?;
    for observation in telling.observations {
        known.learn(observation, telling.source);
    }
    let mut changes = known.prove_outbox(tx, telling).await?;
    known.place(tx).await?;
    known.miss(tx, telling).await?;
    known.count();
    known.save_messages(tx, telling).await?;
    known.save_reactions(tx, telling.handle).await?;
    let new_reactions = known.find_reacted(tx).await?;
    known.save_gaps(tx, telling).await?;
    known.save_lines(tx).await?;
    known.save_conversations(tx).await?;
    changes.join(known.changes());
    changes.join(closed::save(tx, telling).await?);
    Ok(Ingested { applied: true, changes, new_inbound: known.new_inbound(), new_reactions })
}

/// Whether a message that was not there before is one of the person's to tell of. One without details is an old one.
fn is_news(direction: Option<Direction>, kind: MessageKind) -> bool {
    direction == Some(Direction::In) && !matches!(kind, MessageKind::Unsent | MessageKind::Unavailable)
}
