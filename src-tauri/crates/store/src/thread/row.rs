//! A message as a bubble shows it.

use domain::ids::{ConversationId, HandleId, MessageId, Mid};
use domain::merge::Unsent;
use domain::message::{Body, Direction, MessageKind, Origin};
use domain::observation::Source;
use domain::position::Position;
use domain::time::{SentAt, Timestamp};

use crate::codes::{decode, decode_some, source};
use crate::{Result, StoreError};

/// All that a bubble shows of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Our row.
    pub id: MessageId,
    /// Its handle.
    pub handle: HandleId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its id at Instagram.
    pub mid: Mid,
    /// Its place.
    pub position: Position,
    /// Which way it went.
    pub direction: Direction,
    /// Where it was written.
    pub origin: Origin,
    /// When it was sent.
    pub sent_at: SentAt,
    /// The text.
    pub text: Option<String>,
    /// The text was edited after sending.
    pub edited: bool,
    /// What it carries besides text.
    pub body: Option<Body>,
    /// It was unsent: text and body are gone.
    pub unsent: Option<Unsent>,
    /// What it is.
    pub kind: MessageKind,
    /// Reactions that stand on it.
    pub reactions: Vec<MessageReaction>,
    /// The message that it replies to.
    pub reply: Option<ReplyPreview>,
    /// History has a hole directly before it: Instagram gave no older ones.
    pub gap_before: bool,
    /// Messages of a pause that nobody asked for were left out directly before it.
    pub skipped_before: bool,
    /// Only reading found it, although webhooks came before it was sent.
    pub by_poll_alone: bool,
    /// It was sent while the handle was switched off.
    pub while_paused: bool,
    /// The way it came first.
    pub found_by: Source,
    /// When it came first, by our clock.
    pub found_at: Timestamp,
}

/// A reaction that stands on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageReaction {
    /// Who: the person, or the handle.
    pub by: Direction,
    /// The emoji.
    pub emoji: String,
    /// When.
    pub at: Timestamp,
}

/// The message that another one replies to, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyPreview {
    /// Its id at Instagram.
    pub mid: Mid,
    /// What is known of it; `None` when it is not stored here.
    pub known: Option<KnownReply>,
}

/// What is known of a message that was replied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReply {
    /// Its place, to jump to.
    pub position: Position,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its text in one line, if it has text.
    pub snippet: Option<String>,
}

/// The row as the database has it.
#[derive(sqlx::FromRow)]
pub(super) struct RawMessage {
    id: i64,
    handle_id: i64,
    conversation_id: i64,
    mid: String,
    position: i64,
    direction: String,
    origin: String,
    sent_at: i64,
    sent_exact: i64,
    text: Option<String>,
    text_rank: Option<i64>,
    body: Option<String>,
    unsent: Option<String>,
    kind: String,
    while_paused: i64,
    found_by: String,
    found_at: i64,
    gap_before: i64,
    skipped_before: i64,
    by_poll_alone: Option<i64>,
}

impl TryFrom<RawMessage> for MessageRow {
    type Error = StoreError;

    /// Reactions and the reply's preview come from other rows.
    fn try_from(raw: RawMessage) -> Result<Self> {
        let body: Option<Body> = raw
            .body
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(|_| StoreError::Unreadable("message.body"))?;
        let reply = body.as_ref().and_then(|body| body.reply_to.clone());
        Ok(Self {
            id: MessageId(raw.id),
            handle: HandleId(raw.handle_id),
            conversation: ConversationId(raw.conversation_id),
            mid: Mid(raw.mid),
            position: Position(raw.position),
            direction: decode(&raw.direction, "message.direction")?,
            origin: decode(&raw.origin, "message.origin")?,
            sent_at: SentAt { exact: raw.sent_exact == 1, at: Timestamp(raw.sent_at) },
            text: raw.text,
            edited: raw.text_rank.is_some_and(|rank| rank > 0),
            body,
            unsent: decode_some(raw.unsent.as_deref(), "message.unsent")?,
            kind: decode(&raw.kind, "message.kind")?,
            reactions: Vec::new(),
            reply: reply.map(|mid| ReplyPreview { mid, known: None }),
            gap_before: raw.gap_before == 1,
            skipped_before: raw.skipped_before == 1,
            by_poll_alone: raw.by_poll_alone == Some(1),
            while_paused: raw.while_paused == 1,
            found_by: source(&raw.found_by)?,
            found_at: Timestamp(raw.found_at),
        })
    }
}
