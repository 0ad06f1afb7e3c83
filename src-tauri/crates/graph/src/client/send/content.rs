//! What a message carries, as Instagram's JSON (instagram-platform, section 4).

use domain::outgoing::FileKind;
use serde_json::{Value, json};

use super::template::{ButtonTemplate, GenericTemplate, QuickReplies};

/// What a message carries: one of these, never two.
#[derive(Clone, Copy)]
pub enum Content<'a> {
    /// A text of at most 1,000 bytes; links are part of it.
    Text(&'a str),
    /// A text with answers to choose from.
    Choices(&'a str, &'a QuickReplies),
    /// Uploaded files of one kind, by Instagram's ids: one to ten pictures, or one file of another kind.
    Files(FileKind, &'a [String]),
    /// The heart sticker.
    Heart,
    /// A post of the handle's own, by its media id.
    Post(&'a str),
    /// Cards.
    Cards(&'a GenericTemplate),
    /// A text with buttons.
    Buttons(&'a ButtonTemplate),
}

impl Content<'_> {
    pub(super) fn json(self) -> Value {
        let attachment =
            |kind: &str, payload: Value| json!({"attachment": {"type": kind, "payload": payload}});
        match self {
            Content::Text(text) => json!({"text": text}),
            Content::Choices(text, choices) => json!({"text": text, "quick_replies": choices.json()}),
            // The pages print a single one as `attachment`, several as a list.
            Content::Files(kind, [one]) => attachment(type_name(kind), json!({"attachment_id": one})),
            Content::Files(kind, several) => {
                let file = |id: &String| json!({"type": type_name(kind), "payload": {"attachment_id": id}});
                json!({"attachments": several.iter().map(file).collect::<Vec<_>>()})
            }
            Content::Heart => json!({"attachment": {"type": "like_heart"}}),
            Content::Post(id) => attachment("MEDIA_SHARE", json!({"id": id})),
            Content::Cards(cards) => attachment("template", cards.json()),
            Content::Buttons(buttons) => attachment("template", buttons.json()),
        }
    }
}

/// Instagram's name of a kind of file, the same for the upload and the message.
pub(crate) fn type_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Image => "image",
        FileKind::Video => "video",
        FileKind::Audio => "audio",
        FileKind::Pdf => "file",
    }
}
