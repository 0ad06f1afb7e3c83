//! Filters: candidates, newest first, from the index that has the fewest of them, each looked at.

use domain::links;
use domain::position::Position;
use domain::search::{Filter, State};
use sqlx::{QueryBuilder, Sqlite};

use super::narrow::Narrow;
use super::row::{COLUMNS, RawHit};
use super::{Found, Search, best};
use crate::Result;
use crate::codes::json_list;
use crate::tx::Reads;

/// How many candidates are looked at, in steps: together they are what a page may cost.
const STEPS: [u32; 3] = [256, 1_024, 2_816];

/// The words that every address begins with, as the index has them.
const ADDRESS: &str = "\"https\" OR \"http\"";

/// Where candidates come from.
pub(super) enum Source {
    /// Messages with words.
    Words(String),
    /// Messages of conversations.
    Conversations(Vec<i64>),
    /// Messages of a kind.
    Kind(&'static str),
    /// All messages.
    Messages,
    /// The newest message of each conversation, of one handle or of all.
    Newest(Option<i64>, List),
}

/// A list of conversations that has an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    All,
    Unread,
    Standing(i64),
}

/// A page.
pub(super) async fn walk(tx: &mut impl Reads, search: &Search, narrow: &Narrow) -> Result<Found> {
    let source = source(search, narrow);
    let after = narrow.after.unwrap_or_default();
    let end = Position(i64::MAX);
    let mut before = search.before.unwrap_or(end).min(narrow.before.unwrap_or(end));
    let wanted = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let mut hits: Vec<RawHit> = Vec::new();
    for step in STEPS {
        let candidates = source.next(tx, after, before, step).await?;
        let Some(last) = candidates.last().copied() else {
            return best::page(search, hits, Vec::new(), None);
        };
        for hit in look(tx, &candidates, narrow).await? {
            if !fits(search, narrow, &source, &hit) {
                continue;
            }
            let position = hit.position;
            hits.push(hit);
            if hits.len() == wanted {
                return best::page(search, hits, Vec::new(), Some(position));
            }
        }
        if candidates.len() < usize::try_from(step).unwrap_or(usize::MAX) {
            return best::page(search, hits, Vec::new(), None);
        }
        before = Position(last);
    }
    best::page(search, hits, Vec::new(), Some(before.0))
}

fn source(search: &Search, narrow: &Narrow) -> Source {
    if let Some(conversations) = &narrow.conversations {
        return Source::Conversations(conversations.clone());
    }
    let with_link = narrow.link == Some(true);
    match search.query.fts5() {
        Some(words) if with_link => Source::Words(narrow.expression(&format!("({words}) AND ({ADDRESS})"))),
        Some(words) => Source::Words(narrow.expression(&words)),
        None if with_link => Source::Words(narrow.expression(ADDRESS)),
        None if narrow.kind().is_some() => Source::Kind(narrow.kind().unwrap_or_default()),
        None if narrow.asks_of_messages() => Source::Messages,
        None => Source::Newest(narrow.one_handle(), list(search)),
    }
}

/// The list with an index that one of the filters names.
fn list(search: &Search) -> List {
    let states =
        search.query.filters().iter().filter(|(_, not)| !not).filter_map(|(filter, _)| match filter {
            Filter::Is(State::Unread) => Some(List::Unread),
            Filter::Is(State::Needs) => Some(List::Standing(0)),
            Filter::Is(State::Waiting) => Some(List::Standing(1)),
            Filter::Is(State::Done) => Some(List::Standing(2)),
            Filter::Is(State::Snoozed) => Some(List::Standing(4)),
            Filter::Is(State::Spam) => Some(List::Standing(5)),
            Filter::Is(State::Binned) => Some(List::Standing(6)),
            _ => None,
        });
    // The unread ones are listed without spam and the bin.
    states.min_by_key(|list| *list == List::Unread).unwrap_or(List::All)
}

impl Source {
    /// The places of the next candidates between two places, the newest first.
    async fn next(
        &self,
        tx: &mut impl Reads,
        after: Position,
        before: Position,
        limit: u32,
    ) -> Result<Vec<i64>> {
        let mut sql = self.sql(after, before, limit);
        Ok(sql.build_query_scalar().fetch_all(tx.reading()).await?)
    }

    pub(super) fn sql(&self, after: Position, before: Position, limit: u32) -> QueryBuilder<Sqlite> {
        let mut sql = QueryBuilder::new("SELECT ");
        let place = match self {
            Self::Words(words) => {
                sql.push("rowid FROM message_fts WHERE message_fts MATCH ").push_bind(words.clone());
                "rowid"
            }
            Self::Conversations(conversations) => {
                sql.push("position FROM message INDEXED BY message_in_conversation WHERE conversation_id ");
                // Of one the index has the order; of several all places are read, and nothing else.
                match conversations.as_slice() {
                    [one] => sql.push("= ").push_bind(*one),
                    several => {
                        sql.push("IN (SELECT value FROM json_each(").push_bind(json_list(several)).push("))")
                    }
                };
                "position"
            }
            Self::Kind(kind) => {
                // The index is of all that is no text.
                sql.push("position FROM message INDEXED BY message_by_kind WHERE kind <> 'text' AND kind = ")
                    .push_bind(*kind);
                "position"
            }
            Self::Messages => {
                sql.push("position FROM message WHERE true");
                "position"
            }
            Self::Newest(handle, list) => {
                let of = if handle.is_some() { "_of_handle" } else { "" };
                let (index, condition) = match list {
                    List::All => ("newest", "standing < 5"),
                    List::Unread => ("unread", "unread = 1 AND standing < 5"),
                    List::Standing(_) => ("by_standing", "standing = "),
                };
                sql.push("last_position FROM conversation INDEXED BY conversation_").push(index).push(of);
                sql.push(" WHERE ").push(condition);
                if let List::Standing(standing) = list {
                    sql.push_bind(*standing);
                }
                if let Some(handle) = handle {
                    sql.push(" AND handle_id = ").push_bind(*handle);
                }
                "last_position"
            }
        };
        sql.push(" AND ").push(place).push(" < ").push_bind(before.0);
        sql.push(" AND ").push(place).push(" > ").push_bind(after.0);
        sql.push(" ORDER BY ").push(place).push(" DESC LIMIT ").push_bind(limit);
        sql
    }
}

/// The candidates for which the filters hold, in their order.
async fn look(tx: &mut impl Reads, candidates: &[i64], narrow: &Narrow) -> Result<Vec<RawHit>> {
    let mut sql = sql(narrow, candidates);
    let mut hits: Vec<RawHit> = sql.build_query_as().fetch_all(tx.reading()).await?;
    hits.sort_unstable_by_key(|hit| std::cmp::Reverse(hit.position));
    Ok(hits)
}

pub(super) fn sql(narrow: &Narrow, candidates: &[i64]) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(format!("SELECT {COLUMNS} FROM json_each("));
    sql.push_bind(json_list(candidates));
    sql.push(
        ") AS place CROSS JOIN message AS m ON m.position = place.value
           CROSS JOIN conversation AS c ON c.id = m.conversation_id
           CROSS JOIN person AS p ON p.id = c.person_id WHERE true",
    );
    narrow.push(&mut sql);
    sql
}

/// What only the text itself tells.
fn fits(search: &Search, narrow: &Narrow, source: &Source, hit: &RawHit) -> bool {
    let in_index = matches!(source, Source::Words(_)) && search.query.has_words();
    (in_index || search.query.fits(hit.text()))
        && narrow.link.is_none_or(|wanted| links::find(hit.text()).is_empty() != wanted)
}
