//! What only Facebook Login has: users, Pages and the handles behind them (reference, sections 1.2 and 2.2).

use axum::http::Method;
use serde_json::{Map, Value, json};

use super::caller::Seat;
use super::fields::{Field, parse};
use super::paging::{Wanted, list as rows_and_paging};
use super::{Answer, Call, GraphError, account, conversations};
use crate::clock::graph_time;
use crate::world::{Media, World};

const HOST: &str = "https://graph.facebook.com";

/// What a call with a user's token gets.
pub(super) fn as_user(world: &mut World, user: usize, scopes: &[String], short: bool, call: &Call) -> Answer {
    let own = world.registry.users[user].clone();
    let granted = |scope: &str| scopes.iter().any(|s| s == scope);
    match (&call.method, call.segments().as_slice()) {
        (&Method::GET, ["me"]) => user_node(world, &own.id, &own.name, call),
        (&Method::GET, [id]) if *id == own.id => user_node(world, &own.id, &own.name, call),
        (&Method::GET, [me, "permissions"]) if *me == "me" || *me == own.id => {
            let data: Vec<Value> = own
                .answered
                .iter()
                .map(|(scope, yes)| (scope, *yes && granted(scope)))
                .filter(|(_, yes)| *yes || world.switches.is("declined_permission", "declined"))
                .map(|(scope, yes)| {
                    json!({"permission": scope, "status": if yes { "granted" } else { "declined" }})
                })
                .collect();
            Ok(json!({ "data": data }))
        }
        (&Method::GET, [me, "accounts"]) if *me == "me" || *me == own.id => {
            if !granted("pages_show_list") {
                return Ok(json!({"data": []}));
            }
            accounts(world, user, scopes, short, call)
        }
        (&Method::GET, [id]) => {
            let page = world.registry.pages.iter().position(|p| p.id == *id);
            if let Some(page) = page.filter(|p| own.roles.contains_key(p)) {
                let fields = parse(call.param("fields").as_deref(), &["id", "name"])?;
                return page_node(world, page, user, scopes, short, &fields);
            }
            let handle = world.handles.iter().position(|h| h.ig_id == *id);
            let linked = |h: &usize| own.roles.keys().any(|p| world.registry.pages[*p].handle == Some(*h));
            match handle.filter(linked) {
                Some(handle) if granted("instagram_basic") => {
                    instagram_node(world, handle, &parse(call.param("fields").as_deref(), &["id"])?)
                }
                Some(_) => Err(GraphError::permission(&world.switches)),
                None => Err(GraphError::no_object(id)),
            }
        }
        (_, [_, "conversations" | "messages" | "message_attachments" | "subscribed_apps"]) => {
            Err(GraphError::new(210, None, "A page access token is required to request this resource."))
        }
        _ => Err(GraphError::unsupported(call.method.as_str())),
    }
}

