//! The lines of a page: what happened between its messages.

use domain::ids::ConversationId;
use domain::observation::LineKind;
use domain::position::Position;
use domain::time::Timestamp;

use crate::Result;
use crate::codes::decode;
use crate::tx::Reads;

/// Something that happened in a conversation and is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadLine {
    /// Its place, comparable with a message's: before the messages of the same millisecond.
    pub position: Position,
    /// When it happened.
    pub at: Timestamp,
    /// What it says.
    pub what: LineKind,
}

/// The lines from one place on, up to and without another.
pub(super) async fn lines(
    tx: &mut impl Reads,
    conversation: ConversationId,
    from: Position,
    before: Position,
) -> Result<Vec<ThreadLine>> {
    // A line stands at the first place of its millisecond.
    let (from_at, before_at) = (from.at().0, before.at().0);
    let rows = sqlx::query!(
        "SELECT at, what FROM line WHERE conversation_id = ? AND at >= ? AND at <= ? ORDER BY at, what",
        conversation.0,
        from_at,
        before_at,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let at = Timestamp(row.at);
        let position = Position::first_at(at);
        if (from..before).contains(&position) {
            lines.push(ThreadLine { position, at, what: decode(&row.what, "line.what")? });
        }
    }
    Ok(lines)
}
