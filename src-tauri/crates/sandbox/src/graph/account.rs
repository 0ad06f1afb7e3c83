//! The handle's own node and its webhook subscription (reference, sections 2.1 and 6.1).

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::caller::Seat;
use super::fields::parse;
use super::{Answer, Call, GraphError};
use crate::world::{AccountType, Media, World};

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

/// What may be subscribed to on a Page's edge: the names of Pages, not those of Instagram (reference, sections 6.1
/// and 16.2).
const SUBSCRIBABLE_BY_PAGE: &[&str] = &[
    "feed",
    "mention",
    "message_deliveries",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "message_reads",
    "messages",
    "messaging_handovers",
    "messaging_optins",
    "messaging_policy_enforcement",
    "messaging_postbacks",
    "messaging_referrals",
    "response_feedback",
    "standby",
];

/// 100/33 for any node but the one that is calling: the handle, or the Page in front of it.
pub(crate) fn check_own(world: &World, seat: &Seat, node: &str) -> Result<(), GraphError> {
    let own = match seat.page {
        Some(page) => node == "me" || node == world.registry.pages[page].id,
        None => is_own(world, seat.handle, node),
    };
    if own { Ok(()) } else { Err(GraphError::no_object(node)) }
}

/// What the account is, in the spelling of the switch.
pub(crate) fn account_type(world: &World, handle: usize) -> &'static str {
    match (world.handles[handle].account_type, world.switches.is("account_type_case", "capitals")) {
        (AccountType::Business, false) => "Business",
        (AccountType::Business, true) => "BUSINESS",
        (AccountType::MediaCreator, false) => "Media_Creator",
        (AccountType::MediaCreator, true) => "MEDIA_CREATOR",
        (AccountType::Personal, false) => "Personal",
        (AccountType::Personal, true) => "PERSONAL",
    }
}

/// `GET /{ig-id}/business_messaging_feature_status?feature=`: in the model only (reference, section 16.4).
pub(crate) fn feature_status(world: &World, handle: usize, call: &Call) -> Answer {
    if world.switches.is("feature_status", "absent") {
        return Err(GraphError::unsupported("get"));
    }
    let feature = call.param("feature").unwrap_or_default().to_uppercase();
    let approved = feature == "HUMAN_AGENT" && world.handles[handle].human_agent;
    let status = if approved { "APPROVED" } else { "NOT_APPROVED" };
    Ok(json!({"data": [{"feature": feature, "status": status}]}))
}

/// `GET /me` or `GET /{ig-id}`.
pub(crate) fn read(world: &World, handle: usize, call: &Call) -> Answer {
    let own = &world.handles[handle];
    let mut node = Map::new();
    for field in parse(call.param("fields").as_deref(), &["id"])? {
        let value: Value = match field.name.as_str() {
            "id" => own.app_scoped_id.clone().into(),
            "user_id" => own.ig_id.clone().into(),
            "username" => own.username.clone().into(),
            "name" => own.name.clone().into(),
            "account_type" => account_type(world, handle).into(),
            "profile_picture_url" => world.media_url(&Media::Made(format!("h_{}", own.username))).into(),
            "followers_count" => own.followers_count.into(),
            "follows_count" => own.follows_count.into(),
            "media_count" => own.media_count.into(),
            // Nobody here has written one; Graph leaves out what is empty.
            "biography" | "website" => continue,
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
    let mut names = SUBSCRIBABLE.to_vec();
    if world.switches.is("subscribe_message_echoes", "rejected") {
        names.retain(|name| *name != "message_echoes");
    }
    let mut fields = std::mem::take(&mut world.handles[handle].subscribed_fields);
    let answer = subscription(world, &mut fields, &names, method, call);
    world.handles[handle].subscribed_fields = fields;
    answer
}

/// The same for a Page. Its fields are the Page's own; a linked handle is subscribed with it.
pub(crate) fn page_subscribed_apps(world: &mut World, page: usize, method: &Method, call: &Call) -> Answer {
    let mut fields = std::mem::take(&mut world.registry.pages[page].subscribed_fields);
    let answer = subscription(world, &mut fields, SUBSCRIBABLE_BY_PAGE, method, call);
    if let Some(handle) = world.registry.pages[page].handle
        && *method != Method::GET
    {
        world.handles[handle].subscribed_fields.clone_from(&fields);
    }
    world.registry.pages[page].subscribed_fields = fields;
    answer
}

fn subscription(
    world: &World,
    fields: &mut Vec<String>,
    names: &[&str],
    method: &Method,
    call: &Call,
) -> Answer {
    let app = &world.registry.app;
    match *method {
        Method::GET if fields.is_empty() => Ok(json!({"data": []})),
        Method::GET if world.switches.is("subscribed_apps_row", "id_name_link") => {
            let link = "https://www.instagram.com/";
            Ok(json!({"data": [{"id": app.id, "name": app.name, "link": link, "subscribed_fields": fields}]}))
        }
        Method::GET => Ok(json!({"data": [{"app_id": app.id, "subscribed_fields": fields}]})),
        Method::POST => {
            let wanted: Vec<String> = match call.value("subscribed_fields").unwrap_or_default() {
                Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                Value::String(names) => {
                    names.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect()
                }
                _ => Vec::new(),
            };
            if wanted.is_empty() {
                return Err(GraphError::parameter("The parameter subscribed_fields is required."));
            }
            let lower: Vec<String> = wanted.iter().map(|name| name.to_lowercase()).collect();
            for (index, name) in lower.iter().enumerate() {
                if !names.contains(&name.as_str()) {
                    return Err(GraphError::parameter(format!(
                        "Param subscribed_fields[{index}] must be one of {{{}}} - got \"{name}\".",
                        names.join(", ").to_uppercase()
                    )));
                }
            }
            *fields = lower;
            Ok(json!({"success": true}))
        }
        Method::DELETE => {
            fields.clear();
            Ok(json!({"success": true}))
        }
        _ => Err(GraphError::unsupported(method.as_str())),
    }
}
