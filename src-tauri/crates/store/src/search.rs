//! Full-text search, newest first: the index's own order, since its row ids are positions.
//!
//! Each row of the index also has its handle's token, so that a common word is looked for among one handle's rows
//! alone. Searches have a connection of their own: a long one keeps no list waiting.
//!
//! * `words`: words alone, which the index answers by itself.
//! * `walk`: filters, with or without words: candidates from one index or another, newest first, looked at one by one.
//!   A page looks at so many and no more; where it found too little, the next page goes on from there.
//! * `narrow`: what the filters come down to. `people`: names.

mod best;
mod narrow;
mod people;
mod row;
#[cfg(test)]
mod statements;
mod walk;
mod words;

#[cfg(test)]
pub(crate) use statements::statements;

use std::ops::Range;

use domain::ids::{ConversationId, HandleId, MessageId, Mid};
use domain::message::{Direction, MessageKind};
use domain::position::Position;
use domain::search::{Query, index_text};
use domain::time::Timestamp;

use crate::lists::ConversationRow;
use crate::people::Person;
use crate::{Result, Store};

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// Words and filters.
    pub query: Query,
    /// Among one handle's messages, or all.
    pub handle: Option<HandleId>,
    /// Sent in this time ([`Query::sent`]).
    pub sent: Range<Timestamp>,
    /// Where the page before ended ([`Found::next`]).
    pub before: Option<Position>,
    /// At most so many hits.
    pub limit: u32,
    /// Now: decides how much of a message window is left.
    pub now: Timestamp,
}

impl Search {
    /// The first page of a search over everything.
    #[must_use]
    pub fn of(query: Query, limit: u32, now: Timestamp) -> Self {
        let sent = Timestamp(i64::MIN)..Timestamp(i64::MAX);
        Self { query, handle: None, sent, before: None, limit, now }
    }
}

/// A page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The messages. Those that fit best come first, if some fit better than others; then the newest first. Where only
    /// conversations whose window closes within a time are asked for, the one that closes soonest comes first.
    pub hits: Vec<Hit>,
    /// So many at the front fit best. They are older than their place says, and may come again on a later page.
    pub best: usize,
    /// Where the next page goes on; `None` at the end. A page can be short, even empty, and not the last.
    pub next: Option<Position>,
}

/// A message that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Our row.
    pub message: MessageId,
    /// Its id at Instagram.
    pub mid: Mid,
    /// Its place: where the thread opens, and where the next page of hits goes on.
    pub position: Position,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its handle.
    pub handle: HandleId,
    /// The person: name, username and picture.
    pub person: Person,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// One line of its text, around the first place that matches; empty without text.
    pub snippet: String,
    /// What matches in the snippet: ranges of UTF-16 code units, in order.
    pub highlights: Vec<(u32, u32)>,
}

/// A private character, which no text has in its tokens (`domain::search` takes it for a space), before the number.
const HANDLE: char = '\u{E000}';

/// What the index has of a message: its words, and whose it is; nothing where there are no words.
pub(crate) fn index_entry(handle: HandleId, text: &str) -> Option<String> {
    let words = index_text(text);
    (!words.is_empty()).then(|| format!("{words} {}", handle_token(handle)))
}

/// The token that stands for a handle in the index.
pub(crate) fn handle_token(handle: HandleId) -> String {
    format!("{HANDLE}{}", handle.0)
}

impl Store {
    /// A page of the messages that have all words and for which all filters hold. A query that asks for nothing finds
    /// nothing. Filters about conversations alone find the newest message of each. One search runs at a time; others
    /// wait for it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn search(&self, search: &Search) -> Result<Found> {
        if search.query.is_empty() {
            return Ok(Found::default());
        }
        let mut reader = self.searcher().await?;
        let mut tx = reader.begin().await?;
        let Some(narrow) = narrow::resolve(&mut tx, search).await? else { return Ok(Found::default()) };
        match search.query.fts5().filter(|_| narrow.is_plain()) {
            Some(words) => words::newest(&mut tx, search, &narrow, &words).await,
            None => walk::walk(&mut tx, search, &narrow).await,
        }
    }

    /// The conversations with people whose name or username has words that begin as those that were typed, the latest
    /// activity first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn people_named(
        &self,
        query: &Query,
        handle: Option<HandleId>,
        limit: u32,
    ) -> Result<Vec<ConversationRow>> {
        people::named(&mut self.searcher().await?.begin().await?, query, handle, limit).await
    }
}
