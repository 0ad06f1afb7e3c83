//! Uploading a file, for a message that names it (instagram-platform, sections 4 "Attachment upload" and 16.1).
//!
//! An uploaded file reaches nobody by itself, so an upload may be done again, unlike a send.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::handle::Flavour;
use domain::outgoing::FileKind;
use http::Method;
use rand::Rng;
use serde_json::json;

use super::send::type_name;
use super::{Body, Call, Client};
use crate::access::Access;
use crate::error::{ApiErrorKind, GraphError};
use crate::reply::Reply;
use crate::wire::json::Node;

/// The edge as the pages name it, and as the model behind Meta's own SDKs names it for Instagram Login.
const PATHS: [&str; 2] = ["message_attachments", "messageattachments"];

/// Which of the two paths Instagram knows, as learned from its answers.
#[derive(Default)]
pub(super) struct UploadPath {
    second: AtomicBool,
}

impl UploadPath {
    fn order(&self) -> [&'static str; 2] {
        let [first, second] = PATHS;
        if self.second.load(Ordering::Relaxed) { [second, first] } else { [first, second] }
    }

    fn knows(&self, path: &str) {
        self.second.store(path == PATHS[1], Ordering::Relaxed);
    }
}

/// A file to upload.
#[derive(Clone, Copy)]
pub struct UploadFile<'a> {
    /// Its kind.
    pub kind: FileKind,
    /// Its name. The person sees that of a PDF.
    pub name: &'a str,
    /// What it is.
    pub media_type: &'a str,
    /// The file.
    pub bytes: &'a [u8],
}

// Names and files are private.
impl std::fmt::Debug for UploadFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UploadFile").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Client {
    /// Uploads a file and gives Instagram's id of it, which can be sent for 90 days. Where the path that the pages name
    /// is unknown, the other one is tried, and kept to.
    ///
    /// # Errors
    /// As any call; [`GraphError::Unreadable`] when the answer has no id.
    pub async fn upload(
        &self,
        access: Access<'_>,
        file: UploadFile<'_>,
    ) -> Result<Reply<String>, GraphError> {
        let form = Form::of(access.flavour, file);
        let [first, second] = self.upload_path.order();
        let (path, answer) = match self.upload_to(access, first, &form).await {
            Err(error) if is_unknown_path(&error) => (second, self.upload_to(access, second, &form).await?),
            answer => (first, answer?),
        };
        self.upload_path.knows(path);
        let id = answer.value.id("attachment_id").ok_or(GraphError::Unreadable)?;
        Ok(answer.map(|_| id))
    }

    async fn upload_to(
        &self,
        access: Access<'_>,
        path: &str,
        form: &Form,
    ) -> Result<super::Answer, GraphError> {
        let call = self.get("upload", access, &[access.node, path], &[])?;
        let body = Body::Form { content_type: form.content_type.clone(), bytes: form.bytes.clone() };
        self.call(Call { method: Method::POST, body, ..call }).await
    }
}

/// Whether Instagram does not know the edge: "unknown path components" (2500), "unsupported post request" (100/33), or
/// no answer of the API at all.
fn is_unknown_path(error: &GraphError) -> bool {
    match error {
        GraphError::Api(error) => matches!(error.kind, ApiErrorKind::NotFound | ApiErrorKind::BadQuery),
        GraphError::NotJson { status, .. } => *status == 404,
        _ => false,
    }
}

/// A multipart form (RFC 7578).
struct Form {
    content_type: String,
    bytes: bytes::Bytes,
}

impl Form {
    fn of(flavour: Flavour, file: UploadFile<'_>) -> Self {
        let boundary = boundary();
        let message = json!({"attachment": {"type": type_name(file.kind), "payload": {"is_reusable": true}}});
        let mut body = Vec::with_capacity(file.bytes.len() + 1024);
        let mut field = |name: &str, value: &str| {
            let part =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        };
        if flavour == Flavour::FacebookLogin {
            field("platform", "instagram");
        }
        field("message", &message.to_string());
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            quoted(&sent_name(file)),
            file.media_type
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        Self { content_type: format!("multipart/form-data; boundary={boundary}"), bytes: body.into() }
    }
}

/// A PDF keeps its name, which the person sees; of anything else Instagram learns the format alone.
fn sent_name(file: UploadFile<'_>) -> String {
    if file.kind == FileKind::Pdf {
        return file.name.to_owned();
    }
    let ending = match file.media_type {
        "image/jpeg" => "jpg",
        "video/quicktime" => "mov",
        "video/x-msvideo" => "avi",
        "audio/mp4" => "m4a",
        other => other.rsplit('/').next().unwrap_or_default(),
    };
    format!("{}.{ending}", type_name(file.kind))
}

/// As browsers write names in forms.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line that no file has: 128 bits of chance.
fn boundary() -> String {
    format!("handrail-{:032x}", rand::rng().random::<u128>())
}
