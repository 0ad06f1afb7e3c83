//! Drafts, and replies until they are settled.

use api::request::{DraftRequest, ReplyAction, ReplyActionRequest, SendRequest};
use api::view::{ReplyTaken, ReplyView};
use api::{ApiError, Empty, ErrorCode};
use domain::ids::{ConversationId, OutboxId};
use domain::outbox::{Event, State, step};
use domain::text::MAX_TEXT_BYTES;
use store::outbox::{MatchedBy, NewReply, OutboxRow, Transition, Transitioned};
use uuid::Uuid;

use crate::errors::{invalid, not_found, of_store};
use crate::space::Space;
use crate::views;

/// Drafts are kept at any length that a person can type or paste; only this much more than can be sent is refused.
const LONGEST_DRAFT: usize = 1024 * 1024;

/// Keeps what the person is writing.
pub(crate) async fn save_draft(space: &Space, request: DraftRequest) -> Result<Empty, ApiError> {
    if request.text.len() > LONGEST_DRAFT {
        return Err(invalid("the draft is longer than a megabyte"));
    }
    keep_draft(space, ConversationId(request.conversation), request.text).await?;
    Ok(Empty {})
}

/// Puts a reply into the outbox. It leaves when the undo delay is over and all checks pass.
pub(crate) async fn send(space: &Space, request: SendRequest, undo_ms: u32) -> Result<ReplyView, ApiError> {
    let id = parse_id(&request.id)?;
    if request.text.trim().is_empty() {
        return Err(invalid("the reply is empty"));
    }
    if request.text.len() > MAX_TEXT_BYTES {
        return Err(invalid("the reply is longer than 1,000 bytes"));
    }
    let now = space.engine.clock().now();
    let reply = NewReply {
        id,
        conversation: ConversationId(request.conversation),
        text: request.text,
        not_before: (undo_ms > 0).then(|| now.plus(i64::from(undo_ms))),
        reply_to: None,
        now,
    };
    let (row, changes) = space.store.enqueue(reply).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.wake_outbox();
    Ok(views::reply(row))
}

/// Does what the person decided about a reply that is not settled.
pub(crate) async fn act(space: &Space, request: &ReplyActionRequest) -> Result<ReplyTaken, ApiError> {
    let id = parse_id(&request.id)?;
    let row = space.store.outbox_row(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let event = match request.action {
        ReplyAction::Edit | ReplyAction::Discard => Event::Discarded,
        ReplyAction::SendAgain => Event::SendAgain,
        ReplyAction::Arrived => Event::Arrived,
    };
    if request.action == ReplyAction::Edit {
        edit(space, &row).await?;
    } else {
        decide(space, &row, event).await?;
    }
    space.engine.wake_outbox();
    let text = (request.action == ReplyAction::Edit).then_some(row.text);
    Ok(ReplyTaken { text })
}

/// Takes the step; too late when the reply moved on meanwhile.
async fn decide(space: &Space, row: &OutboxRow, event: Event) -> Result<(), ApiError> {
    let now = space.engine.clock().now();
    let too_late = || ApiError::new(ErrorCode::TooLate);
    let to = step(&row.progress, event, now, None).ok_or_else(too_late)?;
    let transition = Transition {
        id: row.id,
        rev: row.rev,
        matched_by: (to.state == State::Sent).then_some(MatchedBy::Human),
        asked_again: to.state == State::Queued,
        to,
        attempt: None,
        now,
    };
    match space.store.transition(transition).await.map_err(of_store)? {
        Transitioned::Done(_, changes) => {
            space.engine.publish(changes);
            Ok(())
        }
        Transitioned::Stale => Err(too_late()),
    }
}

/// Puts a reply's text back into the composer, before what is being written there. The text is safe in the draft before
/// the reply is gone; when it turns out to be on its way already, the draft is as it was.
async fn edit(space: &Space, row: &OutboxRow) -> Result<(), ApiError> {
    let before = space.store.draft(row.conversation).await.map_err(of_store)?.map(|draft| draft.text);
    let before = before.unwrap_or_default();
    let text = if before.trim().is_empty() { row.text.clone() } else { format!("{}\n{before}", row.text) };
    keep_draft(space, row.conversation, text).await?;
    if let Err(error) = decide(space, row, Event::Discarded).await {
        keep_draft(space, row.conversation, before).await?;
        return Err(error);
    }
    Ok(())
}

async fn keep_draft(space: &Space, conversation: ConversationId, text: String) -> Result<(), ApiError> {
    let now = space.engine.clock().now();
    let changes = space.store.save_draft(conversation, text, now).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(())
}

fn parse_id(id: &str) -> Result<OutboxId, ApiError> {
    Uuid::parse_str(id).map(OutboxId).map_err(|_| invalid("the reply's id is no UUID"))
}
