//! Writing messages back, with the search index. What did not change is not written.

use domain::ids::HandleId;
use domain::merge::MessageState;
use domain::message::{Direction, Origin};
use sqlx::{QueryBuilder, Sqlite};

use super::Telling;
use super::known::{Facts, Known, Message};
use crate::codes::{code, source_code};
use crate::outbox::{self, Seen};
use crate::search::index_entry;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, StoreError};

impl Known {
    /// Looks whether the batch shows a reply whose answer was lost.
    pub(super) async fn prove_outbox(
        &mut self,
        tx: &mut WriteTx,
        telling: &Telling<'_>,
    ) -> Result<ChangeSet> {
        let mut changes = ChangeSet::default();
        let ours = |message: &Message| message.shown && message.now.state.direction == Some(Direction::Out);
        if !self.messages.iter().any(ours) {
            return Ok(changes);
        }
        for row in outbox::uncertain_of(tx, telling.handle).await? {
            let here = self
                .messages
                .iter()
                .filter(|message| ours(message) && message.now.conversation == Some(row.conversation));
            let seen: Vec<Seen<'_>> = here
                .filter_map(|message| {
                    let state = &message.now.state;
                    Some(Seen {
                        mid: &message.mid,
                        text: message.now.text().unwrap_or_default(),
                        kind: state.kind(),
                        attachments: state.body.as_ref().map_or(0, |body| body.value.attachments.len()),
                        sent_at: state.sent_at?.at,
                        bound: self.own.contains(&message.mid),
                    })
                })
                .collect();
            let Some((mid, proved)) = outbox::prove(tx, &row, &seen, telling.now).await? else { continue };
            changes.join(proved);
            if let Some(message) = self.by_mid.get(&mid).and_then(|index| self.messages.get_mut(*index)) {
                message.now.state.origin = Some(Origin::ThisApp);
            }
            self.own.insert(mid);
        }
        Ok(changes)
    }

    pub(super) async fn save_messages(&self, tx: &mut WriteTx, telling: &Telling<'_>) -> Result<()> {
        let changed: Vec<&Message> = self.messages.iter().filter(|message| message.changed()).collect();
        if changed.iter().any(|message| message.is_purged()) {
            tx.purged();
        }
        for message in &changed {
            unindex(tx, telling.handle, message).await?;
        }
        upsert(tx, telling, &changed).await?;
        index(tx, telling.handle, &changed).await
    }
}

