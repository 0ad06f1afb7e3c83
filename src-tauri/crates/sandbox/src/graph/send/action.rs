//! Typing, seen, reactions. Nothing that is documented opens or needs a window here, but there must be a thread.

use serde_json::{Value, json};

use super::super::caller::Seat;
use super::super::{Answer, Call, GraphError};
use crate::world::{SentAction, World};

/// `sender_action`, in small letters.
pub(super) fn act(world: &mut World, seat: &Seat, person: usize, action: &str, call: &Call) -> Answer {
    let (handle, now) = (seat.handle, world.now_ms());
    let recipient = world.handles[handle].people[person].igsid.clone();
    let thread = world.handles[handle].people[person].thread.ok_or_else(GraphError::outside_window)?;
    super::not_owner(world, thread)?;
    let payload = call.value("payload").unwrap_or_default();
    let (mut mid, mut emoji) = (None, None);
    match action {
        "typing_on" | "typing_off" => {}
        "mark_seen" => world.threads[thread].seen_by_business_ms = now,
        "react" | "unreact" => {
            let target = payload["message_id"].as_str().unwrap_or_default().to_owned();
            if target.is_empty() {
                return Err(GraphError::parameter("The parameter payload[message_id] is required."));
            }
            if action == "react" {
                emoji = Some(reaction(world, seat, &payload)?);
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

/// Any emoji or `love`; the page of Facebook Login names `love` alone.
fn reaction(world: &World, seat: &Seat, payload: &Value) -> Result<String, GraphError> {
    match payload["reaction"].as_str().unwrap_or_default() {
        "" => Err(GraphError::parameter("The parameter payload[reaction] is required.")),
        "love" => Ok("❤️".to_owned()),
        _ if seat.page.is_some() && world.switches.is("page_reactions", "love_only") => {
            Err(GraphError::parameter("Param payload[reaction] must be one of {LOVE}"))
        }
        word if word.is_ascii() => Err(GraphError::parameter("Invalid parameter: payload[reaction]")),
        emoji => Ok(emoji.to_owned()),
    }
}
