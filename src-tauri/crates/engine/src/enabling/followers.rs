//! Follower counts, read once a day within the handle's own pace.

use std::collections::HashMap;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::time::{DAY, HOUR, Timestamp};
use store::handles::HandleRow;

use super::decide;
use crate::shared::Shared;
use crate::sync::failure;

/// A read that failed is tried again after this.
const AGAIN_MS: i64 = HOUR;

/// Reads what is a day old; `asked` remembers what failed.
pub(super) async fn refresh_due(shared: &Shared, asked: &mut HashMap<HandleId, Timestamp>) {
    for row in shared.store.handles().await.unwrap_or_default() {
        let now = shared.clock.now();
        let lately = asked.get(&row.id).is_some_and(|at| (0..AGAIN_MS).contains(&now.since(*at)));
        if !lately && is_due(&row, now) {
            asked.insert(row.id, now);
            refresh(shared, row.id).await;
        }
    }
}

/// A handle that is off is not called; one that waits for access is.
fn may_ask(row: &HandleRow) -> bool {
    row.switched_on && row.disconnected_at.is_none() && !row.trouble.is_some_and(Trouble::needs_reconnect)
}

fn is_due(row: &HandleRow, now: Timestamp) -> bool {
    may_ask(row) && row.profile_read_at.is_none_or(|at| now.since(at) >= DAY)
}

/// Reads who a handle is and how many follow it, and decides with the new count. A failure says nothing.
pub(crate) async fn refresh(shared: &Shared, id: HandleId) {
    let _permit = shared.budget.read(id).await;
    let row = shared.store.handle(id).await.ok().flatten().filter(may_ask);
    let Some(row) = row else { return };
    let Ok(token) = shared.tokens.get(&row.profile.ig_id).await else { return };
    let reply = match shared.client.me(&token, row.flavour).await {
        Ok(reply) => reply,
        Err(error) => {
            tracing::info!(handle = id.0, %error, "the followers were not read");
            failure::heed_throttle(shared, id, &error).await;
            return;
        }
    };
    shared.learn(id, &reply);
    let (profile, before) = (reply.value, row.profile);
    // A token never changes whose it is; what says otherwise is not believed.
    if profile.ig_id != before.ig_id {
        return;
    }
    let followers = profile.followers.or(before.followers);
    let written = match shared.store.set_handle_profile(id, profile, shared.clock.now()).await {
        Ok(changes) => {
            shared.publish(changes);
            decide(shared, Some((id, before.followers, followers))).await
        }
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        tracing::warn!(%error, "the followers were not written down");
    }
}
