//! What a list row shows, kept beside the messages it comes from.

use domain::conversation::{Marks, Shelf};
use domain::ids::{ConversationId, Mid};
use domain::message::MessageKind;
use domain::position::Position;
use domain::text::snippet;

use super::known::{Conversation, Known, Last, Message};
use crate::Result;
use crate::codes::{code, decode, decode_some, standing_code};
use crate::people::names;
use crate::tx::{Reads, WriteTx};

impl Known {
    /// Counts messages in that are on screen for the first time; where one changed that counted already, the row will
    /// be counted anew.
    pub(super) fn count(&mut self) {
        let Self { messages, conversations, by_id, .. } = self;
        for message in messages.iter() {
            let Some(index) = message.now.conversation.and_then(|id| by_id.get(&id)) else { continue };
            let Some(row) = conversations.get_mut(*index) else { continue };
            if message.is_new() {
                row.count_in(message);
            } else if message.looks_different() {
                row.count_again(message);
            }
        }
    }

    pub(super) async fn save_conversations(&mut self, tx: &mut WriteTx) -> Result<()> {
        for row in &mut self.conversations {
            if row.recount {
                row.recount(tx).await?;
            }
            if row.dirty {
                row.save(tx).await?;
            }
            if row.profile_dirty {
                row.save_profile(tx).await?;
            }
        }
        Ok(())
    }
}

impl Conversation {
    fn count_in(&mut self, message: &Message) {
        let state = &message.now.state;
        let (Some(position), Some(direction), kind) = (message.now.position, state.direction, state.kind())
        else {
            return;
        };
        let to_self = state.body.as_ref().is_some_and(|body| body.value.to_self);
        let counts = kind.counts(direction, to_self);
        let marks = &mut self.marks;
        // What makes unread and what opens the window is the same today (the table in domain::message says so).
        for (counts, mark) in [
            (counts.unread || counts.window, &mut marks.last_inbound),
            (counts.needs_reply, &mut marks.last_asking),
            (counts.unread && kind == MessageKind::StoryMention, &mut marks.last_mention),
            (counts.answers, &mut marks.last_outbound),
        ] {
            if counts {
                *mark = (*mark).max(Some(position));
            }
        }
        if position > self.last.position {
            self.last = Last {
                position,
                mid: Some(message.mid.clone()),
                kind: Some(kind),
                direction: state.direction,
                snippet: message.now.text().map(snippet),
            };
        }
        self.dirty = true;
        self.visible = true;
    }

    /// The person's own marks follow a message whose time became known more exactly: what was read stays read.
    fn count_again(&mut self, message: &Message) {
        if let (Some(was), Some(is)) = (message.placed_before(), message.now.position) {
            let Marks { read_through, done_through, snooze, shelf, .. } = &mut self.marks;
            let snoozed = snooze.as_mut().map(|snooze| &mut snooze.through);
            let binned = match shelf {
                Some(Shelf::Bin { through, .. }) => Some(through),
                Some(Shelf::Spam) | None => None,
            };
            for mark in [read_through.as_mut(), done_through.as_mut(), snoozed, binned].into_iter().flatten()
            {
                if was <= *mark && *mark < is {
                    *mark = is;
                }
            }
        }
        self.recount = true;
        self.dirty = true;
        self.visible = true;
    }

    /// Reads marks and last message anew from the rows of the conversation.
    async fn recount(&mut self, tx: &mut WriteTx) -> Result<()> {
        let marks = sqlx::query!(
            r#"SELECT max(CASE WHEN direction = 'in' THEN position END) AS "inbound: i64",
                 max(CASE WHEN direction = 'in' AND kind NOT IN ('story_mention', 'unsent') THEN position END)
                   AS "asking: i64",
                 max(CASE WHEN direction = 'in' AND kind = 'story_mention' THEN position END) AS "mention: i64",
                 max(CASE WHEN direction = 'out' AND kind <> 'unsent' THEN position END) AS "outbound: i64"
               FROM message WHERE conversation_id = ? AND kind <> 'unavailable'
                 AND coalesce(body ->> 'to_self', 0) = 0"#,
            self.id.0,
        )
        .fetch_one(tx.reading())
        .await?;
        self.marks = Marks {
            last_inbound: marks.inbound.map(Position),
            last_asking: marks.asking.map(Position),
            last_mention: marks.mention.map(Position),
            last_outbound: marks.outbound.map(Position),
            ..self.marks
        };
        self.last = last_of(tx, self.id).await?;
        Ok(())
    }

