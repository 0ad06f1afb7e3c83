//! The handle's reactions on messages.

use api::request::ReactRequest;
use api::{ApiError, Empty, ErrorCode};
use domain::handle::Trouble;
use domain::ids::MessageId;
use engine::ReactError;
use graph::ApiErrorKind;

use crate::errors::{invalid, not_found, of_graph, of_store};
use crate::space::Space;

/// An emoji is far shorter: families with skin tones included.
const LONGEST_EMOJI: usize = 64;

/// Sets the handle's reaction on a message, or takes it away.
pub(crate) async fn react(space: &Space, request: ReactRequest) -> Result<Empty, ApiError> {
    if request.emoji.as_ref().is_some_and(|emoji| emoji.trim().is_empty() || emoji.len() > LONGEST_EMOJI) {
        return Err(invalid("the reaction is no emoji"));
    }
    space.engine.react(MessageId(request.message), request.emoji).await.map_err(failed)?;
    Ok(Empty {})
}

fn failed(error: ReactError) -> ApiError {
    match error {
        ReactError::NotFound => not_found(),
        ReactError::Nameless => invalid("Instagram knows no id of this message"),
        ReactError::HandleOff => ApiError::new(ErrorCode::TooLate),
        ReactError::OnlyLove => invalid("this login knows the heart alone"),
        ReactError::NoToken(Trouble::KeychainLocked) => ApiError::new(ErrorCode::KeychainLocked),
        ReactError::NoToken(_) => ApiError::new(ErrorCode::TokenRefused),
        // The message was unsent, or its window is over.
        ReactError::Graph(error)
            if error.api().is_some_and(|api| {
                matches!(api.kind, ApiErrorKind::WindowClosed | ApiErrorKind::NotFound)
            }) =>
        {
            ApiError::with_detail(ErrorCode::TooLate, error.to_string())
        }
        ReactError::Graph(error) => of_graph(&error),
        ReactError::Store(error) => of_store(error),
    }
}
