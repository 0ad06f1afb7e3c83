//! Rows as the database has them, read back into the domain's words.

use domain::conversation::Marks;
use domain::ids::{ConversationId, Mid, PersonId, ThreadId};
use domain::merge::{MessageState, Versioned};
use domain::message::Body;
use domain::person::Profile;
use domain::position::Position;
use domain::time::{SentAt, Timestamp};

use serde::Deserialize;

use super::known::{Conversation, Facts, Last, Reacted};
use crate::codes::decode_some;
use crate::marks::{shelf, snooze};
use crate::{Result, StoreError};

#[derive(Deserialize)]
pub(super) struct RawMessage {
    pub(super) id: i64,
    pub(super) mid: String,
    pub(super) conversation_id: Option<i64>,
    pub(super) position: Option<i64>,
    pub(super) direction: Option<String>,
    pub(super) origin: Option<String>,
    pub(super) sent_at: Option<i64>,
    pub(super) sent_exact: Option<i64>,
    pub(super) text: Option<String>,
    pub(super) text_rank: Option<i64>,
    pub(super) text_as_of: Option<i64>,
    pub(super) body: Option<String>,
    pub(super) body_rank: Option<i64>,
    pub(super) body_as_of: Option<i64>,
    pub(super) unsent: Option<String>,
    pub(super) reactions_as_of: Option<i64>,
    pub(super) missing_since: Option<i64>,
    pub(super) by_webhook: i64,
    pub(super) listed_at: Option<i64>,
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
            body: body.map(|value| ranked(raw.body_rank, raw.body_as_of, value)),
            unsent: decode_some(raw.unsent.as_deref(), "message.unsent")?,
        };
        Ok(Self {
            conversation: raw.conversation_id.map(ConversationId),
            position: raw.position.map(Position),
            state,
            reactions_as_of: raw.reactions_as_of.map(Timestamp),
            missing_since: raw.missing_since.map(Timestamp),
            by_webhook: raw.by_webhook == 1,
            listed_at: raw.listed_at.map(Timestamp),
        })
    }
}

/// A body with its rank, which earlier versions of the app counted in smaller numbers.
fn ranked(rank: Option<i64>, as_of: Option<i64>, body: Body) -> Versioned<Body> {
    let fullness = body.fullness();
    let body = versioned(rank, as_of, body);
    Versioned { rank: body.rank.max(fullness), ..body }
}

fn versioned<T>(rank: Option<i64>, as_of: Option<i64>, value: T) -> Versioned<T> {
    let rank = u32::try_from(rank.unwrap_or(0)).unwrap_or(u32::MAX);
    Versioned { rank, as_of: Timestamp(as_of.unwrap_or(0)), value }
}

#[expect(dead_code, reason = "`c.*` names every column; some are derived anew when the row is written")]
pub(super) struct RawConversation {
    pub(super) id: i64,
    pub(super) handle_id: i64,
    pub(super) person_id: i64,
    pub(super) thread_id: Option<String>,
    pub(super) remote_updated_at: Option<i64>,
    pub(super) closed: Option<String>,
    pub(super) owned_by_other: i64,
    pub(super) owner_at: Option<i64>,
    pub(super) last_inbound: Option<i64>,
    pub(super) last_asking: Option<i64>,
    pub(super) last_mention: Option<i64>,
    pub(super) last_outbound: Option<i64>,
    pub(super) done_through: Option<i64>,
    pub(super) read_through: Option<i64>,
    pub(super) marked_unread: i64,
    pub(super) standing: i64,
    pub(super) unread: i64,
    pub(super) open_mention: i64,
    pub(super) last_position: i64,
    pub(super) last_mid: Option<String>,
    pub(super) last_kind: Option<String>,
    pub(super) last_direction: Option<String>,
    pub(super) last_snippet: Option<String>,
    pub(super) seen_at: Option<i64>,
    pub(super) seen_mid: Option<String>,
    pub(super) snoozed_until: Option<i64>,
    pub(super) snoozed_through: Option<i64>,
    pub(super) woke_at: Option<i64>,
    pub(super) muted: i64,
    pub(super) spam: i64,
    pub(super) binned_through: Option<i64>,
    pub(super) binned_at: Option<i64>,
    pub(super) woken: i64,
    pub(super) intent: Option<String>,
    pub(super) disposition: Option<String>,
    pub(super) likely_request: i64,
    pub(super) reacted_mid: Option<String>,
    pub(super) reacted_position: Option<i64>,
    pub(super) activity: Option<i64>,
    pub(super) igsid: String,
    pub(super) name: Option<String>,
    pub(super) username: Option<String>,
    pub(super) picture_url: Option<String>,
}

impl TryFrom<RawConversation> for Conversation {
    type Error = StoreError;

    fn try_from(raw: RawConversation) -> Result<Self> {
        Ok(Self {
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
                snooze: snooze(raw.snoozed_until, raw.snoozed_through, raw.woke_at),
                muted: raw.muted == 1,
                shelf: shelf(raw.spam == 1, raw.binned_through, raw.binned_at),
                mentions_ask: false,
            },
            last: Last {
                position: Position(raw.last_position),
                mid: raw.last_mid.map(Mid),
                kind: decode_some(raw.last_kind.as_deref(), "conversation.last_kind")?,
                direction: decode_some(raw.last_direction.as_deref(), "conversation.last_direction")?,
                snippet: raw.last_snippet,
            },
            reacted: raw
                .reacted_mid
                .zip(raw.reacted_position)
                .map(|(mid, position)| Reacted { mid: Mid(mid), position: Position(position) }),
            seen: raw.seen_at.zip(raw.seen_mid).map(|(at, mid)| (Timestamp(at), Mid(mid))),
            owner: raw.owner_at.map(|at| (Timestamp(at), raw.owned_by_other == 1)),
            ..Self::empty(ConversationId(raw.id), PersonId(raw.person_id), false)
        })
    }
}
