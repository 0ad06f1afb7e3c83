//! Files that a person attached: theirs, not received media (ADR 8). Kept, encrypted like everything else, only until
//! they were sent or taken away; then they are deleted without a trace.

mod rows;

pub(crate) use rows::{any_attached, bind, delete_of, give_back};

use bytes::Bytes;
use domain::ids::{ConversationId, OutboxId, UploadId};
use domain::outgoing::{FileKind, UPLOAD_LIFE_MS};
use domain::time::Timestamp;

use crate::codes::{code, decode};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, drafts};

/// A file that a person just attached; its bytes were checked.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// Made where it was chosen.
    pub id: UploadId,
    /// What it is attached to.
    pub conversation: ConversationId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: FileKind,
    /// What it is, by its bytes.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

// Names and files are private.
impl std::fmt::Debug for NewUpload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUpload").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// An attached file without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// What it is attached to.
    pub conversation: ConversationId,
    /// The reply that it goes with; `None` while it belongs to the draft.
    pub reply: Option<OutboxId>,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: FileKind,
    /// What it is, by its bytes.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Instagram's id of it, once it was uploaded, and when.
    pub uploaded: Option<(String, Timestamp)>,
}

impl Upload {
    /// Instagram's id of it while that can still be sent: 90 days (instagram-platform, section 4).
    #[must_use]
    pub fn attachment_id(&self, now: Timestamp) -> Option<&str> {
        let (id, at) = self.uploaded.as_ref()?;
        (now.since(*at) < UPLOAD_LIFE_MS).then_some(id)
    }
}

impl Store {
    /// Keeps an attached file with the conversation's draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such conversation; otherwise as the database says.
    pub async fn attach(&self, file: NewUpload, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { attach(tx, &file, now).await })).await
    }

    /// Takes a file away from the draft. A file that went with a reply already is not touched: `false`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn detach(&self, id: UploadId, now: Timestamp) -> Result<(bool, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { detach(tx, id, now).await })).await
    }

    /// The files of a conversation's draft, in the order in which they were attached.
    ///
    /// # Errors
    /// As the database says.
    pub async fn attached(&self, conversation: ConversationId) -> Result<Vec<Upload>> {
        let mut uploads = self.uploads(conversation).await?;
        uploads.retain(|upload| upload.reply.is_none());
        Ok(uploads)
    }

    /// All files of a conversation, those of its replies included.
    ///
    /// # Errors
    /// As the database says.
    pub async fn uploads(&self, conversation: ConversationId) -> Result<Vec<Upload>> {
        rows::of_conversation(&mut self.reader().await?.begin().await?, conversation).await
    }

    /// A file's bytes and media type, while it is kept.
    ///
    /// # Errors
    /// As the database says.
    pub async fn upload_bytes(&self, id: UploadId) -> Result<Option<(String, Bytes)>> {
        let mut reader = self.reader().await?;
        let id = id.0.as_bytes().as_slice();
        let row = sqlx::query!("SELECT media_type, bytes FROM upload WHERE id = ?", id)
            .fetch_optional(reader.connection()?)
            .await?;
        Ok(row.map(|row| (row.media_type, Bytes::from(row.bytes))))
    }

    /// Remembers that Instagram has a file, under this id, for this handle.
    ///
    /// # Errors
    /// As the database says.
    pub async fn uploaded(&self, id: UploadId, attachment_id: String, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = id.0.as_bytes().as_slice();
                sqlx::query!(
                    "UPDATE upload SET attachment_id = ?, uploaded_at = ? WHERE id = ?",
                    attachment_id,
                    now.0,
                    id,
                )
                .execute(tx.writing())
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// Forgets Instagram's ids of a reply's files: they are to be uploaded anew.
    ///
    /// # Errors
    /// As the database says.
    pub async fn forget_uploaded(&self, reply: OutboxId) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let reply = reply.0.as_bytes().as_slice();
                sqlx::query!(
                    "UPDATE upload SET attachment_id = NULL, uploaded_at = NULL WHERE outbox_id = ?",
                    reply,
                )
                .execute(tx.writing())
                .await?;
                Ok(())
            })
        })
        .await
    }
}

async fn attach(tx: &mut WriteTx, file: &NewUpload, now: Timestamp) -> Result<ChangeSet> {
    let known = sqlx::query_scalar!("SELECT id FROM conversation WHERE id = ?", file.conversation.0)
        .fetch_optional(tx.writing())
        .await?;
    known.ok_or(StoreError::NotFound("conversation"))?;
    let (id, kind) = (file.id.0.as_bytes().as_slice(), code(&file.kind));
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let bytes = file.bytes.as_ref();
    sqlx::query!(
        "INSERT OR IGNORE INTO upload (id, conversation_id, name, kind, media_type, size, bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        file.conversation.0,
        file.name,
        kind,
        file.media_type,
        size,
        bytes,
    )
    .execute(tx.writing())
    .await?;
    let text = drafts::text(tx, file.conversation).await?;
    drafts::save(tx, file.conversation, &text, now).await?;
    Ok(ChangeSet::conversation(file.conversation))
}

async fn detach(tx: &mut WriteTx, id: UploadId, now: Timestamp) -> Result<(bool, ChangeSet)> {
    let id = id.0.as_bytes().as_slice();
    let conversation = sqlx::query_scalar!(
        "DELETE FROM upload WHERE id = ? AND outbox_id IS NULL RETURNING conversation_id",
        id,
    )
    .fetch_optional(tx.writing())
    .await?;
    let Some(conversation) = conversation.map(ConversationId) else {
        return Ok((false, ChangeSet::default()));
    };
    tx.purged();
    let text = drafts::text(tx, conversation).await?;
    drafts::save(tx, conversation, &text, now).await?;
    Ok((true, ChangeSet::conversation(conversation)))
}

fn kind(text: &str) -> Result<FileKind> {
    decode(text, "upload.kind")
}
