//! Holes in history, each with a visible marker. Instagram gives only the newest 20 messages of a
//! conversation in detail; what lies between these and what was known before is missing.

use domain::ids::{ConversationId, HandleId, Igsid};
use domain::observation::Source;
use domain::position::Position;
use domain::time::Timestamp;

use super::Telling;
use super::known::{Known, Message};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result};

impl Known {
    /// A listing that Instagram cut leaves a hole before its oldest message, unless that was known already and has
    /// something before it. Where a listing runs over a marked hole, there is none.
    pub(super) async fn save_gaps(&self, tx: &mut WriteTx, telling: &Telling<'_>) -> Result<()> {
        for message in self.messages.iter().filter(|message| message.looks_different()) {
            self.move_gap(tx, message).await?;
        }
        if telling.source != Source::Poll {
            return Ok(());
        }
        for row in &self.conversations {
            let Some(older_exist) = row.listed else { continue };
            let listed: Vec<&Message> = self
                .messages
                .iter()
                .filter(|message| {
                    message.shown && message.now.conversation == Some(row.id) && has_details(message)
                })
                .collect();
            let positions = || listed.iter().filter_map(|message| message.now.position);
            let (Some(oldest), Some(newest)) = (positions().min(), positions().max()) else { continue };
            let from = if older_exist { oldest.next() } else { Position::default() };
            sqlx::query!(
                "DELETE FROM gap WHERE conversation_id = ? AND position BETWEEN ? AND ?",
                row.id.0,
                from.0,
                newest.0,
            )
            .execute(tx.writing())
            .await?;
            let known = listed.iter().any(|message| message.placed_before() == Some(oldest));
            if older_exist && !(known && has_older(tx, row.id, oldest).await?) {
                sqlx::query!(
                    "INSERT INTO gap (conversation_id, position, found_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    row.id.0,
                    oldest.0,
                    telling.now.0,
                )
                .execute(tx.writing())
                .await?;
            }
        }
        Ok(())
    }

    /// A marker stays before its message when that gets another place.
    async fn move_gap(&self, tx: &mut WriteTx, message: &Message) -> Result<()> {
        let (Some(was), Some(is), Some(conversation)) =
            (message.placed_before(), message.now.position, message.now.conversation)
        else {
            return Ok(());
        };
        if was != is {
            sqlx::query!(
                "UPDATE OR REPLACE gap SET position = ? WHERE conversation_id = ? AND position = ?",
                is.0,
                conversation.0,
                was.0,
            )
            .execute(tx.writing())
            .await?;
        }
        Ok(())
    }
}

/// Notes in which conversations messages of a pause were left out. A person who wrote then for the first time has none
/// yet, and is noted as soon as there is one: reading shows what was left out again and again.
pub(super) async fn save_skipped(
    tx: &mut WriteTx,
    handle: HandleId,
    skipped: &[(Igsid, Timestamp)],
) -> Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    for (person, to_at) in skipped {
        let end = Position::first_at(*to_at);
        let noted = sqlx::query_scalar!(
            r#"INSERT INTO skipped (conversation_id, position)
               SELECT c.id, ?1 FROM conversation AS c JOIN person AS p ON p.id = c.person_id
               WHERE p.handle_id = ?2 AND p.igsid = ?3
               ON CONFLICT DO NOTHING RETURNING conversation_id AS "id!: i64""#,
            end.0,
            handle.0,
            person.0,
        )
        .fetch_optional(tx.writing())
        .await?;
        if let Some(id) = noted {
            // What was left out may have been answered.
            sqlx::query!("UPDATE conversation SET likely_request = 0 WHERE id = ?", id)
                .execute(tx.writing())
                .await?;
            changes.join(ChangeSet::conversation(ConversationId(id)));
        }
    }
    Ok(changes)
}

/// Whether anything is stored before a message.
async fn has_older(tx: &mut WriteTx, conversation: ConversationId, than: Position) -> Result<bool> {
    let older = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM message WHERE conversation_id = ? AND position < ?) AS "older!: bool""#,
        conversation.0,
        than.0,
    )
    .fetch_one(tx.reading())
    .await?;
    Ok(older)
}

fn has_details(message: &Message) -> bool {
    message.now.state.body.as_ref().is_none_or(|body| !body.value.details_unavailable)
}
