//! Deleting from this computer: a handle, or one person.

use api::request::{ConversationRequest, DeleteHandleRequest, HandleRequest};
use api::view::Footprint;
use api::{ApiError, Empty, ErrorCode};

use crate::space::Space;

/// How much there is of a handle.
pub(crate) async fn of_handle(_space: &Space, _request: &HandleRequest) -> Result<Footprint, ApiError> {
    Ok(Footprint::default())
}

/// How much there is of a conversation's person.
pub(crate) async fn of_person(_space: &Space, _request: &ConversationRequest) -> Result<Footprint, ApiError> {
    Ok(Footprint::default())
}

/// Deletes everything of a handle.
pub(crate) async fn delete_handle(_space: &Space, _request: &DeleteHandleRequest) -> Result<Empty, ApiError> {
    Err(ApiError::new(ErrorCode::WrongSpace))
}

/// Deletes everything of a person.
pub(crate) async fn forget_person(_space: &Space, _request: &ConversationRequest) -> Result<Empty, ApiError> {
    Err(ApiError::new(ErrorCode::WrongSpace))
}
