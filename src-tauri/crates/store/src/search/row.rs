//! A hit as the database has it.

use domain::ids::{ConversationId, HandleId, Igsid, MessageId, Mid, PersonId};
use domain::person::Profile;
use domain::position::Position;
use domain::search::{Query, excerpt};

use super::Hit;
use crate::Result;
use crate::codes::decode;
use crate::people::Person;

/// The columns of a hit.
pub(super) const COLUMNS: &str =
    "m.id, m.mid, m.position, m.conversation_id, m.handle_id, m.direction, m.kind, m.text,
  p.id AS person_id, p.igsid, p.name, p.username, p.picture_url";

/// The row.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct RawHit {
    id: i64,
    mid: String,
    pub(super) position: i64,
    conversation_id: i64,
    handle_id: i64,
    direction: String,
    kind: String,
    pub(super) text: Option<String>,
    person_id: i64,
    igsid: String,
    name: Option<String>,
    username: Option<String>,
    picture_url: Option<String>,
}

impl RawHit {
    /// The message's text, empty without one.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    pub(super) fn hit(self, query: &Query) -> Result<Hit> {
        let excerpt = excerpt(self.text(), query);
        Ok(Hit {
            message: MessageId(self.id),
            mid: Mid(self.mid),
            position: Position(self.position),
            conversation: ConversationId(self.conversation_id),
            handle: HandleId(self.handle_id),
            person: Person {
                id: PersonId(self.person_id),
                igsid: Igsid(self.igsid),
                profile: Profile {
                    name: self.name,
                    username: self.username,
                    picture_url: self.picture_url,
                    ..Profile::default()
                },
                profile_fetched_at: None,
                profile_error: None,
            },
            direction: decode(&self.direction, "message.direction")?,
            kind: decode(&self.kind, "message.kind")?,
            snippet: excerpt.text,
            highlights: excerpt.highlights,
        })
    }
}
