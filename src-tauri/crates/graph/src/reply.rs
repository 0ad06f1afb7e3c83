//! What successful calls bring.

use domain::handle::HandleProfile;
use domain::ids::{Igsid, Mid, ThreadId};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage};
use domain::time::{SentAt, Timestamp};
use secrecy::SecretString;
use tokio::time::Instant;

use crate::usage::Usage;

/// The value of a successful call, with what its headers told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply<T> {
    /// The value.
    pub value: T,
    /// How much of the allowance is used up.
    pub usage: Usage,
    /// Instagram's own time, from the `Date` header.
    pub server_time: Option<ServerTime>,
}

/// What time it was by Instagram, with what tells how late that is read: a computer can sleep on an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerTime {
    /// The time, in whole seconds. It was told at some moment after `asked`.
    pub at: Timestamp,
    /// When the request was made, by the timer that nobody sets.
    pub asked: Instant,
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
    /// First the thread, then its messages from the newest to the oldest. A group, or a thread in which nobody can be
    /// told apart, is one [`Observation::ClosedThread`] alone: its recipient is never guessed.
    pub observations: Vec<Observation>,
    /// What could not be read.
    pub problems: Vec<ThreadProblem>,
    /// Of the whole row as Instagram answered it: two readings with the same digest say the same. It means nothing to
    /// another run of the app.
    pub digest: u64,
}

/// What of a thread could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThreadProblem {
    /// The row has no id, or nothing in it has a time.
    Unreadable,
    /// A message has no id, or no time that places it.
    Message(Option<Mid>),
}

/// One row of a thread's list of messages, without details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedMessage {
    /// Its id.
    pub mid: Mid,
    /// When it was sent, when the list says so.
    pub sent_at: Option<SentAt>,
}

impl ListedMessage {
    /// What is known when Instagram gives no details of it: that it exists. Never that it was unsent. `not_after` is
    /// the time of its newer neighbour, or of the thread.
    #[must_use]
    pub fn without_details(&self, person: &Igsid, not_after: Timestamp) -> ObservedMessage {
        let sent_at = self.sent_at.unwrap_or(SentAt::to_the_second(not_after.0));
        ObservedMessage {
            person: person.clone(),
            mid: self.mid.clone(),
            // Overruled by any later knowledge in the join of `domain::merge`.
            direction: Direction::In,
            origin: Origin::Person,
            sent_at,
            as_of: sent_at.at,
            text: None,
            body: Body { details_unavailable: true, ..Body::default() },
            reactions: None,
        }
    }
}

/// A thread's list of messages, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The messages.
    pub messages: Vec<ListedMessage>,
    /// The cursor of older ones; `None` when there are none.
    pub after: Option<String>,
    /// A row had no id, and is not among them.
    pub left_out: bool,
}

/// A Page of Facebook, as whoever logged in can use it (instagram-platform, section 2.2).
pub struct Page {
    /// Its id, to be used as [`Access::node`](crate::Access).
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// What the person may do on it, in Facebook's words; `None` when the answer did not say.
    pub tasks: Option<Vec<String>>,
    /// Its token, when the person may have one.
    pub token: Option<SecretString>,
    /// The Instagram account linked to it; `None` when none is: "link your Instagram account to this Page".
    pub handle: Option<HandleProfile>,
}

impl Page {
    /// Whether the person may read and write messages there. Without a list of tasks Instagram's own refusal tells.
    #[must_use]
    pub fn can_message(&self) -> bool {
        self.can("MESSAGING")
    }

    /// New Pages spell their tasks `PROFILE_PLUS_…`, and full control contains all others.
    fn can(&self, task: &str) -> bool {
        self.tasks.as_ref().is_none_or(|tasks| {
            tasks.iter().any(|named| {
                let named = named.strip_prefix("PROFILE_PLUS_").unwrap_or(named);
                named == task || named == "FULL_CONTROL"
            })
        })
    }
}

// Ids and names identify people, and a token is a token: logs carry none of them.
impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("can_message", &self.can_message())
            .field("linked", &self.handle.is_some())
            .finish_non_exhaustive()
    }
}

/// A page of the list of Pages.
#[derive(Debug, Default)]
pub struct PageList {
    /// The Pages.
    pub pages: Vec<Page>,
    /// The cursor of further ones; `None` when these are the last.
    pub after: Option<String>,
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
    /// other tools ([`webhook::Ours`](crate::webhook::Ours)).
    pub app_id: Option<String>,
}

impl Subscription {
    /// Whether messages are delivered.
    #[must_use]
    pub fn has_messages(&self) -> bool {
        self.fields.iter().any(|field| field == "messages")
    }
}
