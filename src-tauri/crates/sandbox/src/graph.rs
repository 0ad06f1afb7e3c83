//! The Graph API of both logins, as `reference/instagram-platform.md` describes it.

mod account;
mod batch;
mod brackets;
mod caller;
mod conversations;
mod edges;
mod error;
mod facebook;
mod fields;
mod host;
mod message;
mod messenger_profile;
mod moderation;
mod multipart;
mod paging;
mod profile;
pub(crate) mod rate;
mod relaxed;
mod request;
mod respond;
mod routing;
mod send;
mod subscriptions;
pub(crate) mod token;
mod upload;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response};
use serde_json::{Map, Value};

pub(crate) use account::account_type;
use caller::{Caller, Seat};
pub(crate) use error::{GraphError, Twist};
pub(crate) use host::Host;
pub(crate) use message::full_reading;
use rate::Reached;
pub(crate) use request::Call;

use crate::fault::{Fault, Seen};
use crate::oauth;
use crate::sandbox::Sandbox;
use crate::world::World;

/// What an endpoint answers when all is well: the JSON body.
pub(crate) type Answer = Result<Value, GraphError>;

/// Any request that is neither control nor media.
pub(crate) async fn serve(State(sandbox): State<Sandbox>, request: Request<Body>) -> Response<Body> {
    let (head, options) = (request.method() == Method::HEAD, request.method() == Method::OPTIONS);
    if options {
        return respond::options();
    }
    let answer = answer(&sandbox, request).await;
    if head { answer.map(|_| Body::empty()) } else { answer }
}

async fn answer(sandbox: &Sandbox, request: Request<Body>) -> Response<Body> {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(error) => return sandbox.with(|world| respond::error(world, Reached::default(), &error)),
    };
    let mut response = respond_to(sandbox, &call).await;
    respond::in_version(&mut response, call.version.as_deref());
    response
}

async fn respond_to(sandbox: &Sandbox, call: &Call) -> Response<Body> {
    if let Some(answers) = batch::serve(sandbox, call).await {
        return answers;
    }
    let (reached, fault) = sandbox.with(|world| admit(world, call));
    if let Some(fault) = &fault
        && let Some(instead) = respond::instead_of_processing(sandbox, reached, fault).await
    {
        return instead;
    }
    if let Some(page) = sandbox.with(|world| oauth::serve(world, call)) {
        return page;
    }
    let answer = match subscriptions::serve(sandbox, call).await {
        Some(answer) => answer,
        None => sandbox.with(|world| dispatch(world, call)),
    };
    respond::after_processing(sandbox, reached, answer, fault).await
}

/// Counts the call and finds the fault that is meant for it.
fn admit(world: &mut World, call: &Call) -> (Reached, Option<Fault>) {
    let reached = caller::reached(world, call);
    let handle = reached.handle;
    let endpoint = endpoint(world, handle, call);
    world.count_call(handle, endpoint);
    let mut faults = std::mem::take(&mut world.faults);
    let mut dice = world.dice.clone();
    let fault = faults.take(
        Seen {
            handle: handle.map(|h| (world.handles[h].ig_id.as_str(), world.handles[h].username.as_str())),
            method: call.method.as_str(),
            path: &call.path,
            endpoint,
            further: call.param("after").is_some(),
        },
        &mut dice,
    );
    world.faults = faults;
    world.dice = dice;
    (reached, fault)
}

/// The name of the endpoint in counters and fault rules.
fn endpoint(world: &World, handle: Option<usize>, call: &Call) -> &'static str {
    match call.segments().as_slice() {
        ["refresh_access_token"] => "refresh",
        ["access_token"] | ["oauth", "access_token"] => "exchange",
        ["oauth", "authorize"] | ["dialog", "oauth"] => "authorize",
        ["debug_token"] => "debug_token",
        [_, "accounts"] => "accounts",
        [_, "permissions"] => "permissions",
        [_, "conversations"] => "conversations",
        [_, "messages"] if call.method == Method::POST => "send",
        [_, "messages"] => "thread_messages",
        [_, "subscribed_apps"] => "subscribed_apps",
        [_, "message_attachments" | "messageattachments"] => "upload",
        ["me"] => "me",
        [id] => match handle {
            Some(h) if account::is_own(world, h, id) => "me",
            Some(h) if world.thread_of_handle(h, id).is_some() => "thread",
            Some(h) if world.thread_with_message(h, id).is_some() => "message",
            _ => "profile",
        },
        _ => "other",
    }
}

