//! Handles.

use api::view::{AccountType, HandleView};
use domain::handle::{self, HealthFacts};
use domain::time::Timestamp;
use store::handles::HandleRow;

/// A handle in the rail, with its health at `now`.
pub(crate) fn handle(row: HandleRow, needs_reply: i64, now: Timestamp) -> HandleView {
    let health = handle::health(
        HealthFacts {
            on: row.on,
            trouble: row.trouble,
            catching_up: row.sync.catching_up,
            token_ends_at: row.token.ends_at,
        },
        now,
    );
    let since = if row.on { row.trouble_since } else { row.paused_at };
    HandleView {
        id: row.id.0,
        has_picture: row.profile.picture_url.is_some(),
        account_type: account_type(row.profile.account_type.as_ref()),
        username: row.profile.username,
        name: row.profile.name,
        flavour: row.flavour.into(),
        followers: row.profile.followers,
        on: row.on,
        health: health.into(),
        trouble: row.trouble.map(Into::into),
        since: since.map(|at| at.0),
        token_ends_at: row.token.ends_at.map(|at| at.0),
        last_synced_at: row.sync.last_synced_at.map(|at| at.0),
        paused_at: row.paused_at.filter(|_| !row.on).map(|at| at.0),
        needs_reply: u32::try_from(needs_reply).unwrap_or_default(),
    }
}

/// The kind of account.
pub(crate) fn account_type(kind: Option<&handle::AccountType>) -> AccountType {
    match kind {
        Some(handle::AccountType::Business) => AccountType::Business,
        Some(handle::AccountType::Creator) => AccountType::Creator,
        Some(handle::AccountType::Personal) => AccountType::Personal,
        Some(handle::AccountType::Other(_)) | None => AccountType::Other,
    }
}
