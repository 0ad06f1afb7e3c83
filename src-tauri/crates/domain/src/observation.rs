//! What Instagram told us, whichever way it came.
//!
//! The client turns answers and webhook bodies into observations; ingest turns observations into rows. Nothing behind
//! this module knows Meta's JSON.

use serde::{Deserialize, Serialize};

use crate::ids::{Igsid, Mid, ThreadId};
use crate::message::{Body, Direction, Origin, Referral};
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
#[expect(clippy::large_enum_variant, reason = "nearly every observation is a message")]
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
    /// Something happened in a conversation that is no message: a line in the thread.
    Line(ObservedLine),
    /// A thread that can only be shown as such, and never answered.
    ClosedThread(ObservedClosedThread),
    /// Who may answer a conversation, without anything that happened in it: whether an event came as ours or on
    /// standby (instagram-platform, section 6.6 "Standby").
    Owner(ObservedOwner),
}

/// Who may answer a conversation, as an event showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedOwner {
    /// The person of the conversation.
    pub person: Igsid,
    /// When.
    pub at: Timestamp,
    /// Another connected tool has the chat, and a reply from here would be refused (100/2534037).
    pub is_another: bool,
}

/// Something that happened in a conversation and is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedLine {
    /// The person of the conversation.
    pub person: Igsid,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: LineKind,
}

/// What a line of a thread says. Lines are never unread, ask for nothing and open no message window.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "line")]
pub enum LineKind {
    /// The person opened the chat again through an `ig.me` link, an ad or the shop.
    Referral {
        /// From where.
        referral: Referral,
    },
    /// Another connected tool has the chat; a reply from here would be refused (100/2534037).
    OwnerIsAnother {
        /// The id of the Meta app that has it, when Instagram named it.
        app_id: Option<String>,
    },
    /// The chat is ours again.
    OwnerIsThisApp,
    /// Another tool asked for the chat.
    OwnerRequested {
        /// The id of the Meta app that asks, when Instagram named it.
        app_id: Option<String>,
    },
}

/// A thread without exactly one other person, or that Instagram does not let us read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedClosedThread {
    /// The thread's id.
    pub thread: ThreadId,
    /// Why it is closed to us.
    pub why: ClosedBecause,
    /// The usernames of the others, when the list named them.
    pub usernames: Vec<String>,
    /// When the thread last changed.
    pub updated_at: Timestamp,
}

/// Why a thread can only be shown as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBecause {
    /// A group: Instagram's API has no group messages (requirements, R56).
    Group,
    /// Nobody is named in it but the handle.
    Nobody,
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