/// What a call with a Page's token gets: the Page itself, or the handle that is linked to it.
pub(super) fn as_page(
    world: &mut World,
    page: usize,
    user: usize,
    scopes: Vec<String>,
    call: &Call,
) -> Answer {
    let own = world.registry.pages[page].clone();
    let Some(tasks) = world.registry.users[user].roles.get(&page).cloned() else {
        return Err(GraphError::token(Some(492)));
    };
    let may = |task: &str| tasks.iter().any(|t| t == task || *t == format!("PROFILE_PLUS_{task}"));
    let granted = |scope: &str| scopes.iter().any(|s| s == scope);
    let segments = call.segments();
    let node = segments.first().copied().unwrap_or_default();
    let is_page = node == "me" || node == own.id;
    let handle = own.handle.map(|h| (h, world.handles[h].ig_id.clone()));
    match (&call.method, segments.as_slice()) {
        (&Method::GET, [_]) if is_page => {
            let fields = parse(call.param("fields").as_deref(), &["id", "name"])?;
            return page_node(world, page, user, &scopes, false, &fields);
        }
        (&Method::GET, [_]) if handle.as_ref().is_some_and(|(_, id)| id == node) => {
            if !granted("instagram_basic") {
                return Err(GraphError::permission(&world.switches));
            }
            let fields = parse(call.param("fields").as_deref(), &["id"])?;
            return instagram_node(world, handle.map(|(h, _)| h).unwrap_or_default(), &fields);
        }
        // Seen in the field even when all is well: the Page's edges hang on the Page, not on the handle.
        (_, [_, "conversations" | "messages"]) if handle.as_ref().is_some_and(|(_, id)| id == node) => {
            let words = "Application does not have the capability to make this API call.";
            return Err(GraphError::new(3, None, words));
        }
        (method, [_, "subscribed_apps"]) if is_page => {
            if !granted("pages_manage_metadata") {
                return Err(GraphError::permission(&world.switches));
            }
            return account::page_subscribed_apps(world, page, method, call);
        }
        (&Method::GET, [_, "conversations"]) if is_page => {
            let platform = call.param("platform").unwrap_or_else(|| "messenger".to_owned()).to_lowercase();
            if platform == "messenger" {
                if !may("MESSAGING") || !granted("pages_messaging") {
                    return Err(GraphError::permission(&world.switches));
                }
                return messenger_threads(world, page, call);
            }
        }
        _ => {}
    }
    let Some((handle, _)) = handle else {
        return Err(GraphError::new(100, Some(2_534_013), "The Page is not linked to an Instagram account."));
    };
    if !own.link_verified {
        let words = "The link between the Page and the Instagram account cannot be verified.";
        return Err(GraphError::new(10, Some(2_534_077), words));
    }
    let is_profile = segments.len() == 1 && world.handles[handle].person_named(node).is_some();
    if !may(if is_profile { "MODERATE" } else { "MESSAGING" }) {
        return Err(GraphError::permission(&world.switches));
    }
    super::caller::check_eligible(world, handle)?;
    super::at_handle(world, &Seat { handle, page: Some(page), scopes }, call)
}

/// A node that has its id whatever was asked for: every sample of Meta's shows it (`{"instagram_business_account":{..},
/// "id":".."}`).
fn node_with(id: &str) -> Map<String, Value> {
    Map::from_iter([("id".to_owned(), id.into())])
}

/// The picture of a node as Facebook gives it.
fn picture(world: &World, id: &str) -> Value {
    let url = world.media_url(&Media::Made(format!("h_{id}")));
    json!({"data": {"height": 50, "width": 50, "is_silhouette": false, "url": url}})
}

fn user_node(world: &World, id: &str, name: &str, call: &Call) -> Answer {
    let mut node = node_with(id);
    for field in parse(call.param("fields").as_deref(), &["id", "name"])? {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let value: Value = match field.name.as_str() {
            "id" => id.into(),
            "name" => name.into(),
            "first_name" => first.into(),
            "last_name" => last.into(),
            "picture" => picture(world, id),
            // Needs a scope of its own.
            "email" => continue,
            other => return Err(GraphError::unknown_field(other, "User")),
        };
        node.insert(field.name, value);
    }
    Ok(Value::Object(node))
}

/// `GET /me/accounts`: the Pages on which the user has a role.
fn accounts(world: &mut World, user: usize, scopes: &[String], short: bool, call: &Call) -> Answer {
    let fields =
        parse(call.param("fields").as_deref(), &["access_token", "category", "name", "id", "tasks"])?;
    let wanted = wanted(world, call)?;
    let count = i64::try_from(world.registry.pages.len()).unwrap_or(i64::MAX);
    let roles = world.registry.users[user].roles.keys();
    // The first made comes first: places fall.
    let rows: Vec<_> =
        roles.map(|page| ((count - i64::try_from(*page).unwrap_or_default(), 0), *page)).collect();
    let cut = wanted.cut(rows);
    let mut data = Vec::new();
    for page in &cut.rows {
        data.push(page_node(world, *page, user, scopes, short, &fields)?);
    }
    let address = conversations::address(world, HOST, call, "me/accounts");
    Ok(rows_and_paging(&data, cut.paging(&world.switches, &address)))
}

