//! Uploading a reply's files, directly before it is sent: nothing leaves before Send.

use domain::outbox::{Outcome, Reason};
use graph::{Access, UploadFile};
use secrecy::SecretString;
use store::handles::HandleRow;
use store::outbox::OutboxRow;
use store::uploads::Upload;

use super::deliver;
use crate::shared::Shared;

/// Why a reply's files are not at Instagram.
pub(super) struct NotUploaded {
    /// What it means for the reply.
    pub outcome: Outcome,
    /// How long to wait.
    pub wait_ms: Option<i64>,
    /// The refusal, where it is one.
    pub error: Option<graph::GraphError>,
}

impl NotUploaded {
    fn of(outcome: Outcome) -> Self {
        Self { outcome, wait_ms: None, error: None }
    }
}

/// A reply's files at Instagram.
pub(super) struct Uploaded {
    /// Instagram's ids, in order.
    pub ids: Vec<String>,
    /// At least one was known from before: a refusal of it can mean that it is gone there.
    pub from_before: bool,
}

/// Uploads what is not at Instagram yet. Each file is remembered as soon as it is there, so that whatever happens next
/// it is not uploaded twice. A handle that was switched off meanwhile is not called.
pub(super) async fn upload(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    token: &SecretString,
) -> store::Result<Result<Uploaded, NotUploaded>> {
    let known = shared.store.uploads(row.conversation).await?;
    let mut uploaded = Uploaded { ids: Vec::new(), from_before: false };
    for id in row.what.files() {
        let file = known.iter().find(|upload| upload.id == *id && upload.reply == Some(row.id));
        let Some(file) = file else {
            return Ok(Err(NotUploaded::of(Outcome::RefusedForGood(Reason::FileRefused))));
        };
        if let Some(id) = file.attachment_id(shared.clock.now()) {
            uploaded.ids.push(id.to_owned());
            uploaded.from_before = true;
            continue;
        }
        if !deliver::still_on(shared, handle).await? {
            return Ok(Err(NotUploaded::of(Outcome::RefusedForNow(Reason::HandleOff))));
        }
        match one(shared, handle, token, file).await? {
            Ok(id) => uploaded.ids.push(id),
            Err(failure) => return Ok(Err(failure)),
        }
    }
    Ok(Ok(uploaded))
}

async fn one(
    shared: &Shared,
    handle: &HandleRow,
    token: &SecretString,
    file: &Upload,
) -> store::Result<Result<String, NotUploaded>> {
    let Some((media_type, bytes)) = shared.store.upload_bytes(file.id).await? else {
        return Ok(Err(NotUploaded::of(Outcome::RefusedForGood(Reason::FileRefused))));
    };
    let view = handle.handle();
    let upload = UploadFile { kind: file.kind, name: &file.name, media_type: &media_type, bytes: &bytes };
    match shared.client.upload(Access::of(&view, token), upload).await {
        Ok(reply) => {
            if let Some(server_time) = reply.server_time {
                shared.clock.learn(server_time);
            }
            shared.store.uploaded(file.id, reply.value.clone(), shared.clock.now()).await?;
            Ok(Ok(reply.value))
        }
        Err(error) => {
            tracing::info!(handle = handle.id.0, %error, "a file was not uploaded");
            // What a send calls "refused" says for an upload that this file or call is not taken.
            let outcome = match error.send_outcome() {
                Outcome::RefusedForGood(Reason::Refused) => Outcome::RefusedForGood(Reason::FileRefused),
                outcome => outcome,
            };
            Ok(Err(NotUploaded { outcome, wait_ms: error.wait_ms(), error: Some(error) }))
        }
    }
}
