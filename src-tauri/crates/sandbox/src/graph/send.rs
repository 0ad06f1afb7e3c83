//! Sending (reference, section 4): messages, private replies, reactions, sender actions.

mod action;
mod content;
mod private;
mod template;

use std::sync::Arc;

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError, rate};
use crate::window::Window;
use crate::world::{Message, Origin, SentMessage, World};
use content::Content;

/// `POST /{me|ig-id|page-id}/messages`.
pub(crate) fn send(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    let handle = seat.handle;
    seat.needs(world, "instagram_business_manage_messages", "instagram_manage_messages")?;
    if !world.lets_in(handle, seat.page.is_some()) {
        return Err(GraphError::access_off());
    }
    let message = call.value("message");
    let action = call.param("sender_action").map(|action| action.to_lowercase());
    if message.is_some() && action.is_some() {
        return Err(GraphError::new(
            100,
            Some(2_018_014),
            "Message and sender_action cannot be sent together.",
        ));
    }
    let recipient = call.value("recipient").unwrap_or_default();
    if let Some(comment) = id_in(&recipient["comment_id"]) {
        let message = message.ok_or_else(|| GraphError::parameter("The parameter message is required."))?;
        return private::reply(world, seat, &comment, &message, call);
    }
    let asked = id_in(&recipient["id"])
        .ok_or_else(|| GraphError::parameter("The parameter recipient is required."))?;
    let own = &world.handles[handle];
    let person = own.person_named(&asked).filter(|p| own.people[*p].igsid == asked && !own.people[*p].gone);
    let person = person.ok_or_else(|| {
        let subcode =
            if world.switches.is("recipient_unknown", "100/2018001") { 2_018_001 } else { 2_534_014 };
        GraphError::new(100, Some(subcode), "No matching user found")
    })?;
    if !world.may_be_answered(handle, &asked) {
        let words = "You cannot message users who are not admins, developers or testers of the app.";
        return Err(GraphError::new(200, None, words));
    }
    match (action, message) {
        (Some(action), _) => {
            rate::sending(world, seat, false)?;
            action::act(world, seat, person, &action, call)
        }
        (None, Some(message)) => send_message(world, seat, person, &message, call),
        (None, None) => Err(GraphError::parameter("The parameter message or sender_action is required.")),
    }
}

