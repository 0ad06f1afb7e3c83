//! Filters: candidates, newest first, from the index that has the fewest of them, each looked at. Where windows that close
//! soon are all that is asked for, what closes soonest comes first.

use std::collections::HashMap;

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
    /// The newest message of each conversation, of one handle or of all; the latest activity first.
    Newest(Option<i64>, List),
    /// The newest message of each conversation, of one handle or of all, in the order in which their windows close.
    Closing(Option<i64>),
}

/// What may be a hit.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
struct Candidate {
    /// Where it stands in the order of its source.
    place: i64,
    /// The message's position.
    message: i64,
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
    let (mut after, mut before) = bounds(search, narrow, &source);
    let wanted = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let mut hits: Vec<RawHit> = Vec::new();
    for step in STEPS {
        let candidates = source.next(tx, after, before, step).await?;
        let Some(last) = candidates.last().copied() else {
            return best::page(search, hits, Vec::new(), None);
        };
        let mut looked_at = look(tx, &candidates, narrow).await?;
        for candidate in &candidates {
            let hit = looked_at.remove(&candidate.message);
            hits.extend(hit.filter(|hit| fits(search, narrow, &source, hit)));
            if hits.len() == wanted {
                return best::page(search, hits, Vec::new(), Some(candidate.place));
            }
        }
        if candidates.len() < usize::try_from(step).unwrap_or(usize::MAX) {
            return best::page(search, hits, Vec::new(), None);
        }
        let reached = if source.ascends() { &mut after } else { &mut before };
        *reached = Position(last.place);
    }
    let reached = if source.ascends() { after } else { before };
    best::page(search, hits, Vec::new(), Some(reached.0))
}

/// Strictly between which places candidates lie. The next page goes on at the end of the one before.
fn bounds(search: &Search, narrow: &Narrow, source: &Source) -> (Position, Position) {
    match narrow.closing() {
        Some((after, before)) if source.ascends() => (search.before.unwrap_or(after), before),
        _ => {
            let end = Position(i64::MAX);
            let before = search.before.unwrap_or(end).min(narrow.before.unwrap_or(end));
            (narrow.after.unwrap_or_default(), before)
        }
    }
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
        // No index has windows of spam and the bin in order.
        None if narrow.closing().is_some() && !narrow.wants_shelved() => Source::Closing(narrow.one_handle()),
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
    /// Whether the first place of its order comes first, instead of the last.
    fn ascends(&self) -> bool {
        matches!(self, Self::Closing(_))
    }

    /// The next candidates between two places, in order.
    async fn next(
        &self,
        tx: &mut impl Reads,
        after: Position,
        before: Position,
        limit: u32,
    ) -> Result<Vec<Candidate>> {
        let mut sql = self.sql(after, before, limit);
        Ok(sql.build_query_as().fetch_all(tx.reading()).await?)
    }

    pub(super) fn sql(&self, after: Position, before: Position, limit: u32) -> QueryBuilder<Sqlite> {
        let (place, message) = match self {
            Self::Words(_) => ("rowid", "rowid"),
            Self::Conversations(_) | Self::Kind(_) | Self::Messages => ("position", "position"),
            Self::Newest(..) => ("activity", "last_position"),
            Self::Closing(_) => ("last_inbound", "last_position"),
        };
        let mut sql = QueryBuilder::new(format!("SELECT {place} AS place, {message} AS message FROM "));
        match self {
            Self::Words(words) => {
                sql.push("message_fts WHERE message_fts MATCH ").push_bind(words.clone());
            }
            Self::Conversations(conversations) => {
                sql.push("message INDEXED BY message_in_conversation WHERE conversation_id ");
                // Of one the index has the order; of several all places are read, and nothing else.
                match conversations.as_slice() {
                    [one] => sql.push("= ").push_bind(*one),
                    several => {
                        sql.push("IN (SELECT value FROM json_each(").push_bind(json_list(several)).push("))")
                    }
                };
            }
            Self::Kind(kind) => {
                // The index is of all that is no text.
                sql.push("message INDEXED BY message_by_kind WHERE kind <> 'text' AND kind = ")
                    .push_bind(*kind);
            }
            Self::Messages => {
                sql.push("message WHERE true");
            }
            Self::Newest(handle, list) => {
                let of = if handle.is_some() { "_of_handle" } else { "" };
                let (index, condition) = match list {
                    List::All => ("newest", "standing < 5"),
                    List::Unread => ("unread", "unread = 1 AND standing < 5"),
                    List::Standing(_) => ("by_standing", "standing = "),
                };
                sql.push("conversation INDEXED BY conversation_").push(index).push(of);
                sql.push(" WHERE ").push(condition);
                if let List::Standing(standing) = list {
                    sql.push_bind(*standing);
                }
                if let Some(handle) = handle {
                    sql.push(" AND handle_id = ").push_bind(*handle);
                }
            }
            Self::Closing(handle) => {
                let of = if handle.is_some() { "_of_handle" } else { "" };
                sql.push("conversation INDEXED BY conversation_closing").push(of).push(" WHERE standing < 5");
                if let Some(handle) = handle {
                    sql.push(" AND handle_id = ").push_bind(*handle);
                }
            }
        }
        sql.push(" AND ").push(place).push(" < ").push_bind(before.0);
        sql.push(" AND ").push(place).push(" > ").push_bind(after.0);
        sql.push(" ORDER BY ").push(place).push(if self.ascends() { "" } else { " DESC" });
        sql.push(" LIMIT ").push_bind(limit);
        sql
    }
}

/// The candidates for which the filters hold, by their position.
async fn look(
    tx: &mut impl Reads,
    candidates: &[Candidate],
    narrow: &Narrow,
) -> Result<HashMap<i64, RawHit>> {
    let messages: Vec<i64> = candidates.iter().map(|candidate| candidate.message).collect();
    let hits: Vec<RawHit> = sql(narrow, &messages).build_query_as().fetch_all(tx.reading()).await?;
    Ok(hits.into_iter().map(|hit| (hit.position, hit)).collect())
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
