//! Conversations.

use api::view::{Blocker, ConversationRow, ConversationView, DraftView, ReplyTrouble, WindowView};
use domain::position::Position;
use domain::window::{HUMAN_AGENT_MS, STANDARD_MS};
use store::drafts::Draft;
use store::lists::{self, OutboxFlags};

use super::person;

/// A row of a list.
pub(crate) fn row(row: lists::ConversationRow) -> ConversationRow {
    let last = row.last;
    ConversationRow {
        id: row.id.0,
        handle: row.handle.0,
        standing: row.standing.into(),
        unread: row.unread,
        kind: last.as_ref().map(|last| last.kind.into()),
        direction: last.as_ref().map(|last| last.direction.into()),
        at: last.as_ref().map(|last| last.position.at().0),
        snippet: last.and_then(|last| last.snippet).unwrap_or_default(),
        window: row.marks.last_inbound.map(window),
        has_draft: row.has_draft,
        reply_trouble: trouble(row.outbox),
        closed: false,
        likely_request: false,
        person: person(row.person),
    }
}

/// A conversation's header and composer.
pub(crate) fn conversation(
    found: lists::ConversationRow,
    draft: Option<Draft>,
    handle_on: bool,
) -> ConversationView {
    ConversationView {
        row: row(found),
        draft: draft.map(|draft| DraftView { text: draft.text, updated_at: draft.updated_at.0 }),
        uploads: Vec::new(),
        human_agent_agreed: false,
        blocker: (!handle_on).then_some(Blocker::HandleOff),
    }
}

fn window(last_inbound: Position) -> WindowView {
    let opened = last_inbound.at();
    WindowView { ends_at: opened.plus(STANDARD_MS).0, human_agent_ends_at: opened.plus(HUMAN_AGENT_MS).0 }
}

/// The gravest first.
fn trouble(flags: OutboxFlags) -> Option<ReplyTrouble> {
    if flags.failed {
        Some(ReplyTrouble::Failed)
    } else if flags.uncertain {
        Some(ReplyTrouble::Unsure)
    } else {
        flags.held.then_some(ReplyTrouble::Held)
    }
}
