//! Walking through a table of which not every page can be read.
//!
//! A walk goes on behind a damaged page by the next row id that can be found. A table without row ids is walked by its key.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};

use super::keys::{self, Unread};
use super::row::Values;
use super::source::Source;
use super::tables::Shape;
use crate::Result;

/// Behind a damaged page so many row ids are tried one by one; then the steps double.
const ONE_BY_ONE: i64 = 512;
/// The widest step: nothing that can be read is so far behind.
const WIDEST: i64 = 1 << 32;
/// A row of so many bytes may be on more than one page.
const MAY_BE_ON_MORE: usize = 3_000;

/// Row ids of which none can be read, both ends included. Of a table without row ids it is the whole range.
pub(super) type Gap = (i64, i64);

pub(super) const EVERYTHING: Gap = (i64::MIN, i64::MAX);

/// So many rows are written in one go: the new file's log is emptied in between.
pub(super) const AT_ONCE: u64 = 2_000;

/// How far a walk came.
#[derive(Default)]
pub(super) struct Walked {
    /// Rows that were read and written.
    pub(super) read: u64,
    /// Where there may be more.
    pub(super) gaps: Vec<Gap>,
    /// The same of a table without row ids, more exactly.
    pub(super) unread: Unread,
    /// Rows within the gaps that can be read and may be wrong: those of a copy are better.
    pub(super) doubtful: Vec<Values>,
}

/// Where a stretch ended.
enum Ended {
    /// There is nothing more.
    Over,
    /// Behind this row, which can be read itself.
    Behind(i64),
    /// At this row, which can be read and may be wrong.
    Doubtful(i64, Values),
    /// At this row, or the next that there is.
    At(i64),
}

/// Saves whatever can be read of a table.
pub(super) async fn all(from: &mut Source<'_>, new: &mut SqliteConnection, shape: &Shape) -> Result<Walked> {
    let mut walked = Walked::default();
    if from.is_unreadable() {
        walked.gaps.push(EVERYTHING);
        return Ok(walked);
    }
    if !shape.has_row_ids {
        return keys::all(from, new, shape).await;
    }
    let mut next = i64::MIN;
    loop {
        match stretch(from, new, shape, (next, i64::MAX), &mut walked.read).await? {
            Ended::Over => break,
            Ended::Behind(id) => next = id.saturating_add(1),
            Ended::Doubtful(id, values) => {
                walked.gaps.push((id, id));
                walked.doubtful.push(values);
                next = id.saturating_add(1);
            }
            Ended::At(id) => {
                let Behind { last, found } = behind(from, shape, id).await;
                walked.gaps.push((id, last));
                let Some(found) = found else { break };
                next = found;
            }
        }
    }
    Ok(walked)
}

/// Fills from a copy what could not be read. Answers how many rows it filled.
pub(super) async fn fill(
    copy: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    walked: &Walked,
) -> Result<u64> {
    if !shape.has_row_ids {
        return keys::fill(copy, new, shape, &walked.unread).await;
    }
    let mut read = 0;
    for gap in &walked.gaps {
        read += fill_gap(copy, new, shape, *gap).await?;
    }
    Ok(read)
}

/// Fills one gap. The copy may be damaged itself, elsewhere or there too.
async fn fill_gap(
    copy: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    (mut first, last): Gap,
) -> Result<u64> {
    let mut read = 0;
    while first <= last {
        first = match stretch(copy, new, shape, (first, last), &mut read).await? {
            Ended::Over => break,
            Ended::Behind(id) => id.saturating_add(1),
            // There is none that is better.
            Ended::Doubtful(id, values) => {
                read += u64::from(values.save(new, shape).await?);
                id.saturating_add(1)
            }
            Ended::At(id) if id >= last => break,
            Ended::At(id) => match behind(copy, shape, id).await.found {
                Some(found) => found,
                None => break,
            },
        };
    }
    Ok(read)
}

/// How many rows of the gaps are lost, as far as an index tells, and whether it tells of all.
pub(super) async fn lost(
    from: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    gaps: &[Gap],
) -> Result<(u64, bool)> {
    if !shape.has_row_ids || from.is_unreadable() {
        return Ok((0, false));
    }
    let indexes: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_index_list(?) WHERE partial = 0 ORDER BY name")
            .bind(shape.name)
            .fetch_all(&mut *new)
            .await?;
    let mut known = BTreeSet::new();
    let mut all_are_known = false;
    for index in indexes {
        let sql = format!("SELECT rowid FROM {} INDEXED BY \"{index}\"", shape.name);
        let told = ids(from, sql, &mut known, gaps).await;
        all_are_known |= told;
        if told {
            break;
        }
    }
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE rowid = ?)", shape.name);
    let mut lost = 0;
    for id in known {
        let saved: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql.clone())).bind(id).fetch_one(&mut *new).await?;
        lost += u64::from(!saved);
    }
    Ok((lost, all_are_known))
}

