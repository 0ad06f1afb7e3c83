//! Turns that wait for an answer which their handle promised.
//!
//! They are read with the row, and kept nowhere: ingest does nothing for them, and nothing has to be written anew when a
//! policy changes (each is for what came in its time) or the time zone (it moves what is due already). A row asks for its
//! first unanswered message along the index of its thread, and only where its handle has a policy and the conversation
//! waits.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::position::Position;
use domain::sla::{Promises, Turn, waits};
use serde::Serialize;

use super::ConversationRow;
use crate::Result;
use crate::codes::json_list;
use crate::tx::Reads;

/// What may answer when a turn began under one policy: the same messages ask as for the standing
/// (`ingest::conversations`), but for those of a pause: nobody could answer them here in time (requirements, R35).
#[derive(Serialize)]
struct Asked {
    /// Which of all that is promised.
    nth: usize,
    conversation: i64,
    /// Only messages from here on count.
    from: i64,
    /// And only those before this: after them another policy is in force.
    before: i64,
    mentions_ask: bool,
}

/// Adds their turns to rows; what their handles promised comes in the same order.
pub(super) async fn add_turns(
    tx: &mut impl Reads,
    rows: &mut [ConversationRow],
    promises: Vec<Promises>,
) -> Result<()> {
    let mut asked = Vec::new();
    let mut promised = Vec::new();
    for (row, promises) in rows.iter().zip(&promises) {
        let unanswered = row.marks.answered().map(Position::next).unwrap_or_default();
        let policies = promises.spans().filter(|_| waits(&row.marks));
        for (policy, until) in policies {
            let Some(minutes) = policy.targets.minutes(row.marks.last_outbound.is_some()) else { continue };
            let from = unanswered.max(Position::first_at(policy.since)).0;
            let before = until.map_or(i64::MAX, |until| Position::first_at(until).0);
            if from < before {
                let (conversation, mentions_ask) = (row.id.0, row.marks.mentions_ask);
                asked.push(Asked { nth: promised.len(), conversation, from, before, mentions_ask });
                promised.push((minutes, &policy.targets.hours));
            }
        }
    }
    if asked.is_empty() {
        return Ok(());
    }
    let asked = json_list(&asked);
    let mut began = sqlx::query!(
        r#"SELECT asked.value ->> 'nth' AS "nth!: i64", c.id AS "id!: i64", h.time_zone AS "zone: String",
             (SELECT m.position FROM message AS m
              WHERE m.conversation_id = c.id AND m.position >= asked.value ->> 'from'
                AND m.position < asked.value ->> 'before' AND m.direction = 'in'
                AND m.kind NOT IN ('unsent', 'unavailable') AND m.while_paused = 0
                AND (m.kind <> 'story_mention' OR asked.value ->> 'mentions_ask')
                AND coalesce(m.body ->> 'to_self', 0) = 0
              ORDER BY m.position LIMIT 1) AS "position: i64"
           FROM json_each(?) AS asked CROSS JOIN conversation AS c ON c.id = asked.value ->> 'conversation'
           CROSS JOIN handle AS h ON h.id = c.handle_id"#,
        asked,
    )
    .fetch_all(tx.reading())
    .await?;
    // The first message that anything is promised to counts, whichever policy it came under: it is put in last.
    began.sort_by_key(|turn| Reverse(turn.position));
    let mut turns: HashMap<i64, Turn> = HashMap::new();
    for turn in began {
        let promise = usize::try_from(turn.nth).ok().and_then(|nth| promised.get(nth));
        if let (Some(position), Some(&(minutes, hours))) = (turn.position, promise) {
            let (asked, hours) = (Position(position).at(), hours.clone());
            turns.insert(turn.id, Turn { asked, minutes, hours, zone: turn.zone });
        }
    }
    for row in rows {
        row.turn = turns.remove(&row.id.0);
    }
    Ok(())
}
