//! Reactions: of two statements about one hand the newer stands, and a complete list speaks for everybody.

use domain::ids::{HandleId, Mid};
use domain::message::Direction;
use domain::observation::{ObservedReaction, Reaction as Listed};
use domain::time::Timestamp;

use super::known::{Known, Reaction};
use crate::Result;
use crate::codes::code;
use crate::tx::WriteTx;

impl Known {
    /// One hand's event. Older than the last complete list, it tells nothing new.
    pub(super) fn learn_reaction(&mut self, event: &ObservedReaction) {
        let message = self.by_mid.get(&event.mid).copied();
        let listed_at = message.and_then(|index| self.messages.get(index)?.now.reactions_as_of);
        if listed_at.is_some_and(|listed_at| event.at <= listed_at) {
            return;
        }
        let told = Reaction { emoji: event.emoji.clone(), at: event.at, dirty: true };
        self.set_reaction((event.mid.clone(), event.by), told);
    }

    /// A complete list, as of a time: it overrules all older events.
    pub(super) fn learn_all_reactions(&mut self, message: usize, all: &[Listed], as_of: Timestamp) {
        let Some(row) = self.messages.get_mut(message) else { return };
        if row.now.reactions_as_of >= Some(as_of) {
            return;
        }
        row.now.reactions_as_of = Some(as_of);
        let mid = row.mid.clone();
        for by in [Direction::In, Direction::Out] {
            let key = (mid.clone(), by);
            let emoji = all.iter().find(|listed| listed.by == by).map(|listed| listed.emoji.clone());
            let stands = self.reactions.get(&key);
            let same = stands.map_or(emoji.is_none(), |stands| stands.emoji == emoji);
            if !same {
                self.set_reaction(key, Reaction { emoji, at: as_of, dirty: true });
            }
        }
    }

    fn set_reaction(&mut self, key: (Mid, Direction), told: Reaction) {
        let known = self.reactions.get(&key);
        if known.is_some_and(|known| (known.at, &known.emoji) >= (told.at, &told.emoji)) {
            return;
        }
        if let Some(index) = self.by_mid.get(&key.0).copied()
            && let Some(conversation) = self.conversation_of(index)
        {
            conversation.visible = true;
        }
        self.reactions.insert(key, told);
    }

    pub(super) async fn save_reactions(&self, tx: &mut WriteTx, handle: HandleId) -> Result<()> {
        for ((mid, by), reaction) in self.reactions.iter().filter(|(_, reaction)| reaction.dirty) {
            let by = code(by);
            sqlx::query!(
                "INSERT INTO reaction (handle_id, mid, by, emoji, at) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (handle_id, mid, by) DO UPDATE SET emoji = excluded.emoji, at = excluded.at",
                handle.0,
                mid.0,
                by,
                reaction.emoji,
                reaction.at.0,
            )
            .execute(tx.writing())
            .await?;
        }
        Ok(())
    }
}
