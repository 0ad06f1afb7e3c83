//! Saved replies from a file, and into one.

use std::sync::Arc;

use api::ApiError;
use api::request::{ExchangeFormat, ExportRequest, ImportRequest};
use api::view::{ExportedFile, ImportLeftOut, ImportReport, SavedReplyProblem};
use domain::ids::HandleId;
use domain::saved_reply::exchange::{self, Entry, Format, Read, Value};
use domain::saved_reply::{MAX_SAVED_REPLIES, MAX_VALUES, SavedText, Scope, VariableValue};
use store::handles::HandleRow;

use crate::errors::of_store;
use crate::space::Space;
use crate::views;
use crate::{Host, files};

/// Reads a file and says what is in it; keeps what is new when asked to. One that is here already, word for word, is
/// not kept twice; one of the same title with other words is kept beside the one that is here.
pub(crate) async fn import(space: &Space, request: &ImportRequest) -> Result<ImportReport, ApiError> {
    let Read { entries, left_out, values, values_left_out } = match exchange::read(&request.file) {
        Ok(read) => read,
        Err(why) => {
            let unreadable = Some(views::unreadable(why));
            return Ok(ImportReport { unreadable, ..ImportReport::default() });
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
    let (values, no_place) = new_values(space, values, &handles).await?;
    let report = ImportReport {
        new: count(new.len()),
        known: twice,
        values: count(values.len()),
        values_left_out: count(values_left_out + no_place),
        left_out,
        unreadable: None,
        kept: request.keep && !(new.is_empty() && values.is_empty()),
    };
    if report.kept {
        let now = space.engine.clock().now();
        space.engine.publish(space.store.import_saved_replies(new, values, now).await.map_err(of_store)?);
    }
    Ok(report)
}

/// Writes all of them into a file, where the person chooses.
pub(crate) async fn export(
    space: &Space,
    host: Arc<dyn Host>,
    request: &ExportRequest,
) -> Result<ExportedFile, ApiError> {
    let handles = space.store.handles().await.map_err(of_store)?;
    let name_of =
        |id: HandleId| handles.iter().find(|row| row.id == id).map(|row| row.profile.username.clone());
    let replies = space.store.saved_replies().await.map_err(of_store)?;
    let entries: Vec<Entry> =
        replies.into_iter().filter_map(|reply| renamed(reply.written, name_of)).collect();
    let values = space.store.variable_values().await.map_err(of_store)?;
    let values: Vec<Value> = values.into_iter().filter_map(|value| value_renamed(value, name_of)).collect();
    let (format, name) = match request.format {
        ExchangeFormat::Csv => (Format::Csv, "handrail-saved-replies.csv"),
        ExchangeFormat::Json => (Format::Json, "handrail-saved-replies.json"),
    };
    let text = exchange::write(&entries, &values, format);
    files::save(host, name, text, entries.len()).await
}

/// The values of a file that have none here; and how many cannot be taken, being for a handle that is not on this
/// computer or without room.
async fn new_values(
    space: &Space,
    values: Vec<Value>,
    handles: &[HandleRow],
) -> Result<(Vec<VariableValue<HandleId>>, usize), ApiError> {
    let here = space.store.variable_values().await.map_err(of_store)?;
    let mut new: Vec<VariableValue<HandleId>> = Vec::new();
    let mut no_place = 0;
    for value in values {
        let Some(value) = value_renamed(value, |name| named(&name, handles)) else {
            no_place += 1;
            continue;
        };
        let same = |known: &VariableValue<HandleId>| known.name == value.name && known.handle == value.handle;
        if here.iter().chain(&new).any(same) {
            continue;
        }
        if here.len() + new.len() < MAX_VALUES {
            new.push(value);
        } else {
            no_place += 1;
        }
    }
    Ok((new, no_place))
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// The handle of a username.
fn named(wanted: &str, handles: &[HandleRow]) -> Option<HandleId> {
    handles.iter().find(|row| row.profile.username.eq_ignore_ascii_case(wanted)).map(|row| row.id)
}

fn value_renamed<A, B>(
    value: VariableValue<A>,
    name: impl FnOnce(A) -> Option<B>,
) -> Option<VariableValue<B>> {
    let VariableValue { name: variable, handle, text } = value;
    let handle = match handle {
        Some(handle) => Some(name(handle)?),
        None => None,
    };
    Some(VariableValue { name: variable, handle, text })
}

/// An entry with the handle of this computer, or the username of one that is not here.
fn placed(entry: Entry, handles: &[HandleRow]) -> Result<SavedText<HandleId>, String> {
    let username = match &entry.scope {
        Scope::Handle { handle } => handle.clone(),
        Scope::All | Scope::Brand { .. } => String::new(),
    };
    renamed(entry, |wanted| named(&wanted, handles)).ok_or(username)
}

fn renamed<A, B>(written: SavedText<A>, name: impl FnOnce(A) -> Option<B>) -> Option<SavedText<B>> {
    let SavedText { title, shortcut, scope, tags, texts } = written;
    Some(SavedText { title, shortcut, scope: scope.named(name)?, tags, texts })
}

fn left(place: u64, title: String, why: SavedReplyProblem) -> ImportLeftOut {
    ImportLeftOut { place: u32::try_from(place).unwrap_or(u32::MAX), title, why }
}
