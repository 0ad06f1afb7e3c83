//! The words of people's names, so that typing the beginning of one finds them.

use domain::ids::PersonId;
use domain::search::name_words;
use sqlx::{Connection, SqliteConnection};

use crate::Result;
use crate::codes::json_list;

/// Set by the migration that made the table: the names of people who were known before are still to be cut.
const DUE: &str = "people_words_due";

/// Cuts a person's name and username as they are now.
pub(crate) async fn save(connection: &mut SqliteConnection, person: PersonId) -> Result<()> {
    let row = sqlx::query!("SELECT name, username FROM person WHERE id = ?", person.0)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let names: Vec<&str> =
        [&row.name, &row.username].into_iter().filter_map(|name| name.as_deref()).collect();
    let words = json_list(name_words(&names));
    sqlx::query!(
        "DELETE FROM person_word WHERE person_id = ?1 AND word NOT IN (SELECT value FROM json_each(?2))",
        person.0,
        words,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO person_word (word, person_id) SELECT value, ?1 FROM json_each(?2) WHERE true
         ON CONFLICT DO NOTHING",
        person.0,
        words,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The names of everybody are to be cut when the database is opened, where it has a table for their words.
pub(crate) async fn owe_all(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query(
        "INSERT OR REPLACE INTO setting (key, value) SELECT ?, '1'
         WHERE EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'person_word')",
    )
    .bind(DUE)
    .execute(connection)
    .await?;
    Ok(())
}

/// Cuts the names of everybody, once after the migration.
pub(crate) async fn save_all_that_are_due(connection: &mut SqliteConnection) -> Result<()> {
    let due = sqlx::query_scalar!("SELECT value FROM setting WHERE key = ?", DUE);
    if due.fetch_optional(&mut *connection).await?.is_none() {
        return Ok(());
    }
    let mut tx = connection.begin().await?;
    let people = sqlx::query_scalar!("SELECT id FROM person WHERE name IS NOT NULL OR username IS NOT NULL");
    for person in people.fetch_all(&mut *tx).await? {
        save(&mut tx, PersonId(person)).await?;
    }
    sqlx::query!("DELETE FROM setting WHERE key = ?", DUE).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}
