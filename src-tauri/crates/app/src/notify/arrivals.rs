//! What comes in: told at once, or held back until the quiet ends. What was held back is counted then, from the database.

use std::collections::BTreeSet;

use api::view::{NotificationSettings, Preview};
use domain::conversation::Standing;
use domain::ids::{ConversationId, HandleId};
use domain::message::MessageKind;
use domain::notify::{Announced, Announcer, Arrival, NEWS_FOR_MS, Notice};
use domain::time::Timestamp;
use engine::News;
use store::ingest::{NewInbound, NewReaction};
use store::lists::{Arrived, ConversationRow};

use super::{Announcement, Of, Reacted, Told};
use crate::space::Space;
use crate::{Host, views};

/// What was announced.
#[derive(Default)]
pub(super) struct Arrivals {
    announcer: Announcer,
}

impl Arrivals {
    /// What to say of a batch now, when it is not quiet.
    pub(super) async fn news(
        &mut self,
        space: &Space,
        host: &dyn Host,
        wishes: &NotificationSettings,
        news: &News,
    ) -> Vec<Told> {
        if wishes.quiet_handles.contains(&news.handle.0) {
            return Vec::new();
        }
        let now = space.engine.clock().now();
        let mut told = Vec::new();
        // One conversation once: of several messages in one batch the last announcement stands for all.
        let mut last: Option<(Announced, ConversationRow)> = None;
        for message in &*news.messages {
            let Some(row) = worth_telling(space, host, wishes, news.handle, message).await else { continue };
            let arrival =
                Arrival { handle: news.handle, conversation: message.conversation, sent_at: message.sent_at };
            let Some(announced) = self.announcer.arrived(arrival, now) else { continue };
            let sound = announced.sound || last.as_ref().is_some_and(|(before, _)| before.sound);
            if let Some((before, row)) = last.take().filter(|(before, _)| differs(before, &announced)) {
                told.push(said(space, wishes, before, row).await);
            }
            last = Some((Announced { sound, ..announced }, row));
        }
        if let Some((announced, row)) = last {
            told.push(said(space, wishes, announced, row).await);
        }
        for reaction in &*news.reactions {
            if now.since(reaction.at) <= NEWS_FOR_MS {
                told.extend(reacted(space, host, wishes, news.handle, reaction).await);
            }
        }
        told
    }

    /// What came in at `since` or later and still waits for somebody, in one announcement without a sound.
    pub(super) async fn held_back(
        space: &Space,
        wishes: &NotificationSettings,
        since: Timestamp,
    ) -> Option<Told> {
        let mut waiting = Vec::new();
        for arrived in space.store.arrived_since(since, NEWS_FOR_MS).await.ok()? {
            let Some(row) = space.store.conversation(arrived.conversation).await.ok().flatten() else {
                continue;
            };
            let count = heard(&row, wishes, arrived);
            if count > 0 {
                waiting.push((row, count));
            }
        }
        let messages = waiting.iter().map(|(_, messages)| messages).sum();
        let handles = waiting.iter().map(|(row, _)| row.handle).collect();
        let (row, _) = waiting.pop()?;
        let notice = if waiting.is_empty() {
            Notice::Message { conversation: row.id, messages }
        } else {
            Notice::Crowd { messages, handles }
        };
        Some(said(space, wishes, Announced { notice, sound: false }, row).await)
    }
}

/// How many of what came in the person wants to hear of.
fn heard(row: &ConversationRow, wishes: &NotificationSettings, arrived: Arrived) -> usize {
    let handle = row.handle.0;
    if wishes.quiet_handles.contains(&handle) {
        return 0;
    }
    let asks = row.standing == Standing::NeedsReply;
    let messages = if asks && wishes.messages { arrived.messages } else { 0 };
    let mentions =
        if wishes.mentions && !wishes.no_mentions_of.contains(&handle) { arrived.mentions } else { 0 };
    usize::try_from(messages + mentions).unwrap_or(usize::MAX)
}

/// Whether a later announcement does not take the place of an earlier one.
fn differs(before: &Announced, after: &Announced) -> bool {
    match (&before.notice, &after.notice) {
        (Notice::Message { conversation, .. }, Notice::Message { conversation: other, .. }) => {
            conversation != other
        }
        _ => false,
    }
}

