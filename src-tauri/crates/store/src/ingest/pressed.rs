//! A pressed button that came without an id of Instagram's has one of ours ([`Mid::pressed`]). Listed, the same press has an
//! id of its own and the button's words as its text: the two are one message, whichever is told first.
//!
//! They are the same when the person, the words and the second are. A list tells no more of the time than its second: a
//! message whose millisecond is known took its press in already, and can only be that one told again.

use std::collections::{HashMap, HashSet};

use domain::ids::{HandleId, Igsid, Mid};
use domain::message::Direction;
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::SECOND;
use serde::Serialize;

use super::rejoin::{rename, second_of};
use crate::Result;
use crate::codes::json_list;
use crate::tx::{Reads, WriteTx};

/// Gives presses Instagram's ids where it tells them now, or told them before.
pub(super) async fn name(
    tx: &mut WriteTx,
    handle: HandleId,
    source: Source,
    observations: &mut [Observation],
) -> Result<()> {
    // What a webhook tells with an id of Instagram's is another message than the press that it told without one.
    if source == Source::Poll {
        for (ours, listed) in known_presses(tx, handle, observations).await? {
            rename(tx, handle, &ours, &listed).await?;
        }
    }
    let listed = known_listed(tx, handle, observations).await?;
    for observation in observations {
        if let Observation::Message(message) = observation
            && let Some(mid) = listed.get(&message.mid)
        {
            message.mid = mid.clone();
        }
    }
    Ok(())
}

/// A message of a person with words, as a list shows a press, and between which of our ids its second lies.
#[derive(Serialize)]
struct Listed<'a> {
    mid: &'a Mid,
    words: &'a str,
    from: Mid,
    until: Mid,
}

/// A press, and between which places its second lies.
#[derive(Serialize)]
struct Press<'a> {
    mid: &'a Mid,
    person: &'a Igsid,
    words: &'a str,
    at: i64,
    from: i64,
    until: i64,
}

/// Presses that are known by our id and that this batch has under Instagram's, which is new.
async fn known_presses(
    tx: &mut WriteTx,
    handle: HandleId,
    observations: &[Observation],
) -> Result<Vec<(Mid, Mid)>> {
    let listed = told(observations).filter_map(|message| {
        let words = message.text.as_deref().filter(|_| !message.mid.is_ours())?;
        let second = message.sent_at.at.0 - message.sent_at.at.0.rem_euclid(SECOND);
        let from = Mid::pressed_from(&message.person, second);
        let until = Mid::pressed_from(&message.person, second + SECOND);
        Some(Listed { mid: &message.mid, words, from, until })
    });
    let listed: Vec<Listed<'_>> = listed.collect();
    if listed.is_empty() {
        return Ok(Vec::new());
    }
    let list = json_list(&listed);
    let rows = sqlx::query!(
        r#"SELECT m.mid AS "ours!", told.value ->> 'mid' AS "listed!: String" FROM json_each(?1) AS told
           CROSS JOIN message AS m ON m.handle_id = ?2
             AND m.mid >= told.value ->> 'from' AND m.mid < told.value ->> 'until'
           WHERE m.body ->> '$.postback.title' = told.value ->> 'words'
             AND NOT EXISTS (SELECT 1 FROM message AS known
               WHERE known.handle_id = ?2 AND known.mid = told.value ->> 'mid')
           ORDER BY m.position"#,
        list,
        handle.0,
    )
    .fetch_all(tx.reading())
    .await?;
    Ok(pairs(rows.into_iter().map(|row| (Mid(row.ours), Mid(row.listed)))))
}

/// Messages that are known by Instagram's id, by our id of the same press in this batch. One that was unsent is known
/// by its second alone: nothing is left of its words.
async fn known_listed(
    tx: &mut WriteTx,
    handle: HandleId,
    observations: &[Observation],
) -> Result<HashMap<Mid, Mid>> {
    let pressed = told(observations).filter(|message| message.mid.is_ours()).filter_map(|message| {
        let words = message.body.postback.as_ref()?.title.as_deref()?;
        let (from, until) = second_of(message);
        let at = message.sent_at.at.0;
        Some(Press { mid: &message.mid, person: &message.person, words, at, from, until })
    });
    let pressed: Vec<Press<'_>> = pressed.collect();
    if pressed.is_empty() {
        return Ok(HashMap::new());
    }
    let list = json_list(&pressed);
    let rows = sqlx::query!(
        r#"SELECT told.value ->> 'mid' AS "ours!: String", m.mid AS "listed!" FROM json_each(?1) AS told
           CROSS JOIN person AS p ON p.handle_id = ?2 AND p.igsid = told.value ->> 'person'
           CROSS JOIN conversation AS c ON c.person_id = p.id
           CROSS JOIN message AS m ON m.conversation_id = c.id
             AND m.position >= told.value ->> 'from' AND m.position < told.value ->> 'until'
           WHERE m.direction = 'in' AND (m.text = told.value ->> 'words' OR m.unsent IS NOT NULL)
             AND (m.sent_exact = 0 OR m.sent_at = told.value ->> 'at')
             AND NOT EXISTS (SELECT 1 FROM message AS known
               WHERE known.handle_id = ?2 AND known.mid = told.value ->> 'mid')
           ORDER BY m.sent_exact DESC, m.unsent IS NOT NULL, m.position"#,
        list,
        handle.0,
    )
    .fetch_all(tx.reading())
    .await?;
    Ok(pairs(rows.into_iter().map(|row| (Mid(row.ours), Mid(row.listed)))).into_iter().collect())
}

/// Each press with one listed message at most, and the other way round.
fn pairs(all: impl Iterator<Item = (Mid, Mid)>) -> Vec<(Mid, Mid)> {
    let mut taken = HashSet::new();
    let free = |(ours, listed): &(Mid, Mid)| {
        let free = !taken.contains(ours) && !taken.contains(listed);
        free && taken.insert(ours.clone()) && taken.insert(listed.clone())
    };
    all.filter(free).collect()
}

/// What people are told to have written.
fn told(observations: &[Observation]) -> impl Iterator<Item = &ObservedMessage> {
    observations.iter().filter_map(|observation| match observation {
        Observation::Message(message) if message.direction == Direction::In => Some(message),
        _ => None,
    })
}
