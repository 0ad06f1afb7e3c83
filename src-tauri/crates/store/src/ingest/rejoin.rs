//! A handle that was connected by the other flavour (ADR 9): what is listed again under other ids becomes the rows that
//! are there, never second ones.
//!
//! Nothing is joined by a name alone. A message is the same when its direction, its words and its second are; a person is
//! the same when such messages lead to one conversation, and to no other.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{ConversationId, HandleId, Igsid, Mid};
use domain::observation::{Observation, ObservedMessage};
use domain::time::{SECOND, Timestamp};

use crate::Result;
use crate::codes::code;
use crate::tx::{Reads, WriteTx};

/// Messages that must be the same where no username confirms them.
const WITHOUT_A_NAME: usize = 2;

/// Gives people and messages that were known by their ids of the other flavour the ids of this one, and takes out of the
/// batch what only repeats them without details.
pub(super) async fn rejoin(
    tx: &mut WriteTx,
    handle: HandleId,
    observations: &mut Vec<Observation>,
) -> Result<()> {
    let rejoined_at = sqlx::query_scalar!("SELECT rejoined_at FROM handle WHERE id = ?", handle.0)
        .fetch_optional(tx.reading())
        .await?
        .flatten();
    let Some(rejoined_at) = rejoined_at.map(Timestamp) else { return Ok(()) };
    let mut repeated = BTreeSet::new();
    for (person, told) in told_of(observations, rejoined_at) {
        let known = conversation_of(tx, handle, &person).await?;
        let conversation = match known {
            Some(conversation) => Some(conversation),
            None => {
                let found = recognise(tx, handle, &told, rejoined_at).await?;
                if let Some(conversation) = found {
                    rename_person(tx, conversation, &person).await?;
                }
                found
            }
        };
        if let Some(conversation) = conversation {
            repeated.extend(rename_messages(tx, handle, conversation, &told, rejoined_at).await?);
        }
    }
    observations.retain(|observation| match observation {
        Observation::Message(message) => !repeated.contains(&message.mid),
        _ => true,
    });
    Ok(())
}

/// What is told of a person that can be from before.
struct Told {
    username: Option<String>,
    messages: Vec<ObservedMessage>,
}

fn told_of(observations: &[Observation], rejoined_at: Timestamp) -> BTreeMap<Igsid, Told> {
    let mut people: BTreeMap<Igsid, Told> = BTreeMap::new();
    let mut names = BTreeMap::new();
    for observation in observations {
        match observation {
            Observation::Message(message) if message.sent_at.at <= rejoined_at => {
                let told = people
                    .entry(message.person.clone())
                    .or_insert_with(|| Told { username: None, messages: Vec::new() });
                told.messages.push(message.clone());
            }
            Observation::Thread(thread) => {
                names.insert(thread.person.clone(), thread.profile.username.clone());
            }
            _ => {}
        }
    }
    for (person, told) in &mut people {
        told.username = names.remove(person).flatten();
    }
    people
}