/// Writes new and changed rows, many at a time.
async fn upsert(tx: &mut WriteTx, telling: &Telling<'_>, messages: &[&Message]) -> Result<()> {
    for chunk in chunks(messages) {
        let mut sql = QueryBuilder::<Sqlite>::new(
            "INSERT INTO message (id, handle_id, mid, conversation_id, position, direction, origin, sent_at, sent_exact,
               text, text_rank, text_as_of, body, body_rank, body_as_of, unsent, kind, reactions_as_of,
               missing_since, by_webhook, listed_at, found_by, found_at, while_paused) ",
        );
        let mut unwritable = Ok(());
        sql.push_values(chunk, |mut row, message| {
            let Facts {
                conversation,
                position,
                state,
                reactions_as_of,
                missing_since,
                by_webhook,
                listed_at,
            } = &message.now;
            let MessageState { direction, origin, sent_at, text, body, unsent } = state;
            let body_json = body.as_ref().map(|body| serde_json::to_string(&body.value)).transpose();
            let body_json = body_json.unwrap_or_else(|_| {
                unwritable = Err(StoreError::Unreadable("message.body"));
                None
            });
            row.push_bind(message.before.as_ref().map(|(id, _)| *id))
                .push_bind(telling.handle.0)
                .push_bind(message.mid.as_str())
                .push_bind(conversation.map(|id| id.0))
                .push_bind(position.map(|position| position.0))
                .push_bind(direction.as_ref().map(code))
                .push_bind(origin.as_ref().map(code))
                .push_bind(sent_at.map(|sent| sent.at.0))
                .push_bind(sent_at.map(|sent| sent.exact))
                .push_bind(text.as_ref().map(|text| text.value.as_str()))
                .push_bind(text.as_ref().map(|text| text.rank))
                .push_bind(text.as_ref().map(|text| text.as_of.0))
                .push_bind(body_json)
                .push_bind(body.as_ref().map(|body| body.rank))
                .push_bind(body.as_ref().map(|body| body.as_of.0))
                .push_bind(unsent.as_ref().map(code))
                .push_bind(code(&state.kind()))
                .push_bind(reactions_as_of.map(|at| at.0))
                .push_bind(missing_since.map(|at| at.0))
                .push_bind(*by_webhook)
                .push_bind(listed_at.map(|at| at.0))
                .push_bind(source_code(telling.source))
                .push_bind(telling.now.0)
                .push_bind(telling.while_paused);
        });
        unwritable?;
        // How a message came first stays as it was. Before it has a place only events spoke of it: it comes later.
        sql.push(
            " ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id,
               position = excluded.position, direction = excluded.direction, origin = excluded.origin,
               sent_at = excluded.sent_at, sent_exact = excluded.sent_exact, text = excluded.text,
               text_rank = excluded.text_rank, text_as_of = excluded.text_as_of, body = excluded.body,
               body_rank = excluded.body_rank, body_as_of = excluded.body_as_of, unsent = excluded.unsent,
               kind = excluded.kind, reactions_as_of = excluded.reactions_as_of,
               missing_since = excluded.missing_since, by_webhook = excluded.by_webhook,
               listed_at = excluded.listed_at,
               found_by = iif(message.position IS NULL, excluded.found_by, found_by),
               found_at = iif(message.position IS NULL, excluded.found_at, found_at),
               while_paused = iif(message.position IS NULL, excluded.while_paused, while_paused)",
        );
        sql.build().execute(tx.writing()).await?;
    }
    Ok(())
}

/// Puts what has words and a place, and had not the same before, into the search index.
async fn index(tx: &mut WriteTx, handle: HandleId, messages: &[&Message]) -> Result<()> {
    let entries = messages.iter().filter(|message| !is_indexed(message));
    let mut entries: Vec<(i64, String)> = entries.filter_map(|message| entry(handle, &message.now)).collect();
    // FTS5 starts a segment of its own whenever a row id is not above the one before.
    entries.sort_unstable_by_key(|(position, _)| *position);
    for chunk in chunks(&entries) {
        let mut sql = QueryBuilder::<Sqlite>::new("INSERT INTO message_fts (rowid, text) ");
        sql.push_values(chunk, |mut row, (position, words)| {
            row.push_bind(position).push_bind(words);
        });
        sql.build().execute(tx.writing()).await?;
    }
    Ok(())
}

/// Takes what the index had of a message out of it, unless it stays the same. The index keeps no text of its own, so
/// it is told again what to remove.
async fn unindex(tx: &mut WriteTx, handle: HandleId, message: &Message) -> Result<()> {
    let before = message.before.as_ref().filter(|_| !is_indexed(message));
    let Some((position, words)) = before.and_then(|(_, before)| entry(handle, before)) else { return Ok(()) };
    sqlx::query!(
        "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
        position,
        words,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// Whether the index already has what it should have.
fn is_indexed(message: &Message) -> bool {
    message.before.as_ref().is_some_and(|(_, before)| {
        before.position == message.now.position && before.text() == message.now.text()
    })
}

/// What the index has of a message: its words, and whose it is.
fn entry(handle: HandleId, facts: &Facts) -> Option<(i64, String)> {
    Some((facts.position?.0, index_entry(handle, facts.text()?)?))
}

/// Cuts rows into chunks of a few sizes, so that few different statements are prepared: what costs is the way to the
/// connection's thread and back, once per statement.
fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = [64, 16, 4, 1].into_iter().find(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}