/// Notes the row ids that an index has within the gaps. Answers whether all of it could be read.
async fn ids(from: &mut Source<'_>, sql: String, into: &mut BTreeSet<i64>, gaps: &[Gap]) -> bool {
    let Ok(connection) = from.connection().await else { return false };
    let told = async {
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(connection);
        while let Some(row) = rows.try_next().await? {
            let id: i64 = row.try_get(0)?;
            if gaps.iter().any(|(first, last)| (*first..=*last).contains(&id)) {
                into.insert(id);
            }
        }
        Ok::<_, sqlx::Error>(())
    }
    .await;
    from.give_up_if(told.is_err()).await;
    told.is_ok()
}

/// Saves rows in the order of their ids, until one cannot be read or may be on more than one page.
async fn stretch(
    from: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    (first, last): Gap,
    read: &mut u64,
) -> Result<Ended> {
    let columns = shape.columns.join(", ");
    let sql =
        format!("SELECT {columns}, rowid FROM {} WHERE rowid BETWEEN ? AND ? ORDER BY rowid", shape.name);
    let (mut at, mut seen) = (first, 0);
    let mut large = None;
    let mut tx = new.begin().await?;
    let walked = {
        let Ok(connection) = from.connection().await else { return Ok(Ended::At(first)) };
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(first).bind(last).fetch(connection);
        loop {
            let (id, values) = match rows.try_next().await {
                Ok(Some(row)) => match with_id(&row, shape) {
                    Ok(both) => both,
                    Err(error) => break Err(error),
                },
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            at = id;
            if values.size() > MAY_BE_ON_MORE {
                large = Some(values);
                break Ok(());
            }
            *read += u64::from(values.save(&mut tx, shape).await?);
            seen += 1;
            if seen == AT_ONCE {
                drop(rows);
                tx.commit().await?;
                return Ok(Ended::Behind(id));
            }
            at = id.saturating_add(1);
        }
    };
    let ended = match (walked, large) {
        (Ok(()), None) => Ended::Over,
        (Ok(()), Some(values)) if values.has_zeros_in_text() || !from.is_sound().await => Ended::At(at),
        (Ok(()), Some(values)) if values.ends_in_zeros() => Ended::Doubtful(at, values),
        (Ok(()), Some(values)) => {
            *read += u64::from(values.save(&mut tx, shape).await?);
            Ended::Behind(at)
        }
        (Err(_), _) => Ended::At(at),
    };
    tx.commit().await?;
    from.give_up_if(matches!(ended, Ended::At(_))).await;
    Ok(ended)
}

fn with_id(row: &SqliteRow, shape: &Shape) -> sqlx::Result<(i64, Values)> {
    Ok((row.try_get_unchecked(shape.columns.len())?, Values::of(row, shape.columns.len())?))
}

/// What is behind a row that cannot be read.
struct Behind {
    /// The last row id that cannot be read, or of which there is no row.
    last: i64,
    /// The next row that can be found.
    found: Option<i64>,
}

async fn behind(from: &mut Source<'_>, shape: &Shape, id: i64) -> Behind {
    // Nothing was read yet: our ids begin above 0.
    let id = id.max(0);
    let (mut unread, mut step) = (id, 1);
    while step <= WIDEST {
        let at = id.saturating_add(step);
        match seek(from, shape, at).await {
            Ok(found) => return nearest(from, shape, unread, (at, found)).await,
            Err(()) => unread = at,
        }
        step = if step < ONE_BY_ONE { step + 1 } else { step * 2 };
    }
    Behind { last: i64::MAX, found: None }
}

/// The border between an id from which nothing can be read and one from which it can.
async fn nearest(
    from: &mut Source<'_>,
    shape: &Shape,
    mut unread: i64,
    (mut at, mut found): (i64, Option<i64>),
) -> Behind {
    while at - unread > 1 {
        let middle = unread + (at - unread) / 2;
        match seek(from, shape, middle).await {
            Ok(nearer) => (at, found) = (middle, nearer),
            Err(()) => unread = middle,
        }
    }
    Behind { last: found.unwrap_or(at).saturating_sub(1), found }
}

/// The first row from an id on.
async fn seek(from: &mut Source<'_>, shape: &Shape, id: i64) -> std::result::Result<Option<i64>, ()> {
    let sql = format!("SELECT rowid FROM {} WHERE rowid >= ? ORDER BY rowid LIMIT 1", shape.name);
    let sought = match from.connection().await {
        Ok(connection) => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(connection).await
        }
        Err(error) => Err(error),
    };
    from.give_up_if(sought.is_err()).await;
    sought.map_err(drop)
}
