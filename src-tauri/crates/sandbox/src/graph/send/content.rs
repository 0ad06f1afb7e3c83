//! What a message is made of: text, or attachments of one kind (reference, section 4).

use serde_json::Value;

use super::super::caller::Seat;
use super::super::{GraphError, upload};
use super::template;
use crate::world::{Attachment, Media, World};

/// Text is limited in UTF-8 bytes, not in characters.
const MAX_TEXT_BYTES: usize = 1000;
/// Images of one message.
const MAX_IMAGES: usize = 10;

/// A message that may be sent.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) text: Option<String>,
    pub(super) attachments: Vec<Attachment>,
    /// Audio or video: they have a rate of their own.
    pub(super) moving: bool,
}

/// 100/2534015.
pub(super) fn invalid(words: &str) -> GraphError {
    GraphError::new(100, Some(2_534_015), format!("Invalid message data: {words}"))
}

/// Text or attachments; exactly one of them must be there.
pub(super) fn read(world: &mut World, seat: &Seat, message: &Value) -> Result<Content, GraphError> {
    let text = match &message["text"] {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        _ => return Err(GraphError::parameter("Param message[text] must be a string.")),
    };
    if let Some(text) = &text {
        check_length(world, seat, text)?;
    }
    let asked = asked(message);
    match (&text, asked.is_empty()) {
        (None, true) => return Err(invalid("it is empty")),
        (Some(text), true) if text.is_empty() => return Err(invalid("it is empty")),
        (Some(_), false) => return Err(invalid("text and an attachment together")),
        _ => {}
    }
    if !message["quick_replies"].is_null() {
        template::check_quick_replies(&message["quick_replies"])?;
    }
    let kind = |one: &Value| one["type"].as_str().unwrap_or_default().to_lowercase();
    if asked.len() > 1 {
        if asked.iter().any(|one| kind(one) != "image") {
            return Err(invalid("only images can be sent together"));
        }
        let words = "Sending several images is not available for this account.";
        match world.switches.get("several_images") {
            "100/2534068" => return Err(GraphError::new(100, Some(2_534_068), words)),
            "2534068" => return Err(GraphError::new(2_534_068, None, words)),
            _ if asked.len() > MAX_IMAGES => return Err(invalid("more than 10 images")),
            _ => {}
        }
    }
    let moving = asked.iter().any(|one| matches!(kind(one).as_str(), "audio" | "video"));
    let attachments: Result<Vec<Attachment>, GraphError> =
        asked.iter().map(|one| attachment(world, seat, one, &kind(one))).collect();
    Ok(Content { text, attachments: attachments?, moving })
}

/// The page of Facebook Login says "less than 1000 characters" as well.
fn check_length(world: &World, seat: &Seat, text: &str) -> Result<(), GraphError> {
    let too_long = if seat.page.is_some() && world.switches.is("page_text_limit", "characters") {
        text.chars().count() >= MAX_TEXT_BYTES
    } else {
        text.len() > MAX_TEXT_BYTES
    };
    if too_long {
        return Err(GraphError::new(100, Some(2_534_038), "Message text is longer than 1000 bytes."));
    }
    Ok(())
}

/// The page prints `attachments` with a single object, the collection prints `attachment`: both are taken.
fn asked(message: &Value) -> Vec<Value> {
    let mut asked = match &message["attachments"] {
        Value::Array(many) => many.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    if !message["attachment"].is_null() {
        asked.push(message["attachment"].clone());
    }
    asked
}

/// Instagram fetches what is sent and serves it from its own hosts.
fn attachment(world: &mut World, seat: &Seat, asked: &Value, kind: &str) -> Result<Attachment, GraphError> {
    let payload = &asked["payload"];
    match kind {
        "like_heart" => return Ok(Attachment::Image { media: world.media("k", None), sticker: true }),
        "media_share" => {
            let id = super::id_in(&payload["id"]).filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
            let id = id.ok_or_else(|| invalid("the post is not the account's own"))?;
            return Ok(Attachment::Share { link: format!("https://www.instagram.com/p/{id}/"), name: None });
        }
        "template" => return Ok(Attachment::Template { title: template::check(payload)? }),
        _ => {}
    }
    let kind = upload::Kind::named(kind).ok_or_else(|| invalid("the type of the attachment"))?;
    let media = match (payload["url"].as_str(), &payload["attachment_id"]) {
        (Some(url), _) => {
            upload::check_address(url, kind)?;
            world.media(kind.letter(), None)
        }
        (None, Value::Null) => return Err(invalid("neither url nor attachment_id")),
        (None, id) => Media::Made(upload::uploaded(world, seat.handle, id, kind)?),
    };
    Ok(match kind {
        upload::Kind::Image => Attachment::Image { media, sticker: false },
        upload::Kind::Video => Attachment::Video { media },
        upload::Kind::Audio => Attachment::Audio { media },
        upload::Kind::File => Attachment::File { media, name: "document.pdf".to_owned() },
    })
}
