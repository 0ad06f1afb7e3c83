//! Merging a batch of which something cannot be written, for a reason of its own: a row that nobody can read any more, or a
//! rule that it breaks. It is listed, and the rest is written as if it had not been told. Else it would hold up everything
//! that comes after it, of all handles.

use std::collections::HashMap;

use domain::observation::Observation;
use domain::time::Timestamp;
use serde_json::json;

use super::{IngestBatch, Ingested, Telling, absorb, forgotten, pressed, purge, rejoin};
use crate::Result;
use crate::tx::WriteTx;
use crate::undelivered::{Because, Undelivered};
use crate::writer::caught;

/// What became of a batch's observations.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) ingested: Ingested,
    /// What was written.
    pub(super) told: Vec<Observation>,
    /// What was not.
    pub(super) unwritable: Vec<Undelivered>,
}

/// Merges what was told into the rows: all of it together, else conversation by conversation, and what is left of one that
/// cannot be written, piece by piece.
pub(super) async fn merge(
    tx: &mut WriteTx,
    batch: &IngestBatch,
    observations: Vec<Observation>,
) -> Result<Merged> {
    let mut merged =
        Merged { ingested: Ingested { applied: true, ..Ingested::default() }, ..Merged::default() };
    let refused = merged.add(tx, batch, observations).await?;
    for conversation in by_conversation(refused) {
        let refused = merged.add(tx, batch, conversation).await?;
        for observation in prepared(tx, batch, refused).await? {
            for refused in merged.add_one(tx, batch, observation).await? {
                tracing::error!("something that Instagram told cannot be written down; it is listed");
                merged.unwritable.extend(unwritable(&refused));
            }
        }
    }
    Ok(merged)
}

/// Whom a conversation is with may follow only from all that was told of it: it is found out before each piece is tried alone.
async fn prepared(
    tx: &mut WriteTx,
    batch: &IngestBatch,
    observations: Vec<Observation>,
) -> Result<Vec<Observation>> {
    let mut told = observations.clone();
    tx.begin_part().await?;
    let done = caught(prepare(tx, batch, &mut told)).await;
    Ok(if ended(tx, done).await?.is_some() { told } else { observations })
}

impl Merged {
    /// Writes all of it or nothing. Answers what was refused.
    async fn add(
        &mut self,
        tx: &mut WriteTx,
        batch: &IngestBatch,
        observations: Vec<Observation>,
    ) -> Result<Vec<Observation>> {
        // What is refused is tried again as it was told.
        let mut told = observations.clone();
        tx.begin_part().await?;
        let written = caught(write(tx, batch, &mut told)).await;
        let Some(Ingested { changes, new_inbound, new_reactions, .. }) = ended(tx, written).await? else {
            return Ok(observations);
        };
        self.ingested.changes.join(changes);
        self.ingested.new_inbound.extend(new_inbound);
        self.ingested.new_reactions.extend(new_reactions);
        self.told.extend(told);
        Ok(Vec::new())
    }

    /// The same of one piece. What was said goes with an unsend, whatever cannot be read of its message.
    async fn add_one(
        &mut self,
        tx: &mut WriteTx,
        batch: &IngestBatch,
        observation: Observation,
    ) -> Result<Vec<Observation>> {
        let refused = self.add(tx, batch, vec![observation]).await?;
        let [Observation::Unsend { mid, .. }] = refused.as_slice() else { return Ok(refused) };
        let (handle, mid) = (batch.handle, mid.clone());
        // Each by itself: what stops one leaves the others.
        tx.begin_part().await?;
        let purged = caught(purge::index(tx, handle, &mid)).await;
        ended(tx, purged).await?;
        tx.begin_part().await?;
        let purged = caught(purge::words(tx, handle, &mid)).await;
        ended(tx, purged).await?;
        let refused = self.add(tx, batch, refused).await?;
        if !refused.is_empty() {
            tx.begin_part().await?;
            let marked = caught(purge::mark(tx, handle, &mid)).await;
            ended(tx, marked).await?;
        }
        Ok(refused)
    }
}

