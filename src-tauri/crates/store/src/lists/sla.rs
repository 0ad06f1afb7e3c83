//! Turns that wait for an answer which their handle promised.
//!
//! They are read with the row, and kept nowhere: ingest does nothing for them, and nothing has to be written anew when a
//! policy changes (it is for what comes after it) or the time zone (it moves what is due already). A row asks for its first unanswered message along the index of its
//! thread, and only where its handle has a policy and the conversation waits.

use std::collections::HashMap;

use domain::position::Position;
use domain::sla::{Policy, Turn, waits};
use serde::Serialize;

use super::ConversationRow;
use crate::Result;
use crate::codes::json_list;
use crate::tx::Reads;

/// What may answer when a turn began: the same messages ask as for the standing (`ingest::conversations`).
#[derive(Serialize)]
struct Asked {
    conversation: i64,
    /// Only messages from here on count.
    from: i64,
    mentions_ask: bool,
}

/// Adds their turns to rows, whose policies come in the same order.
pub(super) async fn add_turns(
    tx: &mut impl Reads,
    rows: &mut [ConversationRow],
    policies: Vec<Option<Policy>>,
) -> Result<()> {
    let mut promised = HashMap::new();
    let mut asked = Vec::new();
    for (row, policy) in rows.iter().zip(policies) {
        let Some(policy) = policy.filter(|_| waits(&row.marks)) else { continue };
        let Some(minutes) = policy.targets.minutes(row.marks.last_outbound.is_some()) else { continue };
        let unanswered = row.marks.answered().map(Position::next).unwrap_or_default();
        let from = unanswered.max(Position::first_at(policy.since)).0;
        asked.push(Asked { conversation: row.id.0, from, mentions_ask: row.marks.mentions_ask });
        promised.insert(row.id.0, (minutes, policy.targets.hours));
    }
    if asked.is_empty() {
        return Ok(());
    }
    let asked = json_list(&asked);
    let began = sqlx::query!(
        r#"SELECT c.id AS "id!: i64", h.time_zone AS "zone: String",
             (SELECT m.position FROM message AS m
              WHERE m.conversation_id = c.id AND m.position >= asked.value ->> 'from' AND m.direction = 'in'
                AND m.kind NOT IN ('unsent', 'unavailable')
                AND (m.kind <> 'story_mention' OR asked.value ->> 'mentions_ask')
                AND coalesce(m.body ->> 'to_self', 0) = 0
              ORDER BY m.position LIMIT 1) AS "position: i64"
           FROM json_each(?) AS asked CROSS JOIN conversation AS c ON c.id = asked.value ->> 'conversation'
           CROSS JOIN handle AS h ON h.id = c.handle_id"#,
        asked,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut turns: HashMap<i64, Turn> = HashMap::new();
    for turn in began {
        if let (Some(position), Some((minutes, hours))) = (turn.position, promised.remove(&turn.id)) {
            let asked = Position(position).at();
            turns.insert(turn.id, Turn { asked, minutes, hours, zone: turn.zone });
        }
    }
    for row in rows {
        row.turn = turns.remove(&row.id.0);
    }
    Ok(())
}
