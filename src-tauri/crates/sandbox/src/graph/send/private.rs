//! The private reply to a comment (reference, section 4 "Private reply to a comment").

use serde_json::{Value, json};

use super::super::caller::Seat;
use super::super::{Answer, Call, GraphError, rate};
use super::{blocked_refusal, content};
use crate::oauth::HOUR_MS;
use crate::world::World;

/// A comment can be answered this long; one on a live broadcast only while that runs.
const LIFE_MS: i64 = 7 * 24 * HOUR_MS;

/// `recipient.comment_id`: one message per comment. It does not open the message window.
pub(super) fn reply(world: &mut World, seat: &Seat, comment: &str, message: &Value, call: &Call) -> Answer {
    seat.needs(world, "instagram_business_manage_comments", "instagram_manage_comments")?;
    seat.needs_of_page(world, &["pages_messaging"])?;
    let now = world.now_ms();
    let refused = || GraphError::new(100, Some(2_534_025), "The comment is not valid for a private reply.");
    let found = world.registry.comments.get(comment).ok_or_else(refused)?.clone();
    let over = now - found.at_ms >= LIFE_MS || (found.live && found.broadcast_over);
    if found.handle != seat.handle || found.gone || found.answered || over {
        return Err(refused());
    }
    let content = content::read(world, seat, message)?;
    rate::private_reply(world, seat, found.live)?;
    let known = &world.handles[seat.handle].people[found.person];
    if known.gone {
        return Err(refused());
    }
    if known.blocked {
        return Err(blocked_refusal(world));
    }
    let thread = world.open_thread(seat.handle, found.person);
    let mid = super::put(world, thread, content, None, None, call);
    if let Some(own) = world.registry.comments.get_mut(comment) {
        own.answered = true;
    }
    Ok(json!({"recipient_id": world.person(thread).igsid, "message_id": &*mid}))
}
