//! What a person sends: a text, files, or the heart, with what Instagram takes of each (instagram-platform, section 4
//! "Media limits"). Everything here is checked before anything leaves.

mod check;
mod plan;

pub use check::{Checked, MAX_NAME_BYTES, check, file_name};
pub use plan::{Attached, PlanProblem, plan, room_for};

use serde::{Deserialize, Serialize};

use crate::format::Format;
use crate::ids::UploadId;
use crate::message::{Attachment, AttachmentKind, Body, MessageKind};

/// What one send carries. Instagram takes a text or attachments in one message, never both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "send")]
pub enum Outgoing {
    /// A text of at most [`crate::text::MAX_TEXT_BYTES`].
    Text {
        /// The text.
        text: String,
    },
    /// One to ten pictures, or one file of another kind.
    Files {
        /// What they are; one kind per message.
        kind: FileKind,
        /// The files, in order.
        files: Vec<UploadId>,
    },
    /// The heart sticker.
    Heart,
}

impl Outgoing {
    /// The text; empty for anything else.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text { text } => text,
            Self::Files { .. } | Self::Heart => "",
        }
    }

    /// The files; none for anything else.
    #[must_use]
    pub fn files(&self) -> &[UploadId] {
        match self {
            Self::Files { files, .. } => files,
            Self::Text { .. } | Self::Heart => &[],
        }
    }

    /// The same without its words, once a message shows them.
    #[must_use]
    pub fn without_text(self) -> Self {
        match self {
            Self::Text { .. } => Self::Text { text: String::new() },
            other => other,
        }
    }

    /// What its message is on screen.
    #[must_use]
    pub fn message_kind(&self) -> MessageKind {
        match self {
            Self::Text { .. } => MessageKind::Text,
            Self::Heart => MessageKind::Sticker,
            Self::Files { kind: FileKind::Image, .. } => MessageKind::Image,
            Self::Files { kind: FileKind::Video, .. } => MessageKind::Video,
            Self::Files { kind: FileKind::Audio, .. } => MessageKind::Audio,
            Self::Files { kind: FileKind::Pdf, .. } => MessageKind::File,
        }
    }

    /// What its message carries besides text, before Instagram gave a link to it.
    #[must_use]
    pub fn body(&self) -> Body {
        let one = |kind| vec![Attachment::new(kind, None)];
        let attachments = match self {
            Self::Text { .. } => Vec::new(),
            Self::Heart => one(AttachmentKind::Sticker),
            Self::Files { kind, files } => {
                let kind = match kind {
                    FileKind::Image => AttachmentKind::Image,
                    FileKind::Video => AttachmentKind::Video,
                    FileKind::Audio => AttachmentKind::Audio,
                    FileKind::Pdf => AttachmentKind::File,
                };
                files.iter().flat_map(|_| one(kind.clone())).collect()
            }
        };
        Body { attachments, ..Body::default() }
    }
}

/// The kinds of files that Instagram takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture: PNG, JPEG or GIF, at most 8 MB.
    Image,
    /// A video: MP4, OGG, AVI, MOV or WebM, at most 25 MB.
    Video,
    /// Sound: AAC, M4A, WAV or MP4, at most 25 MB.
    Audio,
    /// A PDF, at most 25 MB.
    Pdf,
}

/// Pictures in one message at most (instagram-platform, section 4; since 2026-05-06).
pub const MAX_IMAGES: usize = 10;

/// Bytes of a picture at most. Meta writes 8 MB; the smaller reading (10^6) is the safe one.
pub const MAX_IMAGE_BYTES: u64 = 8_000_000;

/// Bytes of a video, a sound or a PDF at most; likewise.
pub const MAX_MEDIA_BYTES: u64 = 25_000_000;

/// How long an uploaded file can be sent: 90 days (instagram-platform, section 4 "Attachment upload").
pub const UPLOAD_LIFE_MS: i64 = 90 * crate::time::DAY;

impl FileKind {
    /// Bytes at most.
    #[must_use]
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::Image => MAX_IMAGE_BYTES,
            Self::Video | Self::Audio | Self::Pdf => MAX_MEDIA_BYTES,
        }
    }
}

/// Why a file cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum FileRefusal {
    /// Instagram takes no files of this format.
    Format {
        /// What it is, when we know it: HEIC and WebP have a name on screen.
        found: Option<Format>,
    },
    /// The name says one thing and the bytes another; carries nothing because names are private.
    Mismatch,
    /// Larger than Instagram takes.
    TooLarge {
        /// What Instagram takes at most, in bytes.
        max: u64,
        /// What the file has.
        size: u64,
    },
    /// There is nothing in it.
    Empty,
}
