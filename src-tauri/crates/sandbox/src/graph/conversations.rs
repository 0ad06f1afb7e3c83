//! The Conversations API (reference, section 3).

use std::cmp::Reverse;

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::caller::Seat;
use super::fields::{Field, parse, written};
use super::paging::{Page, Place, Wanted, list as rows_and_paging};
use super::{Answer, Call, GraphError, message, rate};
use crate::clock::graph_time;
use crate::window::Window;
use crate::world::{Message, World};

const DEFAULTS: &[&str] = &["id", "updated_time"];

/// `GET /{me|ig-id|page-id}/conversations`: most recent first.
pub(crate) fn list(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    let handle = seat.handle;
    rate::conversations_call(world, seat)?;
    let world = &*world;
    let fields = parse(call.param("fields").as_deref(), DEFAULTS)?;
    let platform = call.param("platform").unwrap_or_else(|| "instagram".to_owned());
    if !["instagram", "messenger"].contains(&platform.to_lowercase().as_str()) {
        return Err(GraphError::parameter("Param platform must be one of {INSTAGRAM, MESSENGER}"));
    }
    if call.param("folder").is_some() && world.switches.is("folder_parameter", "rejected") {
        return Err(GraphError::parameter("Param folder is not supported"));
    }
    if !world.lets_in(handle, seat.page.is_some()) {
        return if world.switches.is("access_off", "empty") {
            Ok(json!({"data": []}))
        } else {
            Err(GraphError::access_off())
        };
    }
    let wanted = Wanted::read(
        &world.switches,
        call.param("limit").as_deref(),
        call.param("after").as_deref(),
        call.param("before").as_deref(),
    )?;
    let threads =
        if platform.eq_ignore_ascii_case("messenger") { Vec::new() } else { listed(world, handle, call) };
    let page = wanted.cut(threads);
    let rows: Result<Vec<Value>, GraphError> =
        page.rows.iter().map(|thread| conversation(world, seat, *thread, &fields, call)).collect();
    let address = address(world, seat.host(), call, &format!("{}/conversations", seat.node(world)));
    Ok(rows_and_paging(&rows?, page.paging(&world.switches, &address)))
}

/// The handle's visible threads, newest first.
fn listed(world: &World, handle: usize, call: &Call) -> Vec<(Place, usize)> {
    let now = world.now_ms();
    let user = call.param("user_id");
    let bound = |name: &str| {
        call.param(name)
            .filter(|_| world.switches.is("updated_after_ms", "honoured"))
            .and_then(|text| text.parse::<i64>().ok())
    };
    let (after, before) = (bound("updated_after_ms"), bound("updated_before_ms"));
    let mut rows: Vec<(Place, usize)> = world.handles[handle]
        .people
        .iter()
        .filter(|person| user.as_deref().is_none_or(|wanted| wanted == person.igsid))
        .filter(|person| world.may_be_answered(handle, &person.igsid))
        .filter_map(|person| Some((person, person.thread?)))
        .filter(|(person, thread)| world.threads[*thread].listed(person.follows, now))
        .map(|(_, thread)| ((world.threads[thread].updated_ms, thread as u64), thread))
        .filter(|((updated, _), _)| after.is_none_or(|a| *updated > a) && before.is_none_or(|b| *updated < b))
        .collect();
    rows.sort_unstable_by_key(|(place, _)| Reverse(*place));
    rows
}

/// `GET /{thread-id}`.
pub(crate) fn thread(world: &mut World, seat: &Seat, thread: usize, call: &Call) -> Answer {
    rate::conversations_call(world, seat)?;
    check_access(world, seat)?;
    let fields = parse(call.param("fields").as_deref(), DEFAULTS)?;
    conversation(world, seat, thread, &fields, call)
}

/// `GET /{thread-id}/messages`.
pub(crate) fn messages(world: &mut World, seat: &Seat, id: &str, call: &Call) -> Answer {
    let handle = seat.handle;
    rate::conversations_call(world, seat)?;
    check_access(world, seat)?;
    let thread = world.thread_of_handle(handle, id).ok_or_else(|| GraphError::no_object(id))?;
    let edge = Field {
        name: "messages".to_owned(),
        modifiers: ["limit", "after", "before"]
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), call.param(name)?)))
            .collect(),
        fields: parse(call.param("fields").as_deref(), message::DEFAULTS)?,
    };
    message_page(world, seat, thread, &edge, call)
}

/// `GET /{message-id}`: only of the newest 20.
pub(crate) fn message(world: &mut World, seat: &Seat, mid: &str, call: &Call) -> Answer {
    let handle = seat.handle;
    rate::conversations_call(world, seat)?;
    check_access(world, seat)?;
    let fields = parse(call.param("fields").as_deref(), message::DEFAULTS)?;
    let (thread, found) = world.message(handle, mid).ok_or_else(|| GraphError::no_object(mid))?;
    let unsent_count = world.switches.is("newest_20_counts_unsent", "yes");
    let from = world.threads[thread].readable_from(unsent_count);
    let readable = world.threads[thread].messages.iter().skip(from).any(|m| m.mid == found.mid);
    if found.unsent || !readable {
        return Err(GraphError::details_gone(&world.switches));
    }
    message::reading(world, thread, found, &fields)
}

