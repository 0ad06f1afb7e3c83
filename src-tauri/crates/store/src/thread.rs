//! A conversation's messages, a page at a time.

mod lines;
mod openers;
mod page;
mod row;

#[cfg(test)]
pub(crate) use page::statements;

pub use lines::ThreadLine;
pub(crate) use page::{by_id, media};
pub use row::{KnownReply, MessageReaction, MessageRow, ReplyPreview};

use domain::ids::{ConversationId, HandleId, MessageId, Mid};
use domain::position::Position;
use domain::time::Timestamp;

use crate::{Result, Store};

/// Which part of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The newest messages.
    Newest,
    /// The messages directly before a place.
    Before(Position),
    /// The messages directly after a place.
    After(Position),
    /// Messages on both sides of a place, itself included: a search hit.
    Around(Position),
}

/// A page of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadPage {
    /// The messages, oldest first.
    pub messages: Vec<MessageRow>,
    /// The lines between them, oldest first.
    pub lines: Vec<ThreadLine>,
    /// There are older ones.
    pub has_older: bool,
    /// There are newer ones.
    pub has_newer: bool,
    /// How far the person has seen our messages: when, and up to which place, if that message is known.
    pub seen: Option<(Timestamp, Option<Position>)>,
}

impl Store {
    /// A page of a conversation's messages.
    ///
    /// # Errors
    /// As the database says.
    pub async fn messages(&self, conversation: ConversationId, part: Part, limit: u32) -> Result<ThreadPage> {
        page::page(&mut self.reader().await?.begin().await?, conversation, part, limit).await
    }

    /// One message.
    ///
    /// # Errors
    /// As the database says.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageRow>> {
        by_id(&mut self.reader().await?.begin().await?, id).await
    }

    /// One message, by Instagram's id.
    ///
    /// # Errors
    /// As the database says.
    pub async fn message_by_mid(&self, handle: HandleId, mid: &Mid) -> Result<Option<MessageRow>> {
        page::by_mid(&mut self.reader().await?.begin().await?, handle, mid).await
    }
}
