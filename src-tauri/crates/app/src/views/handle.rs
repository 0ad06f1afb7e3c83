//! Handles.

use api::view::{AccountType, HandleView, Sla};
use domain::handle;
use domain::hours::WeeklyHours;
use domain::sla::{Policy, Targets};
use store::handles::HandleRow;

use super::health::{Around, access, diagnosis, empty_since};

/// A handle in the rail, with its health.
pub(crate) fn handle(row: HandleRow, needs_reply: i64, around: Around) -> HandleView {
    let found = diagnosis(&row, around);
    let trouble = around.unwritten.map(|(trouble, _)| trouble).or(row.trouble);
    let empty_suspected =
        handle::is_suspiciously_empty(empty_since(&row), row.last_event_at.is_some(), around.now);
    let waits = row.waiting_since.map(|_| access(&row, around.now)).filter(|decision| !decision.eligible);
    HandleView {
        id: row.id.0,
        has_picture: row.profile.picture_url.is_some(),
        account_type: account_type(row.profile.account_type.as_ref()),
        username: row.profile.username,
        name: row.profile.name,
        flavour: row.flavour.into(),
        followers: row.profile.followers,
        eligible_from: waits.and_then(|decision| decision.eligible_from).map(|at| at.0),
        on: row.switched_on,
        health: found.health.into(),
        code: found.code.into(),
        trouble: trouble.map(Into::into),
        empty_suspected,
        throttled_until: row.throttled_until.filter(|until| *until > around.now).map(|until| until.0),
        since: found.since.map(|at| at.0),
        token_ends_at: row.token.ends_at.map(|at| at.0),
        last_synced_at: row.sync.last_synced_at.map(|at| at.0),
        looks: around.looks.ended,
        looked_well: around.looks.well,
        paused_at: row.paused_at.filter(|_| !row.switched_on).map(|at| at.0),
        disconnected_at: row.disconnected_at.map(|at| at.0),
        needs_reply: u32::try_from(needs_reply).unwrap_or_default(),
        brand: row.settings.brand,
        mentions_need_reply: row.settings.mentions_need_reply,
        disposition_required: row.settings.disposition_required,
        time_zone: row.settings.time_zone,
        sla: row.settings.sla.map(sla),
        tint: row.settings.tint,
    }
}

fn sla(policy: Policy) -> Sla {
    let Targets { first_reply, next_reply, hours } = policy.targets;
    let WeeklyHours { days, from, to } = hours;
    Sla { first_reply, next_reply, days, from, to }
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
