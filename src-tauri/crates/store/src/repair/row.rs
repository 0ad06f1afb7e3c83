//! A row of any table, from one file to another.

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Row, Sqlite, SqliteConnection, TypeInfo, ValueRef};

use super::tables::Shape;
use crate::Result;

/// The last page of a row that is on several has more than so many bytes of it: SQLite fills the pages before.
const ON_THE_LAST_PAGE: usize = 3_500;

/// A value of a column.
#[derive(Clone)]
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// The values of a row, in the order of its table's columns.
#[derive(Clone)]
pub(super) struct Values(Vec<Value>);

impl Values {
    pub(super) fn of(row: &SqliteRow, columns: usize) -> sqlx::Result<Self> {
        (0..columns).map(|column| value(row, column)).collect::<sqlx::Result<_>>().map(Self)
    }

    /// How much there is of it, in bytes.
    pub(super) fn size(&self) -> usize {
        let size = |value: &Value| match value {
            Value::Null => 1,
            Value::Integer(_) | Value::Real(_) => 8,
            Value::Text(text) => text.len(),
            Value::Blob(bytes) => bytes.len(),
        };
        self.0.iter().map(size).sum()
    }

    /// Writes it, unless it breaks a rule or is there already. Answers whether it was written.
    pub(super) async fn save(self, new: &mut SqliteConnection, shape: &Shape) -> Result<bool> {
        let columns = shape.columns.join(", ");
        let places = vec!["?"; shape.columns.len()].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {} ({columns}) VALUES ({places})", shape.name);
        let query = self.bind(sqlx::query(sqlx::AssertSqlSafe(sql)));
        Ok(query.execute(new).await?.rows_affected() > 0)
    }

    /// The values of the key's columns, in their order.
    pub(super) fn key(&self, shape: &Shape) -> Self {
        let place = |name: &String| shape.columns.iter().position(|column| column == name);
        Self(shape.key.iter().filter_map(place).map(|place| self.0[place].clone()).collect())
    }

    pub(super) fn bind(
        self,
        query: Query<'_, Sqlite, SqliteArguments>,
    ) -> Query<'_, Sqlite, SqliteArguments> {
        self.0.into_iter().fold(query, |query, value| match value {
            Value::Null => query.bind(None::<i64>),
            Value::Integer(value) => query.bind(value),
            Value::Real(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Blob(value) => query.bind(value),
        })
    }

    /// Whether a text has zeros, as one does of which a page was overwritten with them: SQLCipher takes such a page for one
    /// that is not there yet, and lets it pass.
    pub(super) fn has_zeros_in_text(&self) -> bool {
        self.0.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
    }

    /// Whether it ends like a file of which the last page was overwritten with zeros. Some files do.
    pub(super) fn ends_in_zeros(&self) -> bool {
        let ends = |bytes: &[u8]| {
            bytes.last_chunk::<ON_THE_LAST_PAGE>().is_some_and(|end| end.iter().all(|byte| *byte == 0))
        };
        self.0.iter().any(|value| matches!(value, Value::Blob(bytes) if ends(bytes)))
    }
}

fn value(row: &SqliteRow, column: usize) -> sqlx::Result<Value> {
    let raw = row.try_get_raw(column)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let kind = raw.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" => Value::Integer(row.try_get_unchecked(column)?),
        "REAL" => Value::Real(row.try_get_unchecked(column)?),
        "TEXT" => Value::Text(row.try_get_unchecked(column)?),
        _ => Value::Blob(row.try_get_unchecked(column)?),
    })
}
