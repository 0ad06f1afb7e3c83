//! What hangs on a row that is lost keeps its place: the row is made anew from what an index still has of it, else a
//! stand-in for it. What hangs on nothing at all goes. Instagram is asked for all conversations again.

use domain::ids::HandleId;
use domain::time::Timestamp;
use sqlx::{Connection, Row, SqliteConnection};

use super::source::Source;
use super::{Counted, Repaired};
use crate::Result;
use crate::search::index_entry;

/// Messages that come into the search index in one go.
const STEP: i64 = 500;

/// What an index has of a row that may be lost, and how the row is made anew.
struct Told {
    table: &'static str,
    /// The index has all that is asked for.
    ask: &'static str,
    make: &'static str,
}

/// The signed-in accounts, people and conversations that the indexes know. A handle comes back switched off.
const TOLD: [Told; 3] = [
    Told {
        table: "handle",
        ask: "SELECT id, ig_id, 0 FROM handle INDEXED BY sqlite_autoindex_handle_1",
        make: "INSERT OR IGNORE INTO handle (id, ig_id, username, flavour, receives, connected_at, paused_at)
               SELECT ?1, ?2, ?2, 'instagram_login', ?3, ?4, ?4",
    },
    Told {
        table: "person",
        ask: "SELECT id, igsid, handle_id FROM person INDEXED BY sqlite_autoindex_person_1",
        make: "INSERT OR IGNORE INTO person (id, handle_id, igsid) SELECT ?1, ?3, ?2 WHERE ?4 > 0",
    },
    Told {
        table: "conversation",
        ask: "SELECT id, '', person_id FROM conversation INDEXED BY sqlite_autoindex_conversation_1",
        make: "INSERT OR IGNORE INTO conversation (id, handle_id, person_id)
               SELECT ?1, handle_id, id FROM person WHERE id = ?3 AND ?2 = '' AND ?4 > 0",
    },
];

/// What would be lost with its conversation and came from nowhere else, or from far back.
const KEPT: [&str; 5] = ["outbox", "draft", "upload", "note", "message"];

pub(super) async fn complete(
    damaged: &mut Source<'_>,
    new: &mut SqliteConnection,
    repaired: &mut Repaired,
    now: Timestamp,
) -> Result<()> {
    let mut tx = new.begin().await?;
    for told in &TOLD {
        if !damaged.is_unreadable() && is_missing(&mut tx, told.table).await? {
            make_anew(damaged, &mut tx, told, now).await?;
        }
    }
    stand_in(&mut tx, now).await?;
    drop_what_hangs_on_nothing(&mut tx, repaired).await?;
    refresh(&mut tx).await?;
    ask_again(&mut tx, repaired.copy_of, now).await?;
    tx.commit().await?;
    index(new).await
}

/// A column that refers to another table.
struct Reference {
    child: String,
    column: String,
    parent: String,
    to: String,
}

async fn references(new: &mut SqliteConnection) -> Result<Vec<Reference>> {
    let rows = sqlx::query(
        "SELECT s.name, f.\"from\", f.\"table\", f.\"to\" FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f
         WHERE s.type = 'table' ORDER BY s.name, f.id",
    )
    .fetch_all(new)
    .await?;
    let reference = |row: &sqlx::sqlite::SqliteRow| {
        Ok(Reference {
            child: row.try_get(0)?,
            column: row.try_get(1)?,
            parent: row.try_get(2)?,
            to: row.try_get(3)?,
        })
    };
    rows.iter().map(reference).collect()
}

/// Rows that refer to nothing.
fn orphans(reference: &Reference) -> String {
    let Reference { child, column, parent, to } = reference;
    format!("FROM {child} WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {to} FROM {parent})")
}

