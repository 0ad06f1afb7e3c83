//! Profiles of people: fetched a few at a time after each round, and never in the way of a message.

use domain::ids::HandleId;
use domain::time::DAY;
use graph::Access;

use crate::shared::Shared;

/// Profiles fetched after one round.
const A_FEW: u32 = 40;
/// Profiles older than this are fetched again: pictures expire within days.
const PROFILE_AGE_MS: i64 = 3 * DAY;

/// Fetches some of the profiles that are missing or old. A failure is kept with the person and tried again days later;
/// the person is shown by what is known.
pub(crate) async fn fetch_some(shared: &Shared, id: HandleId) {
    let Ok(Some(row)) = shared.store.handle(id).await else { return };
    let handle = row.handle();
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return };
    let access = Access::of(&handle, &token);
    let stale = shared.clock.now().plus(-PROFILE_AGE_MS);
    let Ok(people) = shared.store.people_needing_profile(id, stale, A_FEW).await else { return };
    for person in people {
        shared.budget.profile(id).await;
        let fetched = match shared.client.profile(access, &person.igsid).await {
            Ok(reply) => Ok(reply.value),
            Err(error) if error.api().is_some() => Err(error.to_string()),
            // No network, or a broken answer: that says nothing about the person.
            Err(_) => return,
        };
        match shared.store.save_profile(person.id, fetched, shared.clock.now()).await {
            Ok(changes) => shared.publish(changes),
            Err(error) => tracing::warn!(%error, "a profile was not written down"),
        }
    }
}
