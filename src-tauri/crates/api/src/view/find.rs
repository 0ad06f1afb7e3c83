//! Search, story mentions, and what is known of a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::conversation::{Blocker, ConversationRow, PersonView};
use super::message::{AttachmentView, Direction, MessageKind, TextRange};

/// A message that matches a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// Our id of its conversation, not Instagram's.
    pub conversation: i64,
    /// Our id of the message, not Instagram's.
    pub message: i64,
    /// Its position, to open the thread around it.
    pub position: i64,
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// The person of the conversation.
    pub person: PersonView,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// When it was sent; milliseconds since 1970, UTC.
    pub at: i64,
    /// The text around the first match; empty without text.
    pub text: String,
    /// The matches within `text`.
    pub ranges: Vec<TextRange>,
}

/// Something that looks like a filter and was searched as words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnreadFilter {
    /// As it was typed: `colour:blue`.
    pub text: String,
    /// There is such a filter, only not with this value.
    pub is_filter: bool,
}

/// A page of hits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchPage {
    /// Conversations with people of that name, with the first page; five at most.
    pub people: Vec<ConversationRow>,
    /// The hits: those that fit best, then the newest first; where only open windows are asked for (`window:<2h`), the
    /// one that closes next first. What fits best may come again on a later page.
    pub hits: Vec<SearchHit>,
    /// So many hits at the front fit best; none when all fit alike.
    pub best: u32,
    /// What was typed like a filter and is none.
    pub unread_filters: Vec<UnreadFilter>,
    /// Where the next page begins; absent at the end. A page looks at a limited number of messages, so it can be short,
    /// even empty, and not the last.
    pub next: Option<i64>,
}

/// What was done about a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Thanked {
    /// The handle wrote something after it.
    Replied,
    /// A person called it done.
    Done,
}

/// A mention of a handle in a person's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MentionView {
    /// Our id of the message that told of it, not Instagram's.
    pub message: i64,
    /// Its position, to open the thread around it.
    pub position: i64,
    /// When the mention came; milliseconds since 1970, UTC.
    pub at: i64,
    /// Until when the story is there at most: 24 hours from the mention. It was posted before that, Instagram does not
    /// say when.
    pub ends_at: i64,
    /// Which attachment has the story's picture at `media:` … `/message/<id>/<n>`, if one has.
    pub media: Option<u32>,
    /// Its conversation.
    pub row: ConversationRow,
    /// Why nothing can be written, apart from the message window.
    pub blocker: Option<Blocker>,
    /// What was done about it.
    pub thanked: Option<Thanked>,
    /// The handle's reaction on it.
    pub reaction: Option<String>,
}

/// A page of story mentions: stories that are still there, the one that is gone first at the top; then those that are
/// gone, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MentionList {
    /// The mentions.
    pub mentions: Vec<MentionView>,
    /// Where the next page begins; absent at the end.
    pub next: Option<String>,
}

/// What is known of a conversation's person beside the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonHistory {
    /// When the oldest message that is here was sent; milliseconds since 1970, UTC.
    pub first_at: Option<i64>,
    /// Messages that are here, of both sides.
    pub messages: u32,
    /// Story mentions among them.
    pub mentions: u32,
    /// When Instagram was last asked for the profile; milliseconds since 1970, UTC.
    pub profile_read_at: Option<i64>,
    /// Whether Instagram gave none then.
    pub profile_refused: bool,
    /// Conversations of other handles with the same username. That it is the same person cannot be known.
    pub elsewhere: Vec<ConversationRow>,
}

/// A message with pictures, videos, sounds or files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SharedMessage {
    /// Our id of the message, not Instagram's.
    pub message: i64,
    /// Its position, to open the thread around it.
    pub position: i64,
    /// Which way it went.
    pub direction: Direction,
    /// When it was sent; milliseconds since 1970, UTC.
    pub at: i64,
    /// What it carries, each at `media:` … `/message/<id>/<n>`.
    pub attachments: Vec<AttachmentView>,
}

/// A page of what was shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SharedMedia {
    /// The messages, newest first.
    pub messages: Vec<SharedMessage>,
    /// Where the next page begins; absent at the end.
    pub next: Option<i64>,
}
