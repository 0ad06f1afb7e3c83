//! What a person can copy and send to whoever helps: times, states and codes. No text, no token, no person, and of ids
//! only the last four digits (requirements, R66).

use std::fmt::Write as _;

use domain::diagnosis::Diagnosis;
use domain::time::Timestamp;
use store::handles::{HandleRow, Interruption};
use store::journal::AuditEntry;

/// Lines of the audit trail that are copied.
const LINES: usize = 20;
/// Gaps that are copied.
const GAPS: usize = 10;

/// The text.
pub(super) fn text(
    row: &HandleRow,
    found: &Diagnosis,
    gaps: &[Interruption],
    audit: &[AuditEntry],
    now: Timestamp,
) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "{name}: {value}");
    };
    let at = |at: Option<Timestamp>| at.map_or("never".to_owned(), |at| at.0.to_string());
    line("handrail", env!("CARGO_PKG_VERSION").to_owned());
    line("now", now.0.to_string());
    line("handle", format!("@{} (…{})", row.profile.username, tail(row.profile.ig_id.as_str())));
    line("login", format!("{:?}", row.flavour));
    line("account", format!("{:?}", row.profile.account_type));
    line("followers", format!("{:?}", row.profile.followers));
    line("switch", row.switched_on.to_string());
    line("headline", format!("{:?}", found.code));
    line("since", at(found.since));
    for checked in &found.checks {
        let code = checked.code.map_or(String::new(), |code| format!(" {code:?}"));
        line(&format!("check {:?}", checked.check), format!("{:?}{code}", checked.state));
    }
    line("trouble", format!("{:?}", row.trouble));
    line("throttled until", at(row.throttled_until));
    line("last webhook", at(row.last_webhook_at));
    line("last found by reading", at(row.last_poll_at));
    line("last synced", at(row.sync.last_synced_at));
    line("sign-in stored", at(row.token.set_at));
    line("sign-in ends", at(row.token.ends_at));
    for gap in gaps.iter().take(GAPS) {
        let (fetched, lost) = (gap.fetched_later, gap.not_fetchable);
        line(
            "gap",
            format!("{} to {} {:?}, {fetched} fetched, {lost} not", gap.from.0, at(gap.to), gap.cause),
        );
    }
    for entry in audit.iter().take(LINES) {
        line("done", format!("{} {} {}", entry.at.0, entry.action, entry.outcome));
    }
    out
}

/// The last four characters of an id.
fn tail(id: &str) -> String {
    let mut tail: Vec<char> = id.chars().rev().take(4).collect();
    tail.reverse();
    tail.into_iter().collect()
}
