//! People: always as one handle sees them.

mod history;
pub(crate) mod names;

pub use history::History;

use domain::ids::{HandleId, Igsid, PersonId};
use domain::person::Profile;
use domain::time::Timestamp;

use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError};

/// A person as one handle sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our row.
    pub id: PersonId,
    /// Instagram's id.
    pub igsid: Igsid,
    /// What Instagram says of them, as far as it did.
    pub profile: Profile,
    /// When the profile was last asked for, with or without success.
    pub profile_fetched_at: Option<Timestamp>,
    /// Why Instagram gave no profile, as the engine named it.
    pub profile_error: Option<String>,
}

impl Store {
    /// Writes down a person's profile, or why there is none. What an earlier answer told and this one does not, stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such person; otherwise as the database says.
    pub async fn save_profile(
        &self,
        person: PersonId,
        answer: std::result::Result<Profile, String>,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { save(tx, person, answer, now).await })).await
    }

    /// One person.
    ///
    /// # Errors
    /// As the database says.
    pub async fn person(&self, id: PersonId) -> Result<Option<Person>> {
        let mut reader = self.reader().await?;
        let row = sqlx::query_as!(
            RawPerson,
            "SELECT id, igsid, name, username, picture_url, followers, follows_us, followed_by_us, verified,
               profile_fetched_at, profile_error FROM person WHERE id = ?",
            id.0,
        )
        .fetch_optional(reader.connection()?)
        .await?;
        Ok(row.map(Into::into))
    }

    /// Handles that have people as [`Store::people_needing_profile`] gives them.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handles_needing_profiles(&self, stale_before: Timestamp) -> Result<Vec<HandleId>> {
        let mut reader = self.reader().await?;
        let handles = sqlx::query_scalar!(
            r#"SELECT id AS "id!: i64" FROM handle WHERE EXISTS (
                 SELECT 1 FROM (SELECT id FROM person WHERE handle_id = handle.id AND profile_fetched_at IS NULL
                   UNION ALL SELECT id FROM person WHERE handle_id = handle.id AND profile_fetched_at < ?) AS p
                 WHERE NOT EXISTS (SELECT 1 FROM conversation AS c WHERE c.person_id = p.id AND c.closed IS NOT NULL))"#,
            stale_before.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(handles.into_iter().map(HandleId).collect())
    }

    /// People of a handle whose profile was never asked for, or not since `stale_before`; the longest waiting first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn people_needing_profile(
        &self,
        handle: HandleId,
        stale_before: Timestamp,
        limit: u32,
    ) -> Result<Vec<Person>> {
        let mut reader = self.reader().await?;
        // NULL sorts first in SQLite: never asked before long ago.
        let rows = sqlx::query_as!(
            RawPerson,
            "SELECT id, igsid, name, username, picture_url, followers, follows_us, followed_by_us, verified,
               profile_fetched_at, profile_error
             FROM person WHERE handle_id = ?1 AND (profile_fetched_at IS NULL OR profile_fetched_at < ?2)
               AND NOT EXISTS (SELECT 1 FROM conversation AS c WHERE c.person_id = person.id AND c.closed IS NOT NULL)
             ORDER BY profile_fetched_at LIMIT ?3",
            handle.0,
            stale_before.0,
            limit,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(rows.into_iter().map(Person::from).collect())
    }
}

async fn save(
    tx: &mut WriteTx,
    person: PersonId,
    answer: std::result::Result<Profile, String>,
    now: Timestamp,
) -> Result<ChangeSet> {
    let (profile, error) = match answer {
        Ok(profile) => (profile, None),
        Err(error) => (Profile::default(), Some(error)),
    };
    let done = sqlx::query!(
        "UPDATE person SET name = coalesce(?, name), username = coalesce(?, username),
           picture_url = coalesce(?, picture_url), followers = coalesce(?, followers),
           follows_us = coalesce(?, follows_us), followed_by_us = coalesce(?, followed_by_us),
           verified = coalesce(?, verified), profile_fetched_at = ?, profile_error = ?
         WHERE id = ?",
        profile.name,
        profile.username,
        profile.picture_url,
        profile.followers,
        profile.follows_us,
        profile.followed_by_us,
        profile.verified,
        now.0,
        error,
        person.0,
    )
    .execute(tx.writing())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound("person"));
    }
    names::save(tx.writing(), person).await?;
    let conversation = sqlx::query_scalar!(
        r#"UPDATE conversation SET likely_request = last_inbound IS NOT NULL AND last_outbound IS NULL
             AND (SELECT follows_us FROM person WHERE person.id = person_id) IS 0
             AND NOT EXISTS (SELECT 1 FROM gap WHERE conversation_id = conversation.id)
             AND NOT EXISTS (SELECT 1 FROM skipped WHERE conversation_id = conversation.id)
           WHERE person_id = ? RETURNING id AS "id!""#,
        person.0
    )
    .fetch_optional(tx.writing())
    .await?;
    Ok(conversation.map(|id| ChangeSet::conversation(domain::ids::ConversationId(id))).unwrap_or_default())
}

/// The row as the database has it.
#[derive(sqlx::FromRow)]
pub(crate) struct RawPerson {
    id: i64,
    igsid: String,
    name: Option<String>,
    username: Option<String>,
    picture_url: Option<String>,
    followers: Option<i64>,
    follows_us: Option<i64>,
    followed_by_us: Option<i64>,
    verified: Option<i64>,
    profile_fetched_at: Option<i64>,
    profile_error: Option<String>,
}

impl From<RawPerson> for Person {
    fn from(raw: RawPerson) -> Self {
        Self {
            id: PersonId(raw.id),
            igsid: Igsid(raw.igsid),
            profile: Profile {
                name: raw.name,
                username: raw.username,
                picture_url: raw.picture_url,
                followers: raw.followers,
                follows_us: raw.follows_us.map(|flag| flag == 1),
                followed_by_us: raw.followed_by_us.map(|flag| flag == 1),
                verified: raw.verified.map(|flag| flag == 1),
            },
            profile_fetched_at: raw.profile_fetched_at.map(Timestamp),
            profile_error: raw.profile_error,
        }
    }
}
