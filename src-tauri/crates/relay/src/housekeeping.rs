//! What is done now and then: forgetting what everybody has, or nobody fetched.

use std::sync::Arc;
use std::time::Duration;

use crate::clock;
use crate::ingress::callbacks::DeletionNote;
use crate::log::{LogError, Note};
use crate::oauth;
use crate::relay::Relay;

const PAUSE: Duration = Duration::from_secs(20);
/// How long the page of a finished deletion can be looked up, in seconds: 60 days, as long as Meta lists it.
const DELETION_SHOWN: u64 = 60 * 86_400;

/// Runs until the relay closes.
pub async fn run(relay: Arc<Relay>) {
    loop {
        tokio::select! {
            () = relay.closing.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        let done = [once(&relay, relay.clock.now()).await, relay.clock.keep(&*relay.log).await];
        for error in done.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "housekeeping will be tried again");
        }
    }
}

/// One round. What is old is so by the relay's own clock, which shows `now`, in milliseconds since 1970.
///
/// # Errors
/// When the log cannot be used.
pub async fn once(relay: &Relay, now: u64) -> Result<(), LogError> {
    let keep = u64::try_from(relay.config.keep().as_millis()).unwrap_or(u64::MAX);
    let older_than = now.saturating_sub(keep);
    let through = relay.directory().all_have().unwrap_or(0);
    while relay.log.trim(through, older_than, now).await? {
        // Deliveries go first.
        tokio::task::yield_now().await;
    }
    crate::sealer::tidy(&*relay.log, &relay.directory(), older_than, now).await?;
    let seconds = clock::seconds();
    let mut over = Vec::new();
    over.extend(outdated(relay.log.notes("pair/").await?, |note: &crate::laptops::pair::CodeNote| {
        note.until <= seconds
    }));
    over.extend(outdated(relay.log.notes("flow/").await?, |note: &oauth::FlowNote| note.until <= seconds));
    over.extend(outdated(relay.log.notes("claim/").await?, |note: &crate::laptops::claims::ClaimNote| {
        note.until <= seconds
    }));
    over.extend(outdated(relay.log.notes("deletion/").await?, |note: &DeletionNote| {
        note.done.is_some_and(|done| done.saturating_add(DELETION_SHOWN) < seconds)
    }));
    if over.is_empty() { Ok(()) } else { relay.log.remove(over).await }
}

fn outdated<T: serde::de::DeserializeOwned>(
    notes: Vec<Note>,
    is_over: impl Fn(&T) -> bool,
) -> impl Iterator<Item = String> {
    notes
        .into_iter()
        .filter(move |note| serde_json::from_slice(&note.value).map_or(true, |value| is_over(&value)))
        .map(|note| note.key)
}
