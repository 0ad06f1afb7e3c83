//! Identifiers.
//!
//! Instagram's ids are opaque strings: they exceed 2^53, are case-sensitive, and must never pass through a number
//! (instagram-platform, section 14). Ids of our own rows are integers.

use serde::{Deserialize, Serialize};

macro_rules! platform_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as Instagram wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        // Ids identify people: logs carry none of them (reliability 6.10).
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

platform_id! {
    /// A professional account: `/me.user_id`, and `entry[].id` of webhooks. The platform's key of a handle.
    IgId
}
platform_id! {
    /// A person as one handle sees them. The same human has another id on another handle; never compare across handles.
    Igsid
}
platform_id! {
    /// A message as one handle sees it (`mid` in webhooks, `id` in the Conversations API, `message_id` of a send).
    Mid
}

/// What begins the ids that are ours; Instagram's never begin so.
const PRESSED: &str = "postback:";
/// The same, of what could not be read.
const UNREAD: &str = "unread:";

impl Mid {
    /// Our id of a pressed button that came without one of Instagram's: who pressed what, and when, in UTC milliseconds. It is
    /// the same whenever the press is delivered again.
    #[must_use]
    pub fn pressed(person: &Igsid, at_ms: i64, what: &str) -> Self {
        Self(format!("{PRESSED}{}:{at_ms}:{what}", person.0))
    }

    /// What the ids of everything that a person pressed at that time, or later in the same number of digits, are not below.
    #[must_use]
    pub fn pressed_from(person: &Igsid, at_ms: i64) -> Self {
        Self(format!("{PRESSED}{}:{at_ms}", person.0))
    }

    /// Our id of an item that could not be read, and which names no message of Instagram's: when it came, in UTC milliseconds,
    /// and a number that is the same whenever the item is delivered again.
    #[must_use]
    pub fn unread(at_ms: i64, item: u64) -> Self {
        Self(format!("{UNREAD}{at_ms}:{item:016x}"))
    }

    /// Whether the id is ours. Instagram knows no such message: nothing can name it in a reply or a reaction.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.0.starts_with(PRESSED) || self.0.starts_with(UNREAD)
    }
}

platform_id! {
    /// A thread of the Conversations API.
    ThreadId
}

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    };
}

row_id! {
    /// Our row of a handle.
    HandleId
}
row_id! {
    /// Our row of a person on one handle.
    PersonId
}
row_id! {
    /// Our row of a conversation: one handle, one person.
    ConversationId
}
row_id! {
    /// Our row of a message.
    MessageId
}
row_id! {
    /// A label.
    LabelId
}
row_id! {
    /// A note.
    NoteId
}
row_id! {
    /// A saved view.
    SavedViewId
}

/// A reply in the outbox: a UUIDv7 made by whoever wrote it, so that a double click is one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutboxId(pub uuid::Uuid);

/// A file that a person attached, from the moment that it was chosen: a UUIDv7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UploadId(pub uuid::Uuid);
