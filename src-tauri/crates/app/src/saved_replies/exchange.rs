//! Saved replies from a file, and into one.

use api::ApiError;
use api::request::{ExchangeFormat, ExportRequest, ImportRequest};
use api::view::{ExportedFile, ImportLeftOut, ImportReport, SavedReplyProblem};
use domain::ids::HandleId;
use domain::saved_reply::exchange::{self, Entry, Format, Read};
use domain::saved_reply::{MAX_SAVED_REPLIES, SavedText, Scope};
use store::handles::HandleRow;

use crate::Host;
use crate::errors::of_store;
use crate::space::Space;
use crate::views;

/// Reads a file and says what is in it; keeps what is new when asked to. One that is here already, word for word, is
/// not kept twice; one of the same title with other words is kept beside the one that is here.
pub(crate) async fn import(space: &Space, request: &ImportRequest) -> Result<ImportReport, ApiError> {
    let Read { entries, left_out } = match exchange::read(&request.file) {
        Ok(read) => read,
        Err(why) => {
            let unreadable = Some(views::unreadable(why));
            return Ok(ImportReport { new: 0, known: 0, left_out: Vec::new(), unreadable, kept: false });
        }
    };
    let handles = space.store.handles().await.map_err(of_store)?;
    let here = space.store.saved_replies().await.map_err(of_store)?;
    let mut left_out: Vec<ImportLeftOut> =
        left_out.into_iter().map(|one| left(one.place, one.title, views::problem(one.problem))).collect();
    let mut known: Vec<SavedText<HandleId>> = here.into_iter().map(|reply| reply.written).collect();
    let (before, mut new, mut twice) = (known.len(), Vec::new(), 0_u32);
    for (place, entry) in entries {
        let title = entry.title.clone();
        match placed(entry, &handles) {
            Err(handle) => left_out.push(left(place, title, SavedReplyProblem::UnknownHandle { handle })),
            Ok(entry) if known.contains(&entry) => twice += 1,
            Ok(_) if before + new.len() >= MAX_SAVED_REPLIES => {
                let most = u32::try_from(MAX_SAVED_REPLIES).unwrap_or(u32::MAX);
                left_out.push(left(place, title, SavedReplyProblem::NoRoom { most }));
            }
            Ok(entry) => {
                known.push(entry.clone());
                new.push(entry);
            }
        }
    }
    left_out.sort_by_key(|one| one.place);
    let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
    let kept = request.keep && !new.is_empty();
    if kept {
        let now = space.engine.clock().now();
        let (_, changes) = space.store.add_saved_replies(new, now).await.map_err(of_store)?;
        space.engine.publish(changes);
    }
    Ok(ImportReport { new: count, known: twice, left_out, unreadable: None, kept })
}

/// Writes all of them into a file, and saves it where the host keeps such files.
pub(crate) async fn export(
    space: &Space,
    host: &dyn Host,
    request: &ExportRequest,
) -> Result<ExportedFile, ApiError> {
    let handles = space.store.handles().await.map_err(of_store)?;
    let name_of =
        |id: HandleId| handles.iter().find(|row| row.id == id).map(|row| row.profile.username.clone());
    let replies = space.store.saved_replies().await.map_err(of_store)?;
    let entries: Vec<Entry> =
        replies.into_iter().filter_map(|reply| renamed(reply.written, name_of)).collect();
    let (format, name) = match request.format {
        ExchangeFormat::Csv => (Format::Csv, "handrail-saved-replies.csv"),
        ExchangeFormat::Json => (Format::Json, "handrail-saved-replies.json"),
    };
    let text = exchange::write(&entries, format);
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    Ok(ExportedFile { saved_as: host.save_file(name, text.as_bytes()), name: name.to_owned(), text, count })
}

/// An entry with the handle of this computer, or the username of one that is not here.
fn placed(entry: Entry, handles: &[HandleRow]) -> Result<SavedText<HandleId>, String> {
    let username = match &entry.scope {
        Scope::Handle { handle } => handle.clone(),
        Scope::All | Scope::Brand { .. } => String::new(),
    };
    let of = |wanted: String| {
        handles.iter().find(|row| row.profile.username.eq_ignore_ascii_case(&wanted)).map(|row| row.id)
    };
    renamed(entry, of).ok_or(username)
}

fn renamed<A, B>(written: SavedText<A>, name: impl FnOnce(A) -> Option<B>) -> Option<SavedText<B>> {
    let SavedText { title, shortcut, scope, tags, texts } = written;
    Some(SavedText { title, shortcut, scope: scope.named(name)?, tags, texts })
}

fn left(place: u64, title: String, why: SavedReplyProblem) -> ImportLeftOut {
    ImportLeftOut { place: u32::try_from(place).unwrap_or(u32::MAX), title, why }
}