/// An id that is text or a number.
pub(super) fn id_in(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn send_message(world: &mut World, seat: &Seat, person: usize, message: &Value, call: &Call) -> Answer {
    let (handle, now) = (seat.handle, world.now_ms());
    let tag = tag(world, seat, call)?;
    let content = content::read(world, seat, message)?;
    rate::sending(world, seat, content.moving)?;
    let known = &world.handles[handle].people[person];
    let (thread, blocked) = (known.thread, known.blocked);
    if world.handles[handle].restricted {
        let words = "The business is temporarily restricted from sending.";
        return Err(GraphError::new(10, Some(1_893_063), words));
    }
    let thread = thread.ok_or_else(GraphError::outside_window)?;
    not_owner(world, thread)?;
    let reply_to = reply_to(world, seat, thread, call)?;
    let own = &world.threads[thread];
    match own.window(now) {
        Window::Open => {}
        // Whoever writes to themselves needs none.
        _ if own.is_own() => {}
        Window::HumanAgent if tag.is_some() && world.handles[handle].human_agent => {}
        Window::HumanAgent if tag.is_some() && world.switches.is("human_agent_refusal", "10") => {
            return Err(GraphError::new(10, None, "Application does not have permission for this action"));
        }
        Window::HumanAgent | Window::Closed => return Err(GraphError::outside_window()),
    }
    if blocked {
        return Err(blocked_refusal(world));
    }
    let mid = put(world, thread, content, reply_to, tag, call);
    Ok(json!({"recipient_id": world.person(thread).igsid, "message_id": &*mid}))
}

/// Puts an accepted message into its thread and into the ledger.
fn put(
    world: &mut World,
    thread: usize,
    content: Content,
    reply_to: Option<String>,
    tag: Option<String>,
    call: &Call,
) -> Arc<str> {
    let now = world.now_ms();
    let mid = world.mint_mid(thread, now);
    let mut sent = Message::new(Arc::clone(&mid), now, Origin::Api);
    sent.text.clone_from(&content.text);
    sent.attachments = content.attachments;
    sent.reply_to = reply_to.map(Into::into);
    sent.human_agent = tag.is_some();
    world.insert(thread, sent);
    world.unanswered.push(thread);
    world.ledger.sends.push(SentMessage {
        id: world.ledger.sends.len() as u64 + 1,
        handle: world.handles[world.threads[thread].handle].ig_id.clone(),
        recipient: world.person(thread).igsid.clone(),
        text: content.text,
        body: call.body_as_sent(),
        at_ms: now,
        mid: mid.to_string(),
        tag,
    });
    mid
}

/// Refused while another app owns the thread: as 100/2534037, or as the number of the other table.
pub(super) fn not_owner(world: &World, thread: usize) -> Result<(), GraphError> {
    if world.threads[thread].owner_app.is_none() {
        return Ok(());
    }
    let words = "Another app is controlling this thread now.";
    Err(match world.switches.get("not_owner") {
        "100/2018300" => GraphError::new(100, Some(2_018_300), words),
        "2018300" => GraphError::new(2_018_300, None, words),
        _ => GraphError::new(100, Some(2_534_037), words),
    })
}

/// How a block shows is told in three ways (reference, section 7).
fn blocked_refusal(world: &World) -> GraphError {
    let words = "This person isn't receiving messages from you right now.";
    match world.switches.get("blocked_refusal") {
        "551/1545041" => GraphError::new(551, Some(1_545_041), words),
        "2" => GraphError::new(2, None, "Service temporarily unavailable"),
        _ => GraphError::new(551, None, words),
    }
}

/// HUMAN_AGENT or none: the other tags were never valid on Instagram.
fn tag(world: &World, seat: &Seat, call: &Call) -> Result<Option<String>, GraphError> {
    let kind = call.param("messaging_type").map(|kind| kind.to_uppercase());
    let tag = call.param("tag").map(|tag| tag.to_uppercase());
    let rule = world.switches.get("messaging_type");
    match kind.as_deref() {
        None if rule == "required_by_pages" && seat.page.is_some() => {
            return Err(GraphError::parameter("The parameter messaging_type is required."));
        }
        Some(_) if rule == "rejected_by_instagram" && seat.page.is_none() => {
            return Err(GraphError::parameter("Unexpected key \"messaging_type\""));
        }
        None | Some("RESPONSE" | "UPDATE" | "UTILITY") => {}
        Some("MESSAGE_TAG") if tag.is_some() => {}
        Some("MESSAGE_TAG") => return Err(GraphError::parameter("The parameter tag is required.")),
        Some(_) => return Err(GraphError::parameter("Invalid messaging_type")),
    }
    match tag {
        None => Ok(None),
        Some(tag) if tag == "HUMAN_AGENT" => {
            if kind.is_none() && world.switches.is("human_agent_alone", "rejected") {
                return Err(GraphError::parameter("The parameter messaging_type is required with a tag."));
            }
            Ok(Some(tag))
        }
        Some(_) => Err(GraphError::parameter("Invalid parameter: this message tag is not supported.")),
    }
}

/// The message that is quoted: of this thread, of either side.
fn reply_to(world: &World, seat: &Seat, thread: usize, call: &Call) -> Result<Option<String>, GraphError> {
    let Some(reply) = call.value("reply_to") else { return Ok(None) };
    if seat.page.is_none() && world.switches.is("reply_to_on_send", "rejected") {
        return Err(GraphError::parameter("Unexpected key \"reply_to\""));
    }
    let mid = reply["mid"].as_str().unwrap_or_default();
    if world.threads[thread].message(mid).is_none() {
        return Err(GraphError::parameter("Invalid parameter: reply_to[mid]"));
    }
    Ok(Some(mid.to_owned()))
}
