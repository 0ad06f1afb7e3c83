//! Files that a person attaches to what is being written.

mod convert;
mod pieces;

use api::request::{AttachRequest, DetachRequest};
use api::view::AttachedFile;
use api::{ApiError, Empty, ErrorCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::ids::{ConversationId, UploadId};
use domain::outgoing::{Attached, FileKind, FileRefusal, check, file_name, room_for};
use store::uploads::NewUpload;
use uuid::Uuid;

use crate::errors::{internal, invalid, not_found, of_store};
use crate::space::Space;
use crate::views;

pub(crate) use pieces::Pieces;

/// Takes a piece of a file. A whole one is checked and kept with the conversation's draft. It leaves when the reply does,
/// not before.
pub(crate) async fn attach(space: &Space, request: AttachRequest) -> Result<Option<AttachedFile>, ApiError> {
    let conversation = ConversationId(request.conversation);
    let file = parse_id(&request.file)?;
    let piece = STANDARD.decode(&request.base64).map_err(|_| invalid("the file is not in base64"))?;
    let Some(bytes) = space.pieces.take(file.0, request.size, request.at, piece)? else { return Ok(None) };
    // The picture is large, and everything else waits for none.
    let sendable = tokio::task::spawn_blocking(move || convert::sendable(request.name, bytes));
    let convert::Sendable { name, bytes, converted_from } =
        sendable.await.map_err(|fault| internal(&fault))??;
    let checked = check(&name, &bytes).map_err(refused)?;
    let attached = space.store.attached(conversation).await.map_err(of_store)?;
    let kinds: Vec<FileKind> = attached.iter().map(|upload| upload.kind).collect();
    if !room_for(&kinds, checked.kind) {
        return Err(ApiError::new(ErrorCode::TooManyFiles));
    }
    let file = NewUpload {
        id: UploadId(Uuid::now_v7()),
        conversation,
        name: file_name(&name),
        kind: checked.kind,
        media_type: checked.format.media_type(),
        bytes: Bytes::from(bytes),
    };
    let id = file.id;
    let changes = space.store.attach(file, space.engine.clock().now()).await.map_err(of_store)?;
    space.engine.publish(changes);
    let attached = space.store.attached(conversation).await.map_err(of_store)?;
    let upload = attached.iter().find(|upload| upload.id == id).map(views::upload).ok_or_else(not_found)?;
    Ok(Some(AttachedFile { upload, converted_from: converted_from.map(|format| format.name().to_owned()) }))
}

/// Takes a file away from the draft.
pub(crate) async fn detach(space: &Space, request: &DetachRequest) -> Result<Empty, ApiError> {
    let id = parse_id(&request.upload)?;
    let (done, changes) = space.store.detach(id, space.engine.clock().now()).await.map_err(of_store)?;
    space.engine.publish(changes);
    if done { Ok(Empty {}) } else { Err(not_found()) }
}

/// The files of the draft that a request names, in its order.
pub(crate) async fn named(
    space: &Space,
    conversation: ConversationId,
    ids: &[String],
) -> Result<Vec<Attached>, ApiError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let attached = space.store.attached(conversation).await.map_err(of_store)?;
    let mut named: Vec<Attached> = Vec::with_capacity(ids.len());
    for id in ids {
        let id = parse_id(id)?;
        if named.iter().any(|file| file.id == id) {
            return Err(invalid("a file is named twice"));
        }
        let upload = attached.iter().find(|upload| upload.id == id).ok_or_else(not_found)?;
        named.push(Attached { id, kind: upload.kind });
    }
    Ok(named)
}

fn refused(refusal: FileRefusal) -> ApiError {
    match refusal {
        FileRefusal::Format { found: Some(format) } => {
            ApiError::with_detail(ErrorCode::FileFormat, format.name())
        }
        FileRefusal::Format { found: None } => ApiError::new(ErrorCode::FileFormat),
        FileRefusal::Mismatch => ApiError::new(ErrorCode::FileMismatch),
        FileRefusal::TooLarge { max, .. } => ApiError::with_detail(ErrorCode::FileTooLarge, max.to_string()),
        FileRefusal::Empty => ApiError::new(ErrorCode::FileEmpty),
    }
}

fn parse_id(id: &str) -> Result<UploadId, ApiError> {
    Uuid::parse_str(id).map(UploadId).map_err(|_| invalid("the file's id is no UUID"))
}
