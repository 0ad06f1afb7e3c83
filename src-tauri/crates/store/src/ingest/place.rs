//! Giving messages their places in time.

use std::collections::HashSet;

use domain::position::Position;
use domain::time::Timestamp;

use super::known::Known;
use crate::Result;
use crate::codes::json_list;
use crate::tx::{Reads, WriteTx};

impl Known {
    /// A message gets its place when its time and conversation are known, and another one when its time becomes known
    /// more exactly. Of two that want the same place the one that came first has it.
    pub(super) async fn place(&mut self, tx: &mut WriteTx) -> Result<()> {
        let unplaced: Vec<(usize, Position)> = self
            .messages
            .iter()
            .enumerate()
            .filter_map(|(index, message)| {
                let facts = &message.now;
                facts.conversation?;
                // The very first position means "none" in a conversation's row.
                let wanted = Position::wanted(facts.state.sent_at?, &message.mid).max(Position(1));
                let stays = facts.position.is_some_and(|place| place.at() == wanted.at());
                (!stays).then_some((index, wanted))
            })
            .collect();
        if unplaced.is_empty() {
            return Ok(());
        }
        let mut taken = Taken::default();
        taken.load(tx, unplaced.iter().map(|(_, wanted)| *wanted)).await?;
        for (index, wanted) in unplaced {
            let mut place = wanted;
            while taken.places.contains(&place) {
                // Behind 4,096 messages in one millisecond begins the next one.
                if place == place.last_of_its_millisecond() {
                    taken.load(tx, [place.next()]).await?;
                }
                place = place.next();
            }
            taken.places.insert(place);
            if let Some(message) = self.messages.get_mut(index) {
                message.now.position = Some(place);
            }
        }
        Ok(())
    }
}

/// The place of a conversation at a time of which it has no message: among the last ones of the millisecond, which messages
/// take from the front. So no two rows of a list share one.
pub(super) fn beside_messages(at: Timestamp, conversation: i64) -> Position {
    let last = Position::first_at(at).last_of_its_millisecond();
    Position(last.0 - conversation.rem_euclid(2_048))
}

/// The places that are taken in some milliseconds.
#[derive(Default)]
struct Taken {
    places: HashSet<Position>,
}

impl Taken {
    /// Adds those in the milliseconds of these places.
    async fn load(&mut self, tx: &mut WriteTx, places: impl IntoIterator<Item = Position>) -> Result<()> {
        let firsts: HashSet<Position> =
            places.into_iter().map(|place| Position::first_at(place.at())).collect();
        let list = json_list(&firsts);
        let rows = sqlx::query_scalar!(
            r#"SELECT m.position AS "position!: i64" FROM json_each(?) AS millisecond CROSS JOIN message AS m
               ON m.position BETWEEN millisecond.value AND (millisecond.value | 4095)"#,
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        self.places.extend(rows.into_iter().map(Position));
        Ok(())
    }
}
