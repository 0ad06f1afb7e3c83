//! Attachment upload: a file or an address becomes an `attachment_id` (reference, section 4 and 16.1).

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError};
use crate::world::World;

/// Size limits in bytes (reference, section 4 "Media limits").
const MAX_IMAGE: usize = 8 * 1024 * 1024;
const MAX_OTHER: usize = 25 * 1024 * 1024;

/// `POST /{me|ig-id}/message_attachments`.
pub(crate) fn upload(world: &mut World, _seat: &Seat, call: &Call) -> Answer {
    if call.file.is_some() && world.switches.is("upload_of_files", "rejected") {
        return Err(GraphError::parameter("The parameter message[attachment][payload][url] is required."));
    }
    let message = call.value("message").unwrap_or_default();
    let attachment = &message["attachment"];
    let kind = attachment["type"].as_str().unwrap_or_default().to_lowercase();
    let letter = match kind.as_str() {
        "image" => "i",
        "video" => "v",
        "audio" => "u",
        "file" => "f",
        _ => return Err(GraphError::new(100, Some(2_534_015), "Invalid message data")),
    };
    let id = format!("1857{}", world.dice.digits(12));
    let media = format!("{letter}_{id}");
    match (&call.file, attachment["payload"]["url"].as_str()) {
        (Some((_, bytes)), _) if bytes.len() > if letter == "i" { MAX_IMAGE } else { MAX_OTHER } => {
            return Err(GraphError::new(100, Some(2_018_109), "Attachment size exceeds allowable limit"));
        }
        (Some((content_type, bytes)), _) => {
            world.uploads.insert(media.clone(), (content_type.clone(), bytes.clone()));
        }
        (None, Some(url)) if url.starts_with("https://") => {}
        (None, Some(_)) => {
            return Err(GraphError::new(100, Some(2_018_008), "Failed to fetch the file from the url."));
        }
        (None, None) => {
            return Err(GraphError::parameter(
                "The parameter message[attachment][payload][url] is required.",
            ));
        }
    }
    world.attachment_ids.insert(id.clone(), media);
    Ok(json!({ "attachment_id": id }))
}

/// The media of an uploaded attachment, if it is of this kind: `2018074` otherwise.
pub(crate) fn uploaded(world: &World, id: &Value, letter: &str) -> Result<String, GraphError> {
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let media = world.attachment_ids.get(&id).ok_or_else(|| {
        GraphError::new(100, Some(2_018_074), "The attachment is not yours or has expired.")
    })?;
    if media.starts_with(letter) {
        Ok(media.clone())
    } else {
        Err(GraphError::new(100, Some(2_018_047), "Media type mismatch."))
    }
}
