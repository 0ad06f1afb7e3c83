//! Lists of conversations: views, orders, counts. Read a page at a time, each page by an index.

mod arrived;
mod counts;
mod narrow;
mod page;
mod row;
mod sla;

#[cfg(test)]
pub(crate) use page::statements;

pub use arrived::Arrived;
pub use counts::Counts;
pub(crate) use page::{count, everything, unchanged};
pub(crate) use row::by_id as conversation_by_id;
pub(crate) use row::by_id;
pub use row::{ConversationRow, LastMessage, LastReaction, OutboxFlags};

use std::collections::BTreeMap;

use domain::ids::{ConversationId, HandleId, LabelId};
use domain::position::Position;
use domain::time::Timestamp;
use domain::triage::{Disposition, Intent};
use serde::{Deserialize, Serialize};

use crate::{Result, Store};

/// Which conversations a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The last word is theirs and nobody called it done.
    NeedsReply,
    /// Waiting on them.
    Waiting,
    /// Story mentions that wait for thanks: nobody answered or called them done, and it is still possible.
    Mentions,
    /// Needs a reply, and is probably in Instagram's Requests folder.
    Requests,
    /// Out of sight until a time, or until they write.
    Snoozed,
    /// Called done.
    Done,
    /// The newest inbound message was not on screen yet, or it was marked unread.
    Unread,
    /// All of them but spam and the bin.
    All,
    /// Called spam.
    Spam,
    /// Thrown away.
    Bin,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// In [`View::NeedsReply`] what woke from a snooze first. Then open message windows, the one that closes next at the top,
    /// in a list of several handles those of handles that are off after all others, since nothing can be answered there; then
    /// closed ones, the latest first; then whoever never wrote. [`View::Unread`] has no such order and shows the newest first.
    ClosingSoonest,
    /// The latest activity first.
    Newest,
    /// The latest activity last.
    OldestWaiting,
}

/// Narrows a list. Everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// With all of these labels.
    pub labels: Vec<LabelId>,
    /// Of one of these handles; of any when empty.
    pub handles: Vec<HandleId>,
    /// With this intent.
    pub intent: Option<Intent>,
    /// Closed with this disposition.
    pub disposition: Option<Disposition>,
    /// Unread, or read.
    pub unread: Option<bool>,
    /// Probably in Instagram's Requests folder, or not.
    pub likely_request: Option<bool>,
    /// Muted, or not.
    pub muted: Option<bool>,
    /// With a reply that needs a person's eye.
    pub reply_trouble: bool,
    /// With a note.
    pub noted: bool,
    /// The message window is open and closes within so many milliseconds.
    pub closes_within_ms: Option<i64>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Which conversations.
    pub view: View,
    /// Of one handle, or of all.
    pub handle: Option<HandleId>,
    /// In which order.
    pub sort: Sort,
    /// Narrowed to these.
    pub filter: Filter,
    /// After the last row of the page before.
    pub after: Option<ListCursor>,
    /// At most so many rows.
    pub limit: u32,
    /// Now: decides which windows are open.
    pub now: Timestamp,
}

/// Where the next page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCursor {
    /// The last row's place in the order.
    pub at: Position,
    /// For [`Sort::ClosingSoonest`]: newer inbound messages than this have an open window. Fixed by the first page, so
    /// that no row is skipped while windows close.
    pub open_after: Position,
    /// For [`Sort::ClosingSoonest`]: among which rows the page ended.
    pub among: Among,
}

/// The parts of a list in the order of [`Sort::ClosingSoonest`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Among {
    /// Woken from a snooze.
    Woken,
    /// Windows that were open at the first page.
    Open,
    /// The same, of handles that are off, where the list has several handles.
    OpenOfOff,
    /// Closed ones.
    Closed,
    /// The person never wrote.
    NeverOpened,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// The rows.
    pub rows: Vec<ConversationRow>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<ListCursor>,
}

impl Store {
    /// A page of a list.
    ///
    /// # Errors
    /// As the database says.
    pub async fn conversations(&self, query: &ListQuery) -> Result<ListPage> {
        page::page(&mut self.reader().await?.begin().await?, query).await
    }

    /// One conversation as its list row, also when it has no message yet.
    ///
    /// # Errors
    /// As the database says.
    pub async fn conversation(&self, id: ConversationId) -> Result<Option<ConversationRow>> {
        by_id(&mut self.reader().await?.begin().await?, id).await
    }

    /// How many conversations of each handle need a reply whose person wrote last after one time and up to another.
    /// Handles without one are left out.
    ///
    /// # Errors
    /// As the database says.
    pub async fn asked_between(&self, after: Timestamp, through: Timestamp) -> Result<Vec<(HandleId, u32)>> {
        counts::asked_between(&mut self.reader().await?.begin().await?, after, through).await
    }

    /// How many conversations each view has at `now`, of one handle or of all.
    ///
    /// # Errors
    /// As the database says.
    pub async fn counts(&self, handle: Option<HandleId>, now: Timestamp) -> Result<Counts> {
        counts::counts(&mut self.reader().await?.begin().await?, handle, now).await
    }

    /// How many conversations of each handle need a reply. Handles without one are left out.
    ///
    /// # Errors
    /// As the database says.
    pub async fn needing_reply(&self) -> Result<BTreeMap<HandleId, i64>> {
        counts::needing_reply(&mut self.reader().await?.begin().await?).await
    }
}
