//! Full-text search, newest first: the index's own order, since its row ids are positions.
//!
//! Each row of the index also has its handle's token, so that a common word is looked for among one handle's rows
//! alone. Searches have a connection of their own: a long one keeps no list waiting.

use domain::ids::{ConversationId, HandleId, Igsid, MessageId, Mid, PersonId};
use domain::message::{Direction, MessageKind};
use domain::person::Profile;
use domain::position::Position;
use domain::search::{Query, excerpt};

use crate::codes::decode;
use crate::people::Person;
use crate::tx::Reads;
use crate::{Result, Store};

/// A message that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Our row.
    pub message: MessageId,
    /// Its id at Instagram.
    pub mid: Mid,
    /// Its place: where the thread opens, and where the next page of hits goes on.
    pub position: Position,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its handle.
    pub handle: HandleId,
    /// The person: name, username and picture.
    pub person: Person,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// One line of its text, around the first place that matches.
    pub snippet: String,
    /// What matches in the snippet: ranges of UTF-16 code units, in order.
    pub highlights: Vec<(u32, u32)>,
}

/// A private character, which no text has in its tokens (`domain::search` takes it for a space), before the number.
const HANDLE: char = '\u{E000}';

/// The token that stands for a handle in the index.
pub(crate) fn handle_token(handle: HandleId) -> String {
    format!("{HANDLE}{}", handle.0)
}

impl Store {
    /// The newest messages that contain all words of `query`, of one handle or of all; before a place, for the next
    /// page. A query without a word finds nothing. One search runs at a time; others wait for it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn search(
        &self,
        query: &str,
        handle: Option<HandleId>,
        before: Option<Position>,
        limit: u32,
    ) -> Result<Vec<Hit>> {
        let Some(query) = Query::parse(query) else { return Ok(Vec::new()) };
        let mut words = query.fts5();
        if let Some(handle) = handle {
            words = format!("{words} AND \"{}\"", handle_token(handle));
        }
        let before = before.map_or(i64::MAX, |before| before.0);
        let mut reader = self.searcher().await?;
        let mut tx = reader.begin().await?;
        // CROSS JOIN keeps the order of the tables: the index leads, so the newest come first without sorting.
        let rows = sqlx::query!(
            r#"SELECT m.id, m.mid, m.position AS "position!", m.conversation_id AS "conversation_id!", m.handle_id,
                 m.direction AS "direction!", m.kind, m.text AS "text!", p.id AS person_id, p.igsid, p.name, p.username, p.picture_url
               FROM message_fts AS f
               CROSS JOIN message AS m ON m.position = f.rowid
               CROSS JOIN conversation AS c ON c.id = m.conversation_id
               CROSS JOIN person AS p ON p.id = c.person_id
               WHERE f.message_fts MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?3"#,
            words,
            before,
            limit,
        )
        .fetch_all(tx.reading())
        .await?;
        let mut hits = Vec::with_capacity(rows.len());
        for row in rows {
            let excerpt = excerpt(&row.text, &query);
            hits.push(Hit {
                message: MessageId(row.id),
                mid: Mid(row.mid),
                position: Position(row.position),
                conversation: ConversationId(row.conversation_id),
                handle: HandleId(row.handle_id),
                person: Person {
                    id: PersonId(row.person_id),
                    igsid: Igsid(row.igsid),
                    profile: Profile {
                        name: row.name,
                        username: row.username,
                        picture_url: row.picture_url,
                        ..Profile::default()
                    },
                    profile_fetched_at: None,
                    profile_error: None,
                },
                direction: decode(&row.direction, "message.direction")?,
                kind: decode(&row.kind, "message.kind")?,
                snippet: excerpt.text,
                highlights: excerpt.highlights,
            });
        }
        Ok(hits)
    }
}