/// A Page with the asked-for fields; its token is as good as the token it is asked with.
fn page_node(
    world: &mut World,
    page: usize,
    user: usize,
    scopes: &[String],
    short: bool,
    fields: &[Field],
) -> Answer {
    let own = world.registry.pages[page].clone();
    let mut node = node_with(&own.id);
    for field in fields {
        let value: Value = match field.name.as_str() {
            "id" => own.id.clone().into(),
            "name" => own.name.clone().into(),
            "category" => "Brand".into(),
            "category_list" => json!([{"id": "1605186416478696", "name": "Brand"}]),
            "link" => format!("https://www.facebook.com/{}", own.id).into(),
            "picture" => picture(world, &own.id),
            // Nobody here has chosen one; Graph leaves out what is empty.
            "username" | "about" | "website" => continue,
            "access_token" => world.page_token(page, user, scopes, short).into(),
            "tasks" => json!(world.registry.users[user].roles.get(&page)),
            "instagram_business_account" | "connected_instagram_account" => match own.handle {
                Some(handle) => {
                    let id = [Field::plain("id")];
                    let wanted = if field.fields.is_empty() { &id[..] } else { &field.fields };
                    instagram_node(world, handle, wanted)?
                }
                // Absent, not null, when nothing is linked.
                None => continue,
            },
            other => return Err(GraphError::unknown_field(other, "Page")),
        };
        node.insert(field.name.clone(), value);
    }
    Ok(Value::Object(node))
}

/// A professional account as Facebook's side shows it.
fn instagram_node(world: &World, handle: usize, fields: &[Field]) -> Answer {
    let own = &world.handles[handle];
    let typed = world.switches.is("account_type_on_page_login", "present");
    let mut node = node_with(&own.ig_id);
    for field in fields {
        let value: Value = match field.name.as_str() {
            "id" => own.ig_id.clone().into(),
            "username" => own.username.clone().into(),
            "name" => own.name.clone().into(),
            "account_type" if typed => account::account_type(world, handle).into(),
            "profile_picture_url" => world.media_url(&Media::Made(format!("h_{}", own.username))).into(),
            "followers_count" => own.followers_count.into(),
            "follows_count" => own.follows_count.into(),
            "media_count" => own.media_count.into(),
            "biography" | "website" => continue,
            other => return Err(GraphError::unknown_field(other, "IGUser")),
        };
        node.insert(field.name.clone(), value);
    }
    Ok(Value::Object(node))
}

/// The Page's own conversations on Messenger: the counter-probe of section 2.3.
fn messenger_threads(world: &World, page: usize, call: &Call) -> Answer {
    let fields = parse(call.param("fields").as_deref(), &["id", "updated_time", "link"])?;
    let wanted = wanted(world, call)?;
    let own = &world.registry.pages[page];
    let now = world.now_ms();
    let updated = |index: usize| now - 86_400_000 * (index as i64 + 1);
    let cut = wanted.cut((0..own.messenger_threads).map(|index| ((updated(index), 0), index)).collect());
    let mut data = Vec::new();
    for index in &cut.rows {
        let mut node = Map::new();
        for field in &fields {
            let value: Value = match field.name.as_str() {
                "id" => format!("t_{}{index:02}", own.id).into(),
                "updated_time" => graph_time(updated(*index)).into(),
                "link" => format!("/{}/inbox/{index}/", own.id).into(),
                "participants" => json!({"data": [{"name": own.name, "id": own.id}]}),
                "messages" | "senders" => json!({"data": []}),
                "unread_count" | "message_count" => 0.into(),
                "can_reply" => true.into(),
                other => return Err(GraphError::unknown_field(other, "UnifiedThread")),
            };
            node.insert(field.name.clone(), value);
        }
        data.push(Value::Object(node));
    }
    let address = conversations::address(world, HOST, call, &format!("{}/conversations", own.id));
    Ok(rows_and_paging(&data, cut.paging(&world.switches, &address)))
}

/// What part of a list a call asks for.
fn wanted(world: &World, call: &Call) -> Result<Wanted, GraphError> {
    let text = |name: &str| call.param(name);
    let (limit, after, before) = (text("limit"), text("after"), text("before"));
    Wanted::read(&world.switches, limit.as_deref(), after.as_deref(), before.as_deref())
}