    async fn save(&self, tx: &mut WriteTx) -> Result<()> {
        let Self { marks, last, .. } = self;
        let number = |mark: Option<Position>| mark.map(|position| position.0);
        let (thread, updated_at) =
            (self.thread.as_ref().map(|thread| thread.as_str()), self.remote_updated_at.map(|at| at.0));
        let (inbound, asking, mention, outbound) = (
            number(marks.last_inbound),
            number(marks.last_asking),
            number(marks.last_mention),
            number(marks.last_outbound),
        );
        let (done, read) = (number(marks.done_through), number(marks.read_through));
        let woken = marks.woken();
        let snoozed = number(marks.snooze.map(|snooze| snooze.through));
        let binned = match marks.shelf {
            Some(Shelf::Bin { through, .. }) => Some(through.0),
            Some(Shelf::Spam) | None => None,
        };
        let (standing, unread, open_mention) =
            (standing_code(marks.standing()), marks.unread(), marks.open_mention());
        let last_mid = last.mid.as_ref().map(Mid::as_str);
        let (last_kind, last_direction) = (last.kind.as_ref().map(code), last.direction.as_ref().map(code));
        let seen_at = self.seen.as_ref().map(|(at, _)| at.0);
        let seen_mid = self.seen.as_ref().map(|(_, mid)| mid.as_str());
        let reacted_mid = self.reacted.as_ref().map(|reacted| reacted.mid.as_str());
        let reacted_position = self.reacted.as_ref().map(|reacted| reacted.position.0);
        let (owner_at, is_another) = (self.owner.map(|(at, _)| at.0), self.is_another());
        sqlx::query!(
            // A thread has one person. Should Instagram ever say otherwise, the first one keeps it.
            "UPDATE conversation SET
               thread_id = CASE WHEN EXISTS (SELECT 1 FROM conversation AS other
                 WHERE other.handle_id = conversation.handle_id AND other.thread_id = ?1
                   AND other.id <> conversation.id) THEN thread_id ELSE ?1 END,
               remote_updated_at = ?2, last_inbound = ?3, last_asking = ?4, last_mention = ?5,
               last_outbound = ?6, done_through = ?7, read_through = ?8, standing = ?9, unread = ?10,
               open_mention = ?11, last_position = ?12, last_mid = ?13, last_kind = ?14,
               last_direction = ?15, last_snippet = ?16, seen_at = ?17, seen_mid = ?18, owner_at = ?19,
               owned_by_other = ?20, snoozed_through = ?21, binned_through = ?22,
               likely_request = ?3 IS NOT NULL AND ?6 IS NULL
                 AND (SELECT follows_us FROM person WHERE person.id = person_id) IS 0
                 -- What is missing may have been answered.
                 AND NOT EXISTS (SELECT 1 FROM gap WHERE conversation_id = ?24)
                 AND NOT EXISTS (SELECT 1 FROM skipped WHERE conversation_id = ?24),
               woken = ?23, reacted_mid = ?25, reacted_position = ?26 WHERE id = ?24",
            thread,
            updated_at,
            inbound,
            asking,
            mention,
            outbound,
            done,
            read,
            standing,
            unread,
            open_mention,
            last.position.0,
            last_mid,
            last_kind,
            last_direction,
            last.snippet,
            seen_at,
            seen_mid,
            owner_at,
            is_another,
            snoozed,
            binned,
            woken,
            self.id.0,
            reacted_mid,
            reacted_position,
        )
        .execute(tx.writing())
        .await?;
        Ok(())
    }

    async fn save_profile(&self, tx: &mut WriteTx) -> Result<()> {
        sqlx::query!(
            "UPDATE person SET name = ?, username = ?, picture_url = ? WHERE id = ?",
            self.profile.name,
            self.profile.username,
            self.profile.picture_url,
            self.person.0,
        )
        .execute(tx.writing())
        .await?;
        names::save(tx.writing(), self.person).await
    }
}

async fn last_of(tx: &mut WriteTx, conversation: ConversationId) -> Result<Last> {
    let row = sqlx::query!(
        r#"SELECT position AS "position!", mid, kind, direction, text FROM message
           WHERE conversation_id = ? AND position IS NOT NULL ORDER BY position DESC LIMIT 1"#,
        conversation.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    let Some(row) = row else { return Ok(Last::default()) };
    Ok(Last {
        position: Position(row.position),
        mid: Some(Mid(row.mid)),
        kind: Some(decode(&row.kind, "message.kind")?),
        direction: decode_some(row.direction.as_deref(), "message.direction")?,
        snippet: row.text.as_deref().map(snippet),
    })
}