/// The conversation as it stands, when a person wants to hear of the message: it asks for a reply (or is a mention),
/// and is not on screen in front of them.
async fn worth_telling(
    space: &Space,
    host: &dyn Host,
    wishes: &NotificationSettings,
    handle: HandleId,
    message: &NewInbound,
) -> Option<ConversationRow> {
    let mention = message.kind == MessageKind::StoryMention;
    let wanted =
        if mention { wishes.mentions && !wishes.no_mentions_of.contains(&handle.0) } else { wishes.messages };
    if !wanted {
        return None;
    }
    if in_front(space, host, handle, message.conversation) {
        return None;
    }
    let row = space.store.conversation(message.conversation).await.ok().flatten()?;
    let asks = row.standing == Standing::NeedsReply || (mention && row.open_mention);
    asks.then_some(row)
}

/// Whether a person has the conversation in front of them.
fn in_front(space: &Space, host: &dyn Host, handle: HandleId, conversation: ConversationId) -> bool {
    space.engine.attention().on_screen(handle) == Some(conversation) && host.is_in_front()
}

/// An announcement, as much of it as the person wants to be shown.
async fn said(
    space: &Space,
    wishes: &NotificationSettings,
    announced: Announced,
    row: ConversationRow,
) -> Told {
    let sound = announced.sound && wishes.sound;
    match announced.notice {
        Notice::Message { conversation, messages } => {
            let of = row.last.as_ref().map(|last| Of {
                conversation,
                handle: row.handle,
                mid: last.mid.clone(),
                reaction: None,
            });
            let kind = row.last.as_ref().map(|last| last.kind.into());
            let text = row.last.and_then(|last| last.snippet);
            let announcement = Announcement::Message {
                conversation: conversation.0,
                handle: name_of(space, row.handle).await.unwrap_or_default(),
                person: (wishes.preview != Preview::Nothing).then(|| views::person(row.person).name),
                kind: kind.filter(|_| wishes.preview == Preview::Full),
                text: text.filter(|_| wishes.preview == Preview::Full),
                messages: u32::try_from(messages).unwrap_or(u32::MAX),
                sound,
            };
            Told { announcement, of }
        }
        Notice::Crowd { messages, handles } => {
            let announcement = Announcement::Crowd {
                messages: u32::try_from(messages).unwrap_or(u32::MAX),
                handles: names_of(space, &handles).await,
                sound,
            };
            Told { announcement, of: None }
        }
    }
}

/// What to say of a reaction, when a person wants to hear of it. One in a conversation with an unread message is not told of: it
/// would take the place of that message.
async fn reacted(
    space: &Space,
    host: &dyn Host,
    wishes: &NotificationSettings,
    handle: HandleId,
    new: &NewReaction,
) -> Option<Told> {
    if !wishes.reactions || in_front(space, host, handle, new.conversation) {
        return None;
    }
    let row = space.store.conversation(new.conversation).await.ok().flatten()?;
    let in_sight = matches!(row.marks.standing(), Standing::NeedsReply | Standing::Waiting | Standing::Done);
    let reaction = row.reaction.filter(|_| in_sight && !row.unread && !row.marks.muted)?;
    let conversation = new.conversation;
    let of = Of { conversation, handle, mid: new.mid.clone(), reaction: Some(reaction.emoji.clone()) };
    let shown = Reacted { emoji: reaction.emoji, kind: reaction.kind.into(), text: reaction.snippet };
    let announcement = Announcement::Reaction {
        conversation: conversation.0,
        handle: name_of(space, handle).await.unwrap_or_default(),
        person: (wishes.preview != Preview::Nothing).then(|| views::person(row.person).name),
        reaction: (wishes.preview == Preview::Full).then_some(shown),
    };
    Some(Told { announcement, of: Some(of) })
}

pub(super) async fn name_of(space: &Space, handle: HandleId) -> Option<String> {
    Some(space.store.handle(handle).await.ok().flatten()?.profile.username)
}

async fn names_of(space: &Space, handles: &BTreeSet<HandleId>) -> Vec<String> {
    let mut names = Vec::new();
    for handle in handles {
        names.extend(name_of(space, *handle).await);
    }
    names
}
