//! A person's profile (reference, section 5).

use serde_json::{Map, Value};

use super::fields::parse;
use super::{Answer, Call, GraphError};
use crate::world::{Media, World};

/// What a Page's token needs besides the scope of messages (reference, section 5).
pub(crate) const SCOPES: &[&str] =
    &["instagram_basic", "pages_manage_metadata", "pages_read_engagement", "pages_show_list"];

const DEFAULTS: &[&str] = &["id", "name", "username"];

/// `GET /{IGSID}`: only of somebody who wrote to the handle.
pub(crate) fn read(world: &World, handle: usize, id: &str, call: &Call) -> Answer {
    let own = &world.handles[handle];
    let known = own.person_named(id).map(|index| &own.people[index]);
    let Some(person) = known.filter(|p| p.igsid == id && !p.gone) else {
        return Err(no_match(world, id));
    };
    let wrote = person.thread.is_some_and(|t| world.threads[t].messages.iter().any(|m| m.inbound()));
    if person.no_consent || !wrote {
        return Err(GraphError::new(230, None, "User consent is required to access user profile"));
    }
    let nulls = world.switches.is("profile_without_name", "null");
    // The id is there although the sample does not ask for it (reference, section 5).
    let mut node = Map::from_iter([("id".to_owned(), Value::from(person.igsid.clone()))]);
    for field in parse(call.param("fields").as_deref(), DEFAULTS)? {
        let value: Value = match field.name.as_str() {
            "id" => person.igsid.clone().into(),
            "name" => person.name.clone().into(),
            "username" => person.username.clone().into(),
            "profile_pic" => world.media_url(&Media::Made(format!("a_{}", person.username))).into(),
            "follower_count" => person.follower_count.into(),
            "is_user_follow_business" => person.follows.into(),
            "is_business_follow_user" => person.followed.into(),
            "is_verified_user" => person.verified.into(),
            other => return Err(GraphError::unknown_field(other, "IGBusinessScopedID")),
        };
        // Somebody who blocked the handle shows nothing but the id; an absent name is null or absent.
        if (!person.blocked || field.name == "id") && (!value.is_null() || nulls) {
            node.insert(field.name, value);
        }
    }
    Ok(Value::Object(node))
}

fn no_match(world: &World, id: &str) -> GraphError {
    if id.len() < 12 || !id.bytes().all(|b| b.is_ascii_digit()) {
        GraphError::no_object(id)
    } else if world.switches.is("profile_no_match", "9010") {
        GraphError::new(9010, None, "No matching Instagram user")
    } else {
        GraphError::new(100, Some(2_534_014), "No matching user found")
    }
}
