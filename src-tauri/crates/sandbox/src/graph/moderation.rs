//! Blocking people, and moving their threads to spam (Meta's page on moderating conversations).

use serde_json::{Value, json};

use super::caller::Seat;
use super::{Answer, Call, GraphError};
use crate::world::World;

/// People of one call at most.
const MOST_PEOPLE: usize = 10;
/// Actions of one call at most.
const MOST_ACTIONS: usize = 2;

/// `POST /{me|ig-id|page-id}/moderate_conversations`. Nobody of the call is touched when one of them cannot be.
pub(super) fn moderate(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    let actions = texts(call.value("actions"), |action| action.as_str());
    let actions: Vec<String> = actions.iter().map(|action| action.to_lowercase()).collect();
    let has = |name: &str| actions.iter().any(|action| action == name);
    let known = actions.iter().all(|a| ["block_user", "unblock_user", "move_to_spam"].contains(&a.as_str()));
    let both = has("block_user") && has("unblock_user");
    if actions.is_empty() || actions.len() > MOST_ACTIONS || !known || both {
        return Err(GraphError::parameter("Invalid parameter: actions"));
    }
    let ids = texts(call.value("user_ids"), |row| row["id"].as_str().or_else(|| row.as_str()));
    if ids.is_empty() || ids.len() > MOST_PEOPLE {
        return Err(GraphError::parameter("Invalid parameter: user_ids"));
    }
    let own = &world.handles[seat.handle];
    let mut people = Vec::with_capacity(ids.len());
    for id in &ids {
        let person = own.person_named(id).filter(|person| own.people[*person].igsid == *id);
        let person = person.ok_or_else(|| GraphError::parameter("Invalid parameter: user_ids"))?;
        if own.people[person].thread.is_none() {
            let words = "Instagram Direct thread not found between business and consumer";
            return Err(GraphError::new(1, None, words));
        }
        people.push(person);
    }
    for person in people {
        let person = &mut world.handles[seat.handle].people[person];
        // Whoever blocks, neither can write to the other. Spam is a folder, and folders are never told.
        person.blocked = (person.blocked || has("block_user")) && !has("unblock_user");
    }
    Ok(json!({"success": true}))
}

fn texts(list: Option<Value>, text: impl Fn(&Value) -> Option<&str>) -> Vec<String> {
    let rows = match list {
        Some(Value::Array(rows)) => rows,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    rows.iter().filter_map(|row| text(row).map(str::to_owned)).collect()
}
