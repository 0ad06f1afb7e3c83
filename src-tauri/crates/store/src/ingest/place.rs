//! Giving messages their places in time.

use std::collections::HashMap;

use domain::position::Position;

use super::known::Known;
use crate::Result;
use crate::codes::json_list;
use crate::tx::{Reads, WriteTx};

impl Known {
    /// A message gets its place when its time and conversation are known, and another one when its time becomes known
    /// more exactly. Of equal times the one that came first has the first place.
    pub(super) async fn place(&mut self, tx: &mut WriteTx) -> Result<()> {
        let unplaced: Vec<(usize, Position)> = self
            .messages
            .iter()
            .enumerate()
            .filter_map(|(index, message)| {
                let facts = &message.now;
                facts.conversation?;
                // The very first position means "none" in a conversation's row.
                let first = Position::first_at(facts.state.sent_at?.at).max(Position(1));
                let stays = facts.position.is_some_and(|place| place.at() == first.at());
                (!stays).then_some((index, first))
            })
            .collect();
        if unplaced.is_empty() {
            return Ok(());
        }
        let mut free = free_places(tx, unplaced.iter().map(|(_, first)| *first)).await?;
        for (index, first) in unplaced {
            let mut milli = first;
            let place = loop {
                let next = match free.get(&milli) {
                    Some(next) => *next,
                    None => *free_places(tx, [milli]).await?.get(&milli).unwrap_or(&milli),
                };
                if next <= milli.last_of_its_millisecond() {
                    break next;
                }
                // 4,096 messages in one millisecond: the next one begins the next millisecond.
                milli = milli.last_of_its_millisecond().next();
            };
            free.insert(milli, place.next());
            if let Some(message) = self.messages.get_mut(index) {
                message.now.position = Some(place);
            }
        }
        Ok(())
    }
}

/// The first free place of each of these milliseconds.
async fn free_places(
    tx: &mut WriteTx,
    firsts: impl IntoIterator<Item = Position>,
) -> Result<HashMap<Position, Position>> {
    let mut free: HashMap<Position, Position> = firsts.into_iter().map(|first| (first, first)).collect();
    let list = json_list(free.keys());
    let rows = sqlx::query!(
        r#"SELECT CAST(taken.value AS INTEGER) AS "first!: i64", max(m.position) AS "last!: i64"
           FROM json_each(?) AS taken CROSS JOIN message AS m
           ON m.position BETWEEN taken.value AND (taken.value | 4095) GROUP BY taken.value"#,
        list,
    )
    .fetch_all(tx.reading())
    .await?;
    for row in rows {
        free.insert(Position(row.first), Position(row.last).next());
    }
    Ok(free)
}
