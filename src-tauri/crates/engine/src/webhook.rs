//! What webhooks tell: from a verified body to rows.
//!
//! A body can be about several handles, and about accounts that are none of ours. Each handle's events are written
//! down in one batch; what cannot be understood is listed, and what only names a message is read by its id (`awaited`).

pub(crate) mod awaited;
mod unread;

use std::collections::BTreeMap;

use domain::handle::{Handle, Trouble};
use domain::ids::{Igsid, Mid};
use domain::observation::{Observation, ObservedOwner, Source};
use domain::time::Timestamp;
use graph::webhook::{Content, Ours, WebhookEvent};
use store::StoreError;
use store::handles::{HandleRow, StreamCursor};
use store::undelivered::{Because, Undelivered};

use crate::Engine;
use crate::ingest::{Told, ingest};
use crate::shared::Shared;

/// What became of a body's events. Each event is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Written down, or listed as not understood.
    pub written: usize,
    /// Nothing for an inbox: comments, opt-ins and the like.
    pub passed_over: usize,
    /// About accounts that are not connected here: dropped unstored.
    pub not_ours: usize,
    /// About handles that are off: dropped unstored.
    pub off: usize,
    /// That something changed, without what: the handle is read.
    pub left_out: usize,
    /// The dashboard's test button.
    pub tests: usize,
}

impl Engine {
    /// Takes a webhook body whose signature was verified over its raw bytes. What it tells is on disk when this returns.
    ///
    /// # Errors
    /// As the database says; then give the same body again: what was written before is not written twice.
    pub async fn webhook(&self, body: &[u8]) -> store::Result<Taken> {
        take(self.shared(), body, None).await
    }
}

/// Takes a body. `stream` is the place that it has in the relay's stream: committed with the last of what it tells, so
/// that it is never ahead of it.
pub(crate) async fn take(
    shared: &Shared,
    body: &[u8],
    mut stream: Option<StreamCursor>,
) -> store::Result<Taken> {
    let now = shared.clock.now();
    let handles = shared.store.handles().await?;
    let mut taken = Taken::default();
    let mut by_handle: BTreeMap<usize, Vec<WebhookEvent>> = BTreeMap::new();
    for event in graph::webhook::events_for(body, now, |id| ours(&handles, id)) {
        let handle = match &event.ig_id {
            Some(id) => find(&handles, id.as_str()),
            // A body or an entry of which nothing is understood may be of another product.
            None if matches!(event.content, Content::Unreadable { field: None, .. }) => None,
            None => only(&handles),
        };
        match (&event.content, handle) {
            (Content::Test, _) => taken.tests += 1,
            (_, None) => taken.not_ours += 1,
            (_, Some((_, row))) if !row.on => taken.off += 1,
            (Content::Ignored { .. }, _) => taken.passed_over += 1,
            (Content::ValueLeftOut { .. }, Some((_, row))) => {
                shared.bell(row.id).notify_one();
                taken.left_out += 1;
            }
            (_, Some((index, _))) => by_handle.entry(index).or_default().push(event),
        }
    }
    let last = by_handle.keys().next_back().copied();
    for (index, events) in by_handle {
        let count = events.len();
        let Some(handle) = handles.get(index).map(HandleRow::handle) else { continue };
        let with = stream.clone().filter(|_| Some(index) == last);
        if write(shared, &handle, events, with, now).await? {
            taken.written += count;
            if Some(index) == last {
                stream = None;
            }
        } else {
            taken.off += count;
        }
    }
    // Nothing of the last one was written: only the place moves.
    if let Some(stream) = stream {
        shared.store.set_stream_cursor(stream).await?;
    }
    tracing::debug!(?taken, "a webhook body");
    Ok(taken)
}

/// What is known of the handle that an entry's id names: its app tells what was written here from what another connected
/// tool wrote (lessons, 18).
fn ours<'a>(handles: &'a [HandleRow], id: &str) -> Ours<'a> {
    find(handles, id).map_or_else(Ours::default, |(_, row)| Ours {
        app_id: row.app_id.as_deref(),
        ids: [Some(row.profile.ig_id.as_str()), row.page_id.as_deref(), row.profile.app_scoped_id.as_deref()],
    })
}

/// The handle of an entry, which bears its Instagram id or, with Facebook Login, its Page's. The relay is told of its
/// app-scoped id too, and passes on what bears that.
fn find<'a>(handles: &'a [HandleRow], id: &str) -> Option<(usize, &'a HandleRow)> {
    let all = || handles.iter().enumerate();
    all()
        .find(|(_, row)| row.profile.ig_id.as_str() == id)
        .or_else(|| all().find(|(_, row)| row.page_id.as_deref() == Some(id)))
        .or_else(|| all().find(|(_, row)| row.profile.app_scoped_id.as_deref() == Some(id)))
}

