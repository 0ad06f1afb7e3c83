//! Unsends that nobody announced (lessons, 33). A message that a listing once showed, and that two later listings lack although
//! they show older ones, was unsent. One that merely fell out of the newest 20 is older than all that is listed and proves
//! nothing; nor does one that no listing ever showed.

use std::collections::{HashMap, HashSet};

use domain::ids::{ConversationId, Mid};
use domain::merge::{MessageState, Unsent};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::position::Position;
use domain::time::{MINUTE, SECOND, Timestamp};
use serde::Serialize;

use super::Telling;
use super::known::{Facts, Known, Message};
use super::rows::RawMessage;
use crate::Result;
use crate::codes::json_list;
use crate::tx::{Reads, WriteTx};

/// The two listings are at least this far apart: a single one may lag behind.
const APART_MS: i64 = MINUTE;
/// The same for what is as new as the newest that is listed, or newer: that is what a listing that lags behind lacks.
const NEWEST_APART_MS: i64 = 10 * MINUTE;

/// What one listing tells of a conversation's time.
struct Listing {
    /// The earliest and the latest second of which it shows a message with details.
    oldest: Timestamp,
    newest: Timestamp,
    /// Times of what it shows without details.
    bare: Vec<Timestamp>,
}

/// The places after the oldest listed message, where nothing can lack by falling out.
#[derive(Serialize)]
struct Span {
    conversation: i64,
    from: Position,
    /// From here on lies what is as new as the newest that is listed, or newer.
    newest: Position,
    /// The end: `newest`, where something that new came without details.
    before: Position,
}

impl Known {
    /// Notes what a listing lacks, and calls unsent what it lacks for the second time.
    pub(super) async fn miss(&mut self, tx: &mut WriteTx, telling: &Telling<'_>) -> Result<()> {
        self.note_listed(telling);
        let spans = self.spans(telling);
        if spans.is_empty() {
            return Ok(());
        }
        for row in self.lacking(tx, telling, &spans).await? {
            let (id, mid) = (row.id, Mid::from(row.mid.as_str()));
            let is_newest = spans.iter().any(|span| {
                Some(span.conversation) == row.conversation_id && Some(span.newest.0) <= row.position
            });
            let apart = if is_newest { NEWEST_APART_MS } else { APART_MS };
            let before = Facts::try_from(row)?;
            let mut now = before.clone();
            match before.missing_since {
                None => now.missing_since = Some(telling.now),
                Some(since) if telling.now.since(since) >= apart => {
                    let unsent = Some(Unsent::FoundBySync);
                    now.state = now.state.join(MessageState { unsent, ..MessageState::default() });
                    now.missing_since = None;
                }
                Some(_) => continue,
            }
            self.by_mid.insert(mid.clone(), self.messages.len());
            self.messages.push(Message { mid, before: Some((id, before)), now, shown: false });
        }
        Ok(())
    }

    /// Notes what the batch's listings show.
    fn note_listed(&mut self, telling: &Telling<'_>) {
        if telling.source != Source::Poll {
            return;
        }
        for observation in telling.observations {
            let Observation::Message(told) = observation else { continue };
            let Some(index) = self.by_mid.get(&told.mid).copied().filter(|_| !told.body.details_unavailable)
            else {
                continue;
            };
            if self.conversation_of(index).is_some_and(|row| row.listed.is_some())
                && let Some(message) = self.messages.get_mut(index)
            {
                message.now.listed_at = message.now.listed_at.or(Some(telling.now));
            }
        }
    }

    /// What the batch's listings span.
    fn spans(&self, telling: &Telling<'_>) -> Vec<Span> {
        if telling.source != Source::Poll {
            return Vec::new();
        }
        let mut listings: HashMap<ConversationId, Listing> = HashMap::new();
        for observation in telling.observations {
            let Observation::Message(told) = observation else { continue };
            let message = self.by_mid.get(&told.mid).and_then(|index| self.messages.get(*index));
            let Some((conversation, position)) =
                message.and_then(|message| message.now.conversation.zip(message.now.position))
            else {
                continue;
            };
            listings.entry(conversation).or_insert_with(Listing::empty).add(told, position);
        }
        let listed = self.conversations.iter().filter(|row| row.listed.is_some());
        listed.filter_map(|row| listings.get(&row.id)?.span(row.id)).collect()
    }

    /// Messages within the spans that a listing showed once and that this batch does not have. What was sent while the
    /// handle was off is never among the listed (requirements, R35), so that it lacks means nothing.
    async fn lacking(
        &self,
        tx: &mut WriteTx,
        telling: &Telling<'_>,
        spans: &[Span],
    ) -> Result<Vec<RawMessage>> {
        let here: HashSet<&Mid> = self.by_mid.keys().collect();
        let (spans, here) = (json_list(spans), json_list(here));
        let rows = sqlx::query_as!(
            RawMessage,
            r#"SELECT m.id AS "id!", m.mid AS "mid!", m.conversation_id, m.position, m.direction, m.origin, m.sent_at,
                 m.sent_exact, m.text, m.text_rank, m.text_as_of, m.body, m.body_rank, m.body_as_of, m.unsent,
                 m.reactions_as_of, m.missing_since, m.by_webhook, m.listed_at
               FROM json_each(?1) AS span CROSS JOIN message AS m ON m.conversation_id = span.value ->> 'conversation'
                 AND m.position >= span.value ->> 'from' AND m.position < span.value ->> 'before'
               WHERE m.listed_at IS NOT NULL AND m.unsent IS NULL
                 AND m.mid NOT IN (SELECT value FROM json_each(?2))
                 AND NOT EXISTS (SELECT 1 FROM pause AS p WHERE p.handle_id = ?3
                   AND m.sent_at >= p.from_at - p.from_at % 1000 AND m.sent_at < p.to_at + 1000)"#,
            spans,
            here,
            telling.handle.0,
        )
        .fetch_all(tx.reading())
        .await?;
        Ok(rows)
    }
}

impl Listing {
    fn empty() -> Self {
        Self { oldest: Timestamp(i64::MAX), newest: Timestamp(i64::MIN), bare: Vec::new() }
    }

    /// Reads know whole seconds, rows may know more: of the two times the one counts that makes the span narrower.
    fn add(&mut self, told: &ObservedMessage, position: Position) {
        let (told_at, known_at) = (told.sent_at.at, position.at());
        if told.body.details_unavailable {
            self.bare.push(told_at);
        } else {
            self.oldest = self.oldest.min(told_at.max(known_at));
            self.newest = self.newest.max(told_at.min(known_at));
        }
    }

    /// The span from the second after the oldest message on. `None` when it shows no details at all, or when something between
    /// the oldest and the newest came without: Instagram did not show all of it.
    fn span(&self, conversation: ConversationId) -> Option<Span> {
        if self.oldest > self.newest {
            return None;
        }
        let second = |at: Timestamp| Timestamp(at.0 - at.0.rem_euclid(SECOND));
        let (from, newest) = (second(self.oldest).plus(SECOND), second(self.newest));
        if self.bare.iter().any(|at| (from..newest).contains(at)) {
            return None;
        }
        let ends_bare = self.bare.iter().any(|at| *at >= from);
        let newest = Position::first_at(newest);
        let before = if ends_bare { newest } else { Position(i64::MAX) };
        Some(Span { conversation: conversation.0, from: Position::first_at(from), newest, before })
    }
}
