//! Profiles of people: fetched beside the rounds, a few at a time, and never in the way of a message.

mod put_off;

use std::sync::Arc;
use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::time::{DAY, Timestamp};
use graph::{Access, ApiErrorKind, GraphError, Retry};
use store::ChangeSet;
use store::handles::HandleRow;
use store::people::Person;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use self::put_off::PutOff;
use super::failure;
use crate::shared::Shared;

/// Profiles fetched in one go.
const A_FEW: u32 = 40;
/// Profiles older than this are fetched again: pictures expire within days.
const PROFILE_AGE_MS: i64 = 3 * DAY;
/// The pause between two looks while something changes: people who just wrote are named soon.
const PAUSE: Duration = Duration::from_secs(4);
/// The same while nothing does: profiles grow old by themselves, and what failed is tried again.
const QUIET_PAUSE: Duration = Duration::from_secs(60);
/// The pause after profiles could not be fetched.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Looks whose people are without a profile until cancelled: once for all handles, so that fifty quiet ones cost no more
/// than one.
pub(crate) async fn look(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut changes = shared.listen();
    loop {
        changes = changes.resubscribe();
        if let Err(error) = ring(&shared).await {
            tracing::warn!(%error, "people without a profile are not known");
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = change(&mut changes) => {}
            () = tokio::time::sleep(QUIET_PAUSE) => {}
        }
    }
}

/// Waits for a change, and until what comes with it is there.
async fn change(changes: &mut Receiver<ChangeSet>) {
    if let Err(RecvError::Closed) = changes.recv().await {
        return std::future::pending().await;
    }
    tokio::time::sleep(PAUSE).await;
}

async fn ring(shared: &Shared) -> store::Result<()> {
    let waiting = shared.store.handles_needing_profiles(stale_before(shared)).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    for row in shared.store.handles().await? {
        if waiting.contains(&row.id) && may_ask(&row) {
            shared.people(row.id).notify_one();
        }
    }
    Ok(())
}

/// Fetches the profiles of one handle's people, whenever some are missing, until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, handle: HandleId, cancel: CancellationToken) {
    let missing = shared.people(handle);
    let fetching = async {
        let mut put_off = PutOff::default();
        loop {
            missing.notified().await;
            if !fetch_some(&shared, handle, &mut put_off).await {
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        () = fetching => {}
    }
}

fn stale_before(shared: &Shared) -> Timestamp {
    shared.clock.now().plus(-PROFILE_AGE_MS)
}

/// While nothing can be read nothing else is asked for: it would only add to what is wrong.
fn may_ask(row: &HandleRow) -> bool {
    row.on && row.trouble.is_none_or(Trouble::still_receives)
}

/// Fetches some of the profiles that are missing or old; `false` when it could not go on.
async fn fetch_some(shared: &Shared, id: HandleId, put_off: &mut PutOff) -> bool {
    let some = A_FEW.saturating_add(put_off.len());
    let people = shared.store.people_needing_profile(id, stale_before(shared), some).await;
    let Ok(people) = people else { return false };
    for person in put_off.next(people) {
        shared.budget.profile(id).await;
        if !fetch(shared, id, person, put_off).await {
            return false;
        }
    }
    true
}

/// Fetches one profile. That Instagram gives none of this person is kept with the person, who is then shown by what is
/// known; anything else says nothing about the person and ends this go.
async fn fetch(shared: &Shared, id: HandleId, person: Person, put_off: &mut PutOff) -> bool {
    let Ok(Some(row)) = shared.store.handle(id).await else { return false };
    if !may_ask(&row) {
        return false;
    }
    let handle = row.handle();
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return false };
    let answer = match shared.client.profile(Access::of(&handle, &token), &person.igsid).await {
        Ok(reply) => {
            put_off.given(person.id);
            Ok(reply.value)
        }
        Err(error) if is_about_the_person(&error) => {
            put_off.given(person.id);
            Err(error.to_string())
        }
        // A page of some proxy puts the person off as well, and says nothing of them.
        Err(error) if may_be_the_person(&error) && put_off.failed(person.id) && error.api().is_some() => {
            put_off.given_up(person.id);
            Err(error.to_string())
        }
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

/// What is wrong with the whole handle says nothing of a person.
fn is_about_the_person(error: &GraphError) -> bool {
    error.api().is_some()
        && error.trouble().is_none()
        && matches!(error.retry(), Retry::Drop | Retry::Tell | Retry::Config)
}

/// Whether somebody answered, and did not say whether it is the person or Instagram. A permission can be missing for some
/// people alone.
fn may_be_the_person(error: &GraphError) -> bool {
    let answered = !matches!(error, GraphError::Transport(_));
    let permission = error.api().is_some_and(|api| api.kind == ApiErrorKind::PermissionMissing);
    permission || (answered && matches!(error.retry(), Retry::Backoff | Retry::Reconcile))
}
