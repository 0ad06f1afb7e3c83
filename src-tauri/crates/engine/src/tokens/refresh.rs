//! Tokens are exchanged for fresh ones long before they end (requirements, R70).

use std::sync::Arc;
use std::time::Duration;

use domain::handle::{Flavour, Trouble};
use domain::time::{DAY, SECOND, Timestamp};
use store::handles::{HandleRow, TokenFacts};
use store::journal::AuditEntry;
use tokio_util::sync::CancellationToken;
use vault::VaultError;

use crate::shared::Shared;
use crate::sync::failure;

/// How often it is looked whether a token is due, besides at each wake from sleep.
const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);
/// What the vault did not take is tried again after this: there are weeks left, and a vault may ask a person each time.
const REFUSED_AGAIN_MS: i64 = DAY;
/// A token can be refreshed once it is a day old (instagram-platform, section 1.1).
const YOUNGEST_MS: i64 = DAY;
/// It is refreshed a week after it was set.
const USUAL_AGE_MS: i64 = 7 * DAY;

/// Looks after the tokens of all handles until cancelled. One handle's failure is never another's.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut awake = shared.awake_since.subscribe();
    // When the vault did not take a fresh token. Each further one could be one more prompt.
    let mut refused: Option<Timestamp> = None;
    loop {
        awake.mark_unchanged();
        for row in shared.store.handles().await.unwrap_or_default() {
            if refused.is_some_and(|at| (0..REFUSED_AGAIN_MS).contains(&shared.clock.now().since(at))) {
                break;
            }
            // Read anew: the handles before it may have taken long, and a handle that is off is not called.
            let row = shared.store.handle(row.id).await.ok().flatten();
            if let Some(row) = row.filter(|row| is_due(row, shared.clock.now())) {
                refused = refresh(&shared, &row).await.is_err().then(|| shared.clock.now());
            }
        }
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = awake.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// When a handle's token is to be exchanged: a week after it was stored, or sooner where its end is near or unknown, and
/// never before it is a day old. `None` for a Page's, which needs no refresh, and for one that only a new sign-in can
/// replace.
#[must_use]
pub fn refreshes_at(row: &HandleRow) -> Option<Timestamp> {
    let set_at = row.token.set_at?;
    let refreshable = row.flavour == Flavour::InstagramLogin
        && row.on
        && !row.trouble.is_some_and(Trouble::needs_reconnect);
    let near = row.token.ends_at.map_or(set_at, |end| end.plus(-domain::handle::TOKEN_WARNING_MS));
    let at = set_at.plus(USUAL_AGE_MS).min(near).max(set_at.plus(YOUNGEST_MS));
    refreshable.then_some(at)
}

/// Whether a token is to be refreshed now: not while Instagram throttles, which calls make longer.
fn is_due(row: &HandleRow, now: Timestamp) -> bool {
    let throttled = row.throttled_until.is_some_and(|until| now < until);
    !throttled && refreshes_at(row).is_some_and(|at| at <= now)
}

/// Exchanges one token. The new one is stored and read back before the old one is forgotten; a refusal means "later",
/// and the reader finds out by itself when the token is truly dead. An error is the vault's.
async fn refresh(shared: &Shared, row: &HandleRow) -> Result<(), VaultError> {
    let ig_id = &row.profile.ig_id;
    let Ok(token) = shared.tokens.get(ig_id).await else { return Ok(()) };
    let fresh = match shared.client.refresh(&token).await {
        Ok(reply) => {
            shared.learn(row.id, &reply);
            reply.value
        }
        Err(error) => {
            tracing::warn!(handle = row.id.0, %error, "the token was not refreshed; tried again later");
            failure::heed_throttle(shared, row.id, &error).await;
            return Ok(());
        }
    };
    match shared.tokens.replace(ig_id, &token, &fresh.token).await {
        Ok(true) => {}
        // A person signed in anew, or disconnected, while Instagram was asked: that stands.
        Ok(false) => return Ok(()),
        Err(error) => {
            tracing::error!(handle = row.id.0, %error, "the fresh token was not stored; the old one is kept");
            return Err(error);
        }
    }
    let now = shared.clock.now();
    let ends_at = fresh.expires_in_s.map(|s| now.plus(s.saturating_mul(SECOND)));
    match shared.store.set_token_facts(row.id, TokenFacts { set_at: Some(now), ends_at }).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a token's facts were not written down"),
    }
    let entry = AuditEntry {
        at: now,
        action: "token_refreshed".to_owned(),
        handle: Some(row.id),
        outcome: "done".to_owned(),
    };
    if let Err(error) = shared.store.append_audit(entry).await {
        tracing::warn!(%error, "a refresh is not in the audit trail");
    }
    Ok(())
}
