//! Binding a reply to its message at Instagram, so that one bubble shows both.

use domain::ids::{Igsid, Mid, OutboxId};
use domain::message::{Body, Direction, MessageKind, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::outbox::{Candidate, Event, Sought, proves};
use domain::position::Position;
use domain::time::{MINUTE, SentAt, Timestamp};

use super::steps::apply;
use super::{MatchedBy, OutboxRow, rows};
use crate::codes::{code, decode};
use crate::ingest::{Telling, absorb};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result};

/// A message of ours in the same conversation that may prove a reply.
pub(crate) struct Seen<'a> {
    pub(crate) mid: &'a Mid,
    /// Empty when it has none.
    pub(crate) text: &'a str,
    pub(crate) kind: MessageKind,
    pub(crate) attachments: usize,
    pub(crate) sent_at: Timestamp,
    /// It is bound to a reply already.
    pub(crate) bound: bool,
}

/// Looks for the message that proves a reply, and if there is one, writes down that the reply is sent.
pub(crate) async fn prove(
    tx: &mut WriteTx,
    row: &OutboxRow,
    seen: &[Seen<'_>],
    now: Timestamp,
) -> Result<Option<(Mid, ChangeSet)>> {
    let Some(attempted_at) = row.attempted_at else { return Ok(None) };
    let sought = Sought { what: &row.what, attempted_at };
    let proof = seen
        .iter()
        .filter(|seen| {
            let accounted_for = seen.bound || row.baseline.contains(seen.mid);
            let candidate = Candidate {
                direction: Direction::Out,
                text: seen.text,
                kind: seen.kind,
                attachments: seen.attachments,
                sent_at: seen.sent_at,
                accounted_for,
            };
            proves(sought, candidate)
        })
        .min_by_key(|seen| seen.sent_at);
    let Some(proof) = proof else { return Ok(None) };
    let event = Event::Proved(proof.mid.clone());
    let changes = apply(tx, row, event, Some(MatchedBy::Text), now).await?;
    Ok(changes.map(|changes| (proof.mid.clone(), changes)))
}

/// Looks among the messages that are stored already.
pub(super) async fn prove_in_rows(tx: &mut WriteTx, id: OutboxId, now: Timestamp) -> Result<ChangeSet> {
    let Some(row) = rows::by_id(tx, id).await? else { return Ok(ChangeSet::default()) };
    let Some(attempted_at) = row.attempted_at else { return Ok(ChangeSet::default()) };
    // `proves` decides how much older it may be; this only keeps the search short.
    let from = Position::first_at(attempted_at.plus(-MINUTE));
    let found = sqlx::query!(
        r#"SELECT mid, text, kind, coalesce(json_array_length(body, '$.attachments'), 0) AS "attachments!: i64",
             sent_at AS "sent_at!", EXISTS (SELECT 1 FROM outbox AS o
               WHERE o.handle_id = message.handle_id AND o.sent_mid = message.mid) AS "bound!: bool"
           FROM message WHERE conversation_id = ? AND position >= ? AND direction = 'out'"#,
        row.conversation.0,
        from.0,
    )
    .fetch_all(tx.writing())
    .await?;
    let mids: Vec<Mid> = found.iter().map(|found| Mid::from(found.mid.as_str())).collect();
    let seen: Vec<Seen<'_>> = found
        .iter()
        .zip(&mids)
        .map(|(found, mid)| {
            Ok(Seen {
                mid,
                text: found.text.as_deref().unwrap_or_default(),
                kind: decode(&found.kind, "message.kind")?,
                attachments: usize::try_from(found.attachments).unwrap_or_default(),
                sent_at: Timestamp(found.sent_at),
                bound: found.bound,
            })
        })
        .collect::<Result<_>>()?;
    let Some((mid, changes)) = prove(tx, &row, &seen, now).await? else { return Ok(ChangeSet::default()) };
    let this_app = code(&Origin::ThisApp);
    sqlx::query!(
        "UPDATE message SET origin = ? WHERE handle_id = ? AND mid = ?",
        this_app,
        row.handle.0,
        mid.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(changes)
}

/// Writes the message that an answer named. If its echo came first, they join.
pub(super) async fn write_message(
    tx: &mut WriteTx,
    row: &OutboxRow,
    mid: &Mid,
    now: Timestamp,
) -> Result<ChangeSet> {
    let person = sqlx::query_scalar!(
        "SELECT p.igsid FROM conversation AS c JOIN person AS p ON p.id = c.person_id WHERE c.id = ?",
        row.conversation.0,
    )
    .fetch_one(tx.writing())
    .await?;
    let text = Some(row.what.text()).filter(|text| !text.is_empty()).map(str::to_owned);
    let message = ObservedMessage {
        person: Igsid(person),
        mid: mid.clone(),
        direction: Direction::Out,
        origin: Origin::ThisApp,
        // Our clock, until Instagram's own time comes with the echo or the next read.
        sent_at: SentAt::to_the_second(now.0),
        // Of files the answer tells no link: whatever an echo or a read said of them stands, also if it came before.
        as_of: if text.is_some() { now } else { Timestamp::default() },
        text,
        body: Body { reply_to: row.reply_to.clone(), ..row.what.body() },
        reactions: None,
    };
    let telling = Telling {
        handle: row.handle,
        source: Source::Answer,
        now,
        while_paused: false,
        observations: &[Observation::Message(message)],
    };
    Ok(absorb(tx, &telling).await?.changes)
}
