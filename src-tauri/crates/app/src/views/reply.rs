//! Replies on their way.

use api::view::ReplyView;
use store::outbox::OutboxRow;

/// A reply that is not settled.
pub(crate) fn reply(row: OutboxRow) -> ReplyView {
    ReplyView {
        id: row.id.0.to_string(),
        text: row.text,
        files: Vec::new(),
        heart: false,
        quote: None,
        human_agent: false,
        state: row.progress.state.into(),
        reason: row.progress.reason.map(Into::into),
        detail: None,
        created_at: row.created_at.0,
        not_before: row.progress.not_before.map(|at| at.0),
        attempts: row.progress.attempts,
    }
}