/// Whom an event that names nobody may be about: where several handles are here, nobody knows.
fn only(handles: &[HandleRow]) -> Option<(usize, &HandleRow)> {
    match handles {
        [row] => Some((0, row)),
        _ => None,
    }
}

/// What a handle's events come to.
#[derive(Default)]
struct Sorted {
    observations: Vec<Observation>,
    undelivered: Vec<Undelivered>,
    /// Messages to be read by their ids.
    awaited: Vec<Mid>,
    /// Messages that an event only names: those that are not known are read.
    named: Vec<(Mid, Timestamp)>,
    /// What could not be understood.
    unread: Vec<unread::Item>,
    /// Messages that were edited, with their new texts; unknown ones have to be read.
    edited: Vec<(Mid, Timestamp, String)>,
    /// What Instagram's policy did to the handle last: whether it restricts it now.
    restricted: Option<bool>,
}

/// Writes a handle's events down; `false` when it is off by now.
async fn write(
    shared: &Shared,
    handle: &Handle,
    events: Vec<WebhookEvent>,
    stream: Option<StreamCursor>,
    now: Timestamp,
) -> store::Result<bool> {
    let mut sorted = Sorted::default();
    for event in events {
        sorted.add(event);
    }
    let Sorted { mut observations, mut undelivered, mut awaited, named, unread, edited, restricted } = sorted;
    for (mid, at) in named {
        if !is_known(shared, handle, &mid, &observations).await? {
            undelivered.push(awaited_item(&mid, at));
            awaited.push(mid);
        }
    }
    for item in unread {
        if is_about_known(shared, handle, &item, &observations).await? {
            undelivered.push(item.about_known());
            continue;
        }
        observations.extend(item.row());
        let listed = item.undelivered();
        if listed.why == Because::NoPerson {
            awaited.push(Mid(listed.key.clone()));
        }
        undelivered.push(listed);
    }
    for (mid, at, _) in &edited {
        let comes_along = observations
            .iter()
            .any(|told| matches!(told, Observation::Message(message) if message.mid == *mid));
        if !comes_along && matches!(stored(shared, handle, mid).await?, Stored::Not) {
            undelivered.push(awaited_item(mid, *at));
            awaited.push(mid.clone());
        }
    }
    if !ingest_while_on(shared, handle, &observations, &undelivered, stream.as_ref()).await? {
        return Ok(false);
    }
    for mid in awaited {
        shared.awaited.add(handle.id, mid);
    }
    for (mid, _, text) in edited {
        shared.awaited.add_edit(handle.id, mid, text);
    }
    if let Some(restricted) = restricted {
        restrict(shared, handle, restricted, now).await?;
    }
    Ok(true)
}

/// Writes down what Instagram told by itself, for as long as the handle is on: unlike an answer it was not asked for under
/// an epoch, so that one which began meanwhile takes it too.
async fn ingest_while_on(
    shared: &Shared,
    handle: &Handle,
    observations: &[Observation],
    undelivered: &[Undelivered],
    stream: Option<&StreamCursor>,
) -> store::Result<bool> {
    let mut handle = handle.clone();
    loop {
        let told = Told {
            handle: &handle,
            source: Source::Webhook,
            observations: observations.to_vec(),
            undelivered: undelivered.to_vec(),
            sync: None,
            stream: stream.cloned(),
            quiet: false,
            settles: false,
        };
        if ingest(shared, told).await? {
            return Ok(true);
        }
        match shared.store.handle(handle.id).await?.filter(|row| row.on && row.epoch != handle.epoch) {
            Some(row) => handle = row.handle(),
            None => return Ok(false),
        }
    }
}

