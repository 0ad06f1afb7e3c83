//! What a write changed, for the views that show it.

use std::collections::BTreeSet;

use domain::ids::{ConversationId, HandleId};

/// Which rows a write changed: ids, never contents. Sets join, so that several writes can be told as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// Handles whose row changed (switch, trouble, profile, progress of the sync).
    pub handles: BTreeSet<HandleId>,
    /// Conversations of which a message, a mark, the draft or the person changed.
    pub conversations: BTreeSet<ConversationId>,
    /// Whether a list may have another order, other rows or other counts.
    pub lists: bool,
    /// Whether a reply in the outbox changed.
    pub outbox: bool,
    /// Whether a saved reply changed.
    pub saved_replies: bool,
    /// Whether it is another time than was thought.
    pub clock: bool,
}

impl ChangeSet {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another write changed.
    pub fn join(&mut self, other: Self) {
        self.handles.extend(other.handles);
        self.conversations.extend(other.conversations);
        self.lists |= other.lists;
        self.outbox |= other.outbox;
        self.saved_replies |= other.saved_replies;
        self.clock |= other.clock;
    }

    /// A handle, of which something changed that is in no row.
    #[must_use]
    pub fn of_handle(id: HandleId) -> Self {
        Self::handle(id)
    }

    pub(crate) fn handle(id: HandleId) -> Self {
        Self { handles: BTreeSet::from([id]), ..Self::default() }
    }

    /// A conversation and the lists that show it.
    pub(crate) fn conversation(id: ConversationId) -> Self {
        Self { conversations: BTreeSet::from([id]), lists: true, ..Self::default() }
    }

    /// A reply in a conversation's outbox, which its list row marks too.
    pub(crate) fn outbox(id: ConversationId) -> Self {
        Self { outbox: true, ..Self::conversation(id) }
    }
}
