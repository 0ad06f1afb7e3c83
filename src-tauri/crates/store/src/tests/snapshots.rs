//! Golden files: written anew by `cargo xtask sqlx`.

use std::fmt::Write;

use sqlx::Row;

use crate::open::for_tests::open_plain;
use crate::tx::Reads;
use crate::{Store, lists, mentions, search, thread};

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open_plain(&folder.path().join("store.db")).await.expect("opens");
    (folder, store)
}

#[tokio::test]
async fn schema() {
    let (_folder, store) = store().await;
    let mut reader = store.reader().await.expect("reads");
    let mut tx = reader.begin().await.expect("reads");
    let sql: Vec<String> = sqlx::query_scalar(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'
         ORDER BY type DESC, name",
    )
    .fetch_all(tx.reading())
    .await
    .expect("reads");
    insta::assert_snapshot!(sql.join("\n\n"));
}

/// A search step that walks a whole table is a defect: no line may say SCAN of messages or conversations.
#[tokio::test]
async fn plans_of_hot_queries() {
    let (_folder, store) = store().await;
    let mut statements = lists::statements();
    statements.extend(thread::statements());
    statements.extend(mentions::statements());
    statements.extend(search::statements());
    statements.extend(ELSEWHERE.map(|(name, sql)| (name.to_owned(), sql.to_owned())));
    let mut plans = String::new();
    for (name, sql) in statements {
        let mut reader = store.reader().await.expect("reads");
        let mut tx = reader.begin().await.expect("reads");
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
            .fetch_all(tx.reading())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        writeln!(plans, "{name}").expect("writes");
        for row in rows {
            let step: String = row.get("detail");
            let walks = ["message", "m", "conversation", "c"].iter().any(|table| {
                step == format!("SCAN {table}")
                    || step.starts_with(&format!("SCAN {table} USING INDEX sqlite"))
            });
            assert!(!walks, "{name}: {step}");
            // Few rows are sorted; everything else comes in order.
            let sorts =
                step.contains("TEMP B-TREE FOR ORDER BY") && !FEW.iter().any(|few| name.starts_with(*few));
            assert!(!sorts, "{name}: {step}");
            writeln!(plans, "  {step}").expect("writes");
        }
    }
    insta::assert_snapshot!(plans);
}

/// These sort, and only ever a few rows: the presses of one batch, or a list that was narrowed to few.
const FEW: [&str; 3] = ["few:", "ingest: presses", "ingest: listed"];

