//! What a person sends: a text, files, or the heart, with what Instagram takes of each (instagram-platform, section 4
//! "Media limits"). Everything here is checked before anything leaves.

use serde::{Deserialize, Serialize};

use crate::ids::UploadId;

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

/// How long an uploaded file can be sent: 90 days (instagram-platform, section 4 "Attachment upload").
pub const UPLOAD_LIFE_MS: i64 = 90 * crate::time::DAY;

impl FileKind {
    /// Bytes at most. Meta writes MB; the smaller reading (10^6) is the safe one.
    #[must_use]
    pub fn max_bytes(self) -> u64 {
        match self {
            Self::Image => 8_000_000,
            Self::Video | Self::Audio | Self::Pdf => 25_000_000,
        }
    }
}

/// Why a file cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum FileRefusal {
    /// Instagram takes no files of this format.
    Format,
    /// The name or type says one thing and the bytes another; carries nothing because names are private.
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
