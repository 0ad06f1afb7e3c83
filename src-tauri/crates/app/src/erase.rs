//! Deleting from this computer: a handle, or one person.

use api::request::{ConversationRequest, DeleteHandleRequest, HandleRequest};
use api::view::Footprint;
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId};

use crate::errors::{invalid, not_found, of_store};
use crate::space::Space;

/// How much there is of a handle.
pub(crate) async fn of_handle(space: &Space, request: &HandleRequest) -> Result<Footprint, ApiError> {
    let found = space.store.footprint_of_handle(HandleId(request.handle)).await.map_err(of_store)?;
    Ok(view(found))
}

/// How much there is of a conversation's person.
pub(crate) async fn of_person(space: &Space, request: &ConversationRequest) -> Result<Footprint, ApiError> {
    let id = ConversationId(request.conversation);
    Ok(view(space.store.footprint_of_person(id).await.map_err(of_store)?))
}

fn view(found: store::erase::Footprint) -> Footprint {
    Footprint {
        conversations: found.conversations,
        messages: found.messages,
        drafts: found.drafts,
        open_replies: found.open_replies,
        files: found.files,
        saved_replies: found.saved_replies,
    }
}

/// Deletes everything of a handle, when its name was typed.
pub(crate) async fn delete_handle(space: &Space, request: &DeleteHandleRequest) -> Result<Empty, ApiError> {
    let id = HandleId(request.handle);
    let row = space.store.handle(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    if !names(&request.username, &row.profile.username) {
        return Err(invalid("another name was typed"));
    }
    space.engine.delete_handle(id).await.map_err(of_store)?;
    space.forget_what_was_said();
    Ok(Empty {})
}

/// Deletes everything of a person.
pub(crate) async fn forget_person(space: &Space, request: &ConversationRequest) -> Result<Empty, ApiError> {
    space.engine.forget_person(ConversationId(request.conversation)).await.map_err(of_store)?;
    space.forget_what_was_said();
    Ok(Empty {})
}

/// Whether what was typed is the name, with or without `@` and in any case.
fn names(typed: &str, username: &str) -> bool {
    let typed = typed.trim();
    typed.strip_prefix('@').unwrap_or(typed).eq_ignore_ascii_case(username)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn only_the_whole_name_counts() {
        for typed in ["luma.skin", "@luma.skin", " Luma.Skin "] {
            assert!(names(typed, "luma.skin"), "{typed}");
        }
        for typed in ["", "@", "luma", "@@luma.skin", "luma.skin2"] {
            assert!(!names(typed, "luma.skin"), "{typed}");
        }
    }
}
