//! Profiles of people: fetched beside the rounds, a few at a time, and never in the way of a message.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::HandleId;
use domain::time::DAY;
use graph::{Access, GraphError, Retry};
use store::ChangeSet;
use store::people::Person;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
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
/// When nobody is missing it is looked again after the next change, or after this: profiles grow old by themselves.
const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);

/// How a go ended.
enum Gone {
    /// Some were fetched: there may be more.
    On,
    /// Nobody is missing.
    Nobody,
    /// It could not go on.
    Failed,
}

/// Looks after the profiles of one handle's people until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, handle: HandleId, cancel: CancellationToken) {
    let mut changes = shared.listen();
    let looking = async {
        loop {
            // What came before this look, it sees.
            changes = changes.resubscribe();
            let gone = fetch_some(&shared, handle).await;
            tokio::time::sleep(if matches!(gone, Gone::Failed) { AFTER_FAILURE } else { PAUSE }).await;
            if matches!(gone, Gone::Nobody) {
                // Who wrote during the pause is seen at once, and so is whoever writes after it.
                let _ = tokio::time::timeout(LOOK_EVERY, somebody_new(&mut changes, handle)).await;
            }
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        () = looking => {}
    }
}

/// Ends when there may be somebody without a profile.
async fn somebody_new(changes: &mut Receiver<ChangeSet>, handle: HandleId) {
    loop {
        match changes.recv().await {
            Ok(set) if set.lists || !set.conversations.is_empty() || set.handles.contains(&handle) => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

/// Fetches some of the profiles that are missing or old.
async fn fetch_some(shared: &Shared, id: HandleId) -> Gone {
    let stale = shared.clock.now().plus(-PROFILE_AGE_MS);
    let Ok(people) = shared.store.people_needing_profile(id, stale, A_FEW).await else { return Gone::Failed };
    if people.is_empty() {
        return Gone::Nobody;
    }
    for person in people {
        shared.budget.profile(id).await;
        if !fetch(shared, id, person).await {
            return Gone::Failed;
        }
    }
    Gone::On
}

/// Fetches one profile; `false` when nothing more should be asked for now. That Instagram gives none of this person is
/// kept with the person, who is then shown by what is known; anything else says nothing about the person and ends this go.
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
