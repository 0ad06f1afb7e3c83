//! What is known about one message, as a join-semilattice.
//!
//! Instagram tells of the same message several times, in any order: the answer to a send, its echo, a webhook that is
//! delivered twice, a later read. [`MessageState::join`] is commutative, associative and idempotent, so any order, any
//! duplication and any batching end in the same row (architecture, section 3; reliability I8, I9).
//!
//! The order of strength: unsent over edit *n* over the message itself over "exists, details unavailable".

use serde::{Deserialize, Serialize};

use crate::message::{Body, Direction, MessageKind, Origin, kind};
use crate::observation::{Observation, ObservedMessage};
use crate::time::{SentAt, Timestamp};

/// A value with what decides between two of them: first the rank, then how recent, then the value itself, so that two
/// different statements of the same moment are still decided the same way everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The stronger statement wins: number of the edit for text, fullness for bodies.
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
    /// The text; rank is the number of the edit, 0 for the original.
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
            None => (self.text.max(other.text), self.body.max(other.body)),
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
            Observation::Edit { text, number, at, .. } => Some(Self {
                text: Some(Versioned { rank: *number, as_of: *at, value: text.clone() }),
                ..Self::default()
            }),
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

    /// Whether the text was edited after sending, as far as edit events told.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.text.as_ref().is_some_and(|text| text.rank > 0)
    }
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::message::{Attachment, AttachmentKind};

    fn versioned<T: std::fmt::Debug + Clone>(
        value: impl Strategy<Value = T>,
    ) -> impl Strategy<Value = Versioned<T>> {
        (0u32..3, 0i64..4, value).prop_map(|(rank, as_of, value)| Versioned {
            rank,
            as_of: Timestamp(as_of),
            value,
        })
    }

    fn body() -> impl Strategy<Value = Body> {
        prop::collection::vec(
            prop_oneof![Just(AttachmentKind::Image), Just(AttachmentKind::Other("x".into()))],
            0..3,
        )
        .prop_map(|kinds| Body {
            attachments: kinds.into_iter().map(|kind| Attachment::new(kind, None)).collect(),
            ..Body::default()
        })
    }

    fn state() -> impl Strategy<Value = MessageState> {
        (
            prop::option::of(prop_oneof![Just(Direction::In), Just(Direction::Out)]),
            prop::option::of(prop_oneof![
                Just(Origin::Person),
                Just(Origin::Elsewhere),
                Just(Origin::ThisApp)
            ]),
            prop::option::of(
                (any::<bool>(), 0i64..3).prop_map(|(exact, at)| SentAt { exact, at: Timestamp(at) }),
            ),
            prop::option::of(versioned("[ab]{0,1}")),
            prop::option::of(versioned(body())),
            prop::option::weighted(0.2, prop_oneof![Just(Unsent::FoundBySync), Just(Unsent::Announced)]),
        )
            .prop_map(|(direction, origin, sent_at, text, body, unsent)| {
                // A state is only ever built by joins, so an unsent one carries nothing.
                MessageState { direction, origin, sent_at, text, body, unsent }.join(MessageState::default())
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn join_is_commutative(a in state(), b in state()) {
            prop_assert_eq!(a.clone().join(b.clone()), b.join(a));
        }

        #[test]
        fn join_is_associative(a in state(), b in state(), c in state()) {
            prop_assert_eq!(
                a.clone().join(b.clone()).join(c.clone()),
                a.join(b.join(c))
            );
        }

        #[test]
        fn join_is_idempotent(a in state(), b in state()) {
            let joined = a.clone().join(b.clone());
            prop_assert_eq!(joined.clone().join(b).join(a), joined);
        }

        #[test]
        fn nothing_brings_an_unsent_message_back(a in state(), rest in prop::collection::vec(state(), 0..6)) {
            let unsent = a.join(MessageState { unsent: Some(Unsent::Announced), ..MessageState::default() });
            let end = rest.into_iter().fold(unsent, MessageState::join);
            prop_assert_eq!(end.kind(), MessageKind::Unsent);
            prop_assert!(end.text.is_none() && end.body.is_none());
        }
    }

    #[test]
    fn an_edit_that_comes_before_its_message_stays() {
        let edit = MessageState {
            text: Some(Versioned { rank: 1, as_of: Timestamp(5), value: "new".into() }),
            ..MessageState::default()
        };
        let original = MessageState {
            text: Some(Versioned { rank: 0, as_of: Timestamp(9), value: "old".into() }),
            sent_at: Some(SentAt::exact(1)),
            ..MessageState::default()
        };
        let end = edit.join(original);
        assert_eq!(end.text.as_ref().map(|text| text.value.as_str()), Some("new"));
        assert!(end.is_edited());
        assert_eq!(end.sent_at, Some(SentAt::exact(1)));
    }
}
