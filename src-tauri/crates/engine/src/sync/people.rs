//! Profiles of people: fetched beside the rounds, a few at a time, and never in the way of a message.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::HandleId;
use domain::time::DAY;
use graph::{Access, GraphError, Retry};
use store::people::Person;
use tokio_util::sync::CancellationToken;

use super::failure;
use crate::shared::Shared;

/// Profiles fetched in one go.
const A_FEW: u32 = 40;
/// Profiles older than this are fetched again: pictures expire within days.
const PROFILE_AGE_MS: i64 = 3 * DAY;
/// The pause between two goes: people who just wrote are named soon.
const PAUSE: Duration = Duration::from_secs(4);
/// The pause after one that did not work.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Looks after the profiles of one handle's people until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, handle: HandleId, cancel: CancellationToken) {
    loop {
        let pause = tokio::select! {
            () = cancel.cancelled() => return,
            done = fetch_some(&shared, handle) => if done { PAUSE } else { AFTER_FAILURE },
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Fetches some of the profiles that are missing or old; `false` when it could not go on.
async fn fetch_some(shared: &Shared, id: HandleId) -> bool {
    let stale = shared.clock.now().plus(-PROFILE_AGE_MS);
    let Ok(people) = shared.store.people_needing_profile(id, stale, A_FEW).await else { return false };
    for person in people {
        shared.budget.profile(id).await;
        if !fetch(shared, id, person).await {
            return false;
        }
    }
    true
}

/// Fetches one profile. That Instagram gives none of this person is kept with the person, who is then shown by what is
/// known; anything else says nothing about the person and ends this go.
async fn fetch(shared: &Shared, id: HandleId, person: Person) -> bool {
    let Ok(Some(row)) = shared.store.handle(id).await else { return false };
    // While nothing can be read nothing else is asked for: it would only add to what is wrong.
    if !row.on || row.trouble.is_some_and(|trouble| !trouble.still_receives()) {
        return false;
    }
    let handle = row.handle();
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return false };
    let answer = match shared.client.profile(Access::of(&handle, &token), &person.igsid).await {
        Ok(reply) => Ok(reply.value),
        Err(error) if is_about_the_person(&error) => Err(error.to_string()),
        Err(error) => {
            failure::heed_throttle(shared, id, &error).await;
            return false;
        }
    };
    match shared.store.save_profile(person.id, answer, shared.clock.now()).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a profile was not written down"),
    }
    true
}

fn is_about_the_person(error: &GraphError) -> bool {
    error.api().is_some() && matches!(error.retry(), Retry::Drop | Retry::Tell | Retry::Config)
}
