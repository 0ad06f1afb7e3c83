//! Sending (reference, section 4): messages, reactions, sender actions.

use std::sync::Arc;

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError, upload};
use crate::window::{self, Window};
use crate::world::{Attachment, Media, Message, Origin, SentAction, SentMessage, World};

/// Text is limited in UTF-8 bytes, not in characters.
const MAX_TEXT_BYTES: usize = 1000;
/// Images of one message.
const MAX_IMAGES: usize = 10;

/// `POST /{me|ig-id}/messages`.
pub(crate) fn send(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    let handle = seat.handle;
    if !world.handles[handle].access {
        return Err(GraphError::access_off());
    }
    let recipient = recipient(call)?;
    let own = &world.handles[handle];
    let person = own
        .person_named(&recipient)
        .filter(|p| own.people[*p].igsid == recipient && !own.people[*p].gone)
        .ok_or_else(|| GraphError::new(100, Some(2_534_014), "No matching user found"))?;
    match (call.param("sender_action"), call.value("message")) {
        (Some(_), Some(_)) => {
            Err(GraphError::new(100, Some(2_018_014), "Message and sender_action cannot be sent together."))
        }
        (Some(action), None) => act(world, handle, person, &action.to_lowercase(), call),
        (None, Some(message)) => send_message(world, handle, person, &message, call),
        (None, None) => Err(GraphError::parameter("The parameter message or sender_action is required.")),
    }
}

fn recipient(call: &Call) -> Result<String, GraphError> {
    let recipient = call.value("recipient").unwrap_or_default();
    match &recipient["id"] {
        Value::String(id) => Ok(id.clone()),
        Value::Number(id) => Ok(id.to_string()),
        _ if !recipient["comment_id"].is_null() => {
            Err(GraphError::new(100, Some(2_534_025), "The comment is not valid for a private reply."))
        }
        _ => Err(GraphError::parameter("The parameter recipient is required.")),
    }
}

/// Typing, seen, reactions: nothing of these opens or needs a window in a way that is documented, except that
/// there must be a thread.
fn act(world: &mut World, handle: usize, person: usize, action: &str, call: &Call) -> Answer {
    let now = world.now_ms();
    let recipient = world.handles[handle].people[person].igsid.clone();
    let thread = world.handles[handle].people[person].thread.ok_or_else(GraphError::outside_window)?;
    let payload = call.value("payload").unwrap_or_default();
    let (mut mid, mut emoji) = (None, None);
    match action {
        "typing_on" | "typing_off" => {}
        "mark_seen" => world.threads[thread].seen_by_business_ms = now,
        "react" | "unreact" => {
            let target = payload["message_id"].as_str().unwrap_or_default().to_owned();
            if action == "react" {
                let asked = payload["reaction"].as_str().unwrap_or_default();
                if asked.is_empty() {
                    return Err(GraphError::parameter("The parameter payload[reaction] is required."));
                }
                emoji = Some(if asked == "love" { "❤️".to_owned() } else { asked.to_owned() });
            }
            let Some(message) = world.threads[thread].message_mut(&target).filter(|m| !m.unsent) else {
                return Err(GraphError::no_object(&target));
            };
            message.react(false, emoji.clone());
            mid = Some(target);
        }
        _ => return Err(GraphError::parameter("Invalid sender_action")),
    }
    world.ledger.actions.push(SentAction {
        handle: world.handles[handle].ig_id.clone(),
        recipient: recipient.clone(),
        action: action.to_owned(),
        at_ms: now,
        mid,
        emoji,
    });
    Ok(json!({ "recipient_id": recipient }))
}

fn send_message(world: &mut World, handle: usize, person: usize, message: &Value, call: &Call) -> Answer {
    let now = world.now_ms();
    let tag = tag(call)?;
    let (text, attachments) = content(world, message)?;
    let reply_to = reply_to(world, handle, call)?;
    let known = &world.handles[handle].people[person];
    let recipient = known.igsid.clone();
    if world.handles[handle].restricted {
        return Err(GraphError::new(
            10,
            Some(1_893_063),
            "The business is temporarily restricted from sending.",
        ));
    }
    let thread = known.thread.ok_or_else(GraphError::outside_window)?;
    match window::at(world.threads[thread].opener_ms, now) {
        Window::Open => {}
        Window::HumanAgent if tag.is_some() && world.handles[handle].human_agent => {}
        Window::HumanAgent if tag.is_some() && world.switches.is("human_agent_refusal", "10") => {
            return Err(GraphError::new(10, None, "Application does not have permission for this action"));
        }
        Window::HumanAgent | Window::Closed => return Err(GraphError::outside_window()),
    }
    if known.blocked {
        return Err(GraphError::new(551, None, "This person isn't receiving messages from you right now."));
    }
    let mid = world.mint_mid(thread, now);
    let mut sent = Message::new(Arc::clone(&mid), now, Origin::Api);
    sent.text.clone_from(&text);
    sent.attachments = attachments;
    sent.reply_to = reply_to.map(Into::into);
    sent.human_agent = tag.is_some();
    world.insert(thread, sent);
    world.unanswered.push(thread);
    world.ledger.sends.push(SentMessage {
        id: world.ledger.sends.len() as u64 + 1,
        handle: world.handles[handle].ig_id.clone(),
        recipient: recipient.clone(),
        text,
        body: call.body_as_sent(),
        at_ms: now,
        mid: mid.to_string(),
        tag,
    });
    Ok(json!({"recipient_id": recipient, "message_id": &*mid}))
}

