//! What does not come in but is noticed: handles that stopped, replies that failed, windows that close, snoozes that
//! ended. What is held back while it is quiet is noticed when it ends, if it is still so.

use std::collections::{HashMap, HashSet};

use api::view::{Health, NotificationSettings, Preview, Trouble};
use domain::ids::{ConversationId, HandleId, OutboxId};
use domain::time::{DAY, HOUR, Timestamp};
use domain::window::STANDARD_MS;
use store::lists::{ConversationRow, Filter, ListQuery, Sort, View};
use store::people::Person;
use store::triage::Woken;

use super::arrivals::name_of;
use super::{Announcement, Whose};
use crate::space::Space;
use crate::{Host, handles, views};

/// So long before a message window closes it is told.
const BEFORE_CLOSING_MS: i64 = HOUR;

/// Conversations whose windows close soon that are looked through for the one that is told of.
const LOOKED_THROUGH: u32 = 200;

/// What was noticed already.
pub(super) struct Noticed {
    /// Whether each handle received when it was looked at last.
    receiving: HashMap<i64, bool>,
    /// Replies in trouble.
    replies: HashSet<OutboxId>,
    /// Windows that close up to here were told.
    closing_until: Timestamp,
    /// Snoozes that ended and were told: those that nobody answered since, and those of the last day, which an undo brings
    /// back.
    woken: HashSet<Woken>,
}

impl Noticed {
    /// What was so already at `since` is nothing to announce.
    pub(super) async fn begin(space: &Space, since: Timestamp) -> Self {
        let mut noticed = Self {
            receiving: HashMap::new(),
            replies: HashSet::new(),
            closing_until: since.plus(BEFORE_CLOSING_MS),
            woken: space.store.woken().await.unwrap_or_default().into_iter().collect(),
        };
        noticed.woken.retain(|woken| woken.woke_at <= since);
        noticed.stopped(space, false).await;
        for handle in handles::list(space).await.unwrap_or_default() {
            if handle.since.is_some_and(|at| at > since.0) {
                noticed.receiving.insert(handle.id, true);
            }
        }
        noticed.failed(space, false).await;
        let mut later = Vec::new();
        for id in &noticed.replies {
            let row = space.store.outbox_row(*id).await.ok().flatten();
            later.extend(row.filter(|row| row.changed_at > since).map(|row| row.id));
        }
        for id in later {
            noticed.replies.remove(&id);
        }
        noticed
    }

    /// What is new since the last look, as far as the person wants to know, and wants to know now.
    pub(super) async fn look(
        &mut self,
        space: &Space,
        host: &dyn Host,
        wishes: &NotificationSettings,
        quiet: bool,
    ) -> Vec<Announcement> {
        let mut found = Vec::new();
        // Looked at in any case: what is switched off now is not told later as news.
        let stopped = self.stopped(space, quiet && !wishes.stopped_in_quiet).await;
        found.extend(stopped.filter(|_| wishes.stopped));
        let failed = self.failed(space, quiet && !wishes.failed_in_quiet).await;
        found.extend(failed.filter(|_| wishes.failed));
        if !quiet {
            found.extend(self.closing(space, wishes).await.filter(|_| wishes.closing));
        }
        let woken = self.woken(space, host, wishes, quiet).await;
        found.extend(woken.filter(|_| wishes.woken));
        found
    }

    async fn stopped(&mut self, space: &Space, held_back: bool) -> Option<Announcement> {
        let mut stopped = Vec::new();
        for handle in handles::list(space).await.unwrap_or_default() {
            // Without a network no handle receives, and the person knows it or can do nothing about it.
            if handle.trouble == Some(Trouble::Offline) {
                continue;
            }
            let receives = !matches!(handle.health, Health::NotReceiving | Health::Blocked);
            if !receives && held_back {
                continue;
            }
            let before = self.receiving.insert(handle.id, receives);
            if before == Some(true) && !receives {
                stopped.push(handle);
            }
        }
        match stopped.as_slice() {
            [] => None,
            [one] => Some(Announcement::Stopped { id: one.id, handle: one.username.clone(), code: one.code }),
            [first, others @ ..] => Some(Announcement::StoppedMany {
                id: first.id,
                code: others.iter().all(|other| other.code == first.code).then_some(first.code),
                handles: stopped.iter().map(|handle| handle.username.clone()).collect(),
            }),
        }
    }

