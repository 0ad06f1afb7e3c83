//! Threads without exactly one other person: one row each that can be seen and never answered (requirements, R56).
//!
//! Such a row has no message and no mark, so it is never unread and asks for nothing. Its person is a stand-in.

use domain::ids::{ConversationId, HandleId, PersonId, ThreadId};
use domain::observation::{Observation, ObservedClosedThread};
use domain::position::Position;

use super::Telling;
use super::place::beside_messages;
use crate::codes::{code, json_list};
use crate::people;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result};

/// The group's usernames on its row, as many as a line has room for.
const NAMES: usize = 12;

/// A thread that was closed and now has one person: the row that stood for it goes.
pub(super) async fn open_again(tx: &mut WriteTx, telling: &Telling<'_>) -> Result<()> {
    let threads: Vec<&ThreadId> = telling
        .observations
        .iter()
        .filter_map(|observation| match observation {
            Observation::Thread(thread) => Some(&thread.thread),
            _ => None,
        })
        .collect();
    if threads.is_empty() {
        return Ok(());
    }
    let threads = json_list(threads);
    let stand_ins = sqlx::query_scalar!(
        "SELECT person_id FROM conversation
         WHERE handle_id = ? AND thread_id IN (SELECT value FROM json_each(?)) AND closed IS NOT NULL",
        telling.handle.0,
        threads,
    )
    .fetch_all(tx.reading())
    .await?;
    for person in stand_ins {
        sqlx::query!("DELETE FROM person WHERE id = ?", person).execute(tx.writing()).await?;
    }
    Ok(())
}

/// Writes the closed threads of a batch down.
pub(super) async fn save(tx: &mut WriteTx, telling: &Telling<'_>) -> Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    for observation in telling.observations {
        if let Observation::ClosedThread(thread) = observation
            && let Some(id) = save_one(tx, telling.handle, thread).await?
        {
            changes.join(ChangeSet::conversation(id));
        }
    }
    Ok(changes)
}

/// Answers which row changed. A thread that was a conversation with one person stays that: what was said in it is
/// worth more than a listing that lacks the person.
async fn save_one(
    tx: &mut WriteTx,
    handle: HandleId,
    thread: &ObservedClosedThread,
) -> Result<Option<ConversationId>> {
    let names = thread.usernames.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let names = (!names.is_empty()).then_some(names);
    let why = code(&thread.why);
    let known = sqlx::query!(
        "SELECT c.id, c.person_id, c.closed, c.last_position, p.name FROM conversation AS c
         JOIN person AS p ON p.id = c.person_id WHERE c.handle_id = ? AND c.thread_id = ?",
        handle.0,
        thread.thread.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    let (id, person) = match known {
        Some(known) => {
            let Some(closed) = known.closed else { return Ok(None) };
            let at = beside_messages(thread.updated_at, known.id).max(Position(known.last_position));
            if (closed, known.name, known.last_position) == (why.clone(), names.clone(), at.0) {
                return Ok(None);
            }
            (known.id, known.person_id)
        }
        None => create(tx, handle, thread).await?,
    };
    let at = beside_messages(thread.updated_at, id).0;
    sqlx::query!(
        "UPDATE conversation SET closed = ?1, remote_updated_at = max(coalesce(remote_updated_at, 0), ?2),
           last_position = max(last_position, ?3) WHERE id = ?4",
        why,
        thread.updated_at.0,
        at,
        id,
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!("UPDATE person SET name = ? WHERE id = ?", names, person).execute(tx.writing()).await?;
    people::names::save(tx.writing(), PersonId(person)).await?;
    Ok(Some(ConversationId(id)))
}

/// A row and its stand-in, which is named so that no person's id can be the same.
async fn create(tx: &mut WriteTx, handle: HandleId, thread: &ObservedClosedThread) -> Result<(i64, i64)> {
    let igsid = format!("thread:{}", thread.thread.0);
    let person = sqlx::query_scalar!(
        "INSERT INTO person (handle_id, igsid) VALUES (?, ?)
         ON CONFLICT (handle_id, igsid) DO UPDATE SET igsid = excluded.igsid RETURNING id",
        handle.0,
        igsid,
    )
    .fetch_one(tx.writing())
    .await?;
    let why = code(&thread.why);
    let id = sqlx::query_scalar!(
        r#"INSERT INTO conversation (handle_id, person_id, thread_id, closed) VALUES (?, ?, ?, ?)
           RETURNING id AS "id!""#,
        handle.0,
        person,
        thread.thread.0,
        why,
    )
    .fetch_one(tx.writing())
    .await?;
    Ok((id, person))
}
