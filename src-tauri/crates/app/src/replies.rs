//! Drafts, and replies until they are settled.

use api::request::{
    AgreeRequest, DraftRequest, ReplyAction, ReplyActionRequest, RescheduleRequest, SendRequest,
};
use api::view::{QuoteView, ReplyTaken, ReplyView};
use api::{ApiError, Empty, ErrorCode};
use domain::ids::{ConversationId, HandleId, MessageId, Mid, OutboxId};
use domain::outbox::{Event, NotThen, State, schedule, step};
use domain::outgoing::{PlanProblem, plan};
use domain::position::Position;
use domain::saved_reply::has_blank;
use domain::time::Timestamp;
use domain::window::Sender;
use store::outbox::{MatchedBy, NewReply, OutboxRow, Transition, Transitioned};
use uuid::Uuid;

use crate::errors::{invalid, not_found, of_store};
use crate::space::Space;
use crate::{uploads, views};

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

/// Notes that a person agreed to reply as a human agent for a handle.
pub(crate) async fn agree(space: &Space, request: &AgreeRequest) -> Result<Empty, ApiError> {
    let (handle, now) = (HandleId(request.handle), space.engine.clock().now());
    let changes = space.store.agree_to_human_agent(handle, now).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

/// Puts what was sent into the outbox. It leaves when the undo delay is over and all checks pass.
pub(crate) async fn send(space: &Space, request: SendRequest, undo_ms: u32) -> Result<ReplyView, ApiError> {
    let id = parse_id(&request.id)?;
    if let Some(row) = space.store.outbox_row(id).await.map_err(of_store)? {
        // Pressed twice.
        return view(space, row).await;
    }
    let conversation = ConversationId(request.conversation);
    let found = space.store.conversation(conversation).await.map_err(of_store)?.ok_or_else(not_found)?;
    if request.human_agent && !space.store.human_agent_agreed(found.handle).await.map_err(of_store)? {
        return Err(invalid("nobody agreed to reply as a human agent for this handle"));
    }
    if has_blank(&request.text) {
        return Err(ApiError::new(ErrorCode::BlankLeft));
    }
    let now = space.engine.clock().now();
    let scheduled_for = request.scheduled_for.map(Timestamp);
    if let Some(at) = scheduled_for {
        let last_inbound = found.marks.last_inbound.map(Position::at);
        schedule(at, now, last_inbound, Sender::human(request.human_agent)).map_err(not_then)?;
    }
    let files = uploads::named(space, conversation, &request.uploads).await?;
    let messages = plan(&files, &request.text, request.heart, request.split).map_err(|problem| {
        invalid(match problem {
            PlanProblem::Nothing => "the reply is empty",
            PlanProblem::TooLong => "the reply is longer than 1,000 bytes",
            PlanProblem::HeartAlone => "the heart goes alone",
        })
    })?;
    let reply = NewReply {
        id,
        conversation,
        messages,
        scheduled_for,
        not_before: (undo_ms > 0).then(|| now.plus(i64::from(undo_ms))),
        reply_to: reply_to(space, conversation, request.reply_to).await?,
        human_agent: request.human_agent,
        now,
    };
    let (row, changes) = space.store.enqueue(reply).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.wake_outbox();
    view(space, row).await
}

/// Instagram's id of the message that is replied to; it must be one of the conversation.
async fn reply_to(
    space: &Space,
    conversation: ConversationId,
    message: Option<i64>,
) -> Result<Option<Mid>, ApiError> {
    let Some(id) = message else { return Ok(None) };
    let message = space.store.message(MessageId(id)).await.map_err(of_store)?;
    let message = message.filter(|message| message.conversation == conversation).ok_or_else(not_found)?;
    if message.mid.is_ours() {
        return Err(invalid("Instagram knows no id of this message"));
    }
    Ok(Some(message.mid))
}

/// The replies of a conversation that are not settled.
pub(crate) async fn of_conversation(
    space: &Space,
    conversation: ConversationId,
) -> Result<Vec<ReplyView>, ApiError> {
    let rows = space.store.outbox_of(conversation).await.map_err(of_store)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let uploads = space.store.uploads(conversation).await.map_err(of_store)?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let quote = quote(space, &row).await?;
        views.push(views::reply(row, &uploads, quote));
    }
    Ok(views)
}

