//! Reading what a batch touches: a handful of statements, however large the batch is.

use std::collections::{BTreeSet, HashSet};

use domain::conversation::Marks;
use domain::ids::{ConversationId, HandleId, Igsid, Mid, PersonId, ThreadId};
use domain::merge::{MessageState, Versioned};
use domain::observation::Observation;
use domain::person::Profile;
use domain::position::Position;
use domain::time::{SentAt, Timestamp};

use super::Telling;
use super::known::{Conversation, Facts, Known, Last, Message, Reaction};
use crate::codes::{decode, decode_some, json_list};
use crate::tx::{Reads, WriteTx};
use crate::{Result, StoreError};

impl Known {
    pub(super) async fn load(tx: &mut WriteTx, telling: &Telling<'_>) -> Result<Self> {
        let mut known = Self::default();
        let (people, mids) = named(telling.observations);
        known.load_conversations(tx, telling.handle, &people).await?;
        known.load_messages(tx, telling.handle, &mids).await?;
        known.load_reactions(tx, telling.handle, &mids).await?;
        known.own = own(tx, telling.handle, &mids).await?;
        Ok(known)
    }

    async fn load_conversations(
        &mut self,
        tx: &mut WriteTx,
        handle: HandleId,
        people: &BTreeSet<&Igsid>,
    ) -> Result<()> {
        if people.is_empty() {
            return Ok(());
        }
        let list = json_list(people);
        let rows = sqlx::query_as!(
            RawConversation,
            "SELECT c.*, p.igsid, p.name, p.username, p.picture_url FROM person AS p
             JOIN conversation AS c ON c.person_id = p.id
             WHERE p.handle_id = ? AND p.igsid IN (SELECT value FROM json_each(?))",
            handle.0,
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        for row in rows {
            self.add(row)?;
        }
        for person in people {
            if !self.by_person.contains_key(*person) {
                self.create(tx, handle, person).await?;
            }
        }
        Ok(())
    }

    /// A person of whom nothing was known, with an empty conversation. It is in no list before its first message.
    async fn create(&mut self, tx: &mut WriteTx, handle: HandleId, igsid: &Igsid) -> Result<()> {
        let person = sqlx::query_scalar!(
            "INSERT INTO person (handle_id, igsid) VALUES (?, ?)
             ON CONFLICT (handle_id, igsid) DO UPDATE SET igsid = excluded.igsid RETURNING id",
            handle.0,
            igsid.0,
        )
        .fetch_one(tx.writing())
        .await?;
        let id = sqlx::query_scalar!(
            r#"INSERT INTO conversation (handle_id, person_id) VALUES (?, ?) RETURNING id AS "id!""#,
            handle.0,
            person,
        )
        .fetch_one(tx.writing())
        .await?;
        self.by_person.insert(igsid.clone(), self.conversations.len());
        self.by_id.insert(ConversationId(id), self.conversations.len());
        self.conversations.push(Conversation {
            id: ConversationId(id),
            person: PersonId(person),
            profile: Profile::default(),
            thread: None,
            remote_updated_at: None,
            marks: Marks::default(),
            last: Last::default(),
            seen: None,
            listed: None,
            dirty: false,
            profile_dirty: false,
            recount: false,
            visible: false,
        });
        Ok(())
    }

    async fn load_messages(
        &mut self,
        tx: &mut WriteTx,
        handle: HandleId,
        mids: &BTreeSet<&Mid>,
    ) -> Result<()> {
        let list = json_list(mids);
        let rows = sqlx::query_as!(
            RawMessage,
            "SELECT id, mid, conversation_id, position, direction, origin, sent_at, sent_exact, text, text_rank,
               text_as_of, body, body_rank, body_as_of, unsent, reactions_as_of
             FROM message WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))",
            handle.0,
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        let mut elsewhere = BTreeSet::new();
        for row in rows {
            let (id, mid) = (row.id, Mid::from(row.mid.as_str()));
            let facts = Facts::try_from(row)?;
            elsewhere.extend(facts.conversation.filter(|id| !self.by_id.contains_key(id)));
            self.by_mid.insert(mid.clone(), self.messages.len());
            let before = Some((id, facts.clone()));
            self.messages.push(Message { mid, before, now: facts, shown: false });
        }
        self.load_conversations_by_id(tx, &elsewhere).await
    }

    /// Conversations that the batch names only by a message: an edit or unsend without a person.
    async fn load_conversations_by_id(
        &mut self,
        tx: &mut WriteTx,
        ids: &BTreeSet<ConversationId>,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let list = json_list(ids);
        let rows = sqlx::query_as!(
            RawConversation,
            "SELECT c.*, p.igsid, p.name, p.username, p.picture_url FROM conversation AS c
             JOIN person AS p ON p.id = c.person_id WHERE c.id IN (SELECT value FROM json_each(?))",
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        rows.into_iter().try_for_each(|row| self.add(row))
    }

    fn add(&mut self, row: RawConversation) -> Result<()> {
        self.by_person.insert(Igsid(row.igsid.clone()), self.conversations.len());
        self.by_id.insert(ConversationId(row.id), self.conversations.len());
        self.conversations.push(row.try_into()?);
        Ok(())
    }

    async fn load_reactions(
        &mut self,
        tx: &mut WriteTx,
        handle: HandleId,
        mids: &BTreeSet<&Mid>,
    ) -> Result<()> {
        let list = json_list(mids);
        let rows = sqlx::query!(
            "SELECT mid, by, emoji, at FROM reaction
             WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))",
            handle.0,
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        for row in rows {
            let by = decode(&row.by, "reaction.by")?;
            let reaction = Reaction { emoji: row.emoji, at: Timestamp(row.at), dirty: false };
            self.reactions.insert((Mid(row.mid), by), reaction);
        }
        Ok(())
    }
}