/// Answers a call that nothing was done to.
fn dispatch(world: &mut World, call: &Call) -> Answer {
    if let Some(answer) = oauth::exchange::serve(world, call) {
        // That host has a shape of its own for whatever it refuses.
        return answer.map_err(|error| {
            if call.host == Host::ApiInstagram { error.at_the_other_host() } else { error }
        });
    }
    if call.host == Host::ApiInstagram {
        return Err(GraphError::of_the_other_host("Sorry, this page isn't available."));
    }
    let caller = caller::identify(world, call)?;
    rate::app_call(world)?;
    let of_many = call.segments().is_empty() && call.method == Method::GET;
    if let Some(ids) = call.value("ids").filter(|_| of_many) {
        let mut nodes = Map::new();
        for id in named(&ids) {
            nodes.insert(id.clone(), as_caller(world, &caller, &call.at(&[&id]))?);
        }
        return Ok(Value::Object(nodes));
    }
    as_caller(world, &caller, call)
}

/// The ids of a call of many: with commas between them, or as a list.
fn named(ids: &Value) -> Vec<String> {
    match ids {
        Value::Array(ids) => ids.iter().filter_map(send::id_in).collect(),
        Value::String(ids) => {
            ids.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect()
        }
        other => send::id_in(other).into_iter().collect(),
    }
}

fn as_caller(world: &mut World, caller: &Caller, call: &Call) -> Answer {
    let apart = if call.method == Method::GET { edges::apart(call)? } else { None };
    let Some(apart) = apart else { return answered(world, caller, call) };
    let mut node = answered(world, caller, &apart.node)?;
    for (edge, at_edge) in apart.edges {
        node[edge] = answered(world, caller, &at_edge)?;
    }
    Ok(node)
}

fn answered(world: &mut World, caller: &Caller, call: &Call) -> Answer {
    match caller {
        Caller::Handle(seat) => at_handle(world, seat, call),
        Caller::Page { page, user, scopes } => facebook::as_page(world, *page, *user, scopes.clone(), call),
        Caller::User { user, scopes, short } => facebook::as_user(world, *user, scopes, *short, call),
    }
}

/// What a call about a handle gets, whichever login it came by.
fn at_handle(world: &mut World, seat: &Seat, call: &Call) -> Answer {
    let handle = seat.handle;
    let reads =
        |world: &World| seat.needs(world, "instagram_business_manage_messages", "instagram_manage_messages");
    match (&call.method, call.segments().as_slice()) {
        (&Method::GET, ["me"]) => account::read(world, handle, call),
        (&Method::GET, [node, "conversations"]) => {
            account::check_own(world, seat, node)?;
            reads(world)?;
            conversations::list(world, seat, call)
        }
        (&Method::POST, [node, "messages"]) => {
            account::check_own(world, seat, node)?;
            send::send(world, seat, call)
        }
        (&Method::POST, [node, edge @ ("message_attachments" | "messageattachments")]) => {
            account::check_own(world, seat, node)?;
            if !upload::is_edge(world, seat, edge) {
                return Err(GraphError::unsupported("post"));
            }
            reads(world)?;
            upload::upload(world, seat, call)
        }
        (&Method::GET, [node, "business_messaging_feature_status"]) => {
            account::check_own(world, seat, node)?;
            account::feature_status(world, handle, call)
        }
        (method, [node, "messenger_profile"]) => {
            account::check_own(world, seat, node)?;
            reads(world)?;
            messenger_profile::serve(world, seat, method, call)
        }
        (&Method::POST, [node, "moderate_conversations"]) => {
            account::check_own(world, seat, node)?;
            reads(world)?;
            moderation::moderate(world, seat, call)
        }
        (&Method::GET, [node, "thread_owner"]) => {
            account::check_own(world, seat, node)?;
            reads(world)?;
            routing::owner(world, seat, call)
        }
        (&Method::POST, [node, how]) if routing::MOVES.contains(how) => {
            account::check_own(world, seat, node)?;
            reads(world)?;
            routing::hand_over(world, seat, how, call)
        }
        (&Method::GET, [thread, "messages"]) => {
            reads(world)?;
            conversations::messages(world, seat, thread, call)
        }
        (method, [node, "subscribed_apps"]) => {
            account::check_own(world, seat, node)?;
            account::subscribed_apps(world, handle, method, call)
        }
        (&Method::GET, [id]) => node(world, seat, id, call),
        _ => Err(GraphError::unsupported(call.method.as_str())),
    }
}

/// `GET /{id}`: the handle itself, a thread, a message or a person.
fn node(world: &mut World, seat: &Seat, id: &str, call: &Call) -> Answer {
    let handle = seat.handle;
    if account::is_own(world, handle, id) {
        return account::read(world, handle, call);
    }
    seat.needs(world, "instagram_business_manage_messages", "instagram_manage_messages")?;
    if let Some(thread) = world.thread_of_handle(handle, id) {
        conversations::thread(world, seat, thread, call)
    } else if world.thread_with_message(handle, id).is_some() {
        conversations::message(world, seat, id, call)
    } else {
        seat.needs_of_page(world, profile::SCOPES)?;
        profile::read(world, handle, id, call)
    }
}