    async fn failed(&mut self, space: &Space, held_back: bool) -> Option<Announcement> {
        let now = space.store.replies_in_trouble().await.ok()?;
        if held_back {
            self.replies.retain(|known| now.iter().any(|(id, _)| id == known));
            return None;
        }
        let new: Vec<ConversationId> =
            now.iter().filter(|(id, _)| !self.replies.contains(id)).map(|(_, of)| *of).collect();
        let found = new.last().map(|newest| Announcement::ReplyFailed {
            conversation: newest.0,
            replies: u32::try_from(new.len()).unwrap_or(u32::MAX),
        });
        self.replies = now.into_iter().map(|(id, _)| id).collect();
        found
    }

    async fn closing(&mut self, space: &Space, wishes: &NotificationSettings) -> Option<Announcement> {
        let until = space.engine.clock().now().plus(BEFORE_CLOSING_MS);
        // After a sleep only what still closes within the hour counts; a clock that was set back begins anew.
        let from = self.closing_until.max(space.engine.clock().now()).min(until);
        self.closing_until = until;
        let written = |closes: Timestamp| closes.plus(-STANDARD_MS);
        let counts = space.store.asked_between(written(from), written(until)).await.ok()?;
        // Where a handle is off nothing can be answered.
        let on = on(space).await;
        let heard = counts
            .iter()
            .filter(|(handle, _)| on.contains(handle) && !wishes.quiet_handles.contains(&handle.0));
        let heard: Vec<(HandleId, u32)> = heard.copied().collect();
        let conversations = heard.iter().map(|(_, count)| count).sum();
        let only = match *heard {
            [(handle, 1)] => only_closing(space, wishes, handle, from, until).await,
            _ => None,
        };
        (conversations > 0).then_some(Announcement::Closing { conversations, only })
    }

    /// Many at once, after a sleep or on a Monday morning, are one line.
    async fn woken(
        &mut self,
        space: &Space,
        host: &dyn Host,
        wishes: &NotificationSettings,
        held_back: bool,
    ) -> Option<Announcement> {
        if held_back {
            return None;
        }
        let on: HashSet<HandleId> = on(space).await;
        let mut woken = space.store.woken().await.ok()?;
        woken.retain(|one| on.contains(&one.handle));
        let in_front = |one: &Woken| {
            host.is_in_front() && space.engine.attention().on_screen(one.handle) == Some(one.conversation)
        };
        let told = |one: &&Woken| {
            !self.woken.contains(one) && !wishes.quiet_handles.contains(&one.handle.0) && !in_front(one)
        };
        let new: Vec<Woken> = woken.iter().filter(told).copied().collect();
        let lately = space.engine.clock().now().plus(-DAY);
        self.woken.retain(|known| known.woke_at > lately || woken.contains(known));
        self.woken.extend(&woken);
        let newest = new.last()?;
        let row = space.store.conversation(newest.conversation).await.ok().flatten()?;
        Some(Announcement::Woken {
            conversation: newest.conversation.0,
            person: person_of(row.person, wishes),
            handle: name_of(space, newest.handle).await.unwrap_or_default(),
            conversations: u32::try_from(new.len()).unwrap_or(u32::MAX),
        })
    }
}

/// The conversation of a handle whose window closes after one time and up to another: the one that is.
async fn only_closing(
    space: &Space,
    wishes: &NotificationSettings,
    handle: HandleId,
    after: Timestamp,
    through: Timestamp,
) -> Option<Whose> {
    let query = ListQuery {
        view: View::NeedsReply,
        handle: Some(handle),
        sort: Sort::ClosingSoonest,
        filter: Filter { closes_within_ms: Some(BEFORE_CLOSING_MS), ..Filter::default() },
        after: None,
        limit: LOOKED_THROUGH,
        now: through.plus(-BEFORE_CLOSING_MS),
    };
    let rows = space.store.conversations(&query).await.ok()?.rows;
    let is_it = |row: &ConversationRow| {
        let closes = row.marks.last_inbound.map(|last| last.at().plus(STANDARD_MS));
        closes.is_some_and(|closes| after < closes && closes <= through)
    };
    let row = rows.into_iter().find(is_it)?;
    Some(Whose {
        conversation: row.id.0,
        person: person_of(row.person, wishes),
        handle: name_of(space, handle).await.unwrap_or_default(),
    })
}

/// Who it is, if that is to be shown.
fn person_of(person: Person, wishes: &NotificationSettings) -> Option<String> {
    (wishes.preview != Preview::Nothing).then(|| views::person(person).name)
}

/// The handles that are on.
async fn on(space: &Space) -> HashSet<HandleId> {
    let rows = space.store.handles().await.unwrap_or_default();
    rows.into_iter().filter(|row| row.on).map(|row| row.id).collect()
}