/// Which of the messages are bound to a reply of ours.
async fn own(tx: &mut WriteTx, handle: HandleId, mids: &BTreeSet<&Mid>) -> Result<HashSet<Mid>> {
    let list = json_list(mids);
    let rows = sqlx::query_scalar!(
        r#"SELECT sent_mid AS "mid!" FROM outbox WHERE handle_id = ? AND sent_mid IS NOT NULL
           AND sent_mid IN (SELECT value FROM json_each(?))"#,
        handle.0,
        list,
    )
    .fetch_all(tx.reading())
    .await?;
    Ok(rows.into_iter().map(Mid).collect())
}

/// The people whose conversations a batch is about, and the messages that it names.
fn named(observations: &[Observation]) -> (BTreeSet<&Igsid>, BTreeSet<&Mid>) {
    let (mut people, mut mids) = (BTreeSet::new(), BTreeSet::new());
    for observation in observations {
        match observation {
            Observation::Thread(thread) => {
                people.insert(&thread.person);
            }
            Observation::Message(message) => {
                people.insert(&message.person);
                mids.insert(&message.mid);
            }
            Observation::Seen { person, .. } => {
                people.insert(person);
            }
            Observation::Reaction(reaction) => {
                mids.insert(&reaction.mid);
            }
            Observation::Edit { mid, .. } | Observation::Unsend { mid, .. } => {
                mids.insert(mid);
            }
        }
    }
    (people, mids)
}

struct RawMessage {
    id: i64,
    mid: String,
    conversation_id: Option<i64>,
    position: Option<i64>,
    direction: Option<String>,
    origin: Option<String>,
    sent_at: Option<i64>,
    sent_exact: Option<i64>,
    text: Option<String>,
    text_rank: Option<i64>,
    text_as_of: Option<i64>,
    body: Option<String>,
    body_rank: Option<i64>,
    body_as_of: Option<i64>,
    unsent: Option<String>,
    reactions_as_of: Option<i64>,
}

impl TryFrom<RawMessage> for Facts {
    type Error = StoreError;

    fn try_from(raw: RawMessage) -> Result<Self> {
        let body = raw.body.as_deref().map(serde_json::from_str).transpose();
        let body = body.map_err(|_| StoreError::Unreadable("message.body"))?;
        let state = MessageState {
            direction: decode_some(raw.direction.as_deref(), "message.direction")?,
            origin: decode_some(raw.origin.as_deref(), "message.origin")?,
            sent_at: raw.sent_at.map(|at| SentAt { exact: raw.sent_exact == Some(1), at: Timestamp(at) }),
            text: raw.text.map(|value| versioned(raw.text_rank, raw.text_as_of, value)),
            body: body.map(|value| versioned(raw.body_rank, raw.body_as_of, value)),
            unsent: decode_some(raw.unsent.as_deref(), "message.unsent")?,
        };
        Ok(Self {
            conversation: raw.conversation_id.map(ConversationId),
            position: raw.position.map(Position),
            state,
            reactions_as_of: raw.reactions_as_of.map(Timestamp),
        })
    }
}

fn versioned<T>(rank: Option<i64>, as_of: Option<i64>, value: T) -> Versioned<T> {
    let rank = u32::try_from(rank.unwrap_or(0)).unwrap_or(u32::MAX);
    Versioned { rank, as_of: Timestamp(as_of.unwrap_or(0)), value }
}

#[expect(dead_code, reason = "`c.*` names every column; some are derived anew when the row is written")]
struct RawConversation {
    id: i64,
    handle_id: i64,
    person_id: i64,
    thread_id: Option<String>,
    remote_updated_at: Option<i64>,
    last_inbound: Option<i64>,
    last_asking: Option<i64>,
    last_mention: Option<i64>,
    last_outbound: Option<i64>,
    done_through: Option<i64>,
    read_through: Option<i64>,
    marked_unread: i64,
    standing: i64,
    unread: i64,
    open_mention: i64,
    last_position: i64,
    last_mid: Option<String>,
    last_kind: Option<String>,
    last_direction: Option<String>,
    last_snippet: Option<String>,
    seen_at: Option<i64>,
    seen_mid: Option<String>,
    igsid: String,
    name: Option<String>,
    username: Option<String>,
    picture_url: Option<String>,
}

impl TryFrom<RawConversation> for Conversation {
    type Error = StoreError;

    fn try_from(raw: RawConversation) -> Result<Self> {
        Ok(Self {
            id: ConversationId(raw.id),
            person: PersonId(raw.person_id),
            profile: Profile {
                name: raw.name,
                username: raw.username,
                picture_url: raw.picture_url,
                ..Profile::default()
            },
            thread: raw.thread_id.map(ThreadId),
            remote_updated_at: raw.remote_updated_at.map(Timestamp),
            marks: Marks {
                last_inbound: raw.last_inbound.map(Position),
                last_asking: raw.last_asking.map(Position),
                last_mention: raw.last_mention.map(Position),
                last_outbound: raw.last_outbound.map(Position),
                done_through: raw.done_through.map(Position),
                read_through: raw.read_through.map(Position),
                marked_unread: raw.marked_unread == 1,
            },
            last: Last {
                position: Position(raw.last_position),
                mid: raw.last_mid.map(Mid),
                kind: decode_some(raw.last_kind.as_deref(), "conversation.last_kind")?,
                direction: decode_some(raw.last_direction.as_deref(), "conversation.last_direction")?,
                snippet: raw.last_snippet,
            },
            seen: raw.seen_at.zip(raw.seen_mid).map(|(at, mid)| (Timestamp(at), Mid(mid))),
            listed: None,
            dirty: false,
            profile_dirty: false,
            recount: false,
            visible: false,
        })
    }
}
