//! A row of any table, from one file to another.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, TypeInfo, ValueRef};

use super::tables::Shape;
use crate::Result;

/// A value of a column.
enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// The values of a row, in the order of its table's columns.
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
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for value in self.0 {
            query = match value {
                Value::Null => query.bind(None::<i64>),
                Value::Integer(value) => query.bind(value),
                Value::Real(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
                Value::Blob(value) => query.bind(value),
            };
        }
        Ok(query.execute(new).await?.rows_affected() > 0)
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
