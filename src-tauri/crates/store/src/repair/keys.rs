//! Walking through a table without row ids, from both ends.

use futures_util::TryStreamExt;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Connection, Sqlite, SqliteConnection};

use super::row::Values;
use super::source::Source;
use super::tables::Shape;
use super::walk::{AT_ONCE, EVERYTHING, Walked};
use crate::Result;

/// A row of so many bytes may be on more than one page: such a table keeps less of a row on its page than others do.
const MAY_BE_ON_MORE: usize = 900;

/// What could not be read of a table: as keys.
#[derive(Default)]
pub(super) struct Unread {
    /// Behind this one; from the beginning when absent.
    after: Option<Values>,
    /// Before this one; to the end when absent.
    before: Option<Values>,
    /// And these.
    large: Vec<Values>,
}

/// How far a walk from one end came.
struct Walk {
    read: u64,
    /// These are all.
    is_all: bool,
    last: Option<Values>,
    /// Large rows that could not be read.
    large: Vec<Values>,
}

/// Saves whatever can be read of a table.
pub(super) async fn all(from: &mut Source<'_>, new: &mut SqliteConnection, shape: &Shape) -> Result<Walked> {
    let (mut walked, everything) = (Walked::default(), Unread::default());
    let forwards = walk(from, new, shape, "", &everything).await?;
    walked.read += forwards.read;
    if forwards.is_all {
        return Ok(walked);
    }
    let backwards = walk(from, new, shape, " DESC", &everything).await?;
    walked.read += backwards.read;
    if !backwards.is_all {
        let large = [forwards.large, backwards.large].concat();
        walked.unread = Unread { after: forwards.last, before: backwards.last, large };
        walked.gaps.push(EVERYTHING);
    }
    Ok(walked)
}

/// Fills from a copy what could not be read. Answers how many rows it filled.
pub(super) async fn fill(
    copy: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    unread: &Unread,
) -> Result<u64> {
    let forwards = walk(copy, new, shape, "", unread).await?;
    let mut read = forwards.read;
    if !forwards.is_all {
        read += walk(copy, new, shape, " DESC", unread).await?.read;
    }
    for key in &unread.large {
        if let Some(values) = one(copy, shape, key.clone()).await {
            read += u64::from(values.save(new, shape).await?);
        }
    }
    Ok(read)
}

/// Saves rows in the order of their key, or against it, as far as they can be read.
async fn walk(
    from: &mut Source<'_>,
    new: &mut SqliteConnection,
    shape: &Shape,
    order: &str,
    within: &Unread,
) -> Result<Walk> {
    let mut walk = Walk { read: 0, is_all: false, last: None, large: Vec::new() };
    let Ok(connection) = from.connection().await else { return Ok(walk) };
    let mut large = Vec::new();
    let mut tx = new.begin().await?;
    {
        let mut rows = rows(shape, order, within).fetch(connection);
        let mut seen = 0;
        loop {
            let values = match rows.try_next().await {
                Ok(row) => row.map(|row| Values::of(&row, shape.columns.len())).transpose(),
                Err(error) => Err(error),
            };
            let Ok(Some(values)) = values else {
                walk.is_all = values.is_ok();
                break;
            };
            walk.last = Some(values.key(shape));
            if values.size() > MAY_BE_ON_MORE {
                large.extend(walk.last.clone());
                continue;
            }
            walk.read += u64::from(values.save(&mut tx, shape).await?);
            seen += 1;
            if seen % AT_ONCE == 0 {
                tx.commit().await?;
                tx = new.begin().await?;
            }
        }
    }
    tx.commit().await?;
    // It may have met damage without a word.
    from.give_up_if(!walk.is_all || !large.is_empty()).await;
    for key in large {
        match one(from, shape, key.clone()).await {
            Some(values) => walk.read += u64::from(values.save(new, shape).await?),
            None => walk.large.push(key),
        }
    }
    walk.is_all &= walk.large.is_empty();
    Ok(walk)
}

fn rows<'q>(shape: &Shape, order: &str, within: &Unread) -> Query<'q, Sqlite, SqliteArguments> {
    let Shape { name, columns, key, .. } = shape;
    let is = |than: &str| format!("({}) {than} ({})", key.join(", "), vec!["?"; key.len()].join(", "));
    let bounds = [within.after.as_ref().map(|_| is(">")), within.before.as_ref().map(|_| is("<"))];
    let bounds: Vec<String> = ["1".to_owned()].into_iter().chain(bounds.into_iter().flatten()).collect();
    let by: Vec<String> = key.iter().map(|column| format!("{column}{order}")).collect();
    let sql = format!(
        "SELECT {} FROM {name} WHERE {} ORDER BY {}",
        columns.join(", "),
        bounds.join(" AND "),
        by.join(", ")
    );
    let bounds = [&within.after, &within.before].into_iter().flatten().cloned();
    bounds.fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, key| key.bind(query))
}

/// A row by itself, if all of it can be read.
async fn one(from: &mut Source<'_>, shape: &Shape, key: Values) -> Option<Values> {
    let is = shape.key.join(" = ? AND ");
    let sql = format!("SELECT {} FROM {} WHERE {is} = ?", shape.columns.join(", "), shape.name);
    let query = key.bind(sqlx::query(sqlx::AssertSqlSafe(sql)));
    let row = query.fetch_optional(from.connection().await.ok()?).await;
    let values = row.and_then(|row| row.map(|row| Values::of(&row, shape.columns.len())).transpose());
    from.give_up_if(values.is_err()).await;
    let values = values.ok().flatten().filter(|values| !values.has_zeros_in_text())?;
    from.is_sound().await.then_some(values)
}
