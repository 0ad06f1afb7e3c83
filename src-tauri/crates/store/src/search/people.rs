//! People by the beginnings of the words of their names.

use domain::ids::{ConversationId, HandleId};
use domain::search::Query;
use sqlx::{QueryBuilder, Sqlite};

use crate::Result;
use crate::lists::{ConversationRow, by_id};
use crate::tx::Reads;

/// Of so many names at most the latest are looked for: "a" is the beginning of half of them.
const CANDIDATES: u32 = 1_000;
/// Of longer texts only the first words can be a name.
const WORDS: usize = 6;

/// The conversations with people of this name, the latest activity first.
pub(super) async fn named(
    tx: &mut impl Reads,
    query: &Query,
    handle: Option<HandleId>,
    limit: u32,
) -> Result<Vec<ConversationRow>> {
    let mut rows = Vec::new();
    for id in found(tx, query, handle, false, limit).await? {
        rows.extend(by_id(tx, ConversationId(id)).await?);
    }
    Ok(rows)
}

/// The conversations with people of this name, those in spam and in the bin as well.
pub(super) async fn conversations(tx: &mut impl Reads, query: &Query, limit: u32) -> Result<Vec<i64>> {
    found(tx, query, None, true, limit).await
}

async fn found(
    tx: &mut impl Reads,
    query: &Query,
    handle: Option<HandleId>,
    shelved: bool,
    limit: u32,
) -> Result<Vec<i64>> {
    let mut tokens = query.tokens();
    // The longest leads: it is the beginning of the fewest names.
    tokens.sort_by_key(|token| std::cmp::Reverse(token.len()));
    tokens.truncate(WORDS);
    let Some((lead, others)) = tokens.split_first() else { return Ok(Vec::new()) };
    let mut sql = QueryBuilder::<Sqlite>::new(
        "SELECT c.id FROM (SELECT DISTINCT person_id FROM person_word AS w WHERE ",
    );
    begins(&mut sql, lead);
    sql.push(" LIMIT ").push_bind(CANDIDATES);
    sql.push(
        ") AS one CROSS JOIN conversation AS c ON c.person_id = one.person_id WHERE c.last_position > 0",
    );
    if !shelved {
        sql.push(" AND c.standing < 5");
    }
    if let Some(handle) = handle {
        sql.push(" AND c.handle_id = ").push_bind(handle.0);
    }
    for token in others {
        sql.push(" AND EXISTS (SELECT 1 FROM person_word AS w WHERE w.person_id = one.person_id AND ");
        begins(&mut sql, token);
        sql.push(")");
    }
    sql.push(" ORDER BY c.last_position DESC LIMIT ").push_bind(limit);
    Ok(sql.build_query_scalar().fetch_all(tx.reading()).await?)
}

fn begins(sql: &mut QueryBuilder<Sqlite>, token: &str) {
    sql.push("w.word >= ").push_bind(token.to_owned());
    sql.push(" AND w.word < ").push_bind(format!("{token}{}", char::MAX));
}
