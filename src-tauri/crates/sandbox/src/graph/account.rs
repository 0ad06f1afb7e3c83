//! The handle's own node and its webhook subscription (reference, sections 2.1 and 6.1).

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::fields::parse;
use super::{Answer, Call, GraphError};
use crate::world::{Media, World};

/// What may be subscribed to with Instagram Login.
const SUBSCRIBABLE: &[&str] = &[
    "comments",
    "live_comments",
    "message_echoes",
    "message_edit",
    "message_reactions",
    "messages",
    "messaging_handover",
    "messaging_optins",
    "messaging_postbacks",
    "messaging_reactions",
    "messaging_referral",
    "messaging_referrals",
    "messaging_seen",
    "standby",
];

/// Whether a node is the handle that is calling.
pub(crate) fn is_own(world: &World, handle: usize, node: &str) -> bool {
    let own = &world.handles[handle];
    node == "me" || node == own.ig_id || node == own.app_scoped_id
}

/// 100/33 for any node but the handle that is calling.
pub(crate) fn check_own(world: &World, handle: usize, node: &str) -> Result<(), GraphError> {
    if is_own(world, handle, node) { Ok(()) } else { Err(GraphError::no_object(node)) }
}

/// `GET /me` or `GET /{ig-id}`.
pub(crate) fn read(world: &World, handle: usize, call: &Call) -> Answer {
    let own = &world.handles[handle];
    let capitals = world.switches.is("account_type_case", "capitals");
    let mut node = Map::new();
    for field in parse(call.param("fields").as_deref(), &["id"])? {
        let value: Value = match field.name.as_str() {
            "id" => own.app_scoped_id.clone().into(),
            "user_id" => own.ig_id.clone().into(),
            "username" => own.username.clone().into(),
            "name" => own.name.clone().into(),
            "account_type" => match (own.creator, capitals) {
                (false, false) => "Business",
                (false, true) => "BUSINESS",
                (true, false) => "Media_Creator",
                (true, true) => "MEDIA_CREATOR",
            }
            .into(),
            "profile_picture_url" => world.media_url(&Media::Made(format!("h_{}", own.username))).into(),
            "followers_count" => own.followers_count.into(),
            "follows_count" => own.follows_count.into(),
            "media_count" => own.media_count.into(),
            other => return Err(GraphError::unknown_field(other, "IGUser")),
        };
        node.insert(field.name, value);
    }
    if world.switches.is("me_envelope", "data") {
        return Ok(json!({ "data": [node] }));
    }
    Ok(Value::Object(node))
}

/// `GET|POST|DELETE /{me|ig-id}/subscribed_apps`.
pub(crate) fn subscribed_apps(world: &mut World, handle: usize, method: &Method, call: &Call) -> Answer {
    match *method {
        Method::GET => {
            let fields = &world.handles[handle].subscribed_fields;
            let rows: Vec<Value> = if fields.is_empty() {
                Vec::new()
            } else if world.switches.is("subscribed_apps_row", "id_name_link") {
                let link = "https://www.instagram.com/";
                vec![
                    json!({"id": "123450000000001", "name": "Inbox", "link": link, "subscribed_fields": fields}),
                ]
            } else {
                vec![json!({"app_id": "123450000000001", "subscribed_fields": fields})]
            };
            Ok(json!({ "data": rows }))
        }
        Method::POST => {
            let wanted = call.value("subscribed_fields").unwrap_or_default();
            let wanted: Vec<String> = match wanted {
                Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::String(names) => {
                    names.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect()
                }
                _ => Vec::new(),
            };
            if wanted.is_empty() {
                return Err(GraphError::parameter("The parameter subscribed_fields is required."));
            }
            let no_echoes = world.switches.is("subscribe_message_echoes", "rejected");
            for (index, name) in wanted.iter().enumerate() {
                if !SUBSCRIBABLE.contains(&name.as_str()) || (no_echoes && name == "message_echoes") {
                    return Err(GraphError::parameter(format!(
                        "Param subscribed_fields[{index}] must be one of {{{}}} - got \"{name}\".",
                        SUBSCRIBABLE.join(", ").to_uppercase()
                    )));
                }
            }
            world.handles[handle].subscribed_fields = wanted;
            Ok(json!({"success": true}))
        }
        Method::DELETE => {
            world.handles[handle].subscribed_fields.clear();
            Ok(json!({"success": true}))
        }
        _ => Err(GraphError::unsupported(method.as_str())),
    }
}