/// HUMAN_AGENT or none: the other tags were never valid on Instagram.
fn tag(call: &Call) -> Result<Option<String>, GraphError> {
    if let Some(kind) = call.param("messaging_type")
        && !["RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"].contains(&kind.as_str())
    {
        return Err(GraphError::parameter("Invalid messaging_type"));
    }
    match call.param("tag") {
        None => Ok(None),
        Some(tag) if tag == "HUMAN_AGENT" => Ok(Some(tag)),
        Some(_) => Err(GraphError::parameter("Invalid parameter: this message tag is not supported.")),
    }
}

fn reply_to(world: &World, handle: usize, call: &Call) -> Result<Option<String>, GraphError> {
    let Some(reply) = call.value("reply_to") else { return Ok(None) };
    if world.switches.is("reply_to_on_send", "rejected") {
        return Err(GraphError::parameter("Unexpected key \"reply_to\""));
    }
    let mid = reply["mid"].as_str().unwrap_or_default();
    if world.message(handle, mid).is_none() {
        return Err(GraphError::parameter("Invalid parameter: reply_to[mid]"));
    }
    Ok(Some(mid.to_owned()))
}

/// The text and attachments of a `message`; exactly one of them must be there.
fn content(world: &mut World, message: &Value) -> Result<(Option<String>, Vec<Attachment>), GraphError> {
    let invalid = || GraphError::new(100, Some(2_534_015), "Invalid message data");
    let text = message["text"].as_str().map(str::to_owned);
    if text.as_ref().is_some_and(|t| t.len() > MAX_TEXT_BYTES) {
        return Err(GraphError::new(100, Some(2_534_038), "Message text is longer than 1000 bytes."));
    }
    // The page prints `attachments` with a single object, the collection `attachment`: both are taken.
    let mut asked: Vec<Value> = match &message["attachments"] {
        Value::Array(many) => many.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    if !message["attachment"].is_null() {
        asked.push(message["attachment"].clone());
    }
    match (&text, asked.is_empty()) {
        (None, true) => return Err(invalid()),
        (Some(text), true) if text.is_empty() => return Err(invalid()),
        (Some(_), false) => return Err(invalid()),
        _ => {}
    }
    let images = asked.iter().all(|a| a["type"] == "image");
    if asked.len() > MAX_IMAGES || (asked.len() > 1 && !images) {
        return Err(invalid());
    }
    let attachments: Result<Vec<Attachment>, GraphError> =
        asked.iter().map(|one| attachment(world, one).unwrap_or_else(|| Err(invalid()))).collect();
    Ok((text, attachments?))
}

/// Instagram fetches what is sent and serves it from its own hosts; none when it cannot be understood.
fn attachment(world: &mut World, asked: &Value) -> Option<Result<Attachment, GraphError>> {
    let kind = asked["type"].as_str()?.to_lowercase();
    let payload = &asked["payload"];
    let letter = match kind.as_str() {
        "image" => "i",
        "video" => "v",
        "audio" => "u",
        "file" => "f",
        "like_heart" => {
            return Some(Ok(Attachment::Image { media: world.media("k", None), sticker: true }));
        }
        "media_share" => {
            let link = format!("https://www.instagram.com/p/{}/", payload["id"].as_str()?);
            return Some(Ok(Attachment::Share { link, name: None }));
        }
        "template" => {
            let title = payload["text"].as_str().or(payload["elements"][0]["title"].as_str())?;
            return Some(Ok(Attachment::Template { title: title.to_owned() }));
        }
        _ => return None,
    };
    let media = match (payload["url"].as_str(), &payload["attachment_id"]) {
        (Some(url), _) if !url.starts_with("https://") => {
            return Some(Err(GraphError::new(
                100,
                Some(2_018_008),
                "Failed to fetch the file from the url.",
            )));
        }
        (Some(_), _) => world.media(letter, None),
        (None, Value::Null) => return None,
        (None, id) => match upload::uploaded(world, id, letter) {
            Ok(media) => Media::Made(media),
            Err(error) => return Some(Err(error)),
        },
    };
    Some(Ok(match letter {
        "i" => Attachment::Image { media, sticker: false },
        "v" => Attachment::Video { media },
        "u" => Attachment::Audio { media },
        _ => Attachment::File { media, name: "document.pdf".to_owned() },
    }))
}
