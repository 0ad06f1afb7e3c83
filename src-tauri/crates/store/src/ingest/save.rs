//! Writing messages back, with the search index. What did not change is not written.

use domain::ids::HandleId;
use domain::merge::MessageState;
use domain::message::{Direction, Origin};
use domain::position::Position;
use domain::search::index_text;
use domain::time::Timestamp;

use super::Telling;
use super::known::{Facts, Known, Message};
use crate::codes::{code, source_code};
use crate::outbox::{self, Seen};
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
                        text: message.now.text()?,
                        sent_at: state.sent_at?.at,
                        bound: state.origin == Some(Origin::ThisApp),
                    })
                })
                .collect();
            let Some((mid, proved)) = outbox::prove(tx, &row, &seen, telling.now).await? else { continue };
            changes.join(proved);
            if let Some(message) = self.by_mid.get(&mid).and_then(|index| self.messages.get_mut(*index)) {
                message.now.state.origin = Some(Origin::ThisApp);
            }
        }
        Ok(changes)
    }

    pub(super) async fn save_messages(&self, tx: &mut WriteTx, telling: &Telling<'_>) -> Result<()> {
        for message in self.messages.iter().filter(|message| message.changed()) {
            let columns = Columns::of(&message.now)?;
            match &message.before {
                None => {
                    insert(tx, telling, message, &columns).await?;
                    index(tx, message.now.position, message.now.text()).await?;
                }
                Some((id, before)) => {
                    update(tx, *id, &message.now, &columns).await?;
                    if before.position != message.now.position || before.text() != message.now.text() {
                        unindex(tx, before.position, before.text()).await?;
                        index(tx, message.now.position, message.now.text()).await?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A message's state as column values.
struct Columns {
    direction: Option<String>,
    origin: Option<String>,
    body: Option<String>,
    unsent: Option<String>,
    kind: String,
}

impl Columns {
    fn of(facts: &Facts) -> Result<Self> {
        let MessageState { direction, origin, body, unsent, .. } = &facts.state;
        let body = body.as_ref().map(|body| serde_json::to_string(&body.value)).transpose();
        Ok(Self {
            direction: direction.as_ref().map(code),
            origin: origin.as_ref().map(code),
            body: body.map_err(|_| StoreError::Unreadable("message.body"))?,
            unsent: unsent.as_ref().map(code),
            kind: code(&facts.state.kind()),
        })
    }
}

async fn insert(tx: &mut WriteTx, telling: &Telling<'_>, message: &Message, columns: &Columns) -> Result<()> {
    let HandleId(handle) = telling.handle;
    let Facts { conversation, position, state, reactions_as_of } = &message.now;
    let (conversation, position) = (conversation.map(|id| id.0), position.map(|position| position.0));
    let (sent_at, exact) = (state.sent_at.map(|sent| sent.at.0), state.sent_at.map(|sent| sent.exact));
    let text = state.text.as_ref();
    let (text, text_rank, text_as_of) =
        (text.map(|t| t.value.as_str()), text.map(|t| t.rank), text.map(|t| t.as_of.0));
    let (body_rank, body_as_of) =
        (state.body.as_ref().map(|body| body.rank), state.body.as_ref().map(|body| body.as_of.0));
    let reactions_as_of = reactions_as_of.map(|at| at.0);
    let found_by = source_code(telling.source);
    let Timestamp(now) = telling.now;
    sqlx::query!(
        "INSERT INTO message (handle_id, mid, conversation_id, position, direction, origin, sent_at, sent_exact,
           text, text_rank, text_as_of, body, body_rank, body_as_of, unsent, kind, reactions_as_of, found_by,
           found_at, while_paused)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        handle,
        message.mid.0,
        conversation,
        position,
        columns.direction,
        columns.origin,
        sent_at,
        exact,
        text,
        text_rank,
        text_as_of,
        columns.body,
        body_rank,
        body_as_of,
        columns.unsent,
        columns.kind,
        reactions_as_of,
        found_by,
        now,
        telling.while_paused,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

async fn update(tx: &mut WriteTx, id: i64, facts: &Facts, columns: &Columns) -> Result<()> {
    let Facts { conversation, position, state, reactions_as_of } = facts;
    let (conversation, position) = (conversation.map(|id| id.0), position.map(|position| position.0));
    let (sent_at, exact) = (state.sent_at.map(|sent| sent.at.0), state.sent_at.map(|sent| sent.exact));
    let text = state.text.as_ref();
    let (text, text_rank, text_as_of) =
        (text.map(|t| t.value.as_str()), text.map(|t| t.rank), text.map(|t| t.as_of.0));
    let (body_rank, body_as_of) =
        (state.body.as_ref().map(|body| body.rank), state.body.as_ref().map(|body| body.as_of.0));
    let reactions_as_of = reactions_as_of.map(|at| at.0);
    sqlx::query!(
        "UPDATE message SET conversation_id = ?, position = ?, direction = ?, origin = ?, sent_at = ?,
           sent_exact = ?, text = ?, text_rank = ?, text_as_of = ?, body = ?, body_rank = ?, body_as_of = ?,
           unsent = ?, kind = ?, reactions_as_of = ? WHERE id = ?",
        conversation,
        position,
        columns.direction,
        columns.origin,
        sent_at,
        exact,
        text,
        text_rank,
        text_as_of,
        columns.body,
        body_rank,
        body_as_of,
        columns.unsent,
        columns.kind,
        reactions_as_of,
        id,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

async fn index(tx: &mut WriteTx, position: Option<Position>, text: Option<&str>) -> Result<()> {
    let Some((position, words)) = position.zip(text.map(index_text)) else { return Ok(()) };
    if words.is_empty() {
        return Ok(());
    }
    sqlx::query!("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", position.0, words)
        .execute(tx.writing())
        .await?;
    Ok(())
}

/// The index keeps no text of its own, so it is told again what to remove.
async fn unindex(tx: &mut WriteTx, position: Option<Position>, text: Option<&str>) -> Result<()> {
    let Some((position, words)) = position.zip(text.map(index_text)) else { return Ok(()) };
    if words.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
        position.0,
        words,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
