//! A handle's health page, and notices.

mod diagnostics;

use std::time::Duration;

use api::request::{HealthRequest, NoticeRequest};
use api::view::{
    AccessView, ArrivalsView, AuditView, CheckView, GapCause, GapView, HealthView, NoticeHandle,
    NoticeOutcome, NoticeView, PhaseView, ReadEveryView, TokenView,
};
use api::{ApiError, Empty};
use domain::access::{HandleFacts, Policy, eligibility};
use domain::handle::Flavour;
use domain::ids::HandleId;
use domain::time::{DAY, MINUTE, Timestamp};
use store::handles::{Cause, HandleRow, Interruption, MissedWhy, NoticeKind, Noticed};

use crate::errors::{not_found, of_store};
use crate::handles;
use crate::space::Space;
use crate::views;

/// Lines of the audit trail that are shown.
const LINES: u32 = 100;
/// Gaps that are shown.
const GAPS: usize = 50;

/// The health page of a handle.
pub(crate) async fn view(space: &Space, request: &HealthRequest) -> Result<HealthView, ApiError> {
    let (id, store) = (HandleId(request.handle), &space.store);
    let row = store.handle(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let owned = store.owned_elsewhere().await.map_err(of_store)?.get(&id).copied().unwrap_or_default();
    let audit = store.audit_of(id, LINES).await.map_err(of_store)?;
    let gaps = store.interruptions(id, GAPS).await.map_err(of_store)?;
    let messages_today = store.messages_since(id, Timestamp(request.midnight)).await.map_err(of_store)?;
    let now = space.engine.clock().now();
    let needing_reply = store.needing_reply().await.map_err(of_store)?;
    let needs_reply = needing_reply.get(&id).copied().unwrap_or_default();
    let arrivals = match space.engine.relay_facts(&row).live_since {
        // A webhook may come after the read that found its message.
        Some(_) => Some(store.arrivals(id, now.plus(-DAY), now.plus(-MINUTE)).await.map_err(of_store)?),
        None => None,
    };
    let read_every = space.engine.read_every(&row).await.map_err(of_store)?;
    let around = handles::around(space, &row, owned);
    let found = views::diagnosis(&row, around);
    let (who, action) = found.code.remedy();
    let checks = found.checks.iter().map(|checked| CheckView {
        check: checked.check.into(),
        state: checked.state.into(),
        code: checked.code.map(Into::into),
        since: checked.since.map(|at| at.0),
    });
    Ok(HealthView {
        who: who.into(),
        action: action.into(),
        checks: checks.collect(),
        permission: permission(row.flavour).to_owned(),
        last_webhook_at: row.last_webhook_at.map(|at| at.0),
        last_poll_at: row.last_poll_at.map(|at| at.0),
        arrivals: arrivals
            .map(|of| ArrivalsView { by_webhook: of.by_webhook, by_poll_alone: of.by_poll_alone }),
        read_every: read_every.map(|every| ReadEveryView {
            visible_ms: milliseconds(every.visible),
            hidden_ms: milliseconds(every.hidden),
        }),
        token: TokenView {
            set_at: row.token.set_at.map(|at| at.0),
            ends_at: row.token.ends_at.map(|at| at.0),
            refreshes_at: engine::refreshes_at(&row).map(|at| at.0),
        },
        messages_today,
        owned_elsewhere: owned,
        diagnostics: diagnostics::text(&row, &found, &gaps, &audit, around.now),
        gaps: gaps.into_iter().map(gap).collect(),
        access: access(&row, around.now),
        audit: audit
            .into_iter()
            .map(|entry| AuditView { at: entry.at.0, action: entry.action, outcome: entry.outcome })
            .collect(),
        handle: views::handle(row, needs_reply, around),
    })
}

fn milliseconds(pause: Duration) -> u64 {
    u64::try_from(pause.as_millis()).unwrap_or(u64::MAX)
}

/// The permission that messages need, as Meta names it (instagram-platform, section 1.2).
fn permission(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::InstagramLogin => "instagram_business_manage_messages",
        Flavour::FacebookLogin => "instagram_manage_messages",
    }
}

