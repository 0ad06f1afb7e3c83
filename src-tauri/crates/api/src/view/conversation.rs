//! Conversations and lists.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::message::{Direction, MessageKind};
use super::reply::UploadView;
use super::{Disposition, Intent, mirror};

mirror! {
    /// Where a conversation stands.
    Standing = domain::conversation::Standing {
        /// The last word is theirs.
        NeedsReply,
        /// The last word is ours.
        Waiting,
        /// Called done.
        Done,
        /// Nothing asks.
        Quiet,
        /// Out of sight until a time, or until they write.
        Snoozed,
        /// Called spam.
        Spam,
        /// Thrown away.
        Binned,
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// Our id, not Instagram's.
    pub id: i64,
    /// The name to show; never empty.
    pub name: String,
    /// The username without `@`, when known.
    pub username: Option<String>,
    /// Whether there is a picture at `media:` … `/person/<id>`.
    pub has_picture: bool,
    /// Followers, when known.
    pub followers: Option<i64>,
    /// Whether the person follows the handle.
    pub follows_us: Option<bool>,
    /// Whether the handle follows the person.
    pub followed_by_us: Option<bool>,
    /// Whether Instagram shows the verified badge.
    pub verified: bool,
}

/// A message window: the person's last message, and what follows from it. The UI shows the state of the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WindowView {
    /// When the ordinary window closes (24 hours after their last message); milliseconds since 1970, UTC.
    pub ends_at: i64,
    /// When the human-agent window closes (7 days after); milliseconds since 1970, UTC.
    pub human_agent_ends_at: i64,
}

/// A reply of the conversation that needs a person's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTrouble {
    /// Waits for something.
    Held,
    /// Was refused.
    Failed,
    /// Not sure it was sent.
    Unsure,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationRow {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// The person.
    pub person: PersonView,
    /// Where it stands.
    pub standing: Standing,
    /// Where it would stand if nothing put it away (spam, the bin, a snooze) and it were not muted.
    pub beneath: Standing,
    /// The same, if nobody had called it done either.
    pub reopened: Standing,
    /// Whether the newest inbound message was not on screen yet.
    pub unread: bool,
    /// The newest message's kind; absent for an empty thread.
    pub kind: Option<MessageKind>,
    /// The newest message's direction.
    pub direction: Option<Direction>,
    /// One line of the newest message's text; empty where the kind says it.
    pub snippet: String,
    /// The person's reaction to a message of ours, where it is newer than the newest message.
    pub reaction: Option<RowReaction>,
    /// When the newest message was sent, or a newer reaction set; milliseconds since 1970, UTC.
    pub at: Option<i64>,
    /// The message window; absent when the person never wrote.
    pub window: Option<WindowView>,
    /// Whether a draft is kept.
    pub has_draft: bool,
    /// A reply that needs a person's eye.
    pub reply_trouble: Option<ReplyTrouble>,
    /// A group chat, or one without anybody else: shown, never answered.
    pub closed: bool,
    /// Probably in Instagram's Requests folder: the person does not follow the handle and it never wrote to them.
    /// Inferred; Instagram does not tell.
    pub likely_request: bool,
    /// Our ids of its labels, in the order of their names.
    pub labels: Vec<i64>,
    /// What the person wants, if somebody said so.
    pub intent: Option<Intent>,
    /// How it was closed, if somebody said so.
    pub disposition: Option<Disposition>,
    /// Neither counts nor notifies.
    pub muted: bool,
    /// Until when it is snoozed, if it is (milliseconds since 1970, UTC).
    pub snoozed_until: Option<i64>,
    /// When its snooze ended by its time, until it is answered, done or snoozed again (milliseconds since 1970, UTC).
    pub woke_at: Option<i64>,
    /// Whether there is a note.
    pub noted: bool,
    /// The place of the newest story mention that nobody answered or called done: its `position` among the messages.
    pub waiting_mention: Option<i64>,
    /// When it goes from the bin for good, if it is there (milliseconds since 1970, UTC).
    pub deleted_at: Option<i64>,
    /// When the answer is due that its handle promised (milliseconds since 1970, UTC); absent where nothing was
    /// promised or nothing waits for an answer.
    pub reply_due: Option<i64>,
}

/// A person's reaction to a message of ours, in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RowReaction {
    /// The emoji.
    pub emoji: String,
    /// What the message is.
    pub kind: MessageKind,
    /// One line of the message's text; empty where the kind says it.
    pub snippet: String,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationList {
    /// The rows.
    pub rows: Vec<ConversationRow>,
    /// Where the next page begins; absent at the end.
    pub next: Option<String>,
}

/// How many conversations each view has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Needs reply.
    pub needs_reply: u32,
    /// Waiting on them.
    pub waiting: u32,
    /// Story mentions.
    pub mentions: u32,
    /// Likely requests.
    pub requests: u32,
    /// Snoozed.
    pub snoozed: u32,
    /// Done.
    pub done: u32,
    /// All.
    pub all: u32,
    /// Spam.
    pub spam: u32,
    /// The bin.
    pub bin: u32,
}

/// Why nothing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Blocker {
    /// The handle is switched off here.
    HandleOff,
    /// The handle's sign-in was removed here.
    Disconnected,
    /// Instagram does not give apps the handle's messages yet.
    WaitingForAccess,
    /// Another connected tool has the chat.
    OwnedByOtherApp,
    /// A group chat: only Instagram itself can answer it.
    Group,
    /// Nobody to answer is named in the chat.
    Nobody,
}

/// A conversation's header and composer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationView {
    /// What the list shows of it, too.
    pub row: ConversationRow,
    /// The text that is being written.
    pub draft: Option<DraftView>,
    /// Files that are attached to what is being written.
    pub uploads: Vec<UploadView>,
    /// Why nothing can be written, apart from the message window.
    pub blocker: Option<Blocker>,
    /// Until when something else than a message may keep the message window open: the person's reaction, or their return
    /// by a link (milliseconds since 1970, UTC). Instagram may refuse a reply all the same.
    pub may_be_open_until: Option<i64>,
    /// The person is the handle itself: there is no message window.
    pub to_self: bool,
    /// Whether a person was told what replying as a human agent means for this handle, and agreed.
    pub human_agent_agreed: bool,
    /// Instagram refused the handle's last reply as a human agent's: the Meta app is not approved for that.
    pub human_agent_refused: bool,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// The text.
    pub text: String,
    /// When it was last changed; milliseconds since 1970, UTC.
    pub updated_at: i64,
}

/// How to take a change back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undo {
    /// Opaque; passed to `undo`.
    pub undo: String,
    /// How many conversations changed.
    pub changed: u32,
    /// How many of a selection were left as they are: a message came in since, or they stand in another list.
    pub left: u32,
}

/// Everything that a list had when it was selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Selection {
    /// Opaque; passed to `act`. Holds until the next one, until something is deleted, and until the app ends.
    pub selection: String,
    /// Our ids of the conversations, in no order.
    pub conversations: Vec<i64>,
}
