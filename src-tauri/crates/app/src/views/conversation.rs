//! Conversations.

use api::view::{
    Blocker, ConversationRow, ConversationView, DraftView, ReplyTrouble, RowReaction, WindowView,
};
use domain::observation::ClosedBecause;
use domain::position::Position;
use domain::sla::Turn;
use domain::time::Timestamp;
use domain::triage::BIN_MS;
use domain::window::{HUMAN_AGENT_MS, Openers, STANDARD_MS};
use jiff::tz::TimeZone;
use store::drafts::Draft;
use store::handles::HandleRow;
use store::lists::{self, OutboxFlags};
use store::uploads::Upload;

use super::{person, upload};

/// A row of a list.
pub(crate) fn row(row: lists::ConversationRow) -> ConversationRow {
    let closed = row.closed.is_some();
    let (last, marks) = (row.last, row.marks);
    ConversationRow {
        id: row.id.0,
        handle: row.handle.0,
        standing: row.standing.into(),
        beneath: marks.beneath().into(),
        reopened: marks.reopened().into(),
        unread: row.unread,
        kind: last.as_ref().map(|last| last.kind.into()),
        direction: last.as_ref().map(|last| last.direction.into()),
        at: row.activity.map(|activity| activity.at().0),
        snippet: last.and_then(|last| last.snippet).unwrap_or_default(),
        reaction: row.reaction.map(|reaction| RowReaction {
            emoji: reaction.emoji,
            kind: reaction.kind.into(),
            snippet: reaction.snippet.unwrap_or_default(),
        }),
        window: marks.last_inbound.map(window),
        has_draft: row.has_draft,
        reply_trouble: trouble(row.outbox),
        closed,
        likely_request: row.likely_request,
        labels: row.labels.into_iter().map(|label| label.0).collect(),
        intent: row.intent.map(Into::into),
        disposition: row.disposition.map(Into::into),
        muted: marks.muted,
        snoozed_until: marks.snoozed_until().map(|at| at.0),
        woke_at: marks.woke_at().map(|at| at.0),
        noted: row.noted,
        waiting_mention: marks.waiting_mention().map(|position| position.0),
        // A group stays: Instagram would list it again.
        deleted_at: marks.binned_at().filter(|_| !closed).map(|at| at.plus(BIN_MS).0),
        reply_due: row.turn.as_ref().and_then(due).map(|at| at.0),
        person: person(row.person),
    }
}

/// When a turn's answer is due, by the clocks of the handle's people.
fn due(turn: &Turn) -> Option<Timestamp> {
    let zone = turn.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    turn.due(&zone.unwrap_or_else(TimeZone::system))
}

/// A conversation's header and composer.
pub(crate) fn conversation(
    found: lists::ConversationRow,
    draft: Option<Draft>,
    uploads: &[Upload],
    (human_agent_agreed, human_agent_refused): (bool, bool),
    handle: Option<Blocker>,
    openers: Openers,
) -> ConversationView {
    let blocker = blocker(&found, handle);
    ConversationView {
        row: row(found),
        draft: draft.map(|draft| DraftView { text: draft.text, updated_at: draft.updated_at.0 }),
        uploads: uploads.iter().map(upload).collect(),
        human_agent_agreed,
        human_agent_refused,
        blocker,
        may_be_open_until: openers.end().filter(|_| !openers.to_self).map(|end| end.0),
        to_self: openers.to_self,
    }
}

/// What stands in the way of any reply; what only time or Instagram decides is not among it.
/// The handle's own obstacle comes from [`off_because`].
pub(crate) fn blocker(found: &lists::ConversationRow, handle: Option<Blocker>) -> Option<Blocker> {
    match found.closed {
        Some(ClosedBecause::Group) => Some(Blocker::Group),
        Some(ClosedBecause::Nobody) => Some(Blocker::Nobody),
        None => handle.or(found.owned_by_other.then_some(Blocker::OwnedByOtherApp)),
    }
}

/// Why a handle is off, and with it all of its conversations: each way has its own way back.
pub(crate) fn off_because(handle: &HandleRow) -> Option<Blocker> {
    if handle.on {
        None
    } else if handle.disconnected_at.is_some() {
        Some(Blocker::Disconnected)
    } else if handle.switched_on {
        Some(Blocker::WaitingForAccess)
    } else {
        Some(Blocker::HandleOff)
    }
}

/// Until when the message window that a message opened lets us reply.
pub(crate) fn window(last_inbound: Position) -> WindowView {
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