fn gap(gap: Interruption) -> GapView {
    let (cause, trouble) = match gap.cause {
        Cause::Paused { fetched: true } => (GapCause::PausedAndFetched, None),
        Cause::Paused { fetched: false } => (GapCause::PausedAndLeft, None),
        Cause::Trouble(trouble) => (GapCause::Trouble, Some(trouble.into())),
        Cause::Missed(MissedWhy::RelayDown) => (GapCause::RelayDown, None),
        Cause::Missed(MissedWhy::ThrownAway) => (GapCause::RelayThrewAway, None),
        Cause::Missed(MissedWhy::PutBack) => (GapCause::RelayPutBack, None),
        Cause::Missed(MissedWhy::Unopened) => (GapCause::Unopened, None),
        Cause::Missed(MissedWhy::Unsubscribed) => (GapCause::Unsubscribed, None),
        Cause::Missed(MissedWhy::Damaged) => (GapCause::Damaged, None),
    };
    GapView {
        from: gap.from.0,
        to: gap.to.map(|at| at.0),
        cause,
        trouble,
        fetched_later: gap.fetched_later,
        not_fetchable: gap.not_fetchable,
    }
}

/// Access now, and in each phase by the present followers alone.
fn access(row: &HandleRow, now: Timestamp) -> AccessView {
    let policy = Policy::instagram_messaging();
    let decision = views::access(row, now);
    let alone = HandleFacts { granted: false, ..engine::access_facts(row, now) };
    let phases = policy.phases.iter().map(|phase| {
        let then = eligibility(&alone, phase.starts_at, policy);
        PhaseView {
            id: phase.id.clone(),
            starts_at: phase.starts_at.0,
            min: phase.bounds.map(|bounds| bounds.min),
            max: phase.bounds.map(|bounds| bounds.max),
            present: decision.phase.as_ref() == Some(&phase.id),
            eligible: then.eligible,
            reason: then.reason.into(),
        }
    });
    AccessView {
        eligible: decision.eligible,
        reason: decision.reason.into(),
        eligible_from: decision.eligible_from.map(|at| at.0),
        drifted: decision.drifted,
        granted_at: row.granted_at.map(|at| at.0),
        phases: phases.collect(),
    }
}

/// What handles came to without a person, and nobody has seen yet.
pub(crate) async fn notices(space: &Space) -> Result<Vec<NoticeView>, ApiError> {
    let notices = space.store.notices().await.map_err(of_store)?;
    let notices = notices.into_iter().map(|notice| NoticeView {
        id: notice.id,
        at: notice.at.0,
        since: notice.since.map(|at| at.0),
        phase: notice.phase,
        handles: notice.handles.into_iter().map(|one| noticed(notice.kind, one)).collect(),
    });
    Ok(notices.collect())
}

fn noticed(kind: NoticeKind, one: Noticed) -> NoticeHandle {
    let outcome = match kind {
        NoticeKind::AccessGranted if one.kept_off => NoticeOutcome::KeptOff,
        NoticeKind::AccessGranted => NoticeOutcome::Enabled,
        NoticeKind::MessageAccessOff => NoticeOutcome::MessageAccessOff,
        NoticeKind::MessageAccessBack => NoticeOutcome::MessageAccessBack,
        NoticeKind::SignInLost => NoticeOutcome::SignInLost,
        NoticeKind::DeletionAsked => NoticeOutcome::DeletionAsked,
    };
    NoticeHandle { id: one.handle.0, username: one.username, outcome, fetched: one.fetched }
}

/// A notice was seen.
pub(crate) async fn dismiss(space: &Space, request: &NoticeRequest) -> Result<Empty, ApiError> {
    space.engine.dismiss_notice(request.notice).await.map_err(of_store)?;
    Ok(Empty {})
}
