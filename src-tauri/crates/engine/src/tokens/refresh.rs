//! Tokens are exchanged for fresh ones long before they end (requirements, R70).

use std::sync::Arc;
use std::time::Duration;

use domain::handle::{Flavour, Trouble};
use domain::time::{DAY, SECOND, Timestamp};
use store::handles::{HandleRow, TokenFacts};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

/// How often it is looked whether a token is due. Short enough that a laptop which woke from sleep does not wait.
const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);
/// A token can be refreshed once it is a day old (instagram-platform, section 1.1).
const YOUNGEST_MS: i64 = DAY;
/// It is refreshed a week after it was set.
const USUAL_AGE_MS: i64 = 7 * DAY;

/// Looks after the tokens of all handles until cancelled. One handle's failure is never another's.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    loop {
        for row in shared.store.handles().await.unwrap_or_default() {
            // Read anew: the handles before it may have taken long, and a handle that is off is not called.
            let row = shared.store.handle(row.id).await.ok().flatten();
            if let Some(row) = row.filter(|row| is_due(row, shared.clock.now())) {
                refresh(&shared, &row).await;
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Whether a token is to be refreshed now: a week old, or its end is near or unknown, and at least a day old.
fn is_due(row: &HandleRow, now: Timestamp) -> bool {
    let Some(set_at) = row.token.set_at else { return false };
    let age = now.since(set_at);
    let refreshable = row.flavour == Flavour::InstagramLogin
        && row.on
        && !row.trouble.is_some_and(Trouble::needs_reconnect)
        && age >= YOUNGEST_MS;
    let near_or_unknown =
        row.token.ends_at.is_none_or(|end| end.since(now) <= domain::handle::TOKEN_WARNING_MS);
    refreshable && (age >= USUAL_AGE_MS || near_or_unknown)
}

/// Exchanges one token. The new one is stored and read back before the old one is forgotten; a refusal means "later",
/// and the reader finds out by itself when the token is truly dead.
async fn refresh(shared: &Shared, row: &HandleRow) {
    let ig_id = &row.profile.ig_id;
    let Ok(token) = shared.tokens.get(ig_id).await else { return };
    let fresh = match shared.client.refresh(&token).await {
        Ok(reply) => reply.value,
        Err(error) => {
            tracing::warn!(handle = row.id.0, %error, "the token was not refreshed; tried again later");
            return;
        }
    };
    if let Err(error) = shared.tokens.set(ig_id, &fresh.token).await {
        tracing::error!(handle = row.id.0, %error, "the fresh token was not stored; the old one is kept");
        return;
    }
    let now = shared.clock.now();
    let ends_at = fresh.expires_in_s.map(|s| now.plus(s.saturating_mul(SECOND)));
    match shared.store.set_token_facts(row.id, TokenFacts { set_at: Some(now), ends_at }).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a token's facts were not written down"),
    }
}
