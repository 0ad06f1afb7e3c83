//! The truth about threads, for comparing with what an app believes.

use axum::extract::{Query, State};
use axum::response::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, handle_named};
use crate::graph::full_reading;
use crate::sandbox::Sandbox;
use crate::world::World;

#[derive(Debug, Deserialize)]
pub(crate) struct Which {
    handle: Option<String>,
    person: Option<String>,
}

/// `GET /threads?handle=&person=`: every thread with every message, oldest first, whatever Graph would show.
pub(crate) async fn threads(State(sandbox): State<Sandbox>, Query(which): Query<Which>) -> Done {
    sandbox.with(|world| {
        let only = which.handle.as_deref().map(|name| handle_named(world, name)).transpose()?;
        let rows: Vec<Value> = (0..world.threads.len())
            .filter(|index| only.is_none_or(|handle| world.threads[*index].handle == handle))
            .filter(|index| {
                let person = world.person(*index);
                which.person.as_deref().is_none_or(|p| p == person.igsid || p == person.username)
            })
            .map(|index| row(world, index))
            .collect();
        Ok(Json(json!({ "threads": rows })))
    })
}

fn row(world: &World, index: usize) -> Value {
    let thread = &world.threads[index];
    let person = world.person(index);
    let messages: Vec<Value> = thread
        .messages
        .iter()
        .map(|message| {
            json!({
                "mid": &*message.mid,
                "at_ms": message.at_ms,
                "origin": message.origin,
                "text": message.text,
                "unsent": message.unsent,
                "edits": message.edits,
                "human_agent": message.human_agent,
                "graph": full_reading(world, index, message),
            })
        })
        .collect();
    json!({
        "id": &*thread.id,
        "handle": world.handles[thread.handle].ig_id,
        "person": person.igsid,
        "username": person.username,
        "name": person.name,
        "updated_ms": thread.updated_ms,
        "opener_ms": thread.opener_ms,
        "seen_by_person_ms": thread.seen_by_person_ms,
        "seen_by_business_ms": thread.seen_by_business_ms,
        "messages": messages,
    })
}
