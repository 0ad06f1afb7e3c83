//! Reactions: of two statements about one hand the newer stands, and a complete list speaks for everybody.
//!
//! A list does not say when a reaction was set. What is known of that is kept beside it (`since`): it stood not before the
//! newest statement that says otherwise. So what a reading finds late is dated as old as it may be.

use std::collections::BTreeSet;

use domain::ids::{ConversationId, HandleId, Mid};
use domain::message::Direction;
use domain::observation::{ObservedReaction, Reaction as Listed};
use domain::position::Position;
use domain::time::Timestamp;

use super::known::{Known, Reacted, Reaction};
use super::{NewReaction, place};
use crate::Result;
use crate::codes::code;
use crate::tx::{Reads, WriteTx};

impl Known {
    /// One hand's event. Older than the last complete list, it tells at most since when the reaction stands.
    pub(super) fn learn_reaction(&mut self, event: &ObservedReaction) {
        let key = (event.mid.clone(), event.by);
        let message = self.by_mid.get(&event.mid).copied();
        let listed_at = message.and_then(|index| self.messages.get(index)?.now.reactions_as_of);
        if listed_at.is_some_and(|listed_at| event.at <= listed_at) {
            return self.stood_not_before(&key, event.at);
        }
        self.set_reaction(key, event.emoji.clone(), event.at, event.at);
    }

    /// A complete list, as of a time: it overrules all older events.
    pub(super) fn learn_all_reactions(&mut self, message: usize, all: &[Listed], as_of: Timestamp) {
        let Some(row) = self.messages.get_mut(message) else { return };
        let listed_before = row.now.reactions_as_of;
        row.now.reactions_as_of = listed_before.max(Some(as_of));
        let mid = row.mid.clone();
        for by in [Direction::In, Direction::Out] {
            let key = (mid.clone(), by);
            let emoji = all.iter().find(|listed| listed.by == by).map(|listed| listed.emoji.clone());
            let stands = self.reactions.get(&key);
            let same = stands.map_or(emoji.is_none(), |stands| stands.emoji == emoji);
            if same {
                continue;
            }
            if listed_before >= Some(as_of) {
                self.stood_not_before(&key, as_of);
            } else {
                let since = stands.map(|stands| stands.at).max(listed_before).unwrap_or_default();
                self.set_reaction(key, emoji, as_of, since);
            }
        }
    }

    fn set_reaction(
        &mut self,
        key: (Mid, Direction),
        emoji: Option<String>,
        at: Timestamp,
        since: Timestamp,
    ) {
        let known = self.reactions.get(&key);
        if known.is_some_and(|known| (known.at, &known.emoji) >= (at, &emoji)) {
            return self.stood_not_before(&key, at);
        }
        let is_new = emoji.is_some() && known.is_none_or(|known| known.emoji != emoji);
        if let Some(index) = self.by_mid.get(&key.0).copied()
            && let Some(conversation) = self.conversation_of(index)
        {
            conversation.visible = true;
        }
        self.reactions.insert(key, Reaction { emoji, at, since, is_new, dirty: true });
    }

    /// Something older was told of the hand: before it, what stands did not.
    fn stood_not_before(&mut self, key: &(Mid, Direction), at: Timestamp) {
        if let Some(known) = self.reactions.get_mut(key)
            && known.since < at
        {
            known.since = at;
            known.dirty = true;
        }
    }

    pub(super) async fn save_reactions(&self, tx: &mut WriteTx, handle: HandleId) -> Result<()> {
        for ((mid, by), reaction) in self.reactions.iter().filter(|(_, reaction)| reaction.dirty) {
            let by = code(by);
            sqlx::query!(
                "INSERT INTO reaction (handle_id, mid, by, emoji, at, since) VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (handle_id, mid, by)
                 DO UPDATE SET emoji = excluded.emoji, at = excluded.at, since = excluded.since",
                handle.0,
                mid.0,
                by,
                reaction.emoji,
                reaction.at.0,
                reaction.since.0,
            )
            .execute(tx.writing())
            .await?;
        }
        Ok(())
    }

    /// Finds the newest reaction anew where one changed, or a message that has one. Answers those that nobody has seen.
    pub(super) async fn find_reacted(&mut self, tx: &mut WriteTx) -> Result<Vec<NewReaction>> {
        let mut new = Vec::new();
        for index in self.touched_by_reactions() {
            let Some(row) = self.conversations.get_mut(index) else { continue };
            let reacted = newest_of(tx, row.id).await?;
            if row.reacted == reacted {
                continue;
            }
            (row.dirty, row.visible) = (true, true);
            row.reacted.clone_from(&reacted);
            let Some(Reacted { mid, position }) = reacted else { continue };
            let (conversation, key) = (row.id, (mid, Direction::In));
            if let Some(Reaction { emoji: Some(emoji), is_new: true, .. }) = self.reactions.get(&key) {
                let (mid, emoji, at) = (key.0, emoji.clone(), position.at());
                new.push(NewReaction { conversation, mid, emoji, at });
            }
        }
        Ok(new)
    }

    /// Places of the conversations whose newest reaction may be another one now.
    fn touched_by_reactions(&self) -> BTreeSet<usize> {
        let touched = self.messages.iter().filter_map(|message| {
            let index = *self.by_id.get(&message.now.conversation?)?;
            let row = self.conversations.get(index)?;
            let reaction = self.reactions.get(&(message.mid.clone(), Direction::In));
            let is_shown = row.reacted.as_ref().is_some_and(|reacted| reacted.mid == message.mid);
            let is_touched = reaction.is_some_and(|reaction| reaction.dirty)
                || (message.changed() && (reaction.is_some() || is_shown));
            is_touched.then_some(index)
        });
        touched.collect()
    }
}

/// The person's newest reaction to a message of ours that still stands. It was not set before the message was sent.
async fn newest_of(tx: &mut WriteTx, conversation: ConversationId) -> Result<Option<Reacted>> {
    let row = sqlx::query!(
        r#"SELECT m.mid, max(r.since, m.sent_at) AS "at!: i64" FROM message AS m
           CROSS JOIN reaction AS r ON r.handle_id = m.handle_id AND r.mid = m.mid AND r.by = 'in'
           WHERE m.conversation_id = ? AND m.position IS NOT NULL AND m.direction = 'out' AND m.unsent IS NULL
             AND r.emoji IS NOT NULL
           ORDER BY 2 DESC, m.position DESC LIMIT 1"#,
        conversation.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(row.map(|row| {
        let position: Position = place::beside_messages(Timestamp(row.at), conversation.0);
        Reacted { mid: Mid(row.mid), position }
    }))
}
