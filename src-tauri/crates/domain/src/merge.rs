//! What is known about one message, as a join-semilattice.
//!
//! Instagram tells of the same message several times, in any order: the answer to a send, its echo, a webhook that is
//! delivered twice, a later read. [`MessageState::join`] is commutative, associative and idempotent, so any order, any
//! duplication and any batching end in the same row (architecture, section 3; reliability I8, I9).
//!
//! The order of strength: unsent over the text as it was last told, by an edit or a reading, over "exists, details
//! unavailable".

use serde::{Deserialize, Serialize};

use crate::ids::Mid;
use crate::message::{Body, Direction, MessageKind, Origin, Postback, Referral, kind};
use crate::observation::{Observation, ObservedMessage};
use crate::time::{SECOND, SentAt, Timestamp};

/// How much longer than any other text the one of an edit counts as new: Instagram's machines do not share one clock, and a
/// reading just after an edit may still show what was there before it.
const EDIT_SETTLES_MS: i64 = 5 * SECOND;
/// Of edits that are told of the same moment the later one counts as so much newer.
const MOST_EDITS: u32 = 1_000;

/// A value with what decides between two of them: first the rank, then how recent, then the value itself, so that two
/// different statements of the same moment are still decided the same way everywhere. Of texts the newest stands, whatever
/// its rank: a reading shows also the edit that nobody told of (ADR 18).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// Fullness for bodies; for text the number of edits that are known of.
    pub rank: u32,
    /// As of when the value is true.
    pub as_of: Timestamp,
    /// The value.
    pub value: T,
}

/// How a message came to be unsent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unsent {
    /// A later complete read no longer had it.
    FoundBySync,
    /// Instagram said so.
    Announced,
}

/// All that is known about one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageState {
    /// Which way it went; unknown while only an edit or unsend was seen.
    pub direction: Option<Direction>,
    /// Where it was written.
    pub origin: Option<Origin>,
    /// When it was sent.
    pub sent_at: Option<SentAt>,
    /// The text; rank is the number of the newest edit that was told of, 0 while there was none.
    pub text: Option<Versioned<String>>,
    /// What it carries besides text; rank is [`Body::fullness`].
    pub body: Option<Versioned<Body>>,
    /// Set once it was unsent; then text and body are gone, whatever comes later.
    pub unsent: Option<Unsent>,
}

impl MessageState {
    /// Joins two states of knowledge about the same message.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let unsent = self.unsent.max(other.unsent);
        let (text, body) = match unsent {
            Some(_) => (None, None),
            None => (join_texts(self.text, other.text), join_bodies(self.body, other.body)),
        };
        Self {
            direction: self.direction.max(other.direction),
            origin: self.origin.max(other.origin),
            sent_at: join_sent_at(self.sent_at, other.sent_at),
            text,
            body,
            unsent,
        }
    }

    /// What a message that was read or delivered tells.
    #[must_use]
    pub fn of_message(message: &ObservedMessage) -> Self {
        let text = message.text.as_ref().filter(|text| !text.is_empty()).map(|text| Versioned {
            rank: 0,
            as_of: message.as_of,
            value: text.clone(),
        });
        let body =
            Versioned { rank: message.body.fullness(), as_of: message.as_of, value: message.body.clone() };
        Self {
            direction: Some(message.direction),
            origin: Some(message.origin),
            sent_at: Some(message.sent_at),
            text,
            body: Some(body),
            unsent: None,
        }
    }

    /// What an observation tells about the message that it names, if it speaks of a message's content at all.
    #[must_use]
    pub fn of(observation: &Observation) -> Option<Self> {
        match observation {
            Observation::Message(message) => Some(Self::of_message(message)),
            Observation::Edit { text, number, at, .. } => {
                let as_of = at.plus(EDIT_SETTLES_MS + i64::from((*number).min(MOST_EDITS)));
                let text = Some(Versioned { rank: *number, as_of, value: text.clone() });
                Some(Self { text, ..Self::default() })
            }
            Observation::Unsend { .. } => Some(Self { unsent: Some(Unsent::Announced), ..Self::default() }),
            Observation::Thread(_)
            | Observation::ClosedThread(_)
            | Observation::Reaction(_)
            | Observation::Seen { .. }
            | Observation::Owner(_)
            | Observation::Line(_) => None,
        }
    }

    /// The kind to show.
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        if self.unsent.is_some() {
            return MessageKind::Unsent;
        }
        kind(self.text.as_ref().map(|text| text.value.as_str()), self.body.as_ref().map(|body| &body.value))
    }
}

/// The newer text stands, and that it was edited stays known of a reading, which tells the words alone.
fn join_texts(a: Option<Versioned<String>>, b: Option<Versioned<String>>) -> Option<Versioned<String>> {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return a.or(b),
    };
    let rank = a.rank.max(b.rank);
    let newer = if (a.as_of, &a.value) >= (b.as_of, &b.value) { a } else { b };
    Some(Versioned { rank, ..newer })
}

/// The stronger statement gives what is shown; what never changes about a message, and what only some sources tell, is
/// kept from whichever told it. Each part is a maximum of its own, which is what makes the whole a join.
fn join_bodies(a: Option<Versioned<Body>>, b: Option<Versioned<Body>>) -> Option<Versioned<Body>> {
    let (mut a, mut b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return a.or(b),
    };
    let facts = take_facts(&mut a.value).zip_max(take_facts(&mut b.value));
    // Bare of the facts, so that they have no say in which statement is the stronger one.
    let mut stronger = a.max(b);
    give_facts(&mut stronger.value, facts);
    Some(stronger)
}

/// What is true of a message from the moment that it is sent, whatever a later reading leaves out: the Conversations
/// API names neither buttons nor referrals.
struct Facts {
    reply_to: Option<Mid>,
    postback: Option<Postback>,
    quick_reply: Option<String>,
    referral: Option<Referral>,
    to_self: bool,
}

impl Facts {
    fn zip_max(self, other: Self) -> Self {
        Self {
            reply_to: self.reply_to.max(other.reply_to),
            postback: self.postback.max(other.postback),
            quick_reply: self.quick_reply.max(other.quick_reply),
            referral: self.referral.max(other.referral),
            to_self: self.to_self || other.to_self,
        }
    }
}

fn take_facts(body: &mut Body) -> Facts {
    Facts {
        reply_to: body.reply_to.take(),
        postback: body.postback.take(),
        quick_reply: body.quick_reply.take(),
        referral: body.referral.take(),
        to_self: std::mem::take(&mut body.to_self),
    }
}

fn give_facts(body: &mut Body, facts: Facts) {
    let Facts { reply_to, postback, quick_reply, referral, to_self } = facts;
    (body.reply_to, body.postback, body.quick_reply) = (reply_to, postback, quick_reply);
    (body.referral, body.to_self) = (referral, to_self);
}

/// The exact time beats the one to the second; of two equally exact ones the earlier stands (a message is not sent
/// later because it was read later).
fn join_sent_at(a: Option<SentAt>, b: Option<SentAt>) -> Option<SentAt> {
    match (a, b) {
        (Some(a), Some(b)) if a.exact == b.exact => Some(a.min(b)),
        (a, b) => a.max(b),
    }
}

#[cfg(test)]
mod permutations;
#[cfg(test)]
mod tests;
