//! The tables that are saved, and how each is walked.

use sqlx::{Row, SqliteConnection};

use super::Part;
use crate::Result;

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) part: Part,
}

const fn table(name: &'static str, part: Part) -> Table {
    Table { name, part }
}

/// Every table but the search index and the words of names, which are made anew. What exists nowhere else is first.
pub(super) const TABLES: &[Table] = &[
    table("outbox", Part::Replies),
    table("draft", Part::Drafts),
    table("upload", Part::Files),
    table("note", Part::Notes),
    table("label", Part::Labels),
    table("conversation_label", Part::Labels),
    table("saved_reply", Part::SavedReplies),
    table("saved_reply_text", Part::SavedReplies),
    table("variable_value", Part::SavedReplies),
    table("saved_view", Part::SavedViews),
    table("setting", Part::Settings),
    table("human_agent_agreement", Part::Settings),
    table("handle", Part::Handles),
    table("pause", Part::Handles),
    table("interruption", Part::Handles),
    table("missed", Part::Handles),
    table("notice", Part::Handles),
    table("notice_handle", Part::Handles),
    table("relay", Part::Handles),
    table("stream_cursor", Part::Handles),
    table("deletion_asked", Part::Handles),
    table("erasure", Part::Handles),
    table("forgotten", Part::Handles),
    table("spent_id", Part::Handles),
    table("audit", Part::Audit),
    table("person", Part::Conversations),
    table("conversation", Part::Conversations),
    table("message", Part::Messages),
    table("reaction", Part::Messages),
    table("line", Part::Messages),
    table("gap", Part::Messages),
    table("skipped", Part::Messages),
    table("undelivered", Part::Messages),
];

/// What a walk through a table needs to know of it.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) columns: Vec<String>,
    /// Its key's columns, in their order.
    pub(super) key: Vec<String>,
    /// It has row ids, by which what is behind a damaged page is found.
    pub(super) has_row_ids: bool,
}

/// The shape of a table; nothing where this version of the database has none of that name.
pub(super) async fn shape(new: &mut SqliteConnection, table: &Table) -> Result<Option<Shape>> {
    let rows = sqlx::query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid")
        .bind(table.name)
        .fetch_all(&mut *new)
        .await?;
    let (mut columns, mut key) = (Vec::new(), Vec::new());
    for row in rows {
        let (name, place): (String, i64) = (row.try_get("name")?, row.try_get("pk")?);
        if place > 0 {
            key.push((place, name.clone()));
        }
        columns.push(name);
    }
    key.sort();
    let without: bool = sqlx::query_scalar(
        "SELECT coalesce((SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?), 0)",
    )
    .bind(table.name)
    .fetch_one(new)
    .await?;
    let key = key.into_iter().map(|(_, name)| name).collect();
    let shape = Shape { name: table.name, columns, key, has_row_ids: !without };
    Ok(Some(shape).filter(|shape| !shape.columns.is_empty()))
}
