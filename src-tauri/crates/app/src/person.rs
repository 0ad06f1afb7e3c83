//! What is known of a conversation's person beside the profile. Nothing of it is asked of Instagram.

use api::ApiError;
use api::request::SharedMediaRequest;
use api::view::{PersonHistory, SharedMedia, SharedMessage};
use domain::ids::ConversationId;
use domain::position::Position;
use store::thread::MessageRow;

use crate::errors::of_store;
use crate::space::Space;
use crate::views;

/// Since when, how much, and where else.
pub(crate) async fn history(space: &Space, conversation: i64) -> Result<PersonHistory, ApiError> {
    let history = space.store.history(ConversationId(conversation)).await.map_err(of_store)?;
    let count = |of: i64| u32::try_from(of).unwrap_or(u32::MAX);
    Ok(PersonHistory {
        first_at: history.first.map(|at| at.0),
        messages: count(history.messages),
        mentions: count(history.mentions),
        profile_read_at: history.profile_read_at.map(|at| at.0),
        profile_refused: history.profile_error.is_some(),
        elsewhere: history.elsewhere.into_iter().map(views::row).collect(),
    })
}

/// A page of what was shared.
pub(crate) async fn shared_media(
    space: &Space,
    request: &SharedMediaRequest,
) -> Result<SharedMedia, ApiError> {
    let (id, limit) = (ConversationId(request.conversation), request.limit.clamp(1, 100));
    let found = space.store.shared_media(id, request.before.map(Position), limit).await.map_err(of_store)?;
    let full = u32::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(|last| last.position.0);
    Ok(SharedMedia { messages: found.into_iter().map(shared).collect(), next })
}

fn shared(row: MessageRow) -> SharedMessage {
    SharedMessage {
        message: row.id.0,
        position: row.position.0,
        direction: row.direction.into(),
        at: row.sent_at.at.0,
        attachments: views::attachments(row.body.unwrap_or_default()),
    }
}
