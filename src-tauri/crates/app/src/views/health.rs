//! What decides a handle's health, from its row.

use domain::access::{Eligibility, Policy, eligibility};
use domain::diagnosis::{self, Diagnosis, Facts, Webhooks};
use domain::handle::{self, Trouble};
use domain::time::Timestamp;
use engine::Looks;
use engine::relay::RelayFacts;
use store::handles::HandleRow;

/// What is known of a handle besides its row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around {
    /// A trouble that the database could not take.
    pub unwritten: Option<(Trouble, Timestamp)>,
    /// How the looks at Instagram that a person asked for ended.
    pub looks: Looks,
    /// Since when this computer reads at all.
    pub watching_since: Timestamp,
    /// What the relay is to the handle.
    pub relay: RelayFacts,
    /// Chats that wait for a reply and that another tool has.
    pub owned_elsewhere: u32,
    /// Now.
    pub now: Timestamp,
}

/// Since when Instagram shows nothing of a handle. What came since then ends it, while the list is still looked through.
pub(crate) fn empty_since(row: &HandleRow) -> Option<Timestamp> {
    row.empty_since.filter(|since| row.last_event_at.is_none_or(|at| at <= *since))
}

/// The facts of a handle.
pub(crate) fn facts(row: &HandleRow, around: Around) -> Facts {
    let written = row.trouble.map(|trouble| (trouble, row.trouble_since.unwrap_or_default()));
    let empty_since = empty_since(row);
    let suspected = handle::is_suspiciously_empty(empty_since, row.last_event_at.is_some(), around.now);
    Facts {
        switched_off: (!row.switched_on).then(|| row.paused_at.unwrap_or_default()),
        disconnected: row.disconnected_at,
        account_type: row.profile.account_type.clone(),
        waiting: row.waiting_since.and_then(|since| diagnosis::waits(&access(row, around.now), since)),
        trouble: around.unwritten.or(written),
        throttled_until: row.throttled_until,
        catching_up: row.sync.catching_up,
        token_ends_at: row.token.ends_at,
        empty_suspected: empty_since.filter(|_| suspected),
        webhooks: webhooks(row, around.relay),
        owned_elsewhere: around.owned_elsewhere,
        // What the relay brings is not read often.
        last_synced_at: row.sync.last_synced_at.max(around.relay.served_at),
        watching_since: around.watching_since,
    }
}

/// How webhooks come. While a paired relay is not there, their silence means nothing.
fn webhooks(row: &HandleRow, relay: RelayFacts) -> Webhooks {
    let judged = !relay.is_paired || relay.live_since.is_some();
    Webhooks {
        relay_down_since: relay.down_since,
        relay_since: relay.live_since,
        unsubscribed_since: row.unsubscribed_since.filter(|_| relay.is_paired),
        last: row.last_webhook_at,
        last_poll: row.last_poll_at.filter(|_| judged),
    }
}

/// What the roll-out says of a handle.
pub(crate) fn access(row: &HandleRow, now: Timestamp) -> Eligibility {
    eligibility(&engine::access_facts(row, now), now, Policy::instagram_messaging())
}

/// What is true of a handle.
pub(crate) fn diagnosis(row: &HandleRow, around: Around) -> Diagnosis {
    diagnosis::diagnose(&facts(row, around), around.now)
}
