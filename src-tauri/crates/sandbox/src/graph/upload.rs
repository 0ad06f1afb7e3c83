//! Attachment upload: a file or an address becomes an `attachment_id` (reference, section 4 and 16.1).

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError};
use crate::oauth::{HOUR_MS, Uploaded};
use crate::world::World;

/// Size limits in bytes (reference, section 4 "Media limits").
const MAX_IMAGE: usize = 8 * 1024 * 1024;
const MAX_OTHER: usize = 25 * 1024 * 1024;
/// An id is good for 90 days; what was delivered stays.
const LIFE_MS: i64 = 90 * 24 * HOUR_MS;

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Image,
    Video,
    Audio,
    File,
}

impl Kind {
    /// The kind of this name, in small letters.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" => Self::Audio,
            "file" => Self::File,
            _ => return None,
        })
    }

    /// With what the ids of its media begin.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Image => "i",
            Self::Video => "v",
            Self::Audio => "u",
            Self::File => "f",
        }
    }

    fn max_bytes(self) -> usize {
        if self == Self::Image { MAX_IMAGE } else { MAX_OTHER }
    }

    /// Whether Meta takes this content type for this kind; none said, or a general one, is looked into later.
    fn takes(self, content_type: &str) -> bool {
        let bare = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if bare.is_empty() || bare == "application/octet-stream" {
            return true;
        }
        let known: &[&str] = match self {
            Self::Image => &["image/png", "image/jpeg", "image/jpg", "image/gif"],
            Self::Video => {
                &["video/mp4", "video/ogg", "video/x-msvideo", "video/avi", "video/quicktime", "video/webm"]
            }
            Self::Audio => &[
                "audio/aac",
                "audio/mp4",
                "audio/x-m4a",
                "audio/m4a",
                "audio/wav",
                "audio/x-wav",
                "audio/wave",
                "audio/vnd.wave",
                "video/mp4",
            ],
            Self::File => &["application/pdf"],
        };
        known.contains(&bare.as_str())
    }

    /// Whether an address that ends in this says that it is of another kind.
    fn contradicts(self, extension: &str) -> bool {
        let fits: &[Self] = match extension {
            "png" | "jpg" | "jpeg" | "gif" => &[Self::Image],
            "mp4" => &[Self::Video, Self::Audio],
            "ogg" | "avi" | "mov" | "webm" => &[Self::Video],
            "aac" | "m4a" | "wav" => &[Self::Audio],
            "pdf" => &[Self::File],
            "doc" | "docx" | "zip" | "txt" | "webp" | "heic" | "svg" | "mp3" => &[],
            _ => return false,
        };
        !fits.contains(&self)
    }
}

/// Whether uploads go to this edge. A Page has the one of Meta's pages; of Instagram Login the model says the other
/// (reference, section 16.1).
pub(crate) fn is_edge(world: &World, seat: &Seat, edge: &str) -> bool {
    seat.page.is_some() || world.switches.is("upload_edge", "both") || world.switches.is("upload_edge", edge)
}

/// `POST /{me|ig-id|page-id}/message_attachments`.
pub(crate) fn upload(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    if call.file.is_some() && seat.page.is_none() && world.switches.is("upload_of_files", "rejected") {
        return Err(GraphError::parameter("The parameter message[attachment][payload][url] is required."));
    }
    let message = call.value("message").unwrap_or_default();
    let attachment = &message["attachment"];
    let kind = Kind::named(&attachment["type"].as_str().unwrap_or_default().to_lowercase())
        .ok_or_else(|| GraphError::new(100, Some(2_534_015), "Invalid message data"))?;
    let id = format!("1857{}", world.dice.digits(12));
    let media = format!("{}_{id}", kind.letter());
    match (&call.file, attachment["payload"]["url"].as_str()) {
        (Some((_, bytes)), _) if bytes.len() > kind.max_bytes() => {
            return Err(GraphError::new(100, Some(2_018_109), "Attachment size exceeds allowable limit"));
        }
        (Some((content_type, _)), _) if !kind.takes(content_type) => return Err(mismatch()),
        (Some((content_type, bytes)), _) => {
            world.uploads.insert(media.clone(), (content_type.clone(), bytes.clone()));
        }
        (None, Some(url)) => check_address(url, kind)?,
        (None, None) => {
            let words = "The parameter message[attachment][payload][url] is required.";
            return Err(GraphError::parameter(words));
        }
    }
    // Without this a Page's upload is one for Messenger, which nothing on Instagram can send.
    let platform = call.param("platform").unwrap_or_default();
    let for_instagram = seat.page.is_none() || platform.eq_ignore_ascii_case("instagram");
    let kept = Uploaded { handle: seat.handle, media, at_ms: world.now_ms(), for_instagram };
    world.registry.uploads.insert(id.clone(), kept);
    Ok(json!({ "attachment_id": id }))
}

fn mismatch() -> GraphError {
    GraphError::new(100, Some(2_018_047), "Media type mismatch.")
}

/// What Meta would find at an address. Nothing is fetched: only HTTPS counts as reachable, a host under
/// `.invalid` never is, and three file names stand for what only a fetch would tell.
pub(crate) fn check_address(url: &str, kind: Kind) -> Result<(), GraphError> {
    let unreachable = || GraphError::new(100, Some(2_018_008), "Failed to fetch the file from the url.");
    let parsed = url::Url::parse(url).map_err(|_| unreachable())?;
    let host = parsed.host_str().unwrap_or_default();
    if parsed.scheme() != "https" || host.is_empty() || host.ends_with(".invalid") {
        return Err(unreachable());
    }
    let file = parsed.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file.as_str(), ""));
    match stem {
        "unreachable" => Err(unreachable()),
        "too-large" => Err(GraphError::new(100, Some(2_018_109), "Attachment size exceeds allowable limit")),
        "too-slow" => Err(GraphError::new(100, Some(2_018_294), "Video download timed out or is corrupt.")),
        _ if kind.contradicts(extension) => Err(mismatch()),
        _ => Ok(()),
    }
}

/// The media of an uploaded attachment. 2018074 when it is another handle's, older than 90 days, or Messenger's;
/// 2018047 when it is of another kind.
pub(crate) fn uploaded(world: &World, handle: usize, id: &Value, kind: Kind) -> Result<String, GraphError> {
    let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let found = world
        .registry
        .uploads
        .get(&id)
        .filter(|own| own.handle == handle && own.for_instagram && world.now_ms() - own.at_ms < LIFE_MS);
    let found = found.ok_or_else(|| {
        GraphError::new(100, Some(2_018_074), "The attachment is not yours or has expired.")
    })?;
    if found.media.starts_with(kind.letter()) { Ok(found.media.clone()) } else { Err(mismatch()) }
}
