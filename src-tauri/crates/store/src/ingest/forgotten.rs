//! What forgotten people wrote before: Instagram goes on listing it, and it is not taken in again.

use std::collections::{HashMap, HashSet};

use domain::ids::{HandleId, Igsid};
use domain::observation::Observation;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::left_out;
use crate::Result;
use crate::tx::{Reads, WriteTx};

/// What is kept of a forgotten person: enough to know them again, and nothing to read.
pub(crate) fn key(handle: HandleId, person: &Igsid) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(handle.0.to_be_bytes());
    hash.update(person.as_str());
    hash.finalize().to_vec()
}

/// Takes out of a batch what is about a forgotten person and was so before they were forgotten. Whoever writes again
/// is a new person, from that message on.
pub(super) async fn leave_out(
    tx: &mut WriteTx,
    handle: HandleId,
    observations: &mut Vec<Observation>,
) -> Result<()> {
    let forgotten = of(tx, handle, observations).await?;
    if forgotten.is_empty() {
        return Ok(());
    }
    let since = |person: &Igsid| forgotten.get(person).copied();
    let back: HashSet<Igsid> = observations
        .iter()
        .filter_map(|observation| match observation {
            Observation::Message(message) => Some((&message.person, message.sent_at.at)),
            _ => None,
        })
        .filter(|(person, sent)| since(person).is_some_and(|at| *sent > at))
        .map(|(person, _)| person.clone())
        .collect();
    let mut here = HashSet::new();
    for person in observations.iter().filter_map(person_of) {
        if since(person).is_some() && is_here(tx, handle, person).await? {
            here.insert(person.clone());
        }
    }
    let mut left_out = Vec::new();
    observations.retain(|observation| {
        let Some((person, at)) = person_of(observation).and_then(|person| Some((person, since(person)?)))
        else {
            return true;
        };
        let known = back.contains(person) || here.contains(person);
        let stays = known && time_of(observation).is_none_or(|time| time > at);
        if let (Observation::Message(message), false) = (observation, stays) {
            left_out.push(message.mid.clone());
        }
        stays
    });
    left_out::forget(tx, handle, &left_out).await?;
    Ok(())
}

/// Those of a batch's people who were forgotten, and when. There can be very many others.
async fn of(
    tx: &mut WriteTx,
    handle: HandleId,
    observations: &[Observation],
) -> Result<HashMap<Igsid, Timestamp>> {
    let mut forgotten = HashMap::new();
    let any = sqlx::query_scalar!("SELECT at FROM forgotten WHERE handle_id = ? LIMIT 1", handle.0)
        .fetch_optional(tx.reading())
        .await?;
    if any.is_none() {
        return Ok(forgotten);
    }
    let people: HashSet<&Igsid> = observations.iter().filter_map(person_of).collect();
    for person in people {
        let key = key(handle, person);
        let at =
            sqlx::query_scalar!("SELECT at FROM forgotten WHERE handle_id = ? AND person = ?", handle.0, key)
                .fetch_optional(tx.reading())
                .await?;
        if let Some(at) = at {
            forgotten.insert(person.clone(), Timestamp(at));
        }
    }
    Ok(forgotten)
}

async fn is_here(tx: &mut WriteTx, handle: HandleId, person: &Igsid) -> Result<bool> {
    let igsid = person.as_str();
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM person WHERE handle_id = ? AND igsid = ?) AS "is!: bool""#,
        handle.0,
        igsid,
    )
    .fetch_one(tx.reading())
    .await?)
}

pub(super) fn person_of(observation: &Observation) -> Option<&Igsid> {
    match observation {
        Observation::Thread(thread) => Some(&thread.person),
        Observation::Message(message) => Some(&message.person),
        Observation::Reaction(reaction) => Some(&reaction.person),
        Observation::Seen { person, .. } => Some(person),
        Observation::Edit { person, .. } | Observation::Unsend { person, .. } => person.as_ref(),
        Observation::Line(line) => Some(&line.person),
        Observation::Owner(owner) => Some(&owner.person),
        Observation::ClosedThread(_) => None,
    }
}

/// When what was told happened; `None` for what has no time of its own.
fn time_of(observation: &Observation) -> Option<Timestamp> {
    match observation {
        Observation::Message(message) => Some(message.sent_at.at),
        Observation::Line(line) => Some(line.at),
        _ => None,
    }
}
