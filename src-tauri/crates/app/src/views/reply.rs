//! Replies on their way, and files that are attached.

use api::view::{QuoteView, ReplyView, UploadView};
use domain::outbox::State;
use domain::outgoing::Outgoing;
use domain::text::snippet;
use store::outbox::OutboxRow;
use store::thread::MessageRow;
use store::uploads::Upload;

/// A reply that is not settled, with its files out of all of the conversation's.
pub(crate) fn reply(row: OutboxRow, uploads: &[Upload], quote: Option<QuoteView>) -> ReplyView {
    let own = |upload: &&Upload| upload.reply == Some(row.id);
    ReplyView {
        id: row.id.0.to_string(),
        text: row.what.text().to_owned(),
        files: uploads.iter().filter(own).map(upload).collect(),
        heart: row.what == Outgoing::Heart,
        quote,
        human_agent: row.human_agent,
        state: row.progress.state.into(),
        reason: row.progress.reason.map(Into::into),
        detail: row.refusal,
        created_at: row.created_at.0,
        not_before: row.progress.not_before.map(|at| at.0),
        scheduled_for: row.scheduled_for.filter(|_| row.progress.state == State::Queued).map(|at| at.0),
        attempts: row.progress.attempts,
    }
}

/// An attached file.
pub(crate) fn upload(upload: &Upload) -> UploadView {
    UploadView {
        id: upload.id.0.to_string(),
        name: upload.name.clone(),
        kind: upload.kind.into(),
        bytes: i64::try_from(upload.size).unwrap_or(i64::MAX),
    }
}

/// The message that a reply answers, in one line.
pub(crate) fn quote_of(message: &MessageRow) -> QuoteView {
    QuoteView {
        position: Some(message.position.0),
        direction: Some(message.direction.into()),
        kind: Some(message.kind.into()),
        snippet: message.text.as_deref().map(snippet).unwrap_or_default(),
    }
}

/// A message that a reply answers and that is not here.
pub(crate) fn unknown_quote() -> QuoteView {
    QuoteView { position: None, direction: None, kind: None, snippet: String::new() }
}