/// Ends a part of the transaction with what became of it: all of it or nothing. `None` when something in it cannot be written
/// for a reason of its own.
async fn ended<T>(tx: &mut WriteTx, written: Result<T>) -> Result<Option<T>> {
    match written {
        Ok(done) => {
            tx.end_part(true).await?;
            Ok(Some(done))
        }
        Err(error) if error.is_of_a_row() => {
            tx.end_part(false).await?;
            tracing::warn!(%error, "what was told cannot be written as it is");
            Ok(None)
        }
        // The transaction ends with it.
        Err(error) => Err(error),
    }
}

/// Takes out what is not to be taken in, and gives people and messages the ids that they are known by.
async fn prepare(tx: &mut WriteTx, batch: &IngestBatch, observations: &mut Vec<Observation>) -> Result<()> {
    forgotten::leave_out(tx, batch.handle, observations).await?;
    rejoin::rejoin(tx, batch.handle, observations).await?;
    pressed::name(tx, batch.handle, batch.source, observations).await
}

async fn write(
    tx: &mut WriteTx,
    batch: &IngestBatch,
    observations: &mut Vec<Observation>,
) -> Result<Ingested> {
    prepare(tx, batch, observations).await?;
    let telling = Telling {
        handle: batch.handle,
        source: batch.source,
        now: batch.now,
        while_paused: batch.while_paused,
        observations,
    };
    absorb(tx, &telling).await
}

/// The observations of each conversation, in their order.
fn by_conversation(observations: Vec<Observation>) -> Vec<Vec<Observation>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parts: Vec<Vec<Observation>> = Vec::new();
    for observation in observations {
        let person = forgotten::person_of(&observation).map(|person| person.0.clone());
        // What names no person says something of one message or thread.
        let key = person.unwrap_or_else(|| match &observation {
            Observation::ClosedThread(thread) => thread.thread.0.clone(),
            Observation::Edit { mid, .. } | Observation::Unsend { mid, .. } => mid.0.clone(),
            _ => String::new(),
        });
        let place = *places.entry(key).or_insert(parts.len());
        match parts.get_mut(place) {
            Some(part) => part.push(observation),
            None => parts.push(vec![observation]),
        }
    }
    parts
}

/// What cannot be written, as it is listed. What tells only how things stand has no content to keep, and is told again.
fn unwritable(observation: &Observation) -> Option<Undelivered> {
    let item = |at: Timestamp, why: Because, key: &str, field: &str, said: Option<&String>| {
        let person = forgotten::person_of(observation);
        let raw = said.map(|said| json!({ "person": person, "said": said }).to_string());
        Some(Undelivered { at, why, key: key.to_owned(), field: Some(field.to_owned()), raw })
    };
    match observation {
        Observation::Message(message) => {
            let (at, text) = (message.sent_at.at, message.text.as_ref());
            item(at, Because::Unreadable, message.mid.as_str(), "message", text)
        }
        Observation::Edit { mid, text, at, .. } => {
            item(*at, Because::Unreadable, mid.as_str(), "message_edit", Some(text))
        }
        Observation::Unsend { mid, at, .. } => {
            item(*at, Because::Unreadable, mid.as_str(), "message_unsend", None)
        }
        Observation::Reaction(reaction) => {
            item(reaction.at, Because::Unreadable, reaction.mid.as_str(), "reaction", None)
        }
        Observation::Thread(thread) => {
            item(thread.updated_at, Because::ThreadUnreadable, thread.thread.as_str(), "thread", None)
        }
        Observation::ClosedThread(thread) => {
            item(thread.updated_at, Because::ThreadUnreadable, thread.thread.as_str(), "thread", None)
        }
        Observation::Line(_) | Observation::Seen { .. } | Observation::Owner(_) => None,
    }
}
