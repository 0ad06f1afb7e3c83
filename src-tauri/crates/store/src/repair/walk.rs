//! Walking through a table of which not every page can be read.
//!
//! A walk goes on behind a damaged page by the next row id that can be found. A table without row ids is walked from both
//! ends.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};

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

const EVERYTHING: Gap = (i64::MIN, i64::MAX);

/// How far a walk came.
pub(super) struct Walked {
    /// Rows that were read and written.
    pub(super) read: u64,
    /// Where there may be more.
    pub(super) gaps: Vec<Gap>,
}

/// Where a stretch ended.
enum Ended {
    /// There is nothing more.
    Over,
    /// Behind this row, which can be read itself.
    Behind(i64),
    /// At this row, or the next that there is.
    At(i64),
}

/// Saves whatever can be read of a table.
pub(super) async fn all(from: &mut Source<'_>, new: &mut SqliteConnection, shape: &Shape) -> Result<Walked> {
    if from.is_unreadable() {
        return Ok(Walked { read: 0, gaps: vec![EVERYTHING] });
    }
    if !shape.has_row_ids {
        let mut read = 0;
        for order in ["", " DESC"] {
            let (some, is_all) = by_key(from, new, shape, order).await?;
            read += some;
            if is_all {
                return Ok(Walked { read, gaps: Vec::new() });
            }
        }
        return Ok(Walked { read, gaps: vec![EVERYTHING] });
    }
    let (mut read, mut gaps, mut next) = (0, Vec::new(), i64::MIN);
    loop {
        match stretch(from, new, shape, (next, i64::MAX), &mut read).await? {
            Ended::Over => break,
            Ended::Behind(id) => next = id.saturating_add(1),
            Ended::At(id) => {
                let Behind { last, found } = behind(from, shape, id).await;
                gaps.push((id, last));
                let Some(found) = found else { break };
                next = found;
            }
        }
    }
    Ok(Walked { read, gaps })
}

/// Fills a gap from a copy. Answers how many rows it filled.
pub(super) async fn gap(
    copy: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    gap: Gap,
) -> Result<u64> {
    if !shape.has_row_ids {
        return Ok(by_key(copy, new, shape, "").await?.0);
    }
    let (mut read, (mut first, last)) = (0, gap);
    while let Ended::Behind(id) = stretch(copy, new, shape, (first, last), &mut read).await? {
        first = id.saturating_add(1);
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
    let mut at = first;
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
            at = id.saturating_add(1);
        }
    };
    let ended = match (walked, large) {
        (Ok(()), None) => Ended::Over,
        (Ok(()), Some(values)) if from.is_sound().await => {
            *read += u64::from(values.save(&mut tx, shape).await?);
            Ended::Behind(at)
        }
        _ => Ended::At(at),
    };
    tx.commit().await?;
    from.give_up_if(matches!(ended, Ended::At(_))).await;
    Ok(ended)
}

fn with_id(row: &SqliteRow, shape: &Shape) -> sqlx::Result<(i64, Values)> {
    Ok((row.try_get_unchecked(shape.columns.len())?, Values::of(row, shape.columns.len())?))
}

/// Saves rows in the order of their key, or against it, as far as they can be read. Answers how many, and whether these are
/// all.
async fn by_key(
    from: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    order: &str,
) -> Result<(u64, bool)> {
    let key: Vec<String> = shape.key.iter().map(|column| format!("{column}{order}")).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", shape.columns.join(", "), shape.name, key.join(", "));
    let mut read = 0;
    let mut tx = new.begin().await?;
    let is_all = {
        let Ok(connection) = from.connection().await else { return Ok((0, false)) };
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch(connection);
        loop {
            match rows.try_next().await {
                Ok(Some(row)) => {
                    let Ok(values) = Values::of(&row, shape.columns.len()) else { break false };
                    read += u64::from(values.save(&mut tx, shape).await?);
                }
                Ok(None) => break true,
                Err(_) => break false,
            }
        }
    };
    tx.commit().await?;
    from.give_up_if(!is_all).await;
    Ok((read, is_all))
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
