//! The Graph API of Instagram Login, as `reference/instagram-platform.md` describes it.

mod account;
mod conversations;
mod error;
mod fields;
mod message;
mod multipart;
mod paging;
mod profile;
mod rate;
mod request;
mod respond;
mod send;
mod token;
mod upload;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response};
use serde_json::Value;

use error::GraphError;
pub(crate) use message::full_reading;
use request::Call;

use crate::fault::{Fault, Seen};
use crate::sandbox::Sandbox;
use crate::world::World;

/// What an endpoint answers when all is well: the JSON body.
pub(crate) type Answer = Result<Value, GraphError>;

/// Any request that is neither control nor media.
pub(crate) async fn serve(State(sandbox): State<Sandbox>, request: Request<Body>) -> Response<Body> {
    let call = match Call::read(request).await {
        Ok(call) => call,
        Err(error) => return sandbox.with(|world| respond::error(world, None, &error)),
    };
    let (handle, fault) = sandbox.with(|world| admit(world, &call));
    if let Some(fault) = &fault
        && let Some(instead) = respond::instead_of_processing(&sandbox, handle, fault).await
    {
        return instead;
    }
    let answer = sandbox.with(|world| dispatch(world, &call));
    respond::after_processing(&sandbox, handle, answer, fault).await
}

/// Counts the call and finds the fault that is meant for it.
fn admit(world: &mut World, call: &Call) -> (Option<usize>, Option<Fault>) {
    let handle = call.token.as_deref().and_then(|t| world.handle_of_token(t)).map(|(handle, _)| handle);
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
        },
        &mut dice,
    );
    world.faults = faults;
    world.dice = dice;
    (handle, fault)
}

/// The name of the endpoint in counters and fault rules.
fn endpoint(world: &World, handle: Option<usize>, call: &Call) -> &'static str {
    match call.segments().as_slice() {
        ["refresh_access_token"] => "refresh",
        ["access_token"] | ["oauth", "access_token"] => "exchange",
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
    match (&call.method, call.segments().as_slice()) {
        (&Method::GET, ["refresh_access_token"]) => return token::refresh(world, call),
        (&Method::GET, ["access_token"] | ["oauth", "access_token"]) => return token::exchange(world, call),
        _ => {}
    }
    let handle = token::authenticate(world, call)?;
    match (&call.method, call.segments().as_slice()) {
        (&Method::GET, ["me"]) => account::read(world, handle, call),
        (&Method::GET, [node, "conversations"]) => {
            account::check_own(world, handle, node)?;
            conversations::list(world, handle, call)
        }
        (&Method::POST, [node, "messages"]) => {
            account::check_own(world, handle, node)?;
            send::send(world, handle, call)
        }
        (&Method::POST, [node, "message_attachments" | "messageattachments"]) => {
            account::check_own(world, handle, node)?;
            upload::upload(world, call)
        }
        (&Method::GET, [thread, "messages"]) => conversations::messages(world, handle, thread, call),
        (method, [node, "subscribed_apps"]) => {
            account::check_own(world, handle, node)?;
            account::subscribed_apps(world, handle, method, call)
        }
        (&Method::GET, [id]) => node(world, handle, id, call),
        _ => Err(GraphError::unsupported(call.method.as_str())),
    }
}

/// `GET /{id}`: the handle itself, a thread, a message or a person.
fn node(world: &mut World, handle: usize, id: &str, call: &Call) -> Answer {
    if account::is_own(world, handle, id) {
        account::read(world, handle, call)
    } else if let Some(thread) = world.thread_of_handle(handle, id) {
        conversations::thread(world, handle, thread, call)
    } else if world.thread_with_message(handle, id).is_some() {
        conversations::message(world, handle, id, call)
    } else {
        profile::read(world, handle, id, call)
    }
}
