//! What does not come in but is noticed: handles that stopped, replies that failed, windows that close.

use std::collections::{HashMap, HashSet};

use api::view::{Health, NotificationSettings, Trouble};
use domain::ids::{ConversationId, OutboxId};
use domain::time::{HOUR, Timestamp};
use domain::window::STANDARD_MS;

use super::{Announcement, rail};
use crate::space::Space;

/// So long before a message window closes it is told.
const BEFORE_CLOSING_MS: i64 = HOUR;

/// What was noticed already.
pub(super) struct Noticed {
    /// Whether each handle received when it was looked at last.
    receiving: HashMap<i64, bool>,
    /// Replies in trouble.
    replies: HashSet<OutboxId>,
    /// Windows that close up to here were told.
    closing_until: Timestamp,
}

impl Noticed {
    /// What is so already at the start is nothing to announce.
    pub(super) async fn begin(space: &Space) -> Self {
        let mut noticed = Self {
            receiving: HashMap::new(),
            replies: HashSet::new(),
            closing_until: space.engine.clock().now().plus(BEFORE_CLOSING_MS),
        };
        noticed.stopped(space).await;
        noticed.failed(space).await;
        noticed
    }

    /// What is new since the last look, as far as the person wants to know.
    pub(super) async fn look(&mut self, space: &Space, wishes: &NotificationSettings) -> Vec<Announcement> {
        let mut found = Vec::new();
        // Looked at in any case: what is switched off now is not told later as news.
        let stopped = self.stopped(space).await;
        found.extend(stopped.into_iter().filter(|_| wishes.stopped));
        found.extend(self.failed(space).await.filter(|_| wishes.failed));
        found.extend(self.closing(space).await.filter(|_| wishes.closing));
        found
    }

    async fn stopped(&mut self, space: &Space) -> Vec<Announcement> {
        let mut stopped = Vec::new();
        for handle in rail(space).await {
            // Without a network no handle receives, and the person knows it or can do nothing about it.
            if handle.trouble == Some(Trouble::Offline) {
                continue;
            }
            let receives = !matches!(handle.health, Health::NotReceiving | Health::Blocked);
            let before = self.receiving.insert(handle.id, receives);
            if before == Some(true) && !receives {
                stopped.push(Announcement::Stopped { handle: handle.username, code: handle.code });
            }
        }
        stopped
    }

    async fn failed(&mut self, space: &Space) -> Option<Announcement> {
        let now = space.store.replies_in_trouble().await.ok()?;
        let new: Vec<ConversationId> =
            now.iter().filter(|(id, _)| !self.replies.contains(id)).map(|(_, of)| *of).collect();
        let found = new.last().map(|newest| Announcement::ReplyFailed {
            conversation: newest.0,
            replies: u32::try_from(new.len()).unwrap_or(u32::MAX),
        });
        self.replies = now.into_iter().map(|(id, _)| id).collect();
        found
    }

    async fn closing(&mut self, space: &Space) -> Option<Announcement> {
        let until = space.engine.clock().now().plus(BEFORE_CLOSING_MS);
        // After a sleep only what still closes within the hour counts; a clock that was set back begins anew.
        let from = self.closing_until.max(space.engine.clock().now()).min(until);
        self.closing_until = until;
        let written = |closes: Timestamp| closes.plus(-STANDARD_MS);
        let count = space.store.asked_between(written(from), written(until)).await.ok()?;
        (count > 0).then_some(Announcement::Closing { conversations: count })
    }
}
