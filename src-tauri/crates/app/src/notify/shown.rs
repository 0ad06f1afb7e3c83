//! What the desktop may still show of a message's text. It goes when the message does: unsent, or deleted with its person
//! or handle (requirements, R60).

use std::collections::VecDeque;

use domain::ids::{ConversationId, HandleId, Mid};
use domain::message::Direction;
use store::ChangeSet;

use crate::Host;
use crate::space::Space;

/// Announcements that are remembered. A desktop that shows more lost the oldest from sight long ago.
const REMEMBERED: usize = 64;

/// The newest announcement of each conversation, the oldest first.
#[derive(Default)]
pub(super) struct Shown(VecDeque<Of>);

/// What a notification shows something of.
pub(super) struct Of {
    pub(super) conversation: ConversationId,
    pub(super) handle: HandleId,
    /// The message whose text is shown.
    pub(super) mid: Mid,
    /// The person's reaction to it, if that is what is told.
    pub(super) reaction: Option<String>,
}

impl Shown {
    /// Remembers whose text an announcement shows.
    pub(super) fn remember(&mut self, of: Of) {
        self.0.retain(|shown| shown.conversation != of.conversation);
        self.0.push_back(of);
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// Withdraws what a change took the message from; `None` stands for changes that nobody knows.
    pub(super) async fn changed(&mut self, space: &Space, host: &dyn Host, changes: Option<&ChangeSet>) {
        let mut kept = VecDeque::with_capacity(self.0.len());
        for shown in std::mem::take(&mut self.0) {
            let touched = changes.is_none_or(|changes| {
                changes.conversations.contains(&shown.conversation) || changes.handles.contains(&shown.handle)
            });
            if touched && !stands(space, &shown).await {
                host.withdraw(shown.conversation.0);
            } else {
                kept.push_back(shown);
            }
        }
        self.0 = kept;
    }
}

/// Whether the message is there with what it said, and the reaction on it. A database that does not answer took nothing away.
async fn stands(space: &Space, shown: &Of) -> bool {
    match space.store.message_by_mid(shown.handle, &shown.mid).await {
        Ok(message) => message.is_some_and(|message| {
            let has = |emoji: &String| {
                let mut all = message.reactions.iter();
                all.any(|reaction| reaction.by == Direction::In && reaction.emoji == *emoji)
            };
            message.unsent.is_none() && shown.reaction.as_ref().is_none_or(has)
        }),
        Err(_) => true,
    }
}
