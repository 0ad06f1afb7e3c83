//! The outbox: replies from the press of "send" until Instagram has them. The machine is `domain::outbox`; here is
//! where its steps are written down.

mod back;
mod bind;
mod enqueue;
mod later;
mod many;
mod pictures;
mod rows;
mod settled;
mod steps;
mod turns;
mod view;

pub(crate) use bind::{Seen, prove};
pub use many::{Decision, Discarded};
pub(crate) use rows::uncertain_of;
pub use view::{OutboxCounts, OutboxEntry, OutboxPart, OutboxQuery};

use domain::ids::{ConversationId, HandleId, Mid, OutboxId};
use domain::outbox::{Progress, State};
use domain::outgoing::Outgoing;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ChangeSet, Result, Store};

/// What a person just sent with one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Made where it was written, so that a double click is one press. The first message carries it; the others' ids
    /// follow from it ([`OutboxId::part`]).
    pub id: OutboxId,
    /// Where it goes.
    pub conversation: ConversationId,
    /// The messages, in the order in which they go; at least one.
    pub messages: Vec<Outgoing>,
    /// End of the undo delay.
    pub not_before: Option<Timestamp>,
    /// When it shall go, if the person chose a time: then there is no undo delay.
    pub scheduled_for: Option<Timestamp>,
    /// The message that it replies to; the first message carries it.
    pub reply_to: Option<Mid>,
    /// The person confirmed that this goes as a human agent's.
    pub human_agent: bool,
    /// When the person pressed Send.
    pub now: Timestamp,
}

impl NewReply {
    /// A plain text without undo delay.
    #[must_use]
    pub fn text(id: OutboxId, conversation: ConversationId, text: impl Into<String>, now: Timestamp) -> Self {
        Self {
            id,
            conversation,
            messages: vec![Outgoing::Text { text: text.into() }],
            not_before: None,
            scheduled_for: None,
            reply_to: None,
            human_agent: false,
            now,
        }
    }
}

/// A reply in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: OutboxId,
    /// Its handle.
    pub handle: HandleId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The first message of the same press of Send.
    pub press: OutboxId,
    /// What it carries; without its words once a message row shows them.
    pub what: Outgoing,
    /// The message that it replies to.
    pub reply_to: Option<Mid>,
    /// A person confirmed that it goes as a human agent's.
    pub human_agent: bool,
    /// Where it stands.
    pub progress: Progress,
    /// Goes up with every transition.
    pub rev: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a person last said "send".
    pub asked_at: Timestamp,
    /// The time that a person chose for it, if they did and have not said "send" since.
    pub scheduled_for: Option<Timestamp>,
    /// When the last attempt began.
    pub attempted_at: Option<Timestamp>,
    /// Our newest messages of the conversation before the last attempt: none of them can be its proof.
    pub baseline: Vec<Mid>,
    /// How often it was looked for since the last attempt.
    pub looks: u32,
    /// How it was found to be sent.
    pub matched_by: Option<MatchedBy>,
    /// Instagram's own words for people, of the last refusal.
    pub refusal: Option<String>,
    /// When it took its last step.
    pub changed_at: Timestamp,
}

/// How a reply was found to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Instagram answered the send.
    Answer,
    /// A message at Instagram is the same and could be nothing else.
    Text,
    /// The person said that it arrived.
    Human,
}

/// A step to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The reply.
    pub id: OutboxId,
    /// The revision that the step was computed from.
    pub rev: i64,
    /// Where it stands now, from `domain::outbox::step`.
    pub to: Progress,
    /// When the step begins an attempt: its facts.
    pub attempt: Option<Attempt>,
    /// When the step proves it sent: how.
    pub matched_by: Option<MatchedBy>,
    /// Whether a person just asked for it (again): their look makes it fresh.
    pub asked_again: bool,
    /// Now.
    pub now: Timestamp,
}

/// What has to be known of an attempt before its first byte leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it begins, by Instagram's clock as far as it is known.
    pub at: Timestamp,
    /// Our newest messages of the conversation now ([`Store::own_mids`]).
    pub baseline: Vec<Mid>,
}

/// How a transition ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transitioned {
    /// It is written down and on disk.
    Done(Box<OutboxRow>, ChangeSet),
    /// The row changed since it was read, or another reply of the conversation is uncertain: read again and decide
    /// anew. Nothing was written.
    Stale,
}

impl OutboxRow {
    /// Since when it may go: it does not grow old before the time that a person chose.
    #[must_use]
    pub fn wanted_at(&self) -> Timestamp {
        self.scheduled_for.map_or(self.asked_at, |at| at.max(self.asked_at))
    }

    /// Whether it waits for a time that a person chose.
    #[must_use]
    pub fn is_scheduled(&self, now: Timestamp) -> bool {
        self.progress.state == State::Queued && self.scheduled_for.is_some_and(|at| at > now)
    }
}

impl Store {
    /// One reply.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_row(&self, id: OutboxId) -> Result<Option<OutboxRow>> {
        rows::by_id(&mut self.reader().await?.begin().await?, id).await
    }

    /// The replies of a conversation that no message row shows yet, in order: everything that is not cancelled, and
    /// not sent with a known message.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_of(&self, conversation: ConversationId) -> Result<Vec<OutboxRow>> {
        rows::of_conversation(&mut self.reader().await?.begin().await?, conversation).await
    }

    /// Our newest messages of a conversation: the baseline of an attempt.
    ///
    /// # Errors
    /// As the database says.
    pub async fn own_mids(&self, conversation: ConversationId) -> Result<Vec<Mid>> {
        let mut reader = self.reader().await?;
        let mids = sqlx::query_scalar!(
            "SELECT mid FROM (SELECT mid, direction FROM message WHERE conversation_id = ?
               AND position IS NOT NULL ORDER BY position DESC LIMIT 200) WHERE direction = 'out' LIMIT 50",
            conversation.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(mids.into_iter().map(Mid).collect())
    }

    /// Keeps Instagram's own words for people about the last refusal of a reply; `None` takes them away. Not a
    /// transition: the revision stays.
    ///
    /// # Errors
    /// As the database says.
    pub async fn note_refusal(&self, id: OutboxId, words: Option<String>) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = id.0.as_bytes().as_slice();
                sqlx::query!("UPDATE outbox SET refusal = ? WHERE id = ?", words, id)
                    .execute(tx.writing())
                    .await?;
                Ok(())
            })
        })
        .await
    }
}