/// Chooses another time for a scheduled reply, by the same rule as when it was written.
pub(crate) async fn reschedule(space: &Space, request: &RescheduleRequest) -> Result<ReplyView, ApiError> {
    let (id, at, now) = (parse_id(&request.id)?, Timestamp(request.at), space.engine.clock().now());
    let row = space.store.outbox_row(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let found = space.store.conversation(row.conversation).await.map_err(of_store)?.ok_or_else(not_found)?;
    let last_inbound = found.marks.last_inbound.map(Position::at);
    schedule(at, now, last_inbound, Sender::human(row.human_agent)).map_err(not_then)?;
    let done = space.store.reschedule(id, at, now).await.map_err(of_store)?;
    let (row, changes) = done.ok_or_else(|| ApiError::new(ErrorCode::TooLate))?;
    space.engine.publish(changes);
    space.engine.wake_outbox();
    view(space, row).await
}

fn not_then(why: NotThen) -> ApiError {
    ApiError::new(match why {
        NotThen::Past => ErrorCode::TimeIsOver,
        NotThen::WindowClosed => ErrorCode::WindowClosedThen,
    })
}

/// A reply as the UI shows it, with its files and what it answers.
pub(crate) async fn view(space: &Space, row: OutboxRow) -> Result<ReplyView, ApiError> {
    let uploads = space.store.uploads(row.conversation).await.map_err(of_store)?;
    let quote = quote(space, &row).await?;
    Ok(views::reply(row, &uploads, quote))
}

async fn quote(space: &Space, row: &OutboxRow) -> Result<Option<QuoteView>, ApiError> {
    let Some(mid) = &row.reply_to else { return Ok(None) };
    let message = space.store.message_by_mid(row.handle, mid).await.map_err(of_store)?;
    Ok(Some(message.as_ref().map_or_else(views::unknown_quote, views::quote_of)))
}

/// Does what the person decided about a reply that is not settled.
pub(crate) async fn act(space: &Space, request: &ReplyActionRequest) -> Result<ReplyTaken, ApiError> {
    let id = parse_id(&request.id)?;
    let row = space.store.outbox_row(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let text = match request.action {
        ReplyAction::Edit => Some(take_back(space, row.id).await?),
        ReplyAction::Discard => decide(space, &row, Event::Discarded).await.map(|()| None)?,
        ReplyAction::SendAgain => decide(space, &row, Event::SendAgain).await.map(|()| None)?,
        ReplyAction::Arrived => decide(space, &row, Event::Arrived).await.map(|()| None)?,
    };
    space.engine.wake_outbox();
    Ok(ReplyTaken { text })
}

/// Puts a reply back into the composer, before what is being written there, with its files.
async fn take_back(space: &Space, id: OutboxId) -> Result<String, ApiError> {
    let now = space.engine.clock().now();
    let taken = space.store.take_back(id, now).await.map_err(of_store)?;
    let (text, changes) = taken.ok_or_else(|| ApiError::new(ErrorCode::TooLate))?;
    space.engine.publish(changes);
    Ok(text)
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

async fn keep_draft(space: &Space, conversation: ConversationId, text: String) -> Result<(), ApiError> {
    let now = space.engine.clock().now();
    let changes = space.store.save_draft(conversation, text, now).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(())
}

pub(crate) fn parse_id(id: &str) -> Result<OutboxId, ApiError> {
    Uuid::parse_str(id).map(OutboxId).map_err(|_| invalid("the reply's id is no UUID"))
}

#[cfg(test)]
mod tests {
    use api::request::MessagesRequest;
    use domain::ids::Igsid;
    use serde_json::json;
    use tokio::sync::broadcast;

    use super::*;
    use crate::demo::Demo;
    use crate::inbox;

    #[tokio::test(flavor = "multi_thread")]
    async fn only_a_message_that_instagram_knows_by_an_id_can_be_replied_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let (to, _) = broadcast::channel(16);
        let demo = Demo::open(folder.path(), sandbox::Clock::Real, to).await.expect("opens");
        let space = &demo.space;
        let handles = space.store.handles().await.expect("reads");
        let handle = handles.into_iter().find(|row| row.on).expect("one is on");
        let (person, brand) = (Igsid::from("presses"), handle.profile.ig_id.as_str());
        let at = space.engine.clock().now().0 - 60_000;
        let pressed = |at: i64, what| json!({ "sender": { "id": person.0 }, "recipient": { "id": brand }, "timestamp": at, "postback": what });
        let events = [
            pressed(at, json!({ "title": "Start", "payload": "START" })),
            pressed(at + 1_000, json!({ "title": "Sizes", "payload": "SIZES", "mid": "named" })),
        ];
        let body =
            json!({ "object": "instagram", "entry": [{ "id": brand, "time": at, "messaging": events }] });
        space.engine.webhook(body.to_string().as_bytes()).await.expect("taken");

        let named = space.store.message_by_mid(handle.id, &Mid::from("named")).await.expect("reads");
        let conversation = named.expect("is there").conversation.0;
        let page = MessagesRequest { conversation, before: None, after: None, around: None, limit: 9 };
        let messages = inbox::messages(space, page).await.expect("reads").messages;
        let addressable: Vec<bool> = messages.iter().map(|message| message.addressable).collect();
        assert_eq!(addressable, [false, true]);
        // Nothing leaves before the undo delay is over.
        let reply_to = async |message: i64| {
            let request = SendRequest::text(Uuid::now_v7().to_string(), conversation, "Here you are".into());
            send(space, SendRequest { reply_to: Some(message), ..request }, 60_000).await
        };
        assert_eq!(reply_to(messages[0].id).await.expect_err("refused").code, ErrorCode::Invalid);
        let waits = of_conversation(space, ConversationId(conversation)).await.expect("reads");
        assert_eq!(waits, [], "nothing of it is kept");
        reply_to(messages[1].id).await.expect("taken");
        demo.close().await;
    }
}