async fn is_missing(new: &mut SqliteConnection, parent: &str) -> Result<bool> {
    for reference in references(new).await?.iter().filter(|reference| reference.parent == parent) {
        let sql = format!("SELECT EXISTS (SELECT 1 {})", orphans(reference));
        if sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *new).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn make_anew(
    damaged: &mut Source<'_>,
    new: &mut SqliteConnection,
    told: &Told,
    now: Timestamp,
) -> Result<()> {
    let Ok(connection) = damaged.connection().await else { return Ok(()) };
    let rows = sqlx::query(told.ask).fetch_all(connection).await;
    damaged.give_up_if(rows.is_err()).await;
    for row in rows.unwrap_or_default() {
        let (id, name, of): (i64, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        sqlx::query(told.make).bind(id).bind(name).bind(of).bind(now.0).execute(&mut *new).await?;
    }
    Ok(())
}

/// Makes stand-ins for conversations, people and handles that nothing tells of any more.
async fn stand_in(new: &mut SqliteConnection, now: Timestamp) -> Result<()> {
    for child in KEPT {
        let sql = format!(
            "SELECT DISTINCT conversation_id FROM {child}
             WHERE conversation_id IS NOT NULL AND conversation_id NOT IN (SELECT id FROM conversation)"
        );
        let missing: Vec<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *new).await?;
        for id in missing {
            let person = format!("lost-{id}");
            for statement in [
                "INSERT OR IGNORE INTO person (handle_id, igsid) SELECT handle_id, ?2 FROM (
                   SELECT handle_id FROM message WHERE conversation_id = ?1
                   UNION ALL SELECT handle_id FROM outbox WHERE conversation_id = ?1
                   UNION ALL SELECT * FROM (SELECT id FROM handle ORDER BY id LIMIT 1)) LIMIT 1",
                "INSERT INTO conversation (id, handle_id, person_id, closed)
                   SELECT ?1, handle_id, id, 'nobody' FROM person WHERE igsid = ?2",
            ] {
                sqlx::query(statement).bind(id).bind(&person).execute(&mut *new).await?;
            }
        }
    }
    sqlx::query(
        "INSERT OR IGNORE INTO handle (id, ig_id, username, flavour, receives, connected_at, paused_at)
         SELECT DISTINCT handle_id, 'lost-' || handle_id, 'lost-' || handle_id, 'instagram_login', 0, ?1, ?1
         FROM (SELECT handle_id FROM conversation UNION SELECT handle_id FROM outbox UNION SELECT handle_id FROM message)
         WHERE handle_id NOT IN (SELECT id FROM handle)",
    )
    .bind(now.0)
    .execute(&mut *new)
    .await?;
    sqlx::query(
        "INSERT OR IGNORE INTO person (id, handle_id, igsid)
         SELECT person_id, handle_id, 'lost-' || id FROM conversation WHERE person_id NOT IN (SELECT id FROM person)",
    )
    .execute(new)
    .await?;
    Ok(())
}

async fn drop_what_hangs_on_nothing(new: &mut SqliteConnection, repaired: &mut Repaired) -> Result<()> {
    // A file whose reply is lost goes back to the draft.
    sqlx::query("UPDATE upload SET outbox_id = NULL WHERE outbox_id NOT IN (SELECT id FROM outbox)")
        .execute(&mut *new)
        .await?;
    let references = references(new).await?;
    loop {
        let mut dropped = 0;
        for reference in &references {
            let sql = format!("DELETE {}", orphans(reference));
            let some = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *new).await?.rows_affected();
            let table = super::TABLES.iter().find(|table| table.name == reference.child);
            if let (Some(table), true) = (table, some > 0) {
                repaired.count(table.part, Counted { lost: some, ..Counted::default() });
            }
            dropped += some;
        }
        if dropped == 0 {
            return Ok(());
        }
    }
}

/// What a list shows of conversations that were made anew, from their messages.
async fn refresh(new: &mut SqliteConnection) -> Result<()> {
    sqlx::query(
        "UPDATE conversation SET
           last_position = m.position, last_mid = m.mid, last_kind = m.kind, last_direction = m.direction,
           last_snippet = m.text,
           last_inbound = (SELECT max(position) FROM message WHERE conversation_id = conversation.id AND direction = 'in'),
           last_outbound = (SELECT max(position) FROM message WHERE conversation_id = conversation.id AND direction = 'out'),
           standing = CASE m.direction WHEN 'in' THEN 0 ELSE 1 END
         FROM (SELECT conversation_id, max(position) AS position, mid, kind, direction, text FROM message
               WHERE position IS NOT NULL GROUP BY conversation_id) AS m
         WHERE m.conversation_id = conversation.id AND conversation.last_position = 0",
    )
    .execute(new)
    .await?;
    Ok(())
}

/// Everything is looked through again, as after webhooks that were missed.
async fn ask_again(new: &mut SqliteConnection, since: Option<Timestamp>, now: Timestamp) -> Result<()> {
    sqlx::query("UPDATE conversation SET remote_updated_at = NULL").execute(&mut *new).await?;
    let can_be_missed: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'missed')")
            .fetch_one(&mut *new)
            .await?;
    if can_be_missed {
        sqlx::query(
            "INSERT OR REPLACE INTO missed (handle_id, from_at, to_at, why) SELECT id, ?1, ?2, 'damaged' FROM handle",
        )
        .bind(since.unwrap_or(now).0)
        .bind(now.0)
        .execute(new)
        .await?;
    }
    Ok(())
}

/// Makes the search index anew.
async fn index(new: &mut SqliteConnection) -> Result<()> {
    let mut after = i64::MIN;
    loop {
        let mut tx = new.begin().await?;
        let rows = sqlx::query(
            "SELECT position, handle_id, text FROM message WHERE position > ? AND text IS NOT NULL ORDER BY position LIMIT ?",
        )
        .bind(after)
        .bind(STEP)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get(0)?;
        for row in rows {
            let (position, handle, text): (i64, i64, String) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let Some(words) = index_entry(HandleId(handle), &text) else { continue };
            sqlx::query("INSERT INTO message_fts (rowid, text) VALUES (?, ?)")
                .bind(position)
                .bind(words)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
    }
}
