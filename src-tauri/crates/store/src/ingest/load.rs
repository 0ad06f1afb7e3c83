//! Reading what a batch touches: a handful of statements, however large the batch is.

use std::collections::{BTreeSet, HashSet};

use domain::ids::{ConversationId, HandleId, Igsid, Mid, PersonId};
use domain::observation::Observation;
use domain::time::Timestamp;

use super::Telling;
use super::known::{Conversation, Facts, Known, Message, Reaction};
use super::rows::{RawConversation, RawMessage};
use crate::codes::{decode, json_list};
use crate::tx::{Reads, WriteTx};
use crate::{Result, StoreError};

impl Known {
    pub(super) async fn load(tx: &mut WriteTx, telling: &Telling<'_>) -> Result<Self> {
        let mut known = Self::default();
        let (people, mids) = named(telling.observations);
        super::closed::open_again(tx, telling).await?;
        known.mentions_ask = mentions_ask(tx, telling.handle).await?;
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
        self.conversations.push(Conversation::empty(ConversationId(id), PersonId(person), self.mentions_ask));
        Ok(())
    }

    async fn load_messages(
        &mut self,
        tx: &mut WriteTx,
        handle: HandleId,
        mids: &BTreeSet<&Mid>,
    ) -> Result<()> {
        let list = json_list(mids);
        // As one value: each row of its own would be one more way from the connection's thread to this one, and a quiet poll
        // asks for four hundred.
        let rows = sqlx::query_scalar!(
            r#"SELECT json_group_array(json_object('id', id, 'mid', mid, 'conversation_id', conversation_id,
                 'position', position, 'direction', direction, 'origin', origin, 'sent_at', sent_at,
                 'sent_exact', sent_exact, 'text', text, 'text_rank', text_rank, 'text_as_of', text_as_of, 'body', body,
                 'body_rank', body_rank, 'body_as_of', body_as_of, 'unsent', unsent, 'reactions_as_of', reactions_as_of,
                 'missing_since', missing_since, 'by_webhook', by_webhook, 'listed_at', listed_at)) AS "rows!: String"
               FROM message WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))"#,
            handle.0,
            list,
        )
        .fetch_one(tx.reading())
        .await?;
        let rows: Vec<RawMessage> =
            serde_json::from_str(&rows).map_err(|_| StoreError::Unreadable("message"))?;
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
        let mut conversation = Conversation::try_from(row)?;
        conversation.marks.mentions_ask = self.mentions_ask;
        self.conversations.push(conversation);
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
            "SELECT mid, by, emoji, at, since FROM reaction
             WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))",
            handle.0,
            list,
        )
        .fetch_all(tx.reading())
        .await?;
        for row in rows {
            let by = decode(&row.by, "reaction.by")?;
            let (at, since) = (Timestamp(row.at), Timestamp(row.since));
            let reaction = Reaction { emoji: row.emoji, at, since, is_new: false, dirty: false };
            self.reactions.insert((Mid(row.mid), by), reaction);
        }
        Ok(())
    }
}

/// Whether story mentions alone ask for a reply at a handle.
async fn mentions_ask(tx: &mut WriteTx, handle: HandleId) -> Result<bool> {
    let ask = sqlx::query_scalar!("SELECT mentions_need_reply FROM handle WHERE id = ?", handle.0)
        .fetch_optional(tx.reading())
        .await?;
    Ok(ask == Some(1))
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
                people.insert(&reaction.person);
                mids.insert(&reaction.mid);
            }
            Observation::Line(line) => {
                people.insert(&line.person);
            }
            Observation::Owner(owner) => {
                people.insert(&owner.person);
            }
            Observation::ClosedThread(_) => {}
            Observation::Edit { person, mid, .. } | Observation::Unsend { person, mid, .. } => {
                people.extend(person);
                mids.insert(mid);
            }
        }
    }
    (people, mids)
}
