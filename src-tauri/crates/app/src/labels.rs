//! Labels and notes.

mod exchange;

use api::limits::{LONGEST_LABEL, LONGEST_NOTE};
use api::request::{ConversationRequest, LabelRequest, NoteRequest, SaveLabelRequest, SaveNoteRequest};
use api::view::{LabelView, NoteView};
use api::{ApiError, Empty, ErrorCode};
use domain::ids::{ConversationId, LabelId, NoteId};
use domain::labels::HUES;
use domain::text::snippet;
use store::labels::Label;
use store::notes::Note;

use crate::errors::{invalid, not_found, of_store};
use crate::space::Space;

pub(crate) use exchange::{export, import};

/// A name in one line, if it is one.
pub(crate) fn name(typed: &str, longest: usize) -> Option<String> {
    let name = snippet(typed).trim().to_owned();
    (!name.is_empty() && typed.trim().chars().count() <= longest).then_some(name)
}

/// Every label.
pub(crate) async fn list(space: &Space) -> Result<Vec<LabelView>, ApiError> {
    Ok(space.store.labels().await.map_err(of_store)?.into_iter().map(label).collect())
}

/// Makes or changes a label.
pub(crate) async fn save(space: &Space, request: SaveLabelRequest) -> Result<LabelView, ApiError> {
    let name = name(&request.name, LONGEST_LABEL).ok_or_else(|| invalid("a name has 1 to 40 characters"))?;
    if request.hue >= HUES {
        return Err(invalid("a hue is from 0 to 11"));
    }
    let saved = space.store.save_label(request.label.map(LabelId), name, request.hue).await;
    let (id, changes) = saved.map_err(of_store)?.ok_or_else(|| ApiError::new(ErrorCode::NameTaken))?;
    space.engine.publish(changes);
    let saved = space.store.labels().await.map_err(of_store)?.into_iter().find(|label| label.id == id);
    saved.map(label).ok_or_else(not_found)
}

/// Deletes a label.
pub(crate) async fn delete(space: &Space, request: &LabelRequest) -> Result<Empty, ApiError> {
    let changes = space.store.delete_label(LabelId(request.label)).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

/// A conversation's notes.
pub(crate) async fn notes(space: &Space, request: &ConversationRequest) -> Result<Vec<NoteView>, ApiError> {
    let notes = space.store.notes(ConversationId(request.conversation)).await.map_err(of_store)?;
    Ok(notes.into_iter().map(note).collect())
}

/// Makes or changes a note.
pub(crate) async fn save_note(space: &Space, request: SaveNoteRequest) -> Result<NoteView, ApiError> {
    if request.text.trim().is_empty() || request.text.chars().count() > LONGEST_NOTE {
        return Err(invalid("a note has 1 to 10,000 characters"));
    }
    let now = space.engine.clock().now();
    let saved = match request.note {
        Some(id) => space.store.change_note(NoteId(id), request.text, now).await,
        None => {
            let author = store::user().unwrap_or_default();
            space.store.add_note(ConversationId(request.conversation), author, request.text, now).await
        }
    };
    let (saved, changes) = saved.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(note(saved))
}

/// Deletes a note.
pub(crate) async fn delete_note(space: &Space, request: &NoteRequest) -> Result<Empty, ApiError> {
    let changes = space.store.delete_note(NoteId(request.note)).await.map_err(of_store)?;
    space.engine.publish(changes);
    Ok(Empty {})
}

fn label(label: Label) -> LabelView {
    LabelView { id: label.id.0, name: label.name, hue: label.hue, conversations: label.conversations }
}

fn note(note: Note) -> NoteView {
    NoteView {
        id: note.id.0,
        at: note.at.0,
        edited_at: note.edited_at.map(|at| at.0),
        author: note.author,
        text: note.text,
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn names_are_one_line_and_not_too_long() {
        assert_eq!(name("  Refund\nwanted ", 40).as_deref(), Some("Refund wanted"));
        assert_eq!(name(&"ö".repeat(40), 40).as_deref(), Some("ö".repeat(40).as_str()));
        for nonsense in ["", "   ", "\n", &"ö".repeat(41)] {
            assert_eq!(name(nonsense, 40), None, "{nonsense:?}");
        }
    }
}
