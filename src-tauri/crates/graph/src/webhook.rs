//! Webhook bodies, as observations (instagram-platform, sections 6.5 and 6.6).
//!
//! Give this only bodies whose signature was verified over the raw bytes. Every item stands for itself: one that
//! cannot be understood is named as such and takes none of the others along.

mod attachment;
mod control;
mod envelope;
mod event;
mod message;
mod raw;
mod referral;
mod template;

use domain::ids::{IgId, Igsid, Mid};
use domain::observation::Observation;
use domain::time::Timestamp;

pub use envelope::{Ours, events, events_for};

/// One item of a webhook body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// The account that it is about (`entry[].id`; with Facebook Login it can be the Page's id). `None` when the body
    /// did not say. Drop events of accounts that are not connected: bodies can hold other people's.
    pub ig_id: Option<IgId>,
    /// When it happened, or else when Instagram sent the entry, or else when it was received.
    pub at: Timestamp,
    /// Another app holds the thread: show it, but a reply would be refused (100/2534037).
    pub standby: bool,
    /// What it says.
    pub content: Content,
}

/// What an item of a webhook body says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "nearly every item of a body is an observation")]
pub enum Content {
    /// Something happened in a conversation.
    Observation(Observation),
    /// A message is new or changed, and the event does not carry it: read it by its id.
    Fetch {
        /// The message.
        mid: Mid,
        /// The person of the conversation, when the event named them.
        person: Option<Igsid>,
        /// It was edited: what is known of it is out of date.
        edited: bool,
    },
    /// Instagram acts on the handle itself for its policies (`policy_enforcement`): say so on the handle.
    Policy {
        /// What Instagram does, in its word: `block`, `unblock`, `warning`.
        action: Option<String>,
        /// Why, in Instagram's words; at most 500 characters.
        reason: Option<String>,
    },
    /// Something of the inbox changed, and the event does not say what ("Include values" is off in the Meta app's dashboard):
    /// read the handle.
    ValueLeftOut {
        /// The name that Meta gives it; at most 64 characters.
        field: String,
    },
    /// Well-formed, and nothing for an inbox: a comment, a mention, an opt-in.
    Ignored {
        /// The name that Meta gives it; at most 64 characters.
        field: String,
    },
    /// The dashboard's test button. Say that it arrived; store nothing.
    Test,
    /// Not understood. A person may have written something, so it is to be listed, never dropped in silence.
    Unreadable {
        /// The name that Meta gives it, when it has one; at most 64 characters.
        field: Option<String>,
        /// The person who it is from, when it names one who is not the handle, and may be a message of theirs.
        person: Option<Igsid>,
        /// The item as it came; at most 16 KiB, of a longer one what is short in it. Holds what a person wrote: for no log.
        raw: String,
    },
}
