//! What is known of a person beside their profile: since when, how much, and where else.

use domain::ids::{ConversationId, PersonId};
use domain::position::Position;
use domain::time::Timestamp;

use crate::lists::{self, ConversationRow};
use crate::thread::{self, MessageRow};
use crate::tx::Reads;
use crate::{Result, Store, StoreError};

/// Other conversations of the same username, at most.
const ELSEWHERE: u32 = 20;

/// What is known of a conversation's person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// When the oldest message that is here was sent.
    pub first: Option<Timestamp>,
    /// Messages that are here, of both sides.
    pub messages: i64,
    /// Story mentions among them.
    pub mentions: i64,
    /// When Instagram last told the profile.
    pub profile_read_at: Option<Timestamp>,
    /// Why Instagram gave no profile, as the engine named it.
    pub profile_error: Option<String>,
    /// Conversations of other handles with the same username, the latest activity first. That it is the same person
    /// cannot be known: ids are a handle's own, and usernames can be taken by somebody else.
    pub elsewhere: Vec<ConversationRow>,
}

impl Store {
    /// What is known of a conversation's person.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn history(&self, conversation: ConversationId) -> Result<History> {
        history(&mut self.reader().await?.begin().await?, conversation).await
    }

    /// Messages of a conversation with pictures, videos, sounds or files, before a place; the newest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn shared_media(
        &self,
        conversation: ConversationId,
        before: Option<Position>,
        limit: u32,
    ) -> Result<Vec<MessageRow>> {
        let before = before.unwrap_or(Position(i64::MAX));
        thread::media(&mut self.reader().await?.begin().await?, conversation, before, limit).await
    }
}

async fn history(tx: &mut impl Reads, id: ConversationId) -> Result<History> {
    let conversation = lists::by_id(tx, id).await?.ok_or(StoreError::NotFound("conversation"))?;
    let counted = sqlx::query!(
        r#"SELECT
             (SELECT m.position FROM message AS m WHERE m.conversation_id = ?1 AND m.position IS NOT NULL
              ORDER BY m.position LIMIT 1) AS "first?: i64",
             (SELECT count(*) FROM message AS m WHERE m.conversation_id = ?1 AND m.position IS NOT NULL)
               AS "messages!: i64",
             (SELECT count(*) FROM message AS m INDEXED BY message_media_in_conversation
              WHERE m.conversation_id = ?1 AND m.position IS NOT NULL AND m.kind <> 'text'
                AND m.kind = 'story_mention') AS "mentions!: i64""#,
        id.0,
    )
    .fetch_one(tx.reading())
    .await?;
    let person = conversation.person;
    let elsewhere = match &person.profile.username {
        Some(username) => elsewhere(tx, username, person.id).await?,
        None => Vec::new(),
    };
    Ok(History {
        first: counted.first.map(|first| Position(first).at()),
        messages: counted.messages,
        mentions: counted.mentions,
        profile_read_at: person.profile_fetched_at,
        profile_error: person.profile_error,
        elsewhere,
    })
}

async fn elsewhere(tx: &mut impl Reads, username: &str, person: PersonId) -> Result<Vec<ConversationRow>> {
    let ids = sqlx::query_scalar!(
        "SELECT c.id FROM person AS p INDEXED BY person_by_username CROSS JOIN conversation AS c ON c.person_id = p.id
         WHERE p.username IS NOT NULL AND p.username = ?1 AND p.id <> ?2 AND c.closed IS NULL AND c.standing < 5
         ORDER BY c.activity DESC LIMIT ?3",
        username,
        person.0,
        ELSEWHERE,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut rows = Vec::with_capacity(ids.len());
    for id in ids {
        rows.extend(lists::by_id(tx, ConversationId(id)).await?);
    }
    Ok(rows)
}