async fn conversation_of(
    tx: &mut WriteTx,
    handle: HandleId,
    person: &Igsid,
) -> Result<Option<ConversationId>> {
    let id = sqlx::query_scalar!(
        "SELECT c.id FROM conversation AS c JOIN person AS p ON p.id = c.person_id
         WHERE p.handle_id = ? AND p.igsid = ?",
        handle.0,
        person.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(id.map(ConversationId))
}

/// The one conversation that messages of this thread were known in before. Two that could be it are none.
async fn recognise(
    tx: &mut WriteTx,
    handle: HandleId,
    told: &Told,
    rejoined_at: Timestamp,
) -> Result<Option<ConversationId>> {
    let mut votes: BTreeMap<ConversationId, (usize, Option<String>)> = BTreeMap::new();
    for message in told.messages.iter().filter(|message| !message.body.details_unavailable) {
        let (from, until) = second_of(message);
        let direction = code(&message.direction);
        let text = message.text.as_deref();
        let rows = sqlx::query!(
            r#"SELECT DISTINCT c.id, p.username FROM message AS m
               CROSS JOIN conversation AS c ON c.id = m.conversation_id
               CROSS JOIN person AS p ON p.id = c.person_id
               WHERE m.position >= ?1 AND m.position < ?2 AND m.handle_id = ?3 AND m.direction = ?4
                 AND m.text IS ?5 AND m.found_at <= ?6 AND m.kind <> 'unavailable'
                 AND c.thread_id IS NULL AND c.closed IS NULL"#,
            from,
            until,
            handle.0,
            direction,
            text,
            rejoined_at.0,
        )
        .fetch_all(tx.reading())
        .await?;
        for row in rows {
            votes.entry(ConversationId(row.id)).or_insert((0, row.username)).0 += 1;
        }
    }
    let same_name: Vec<ConversationId> = votes
        .iter()
        .filter(|(_, (_, username))| username.is_some() && *username == told.username)
        .map(|(id, _)| *id)
        .collect();
    // A name confirms what the messages say.
    match same_name.as_slice() {
        [one] => return Ok(Some(*one)),
        [] => {}
        _ => return Ok(None),
    }
    let mut nameless = votes
        .into_iter()
        .filter(|(_, (count, username))| {
            *count >= WITHOUT_A_NAME && (username.is_none() || told.username.is_none())
        })
        .map(|(id, _)| id);
    Ok(nameless.next().filter(|_| nameless.next().is_none()))
}

async fn rename_person(tx: &mut WriteTx, conversation: ConversationId, person: &Igsid) -> Result<()> {
    // Somebody of that id without a conversation was only ever named: the row gives way.
    sqlx::query!(
        "DELETE FROM person WHERE igsid = ?1
           AND handle_id = (SELECT handle_id FROM conversation WHERE id = ?2)
           AND NOT EXISTS (SELECT 1 FROM conversation WHERE person_id = person.id)",
        person.0,
        conversation.0,
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!(
        "UPDATE person SET igsid = ?, profile_fetched_at = NULL, profile_error = NULL
         WHERE id = (SELECT person_id FROM conversation WHERE id = ?)",
        person.0,
        conversation.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// Gives messages of a conversation their new ids, each one row at most. Answers which are told again without details,
/// and so cannot be told apart: they are there already.
async fn rename_messages(
    tx: &mut WriteTx,
    handle: HandleId,
    conversation: ConversationId,
    told: &Told,
    rejoined_at: Timestamp,
) -> Result<Vec<Mid>> {
    let mut repeated = Vec::new();
    for message in &told.messages {
        if is_known(tx, handle, &message.mid).await? {
            continue;
        }
        if message.body.details_unavailable {
            if reaches_back_to(tx, conversation, message, rejoined_at).await? {
                repeated.push(message.mid.clone());
            }
            continue;
        }
        if let Some(was) = the_same(tx, conversation, told, message, rejoined_at).await? {
            rename(tx, handle, &was, &message.mid).await?;
        }
    }
    Ok(repeated)
}

async fn is_known(tx: &mut WriteTx, handle: HandleId, mid: &Mid) -> Result<bool> {
    let known = sqlx::query_scalar!("SELECT 1 FROM message WHERE handle_id = ? AND mid = ?", handle.0, mid.0)
        .fetch_optional(tx.reading())
        .await?;
    Ok(known.is_some())
}

/// Whether the conversation was already known as far back as this message. By its place, so that the index alone answers
/// where there is nothing so old.
async fn reaches_back_to(
    tx: &mut WriteTx,
    conversation: ConversationId,
    message: &ObservedMessage,
    rejoined_at: Timestamp,
) -> Result<bool> {
    let (_, until) = second_of(message);
    let found = sqlx::query_scalar!(
        "SELECT 1 FROM message WHERE conversation_id = ? AND position < ? AND found_at <= ? LIMIT 1",
        conversation.0,
        until,
        rejoined_at.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(found.is_some())
}

/// The row of a message from before: the earliest that no id of this batch names already.
async fn the_same(
    tx: &mut WriteTx,
    conversation: ConversationId,
    told: &Told,
    message: &ObservedMessage,
    rejoined_at: Timestamp,
) -> Result<Option<Mid>> {
    let (from, until) = second_of(message);
    let direction = code(&message.direction);
    let text = message.text.as_deref();
    let rows = sqlx::query_scalar!(
        "SELECT mid FROM message WHERE conversation_id = ?1 AND position >= ?2 AND position < ?3
           AND direction = ?4 AND text IS ?5 AND found_at <= ?6 AND kind <> 'unavailable' ORDER BY position DESC",
        conversation.0,
        from,
        until,
        direction,
        text,
        rejoined_at.0,
    )
    .fetch_all(tx.reading())
    .await?;
    let named: BTreeSet<&str> = told.messages.iter().map(|message| message.mid.as_str()).collect();
    Ok(rows.into_iter().find(|mid| !named.contains(mid.as_str())).map(Mid))
}

pub(super) async fn rename(tx: &mut WriteTx, handle: HandleId, was: &Mid, is: &Mid) -> Result<()> {
    sqlx::query!("UPDATE message SET mid = ?1 WHERE handle_id = ?2 AND mid = ?3", is.0, handle.0, was.0)
        .execute(tx.writing())
        .await?;
    sqlx::query!("UPDATE reaction SET mid = ?1 WHERE handle_id = ?2 AND mid = ?3", is.0, handle.0, was.0)
        .execute(tx.writing())
        .await?;
    sqlx::query!(
        "UPDATE outbox SET sent_mid = ?1 WHERE handle_id = ?2 AND sent_mid = ?3",
        is.0,
        handle.0,
        was.0
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!(
        "UPDATE conversation SET last_mid = CASE WHEN last_mid = ?3 THEN ?1 ELSE last_mid END,
           seen_mid = CASE WHEN seen_mid = ?3 THEN ?1 ELSE seen_mid END,
           reacted_mid = CASE WHEN reacted_mid = ?3 THEN ?1 ELSE reacted_mid END
         WHERE handle_id = ?2 AND (last_mid = ?3 OR seen_mid = ?3 OR reacted_mid = ?3)",
        is.0,
        handle.0,
        was.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// The places of the message's second.
pub(super) fn second_of(message: &ObservedMessage) -> (i64, i64) {
    let from = message.sent_at.at.0 - message.sent_at.at.0.rem_euclid(SECOND);
    let first = |ms: i64| domain::position::Position::first_at(Timestamp(ms)).0;
    (first(from), first(from.saturating_add(SECOND)))
}
