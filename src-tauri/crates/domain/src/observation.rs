//! What Instagram told us, whichever way it came.
//!
//! The client turns answers and webhook bodies into observations; ingest turns observations into rows. Nothing behind
//! this module knows Meta's JSON.

use crate::ids::{Igsid, Mid, ThreadId};
use crate::message::{Body, Direction, Origin};
use crate::person::Profile;
use crate::time::{SentAt, Timestamp};

/// The way an observation came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Read from the Conversations API.
    Poll,
    /// Delivered by a webhook.
    Webhook,
    /// The answer to a send of ours.
    Answer,
}

/// One thing that Instagram told us about a handle's conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// A thread exists, with its person.
    Thread(ObservedThread),
    /// A message exists.
    Message(ObservedMessage),
    /// Somebody reacted, or took a reaction back.
    Reaction(ObservedReaction),
    /// The person has seen our messages up to and with this one.
    Seen {
        /// The person.
        person: Igsid,
        /// The newest message seen.
        mid: Mid,
        /// When.
        at: Timestamp,
    },
    /// A message's text was changed.
    Edit {
        /// The person of the conversation, when the event named them.
        person: Option<Igsid>,
        /// The message.
        mid: Mid,
        /// The new text.
        text: String,
        /// The how-manieth edit, from 1.
        number: u32,
        /// When.
        at: Timestamp,
    },
    /// A message was unsent.
    Unsend {
        /// The person of the conversation, when the event named them.
        person: Option<Igsid>,
        /// The message.
        mid: Mid,
        /// When.
        at: Timestamp,
    },
}

/// A thread as the Conversations API lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedThread {
    /// The thread's id.
    pub thread: ThreadId,
    /// The person of the thread.
    pub person: Igsid,
    /// What the list says of the person (usually the username alone).
    pub profile: Profile,
    /// When the thread last changed, to the second. Our own replies move it: never use it for the message window.
    pub updated_at: Timestamp,
    /// Instagram has more messages of this thread than it gave details of: history has a hole before the oldest.
    pub older_exist: bool,
}

/// A message as one answer or event showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedMessage {
    /// The person of the conversation, whoever wrote the message.
    pub person: Igsid,
    /// The message's id.
    pub mid: Mid,
    /// Which way it went.
    pub direction: Direction,
    /// Where it was written, as far as this source tells.
    pub origin: Origin,
    /// When it was sent.
    pub sent_at: SentAt,
    /// As of when the text and body below are true: the event's time, or the time of the read.
    pub as_of: Timestamp,
    /// The text; `None` when there is none.
    pub text: Option<String>,
    /// What it carries besides text.
    pub body: Body,
    /// All reactions on the message, when the source lists them completely (the Conversations API does).
    pub reactions: Option<Vec<Reaction>>,
}

/// A reaction that stands on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Who: the person, or the handle itself.
    pub by: Direction,
    /// The emoji.
    pub emoji: String,
}

/// A reaction event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedReaction {
    /// The person of the conversation.
    pub person: Igsid,
    /// The message reacted to.
    pub mid: Mid,
    /// Who reacted: [`Direction::In`] is the person, [`Direction::Out`] the handle.
    pub by: Direction,
    /// The emoji; `None` when the reaction was taken back.
    pub emoji: Option<String>,
    /// When; of two events by one hand the newer stands.
    pub at: Timestamp,
}
