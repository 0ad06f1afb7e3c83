//! What webhooks tell: from a verified body to rows.
//!
//! A body can be about several handles, and about accounts that are none of ours. Each handle's events are written
//! down in one batch; what cannot be understood is listed, and what only names a message is read by its id (`awaited`).

pub(crate) mod awaited;
mod unread;

use std::collections::{BTreeMap, BTreeSet};

use domain::handle::{Handle, Trouble};
use domain::ids::{Igsid, Mid};
use domain::observation::{Observation, ObservedOwner, Source};
use domain::time::Timestamp;
use graph::webhook::{Content, WebhookEvent};
use store::handles::HandleRow;
use store::undelivered::{Because, Undelivered};

use crate::Engine;
use crate::ingest::{Told, ingest};
use crate::shared::Shared;

/// The setting that keeps when the dashboard's test last arrived.
const TEST_AT: &str = "webhook_test_at";

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
    /// The dashboard's test button.
    pub tests: usize,
}

impl Engine {
    /// Takes a webhook body whose signature was verified over its raw bytes. What it tells is on disk when this returns.
    ///
    /// # Errors
    /// As the database says; then give the same body again: what was written before is not written twice.
    pub async fn webhook(&self, body: &[u8]) -> store::Result<Taken> {
        take(self.shared(), body).await
    }

    /// When the dashboard's test last arrived, by our clock.
    ///
    /// # Errors
    /// As the database says.
    pub async fn webhook_test(&self) -> store::Result<Option<Timestamp>> {
        let kept = self.shared().store.setting(TEST_AT).await?;
        Ok(kept.and_then(|text| text.parse().ok()).map(Timestamp))
    }
}

async fn take(shared: &Shared, body: &[u8]) -> store::Result<Taken> {
    let now = shared.clock.now();
    let handles = shared.store.handles().await?;
    let mut taken = Taken::default();
    let mut by_handle: BTreeMap<usize, Vec<WebhookEvent>> = BTreeMap::new();
    for event in events(body, now, &handles) {
        match (&event.content, find(&handles, &event)) {
            (Content::Test, _) => taken.tests += 1,
            (_, None) => taken.not_ours += 1,
            (_, Some((_, row))) if !row.on => taken.off += 1,
            (Content::Ignored { .. }, _) => taken.passed_over += 1,
            (_, Some((index, _))) => by_handle.entry(index).or_default().push(event),
        }
    }
    for (index, events) in by_handle {
        let count = events.len();
        let Some(handle) = handles.get(index).map(HandleRow::handle) else { continue };
        if write(shared, &handle, events, now).await? {
            taken.written += count;
        } else {
            taken.off += count;
        }
    }
    if taken.tests > 0 {
        shared.store.set_setting(TEST_AT, Some(now.0.to_string())).await?;
    }
    tracing::debug!(?taken, "a webhook body");
    Ok(taken)
}

/// The events of a body, each read with the knowledge of its handle's Meta app: that tells what was written here from
/// what another connected tool wrote (lessons, 18). Nearly always all handles have one app.
fn events(body: &[u8], now: Timestamp, handles: &[HandleRow]) -> Vec<WebhookEvent> {
    let mut events = graph::webhook::events(body, now);
    let apps: BTreeSet<&str> = handles.iter().filter_map(|row| row.app_id.as_deref()).collect();
    for app in apps {
        // The same items in the same order, whichever app reads them.
        let read = graph::webhook::events_for_app(body, now, Some(app));
        for (event, read) in events.iter_mut().zip(read) {
            if find(handles, event).is_some_and(|(_, row)| row.app_id.as_deref() == Some(app)) {
                *event = read;
            }
        }
    }
    events
}

/// The handle of an entry, which bears its Instagram id or, with Facebook Login, its Page's.
fn find<'a>(handles: &'a [HandleRow], event: &WebhookEvent) -> Option<(usize, &'a HandleRow)> {
    let id = event.ig_id.as_ref()?;
    let all = || handles.iter().enumerate();
    all()
        .find(|(_, row)| row.profile.ig_id == *id)
        .or_else(|| all().find(|(_, row)| row.page_id.as_deref() == Some(id.as_str())))
}

/// What a handle's events come to.
#[derive(Default)]
struct Sorted {
    observations: Vec<Observation>,
    undelivered: Vec<Undelivered>,
    /// Messages to be read by their ids.
    awaited: Vec<Mid>,
    /// Messages that were edited; unknown ones have to be read.
    edited: Vec<(Mid, Timestamp)>,
    /// What Instagram's policy did to the handle last: whether it restricts it now.
    restricted: Option<bool>,
}

/// Writes a handle's events down; `false` when it was switched off meanwhile.
async fn write(
    shared: &Shared,
    handle: &Handle,
    events: Vec<WebhookEvent>,
    now: Timestamp,
) -> store::Result<bool> {
    let mut sorted = Sorted::default();
    for event in events {
        sorted.add(event);
    }
    let Sorted { observations, undelivered, mut awaited, edited, restricted } = sorted;
    let told = |observations, undelivered| Told {
        handle,
        source: Source::Webhook,
        observations,
        undelivered,
        sync: None,
        quiet: false,
    };
    if !ingest(shared, told(observations, undelivered)).await? {
        return Ok(false);
    }
    let mut orphans = Vec::new();
    for (mid, at) in edited {
        if shared.store.message_by_mid(handle.id, &mid).await?.is_none() {
            orphans.push(awaited_item(&mid, at));
            awaited.push(mid);
        }
    }
    if !orphans.is_empty() {
        ingest(shared, told(Vec::new(), orphans)).await?;
    }
    for mid in awaited {
        shared.awaited.add(handle.id, mid);
    }
    if let Some(restricted) = restricted {
        restrict(shared, handle, restricted, now).await?;
    }
    Ok(true)
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
                if let Observation::Edit { mid, at, .. } = &observation {
                    self.edited.push((mid.clone(), *at));
                }
                self.observations.push(observation);
            }
            Content::Fetch { mid, .. } => {
                self.undelivered.push(awaited_item(&mid, at));
                self.awaited.push(mid);
            }
            Content::Policy { action, .. } => {
                let action = action.unwrap_or_default();
                self.restricted = match action.to_ascii_lowercase().as_str() {
                    "block" => Some(true),
                    "unblock" => Some(false),
                    _ => self.restricted,
                };
            }
            Content::Unreadable { field, person, raw } => {
                let item = unread::Item { at, field, person, raw: &raw };
                self.observations.extend(item.row());
                let undelivered = item.undelivered();
                if undelivered.why == Because::NoPerson {
                    self.awaited.push(Mid(undelivered.key.clone()));
                }
                self.undelivered.push(undelivered);
            }
            Content::Ignored { .. } | Content::Test => {}
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
