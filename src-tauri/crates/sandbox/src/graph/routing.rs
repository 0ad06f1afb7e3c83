//! Which app has a thread, and handing it over (Meta's pages on Conversation Routing).

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError, send};
use crate::world::World;

/// The edges that hand a thread over.
pub(super) const MOVES: &[&str] =
    &["pass_thread_control", "take_thread_control", "request_thread_control", "release_thread_control"];

/// `GET /{me|ig-id|page-id}/thread_owner?recipient=`.
pub(super) fn owner(world: &World, seat: &Seat, call: &Call) -> Answer {
    let asked = call.value("recipient").unwrap_or_default();
    let thread = thread_with(world, seat, if asked["id"].is_null() { &asked } else { &asked["id"] })?;
    let owner = world.threads[thread].owner_app.as_ref().unwrap_or(&world.registry.app.id);
    Ok(json!({"data": [{"thread_owner": {"app_id": owner}}]}))
}

/// `POST /{me|ig-id|page-id}/{pass|take|request|release}_thread_control`. The other app is told; this one is not told of
/// what it did itself.
pub(super) fn hand_over(world: &mut World, seat: &Seat, how: &str, call: &Call) -> Answer {
    let recipient = call.value("recipient").unwrap_or_default();
    let thread = thread_with(world, seat, &recipient["id"])?;
    match how {
        "take_thread_control" => world.threads[thread].owner_app = None,
        "pass_thread_control" => {
            send::not_owner(world, thread)?;
            let target = call.param("target_app_id").filter(|id| !id.is_empty());
            let target =
                target.ok_or_else(|| GraphError::parameter("The parameter target_app_id is required."))?;
            world.threads[thread].owner_app = Some(target).filter(|id| *id != world.registry.app.id);
        }
        "release_thread_control" => send::not_owner(world, thread)?,
        // Whether it is granted is up to the app that has it.
        _ => {}
    }
    Ok(json!({"success": true}))
}

fn thread_with(world: &World, seat: &Seat, id: &Value) -> Result<usize, GraphError> {
    let id = send::id_in(id).ok_or_else(|| GraphError::parameter("The parameter recipient is required."))?;
    let own = &world.handles[seat.handle];
    let person = own.person_named(&id).map(|person| &own.people[person]).filter(|person| person.igsid == id);
    person
        .and_then(|person| person.thread)
        .ok_or_else(|| GraphError::new(100, Some(2_534_014), "No matching user found"))
}
