//! Handles.

use api::view::{AccountType, HandleView};
use domain::handle::{self, HealthFacts, Trouble};
use domain::time::Timestamp;
use store::handles::HandleRow;

/// A handle in the rail, with its health at `now`.
pub(crate) fn handle(
    row: HandleRow,
    needs_reply: i64,
    unwritten: Option<(Trouble, Timestamp)>,
    now: Timestamp,
) -> HandleView {
    let (trouble, trouble_since) = match unwritten {
        Some((trouble, since)) => (Some(trouble), Some(since)),
        None => (row.trouble, row.trouble_since),
    };
    let empty_suspected = handle::is_suspiciously_empty(row.empty_since, row.last_event_at.is_some(), now);
    let health = handle::health(
        HealthFacts {
            on: row.on,
            trouble,
            catching_up: row.sync.catching_up,
            token_ends_at: row.token.ends_at,
            empty_suspected,
        },
        now,
    );
    let since = if row.on { trouble_since } else { row.paused_at };
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
        trouble: trouble.map(Into::into),
        empty_suspected,
        throttled_until: row.throttled_until.filter(|until| *until > now).map(|until| until.0),
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