fn check_access(world: &World, seat: &Seat) -> Result<(), GraphError> {
    if world.lets_in(seat.handle, seat.page.is_some()) { Ok(()) } else { Err(GraphError::access_off()) }
}

/// A conversation with the asked-for fields, and its id in any case: the sample of a thread asks for `messages` alone and
/// has it (reference, section 3).
fn conversation(world: &World, seat: &Seat, thread: usize, fields: &[Field], call: &Call) -> Answer {
    let own = &world.threads[thread];
    let more = world.switches.is("thread_model_fields", "accepted");
    let mut node = Map::from_iter([("id".to_owned(), json!(&*own.id))]);
    for field in fields {
        let value = match field.name.as_str() {
            "id" => json!(&*own.id),
            "updated_time" => graph_time(own.updated_ms).into(),
            "participants" => {
                let both = message::participants(world, thread);
                let both: Result<Vec<Value>, GraphError> = both
                    .into_iter()
                    .map(|user| super::fields::project(user, &field.fields, message::people(world), "IGUser"))
                    .collect();
                json!({ "data": both? })
            }
            "senders" if more => json!({"data": message::participants(world, thread)}),
            "messages" => message_page(world, seat, thread, field, call)?,
            // Only there when Conversation Routing is on, which it is not here.
            "is_owner" => continue,
            "unread_count" if more => {
                let unread = |m: &&Message| m.inbound() && m.at_ms > own.seen_by_business_ms;
                own.messages.iter().filter(unread).count().into()
            }
            "can_reply" if more => (own.window(world.now_ms()) == Window::Open).into(),
            "message_count" if more => own.messages.len().into(),
            "snippet" if more => match own.messages.last().and_then(|m| m.text.clone()) {
                Some(text) => text.into(),
                None => continue,
            },
            // Known to the model, and empty on Instagram.
            "folder"
            | "former_participants"
            | "is_subscribed"
            | "link"
            | "name"
            | "scoped_thread_key"
            | "subject"
            | "wallpaper"
                if more =>
            {
                continue;
            }
            other => return Err(GraphError::unknown_field(other, "IGThread")),
        };
        node.insert(field.name.clone(), value);
    }
    Ok(Value::Object(node))
}

/// The `messages` edge of a thread, newest first; details only of the newest 20.
fn message_page(world: &World, seat: &Seat, thread: usize, edge: &Field, call: &Call) -> Answer {
    let fields = if edge.fields.is_empty() { parse(None, message::DEFAULTS)? } else { edge.fields.clone() };
    let switches = &world.switches;
    let wanted =
        Wanted::read(switches, edge.modifier("limit"), edge.modifier("after"), edge.modifier("before"))?;
    let own = &world.threads[thread];
    let readable_from = own.readable_from(switches.is("newest_20_counts_unsent", "yes"));
    let unsent_listed = switches.is("unsent_in_list", "id_only");
    let rows: Vec<(Place, (usize, &Message))> = own
        .messages
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, m)| unsent_listed || !m.unsent)
        .map(|(index, m)| ((m.at_ms, index as u64), (index, m)))
        .collect();
    let page: Page<(usize, &Message)> = wanted.cut(rows);
    let mut data = Vec::with_capacity(page.rows.len());
    for (index, found) in &page.rows {
        let plain: Vec<Field> =
            fields.iter().filter(|f| message::DEFAULTS.contains(&f.name.as_str())).cloned().collect();
        let details = plain.len() < fields.len();
        data.push(if *index >= readable_from && !found.unsent {
            message::reading(world, thread, found, &fields)?
        } else if !details || switches.is("beyond_newest_20", "id_and_time") {
            message::reading(world, thread, found, &plain)?
        } else if switches.is("beyond_newest_20", "error") {
            return Err(GraphError::details_gone(switches));
        } else {
            json!({"id": &*found.mid})
        });
    }
    // The edge's own parameters: those of the call may be about a list around it.
    let chosen = written(&edge.fields);
    let parameters = [("fields", chosen.as_str()), ("limit", edge.modifier("limit").unwrap_or_default())];
    let parameters = parameters.into_iter().filter(|(_, value)| !value.is_empty());
    let address = address_of(world, seat.host(), call, &format!("{}/messages", own.id), parameters);
    Ok(rows_and_paging(&data, page.paging(switches, &address)))
}

/// The address of a list without its cursors: at Meta's host, or where the caller found the sandbox, so that whoever
/// follows it stays here.
pub(super) fn address(world: &World, host: &str, call: &Call, path: &str) -> String {
    address_of(world, host, call, path, call.query_without(&["after", "before"]))
}

/// The address of a list with these parameters.
fn address_of<'a>(
    world: &World,
    host: &str,
    call: &Call,
    path: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let host = call.found_at.as_deref().unwrap_or(host);
    let version = call.version.as_deref().unwrap_or("v26.0");
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    if world.switches.is("paging_next_token", "present")
        && let Some(token) = &call.token
    {
        query.append_pair("access_token", token);
    }
    let query = query.finish();
    if query.is_empty() {
        format!("{host}/{version}/{path}")
    } else {
        format!("{host}/{version}/{path}?{query}")
    }
}