/// The hot queries that sqlx checks, as they stand in the code.
const ELSEWHERE: [(&str, &str); 19] = [
    (
        "people: handles that need profiles",
        "SELECT id FROM handle WHERE EXISTS (
           SELECT 1 FROM (SELECT id FROM person WHERE handle_id = handle.id AND profile_fetched_at IS NULL
             UNION ALL SELECT id FROM person WHERE handle_id = handle.id AND profile_fetched_at < ?) AS p
           WHERE NOT EXISTS (SELECT 1 FROM conversation AS c WHERE c.person_id = p.id AND c.closed IS NOT NULL))",
    ),
    (
        "outbox: a page of all handles",
        "SELECT * FROM outbox INDEXED BY outbox_newest WHERE state NOT IN ('sent', 'cancelled')
           AND (?1 IS NULL OR (created_at, ord) < (SELECT created_at, ord FROM outbox WHERE id = ?1))
         ORDER BY created_at DESC, ord DESC LIMIT ?2",
    ),
    (
        "outbox: a page of one handle",
        "SELECT * FROM outbox INDEXED BY outbox_newest_of_handle WHERE state NOT IN ('sent', 'cancelled')
           AND handle_id = ?1
           AND (?2 IS NULL OR (created_at, ord) < (SELECT created_at, ord FROM outbox WHERE id = ?2))
         ORDER BY created_at DESC, ord DESC LIMIT ?3",
    ),
    (
        "outbox: counts",
        "SELECT state, reason, state = 'queued' AND coalesce(scheduled_for, 0) > ?2, count(*)
         FROM outbox INDEXED BY outbox_newest
         WHERE state NOT IN ('sent', 'cancelled') AND (?1 IS NULL OR handle_id = ?1) GROUP BY 1, 2, 3",
    ),
    (
        "ingest: messages of a batch",
        "SELECT json_group_array(json_object('id', id, 'mid', mid, 'position', position, 'body', body))
         FROM message WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))",
    ),
    (
        "ingest: presses that are listed now",
        "SELECT m.mid, told.value ->> 'mid' FROM json_each(?1) AS told
         CROSS JOIN message AS m ON m.handle_id = ?2 AND m.mid >= told.value ->> 'from' AND m.mid < told.value ->> 'until'
         WHERE m.body ->> '$.postback.title' = told.value ->> 'words'
           AND NOT EXISTS (SELECT 1 FROM message AS known
             WHERE known.handle_id = ?2 AND known.mid = told.value ->> 'mid')
         ORDER BY m.position",
    ),
    (
        "ingest: listed messages that are pressed now",
        "SELECT told.value ->> 'mid', m.mid FROM json_each(?1) AS told
         CROSS JOIN person AS p ON p.handle_id = ?2 AND p.igsid = told.value ->> 'person'
         CROSS JOIN conversation AS c ON c.person_id = p.id
         CROSS JOIN message AS m ON m.conversation_id = c.id
           AND m.position >= told.value ->> 'from' AND m.position < told.value ->> 'until'
         WHERE m.direction = 'in' AND (m.text = told.value ->> 'words' OR m.unsent IS NOT NULL)
           AND (m.sent_exact = 0 OR m.sent_at = told.value ->> 'at')
           AND NOT EXISTS (SELECT 1 FROM message AS known
             WHERE known.handle_id = ?2 AND known.mid = told.value ->> 'mid')
         ORDER BY m.sent_exact DESC, m.unsent IS NOT NULL, m.position",
    ),
    (
        "ingest: places",
        "SELECT m.position FROM json_each(?) AS millisecond CROSS JOIN message AS m
         ON m.position BETWEEN millisecond.value AND (millisecond.value | 4095)",
    ),
    (
        "ingest: what a listing lacks",
        "SELECT m.id FROM json_each(?1) AS span CROSS JOIN message AS m ON m.conversation_id = span.value ->> 'conversation'
           AND m.position >= span.value ->> 'from' AND m.position < span.value ->> 'before'
         WHERE m.listed_at IS NOT NULL AND m.unsent IS NULL
           AND m.mid NOT IN (SELECT value FROM json_each(?2))
           AND NOT EXISTS (SELECT 1 FROM pause AS p WHERE p.handle_id = ?3
             AND m.sent_at >= p.from_at - p.from_at % 1000 AND m.sent_at < p.to_at + 1000)",
    ),
    (
        "ingest: uncertain replies",
        "SELECT * FROM outbox WHERE state IN ('unknown', 'ask') AND state NOT IN ('sent', 'cancelled') AND handle_id = ?",
    ),
    (
        "lists: when turns began",
        "SELECT c.id, h.time_zone,
           (SELECT m.position FROM message AS m
            WHERE m.conversation_id = c.id AND m.position >= asked.value ->> 'from'
              AND m.position < asked.value ->> 'before' AND m.direction = 'in'
              AND m.kind NOT IN ('unsent', 'unavailable')
              AND (m.kind <> 'story_mention' OR asked.value ->> 'mentions_ask')
              AND coalesce(m.body ->> 'to_self', 0) = 0
            ORDER BY m.position LIMIT 1)
         FROM json_each(?) AS asked CROSS JOIN conversation AS c ON c.id = asked.value ->> 'conversation'
         CROSS JOIN handle AS h ON h.id = c.handle_id",
    ),
    (
        "counts",
        "SELECT handle_id, standing, count(*) FROM conversation
         WHERE last_position > 0 AND handle_id BETWEEN ? AND ? GROUP BY handle_id, standing",
    ),
    (
        "counts: what needs a reply, by handle",
        "SELECT id, (SELECT count(*) FROM conversation
           WHERE handle_id = handle.id AND standing = 0 AND last_position > 0) FROM handle",
    ),
    (
        "handles: chats that another tool has",
        "SELECT handle_id, count(*) FROM conversation INDEXED BY conversation_owned
         WHERE standing = 0 AND owned_by_other = 1 GROUP BY handle_id",
    ),
    (
        "counts of mentions",
        "SELECT handle_id, count(*) FROM conversation INDEXED BY conversation_mentions_closing_of_handle
         WHERE last_position > 0 AND open_mention = 1 AND handle_id BETWEEN ?1 AND ?2
           AND last_inbound > ?3 AND last_mention > ?3 GROUP BY handle_id",
    ),
    (
        "reports: a page of conversations",
        "SELECT id, handle_id, closed, muted, spam, standing, last_outbound, done_through, woke_at
         FROM conversation NOT INDEXED
         WHERE id > ?1 AND handle_id BETWEEN ?2 AND ?3 AND last_position > 0
           AND (last_position >= ?4 OR standing IN (0, 4)) ORDER BY id LIMIT ?5",
    ),
    (
        "reports: how long they are",
        "SELECT c.id, (SELECT count(*) FROM message AS m WHERE m.conversation_id = c.id)
         FROM json_each(?) AS asked CROSS JOIN conversation AS c ON c.id = asked.value",
    ),
    (
        "reports: their messages",
        "SELECT m.conversation_id, m.position, m.mid, m.direction, m.origin, m.kind, m.found_at, m.while_paused = 1,
           coalesce(m.body ->> 'to_self', 0), h.connected_at, h.mentions_need_reply = 1,
           m.direction = 'out' AND EXISTS (SELECT 1 FROM outbox AS o WHERE o.handle_id = m.handle_id
             AND o.sent_mid = m.mid AND o.human_agent = 1)
         FROM json_each(?) AS asked CROSS JOIN message AS m ON m.conversation_id = asked.value
         CROSS JOIN handle AS h ON h.id = m.handle_id
         WHERE m.position IS NOT NULL AND m.direction IS NOT NULL",
    ),
    (
        "reports: what was said of them",
        "SELECT a.id, a.conversation_id, a.at, a.action, a.before, a.after
         FROM json_each(?) AS asked CROSS JOIN audit AS a INDEXED BY audit_of_conversation
           ON a.conversation_id = asked.value AND a.conversation_id IS NOT NULL",
    ),
];