/// Whether a message is there already with what it says, or comes along.
async fn is_known(shared: &Shared, handle: &Handle, mid: &Mid, told: &[Observation]) -> store::Result<bool> {
    let comes_along = |observation: &Observation| {
        matches!(observation, Observation::Message(message)
        if message.mid == *mid && !message.body.details_unavailable)
    };
    if told.iter().any(comes_along) {
        return Ok(true);
    }
    match shared.store.message_by_mid(handle.id, mid).await {
        Ok(row) => Ok(row.is_some_and(|row| row.body.as_ref().is_none_or(|body| !body.details_unavailable))),
        Err(StoreError::Unreadable(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether an item that could not be understood names a message that is there already, or comes with it: whatever it says
/// of that message, it is not the message.
async fn is_about_known(
    shared: &Shared,
    handle: &Handle,
    item: &unread::Item,
    told: &[Observation],
) -> store::Result<bool> {
    let Some(mid) = item.mid() else { return Ok(false) };
    let comes_along = |observation: &Observation| {
        matches!(observation, Observation::Message(message)
        if message.mid == mid && !unread::is_placeholder(&message.body))
    };
    if told.iter().any(comes_along) {
        return Ok(true);
    }
    Ok(matches!(stored(shared, handle, &mid).await?, Stored::Message))
}

/// What is known of a message by its id.
enum Stored {
    Not,
    /// That there is one which could not be understood.
    Placeholder,
    /// The message itself. One whose row cannot be read is there.
    Message,
}

async fn stored(shared: &Shared, handle: &Handle, mid: &Mid) -> store::Result<Stored> {
    match shared.store.message_by_mid(handle.id, mid).await {
        Ok(None) => Ok(Stored::Not),
        Ok(Some(row)) if row.body.as_ref().is_some_and(unread::is_placeholder) => Ok(Stored::Placeholder),
        Ok(Some(_)) | Err(StoreError::Unreadable(_)) => Ok(Stored::Message),
        Err(error) => Err(error),
    }
}

/// Says on the handle what Instagram's policy does to it. Another trouble is graver and stays.
async fn restrict(shared: &Shared, handle: &Handle, restricted: bool, now: Timestamp) -> store::Result<()> {
    let row = shared.store.handle(handle.id).await?;
    let was = row.and_then(|row| row.trouble);
    let is = match (was, restricted) {
        (None, true) => Some(Trouble::SendRestricted),
        (Some(Trouble::SendRestricted), false) => None,
        _ => return Ok(()),
    };
    shared.publish(shared.store.set_trouble(handle.id, is, now).await?);
    Ok(())
}

impl Sorted {
    fn add(&mut self, event: WebhookEvent) {
        let WebhookEvent { at, standby, content, .. } = event;
        match content {
            Content::Observation(observation) => {
                // Of a line, its own words say whose the chat is.
                if let Some(person) = person_of(&observation) {
                    let owner = ObservedOwner { person: person.clone(), at, is_another: standby };
                    self.observations.push(Observation::Owner(owner));
                }
                if let Observation::Edit { mid, text, at, .. } = &observation {
                    self.edited.push((mid.clone(), *at, text.clone()));
                }
                self.observations.push(observation);
            }
            Content::Fetch { mid, edited: true, .. } => {
                self.undelivered.push(awaited_item(&mid, at));
                self.awaited.push(mid);
            }
            Content::Fetch { mid, .. } => self.named.push((mid, at)),
            Content::Policy { action, .. } => {
                let action = action.unwrap_or_default();
                self.restricted = match action.to_ascii_lowercase().as_str() {
                    "block" => Some(true),
                    "unblock" => Some(false),
                    _ => self.restricted,
                };
            }
            Content::Unreadable { field, person, raw } => {
                self.unread.push(unread::Item { at, field, person, raw });
            }
            Content::Ignored { .. } | Content::ValueLeftOut { .. } | Content::Test => {}
        }
    }
}

/// A message that is to be read. It is listed until it is there, so that no crash forgets it.
fn awaited_item(mid: &Mid, at: Timestamp) -> Undelivered {
    Undelivered {
        at,
        why: Because::NotFound,
        key: mid.0.clone(),
        field: Some("message_edit".to_owned()),
        raw: None,
    }
}

/// The person of an event that came as the app's own, or on standby.
fn person_of(observation: &Observation) -> Option<&Igsid> {
    match observation {
        Observation::Message(message) => Some(&message.person),
        Observation::Reaction(reaction) => Some(&reaction.person),
        Observation::Seen { person, .. } => Some(person),
        Observation::Edit { person, .. } | Observation::Unsend { person, .. } => person.as_ref(),
        Observation::Line(_)
        | Observation::Owner(_)
        | Observation::Thread(_)
        | Observation::ClosedThread(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::World;

    const NOW: i64 = 1_790_000_000_000;

    fn message(mid: &str) -> Vec<WebhookEvent> {
        let event = json!({ "sender": { "id": "mira" }, "recipient": { "id": "bluekiln" }, "timestamp": NOW,
            "message": { "mid": mid, "text": "Is the blue one left?" } });
        let entry = json!({ "id": "bluekiln", "time": NOW, "messaging": [event] });
        let body = json!({ "object": "instagram", "entry": [entry] }).to_string();
        graph::webhook::events(body.as_bytes(), Timestamp(NOW))
    }

    #[tokio::test]
    async fn what_comes_while_a_handle_is_connected_anew_is_written_down() {
        let world = World::at(NOW).await;
        let (shared, id) = (&world.shared, world.handle("bluekiln", 9).await);
        let before = shared.store.handle(id).await.expect("reads").expect("there").handle();
        let tell = async |mid: &str| {
            write(shared, &before, message(mid), None, Timestamp(NOW)).await.expect("writes")
        };
        let stands = async |mid: &str| {
            shared.store.message_by_mid(id, &Mid::from(mid)).await.expect("reads").is_some()
        };
        // The person signs in again after the handles were read and before this is written.
        world.handle("bluekiln", 9).await;
        assert!(tell("m1").await && stands("m1").await);
        shared.store.set_on(id, false, Timestamp(NOW)).await.expect("writes");
        assert!(!tell("m2").await && !stands("m2").await, "a handle that is off stores nothing");
    }
}
