//! What successful calls bring.

use domain::ids::{Mid, ThreadId};
use domain::observation::Observation;
use domain::time::Timestamp;
use secrecy::SecretString;

use crate::usage::Usage;

/// The value of a successful call, with what its headers told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply<T> {
    /// The value.
    pub value: T,
    /// How much of the allowance is used up.
    pub usage: Usage,
    /// Instagram's own time, from the `Date` header.
    pub server_time: Option<Timestamp>,
}

impl<T> Reply<T> {
    /// The same reply with its value turned into another.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Reply<U> {
        Reply { value: turn(self.value), usage: self.usage, server_time: self.server_time }
    }
}

/// A page of the list of threads, most recently active first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationPage {
    /// The threads. The list moves while it is read: the same thread can stand on two pages.
    pub threads: Vec<ThreadRead>,
    /// The cursor of the next page; `None` when this is the last, also when Instagram repeated this page's own.
    pub after: Option<String>,
}

/// One thread as it was read. A thread that cannot be understood stands here with its problem and no observations,
/// and takes none of the others along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadRead {
    /// Its id; `None` only when not even that was there.
    pub id: Option<ThreadId>,
    /// When it last changed; `None` when Instagram did not say.
    pub updated_at: Option<Timestamp>,
    /// First the thread, then its messages from the newest to the oldest; empty when there is no such person.
    pub observations: Vec<Observation>,
    /// What could not be read.
    pub problems: Vec<ThreadProblem>,
}

/// What of a thread could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThreadProblem {
    /// More than two participants. Instagram's API does not support groups; the recipient is never guessed.
    Group,
    /// Nobody but the handle, or two strangers: the person cannot be told.
    NoPerson,
    /// The row has no id, or nothing in it has a time.
    Unreadable,
    /// A message has no id, or no time that places it.
    Message(Option<Mid>),
}

/// A token that replaces the one it was got with. Store it before forgetting the old one.
#[derive(Debug)]
pub struct FreshToken {
    /// The new token.
    pub token: SecretString,
    /// Seconds until it ends.
    pub expires_in_s: Option<i64>,
}

/// What the app is subscribed to at a handle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscription {
    /// The webhook fields; empty when the app is not subscribed.
    pub fields: Vec<String>,
    /// The id of the Meta app that the token belongs to, when Instagram named it: tells our echoes from those of
    /// other tools ([`webhook::events_for_app`](crate::webhook::events_for_app)).
    pub app_id: Option<String>,
}

impl Subscription {
    /// Whether messages are delivered.
    #[must_use]
    pub fn has_messages(&self) -> bool {
        self.fields.iter().any(|field| field == "messages")
    }
}
