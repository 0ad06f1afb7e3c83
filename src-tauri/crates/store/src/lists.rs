//! Lists of conversations: views, orders, counts. Read a page at a time, each page by an index.

mod counts;
mod page;
mod row;

#[cfg(test)]
pub(crate) use page::statements;

pub use counts::{Counts, HandleCounts};
pub use row::{ConversationRow, LastMessage, OutboxFlags};

use domain::ids::{ConversationId, HandleId};
use domain::position::Position;
use domain::time::Timestamp;
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
    /// Story mentions that nobody answered or called done.
    Mentions,
    /// Called done.
    Done,
    /// The newest inbound message was not on screen yet, or it was marked unread.
    Unread,
    /// All of them.
    All,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Open message windows first, the one that closes next at the top; then closed ones, the latest first. An order of
    /// [`View::NeedsReply`]; other views have no window to miss and show the newest first.
    ClosingSoonest,
    /// The latest activity first.
    Newest,
    /// The latest activity last.
    OldestWaiting,
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
    /// For [`Sort::ClosingSoonest`]: the open windows are all shown.
    pub among_closed: bool,
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
        row::by_id(&mut self.reader().await?.begin().await?, id).await
    }

    /// How many conversations each view has, of one handle or of all.
    ///
    /// # Errors
    /// As the database says.
    pub async fn counts(&self, handle: Option<HandleId>) -> Result<Counts> {
        counts::counts(&mut self.reader().await?.begin().await?, handle).await
    }
}
