//! What a person says about a conversation: read, unread, done. All of it can be taken back.

use api::request::ReadRequest;
use api::view::Undo;
use api::{ApiError, Empty};
use domain::ids::ConversationId;
use domain::position::Position;
use store::ChangeSet;
use store::marks::PersonalMarks;

use crate::errors::of_store;
use crate::space::Space;

/// Everything up to a message was on screen.
pub(crate) async fn read(space: &Space, request: &ReadRequest) -> Result<Empty, ApiError> {
    let (conversation, through) = (ConversationId(request.conversation), Position(request.through));
    let (_, changes) = space.store.mark_read(conversation, through).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

/// Marks a conversation unread.
pub(crate) async fn unread(space: &Space, conversation: i64) -> Result<Undo, ApiError> {
    undoable(space, space.store.mark_unread(ConversationId(conversation)).await)
}

/// Calls a conversation done.
pub(crate) async fn done(space: &Space, conversation: i64) -> Result<Undo, ApiError> {
    undoable(space, space.store.done(ConversationId(conversation)).await)
}

/// Takes "done" back.
pub(crate) async fn reopen(space: &Space, conversation: i64) -> Result<Undo, ApiError> {
    undoable(space, space.store.reopen(ConversationId(conversation)).await)
}

/// Takes a change of marks back.
pub(crate) async fn undo(space: &Space, token: &str) -> Result<Empty, ApiError> {
    let before = space.take_undo(token)?;
    let (_, changes) = space.store.restore_marks(before).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

fn undoable(space: &Space, changed: store::Result<(PersonalMarks, ChangeSet)>) -> Result<Undo, ApiError> {
    let (before, changes) = changed.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Undo { undo: space.keep_undo(before) })
}
