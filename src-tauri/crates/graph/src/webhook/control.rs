//! Who holds a thread, and Instagram's own measures (instagram-platform, section 6.6 "Handover", "Policy").

use domain::observation::{LineKind, Observation, ObservedLine};
use serde_json::Value;

use super::event::Scene;
use super::message::META_INBOXES;
use super::{Content, referral};
use crate::wire::json::Node;

/// Longer than any reason that a person reads.
const MAX_REASON: usize = 500;

/// A thread changed hands, or somebody asks for it. `name` is the event's key.
pub(super) fn thread_control(name: &str, row: &Value, standby: bool, scene: Scene<'_>) -> Option<Content> {
    let new = row.id("new_owner_app_id");
    let what = match name {
        "request_thread_control" => LineKind::OwnerRequested { app_id: row.id("requested_owner_app_id") },
        _ if is_ours(name, new.as_deref(), standby, scene.own_app) => LineKind::OwnerIsThisApp,
        _ => LineKind::OwnerIsAnother { app_id: new },
    };
    line(what, scene)
}

/// Our app's id decides. Where it is not known: a thread is passed to who is told, and taken from who is told; but
/// what stands by has no thread, and Meta's inboxes are not us.
fn is_ours(name: &str, new: Option<&str>, standby: bool, own: Option<&str>) -> bool {
    match (new, own) {
        (Some(new), _) if META_INBOXES.contains(&new) => false,
        (Some(new), Some(own)) => new == own,
        _ => name == "pass_thread_control" && !standby,
    }
}

/// The person opened the chat again through a link, an ad or the shop, or through what Instagram does not name.
pub(super) fn referred(item: &Value, scene: Scene<'_>) -> Option<Content> {
    line(LineKind::Referral { referral: referral::read(item).unwrap_or_default() }, scene)
}

fn line(what: LineKind, scene: Scene<'_>) -> Option<Content> {
    let line = ObservedLine { person: scene.person?, at: scene.sent_at.at, what };
    Some(Content::Observation(Observation::Line(line)))
}

/// Instagram acts on the handle.
pub(super) fn policy(row: &Value) -> Content {
    let text = |name| row.text(name).map(|text| text.chars().take(MAX_REASON).collect());
    Content::Policy { action: text("action"), reason: text("reason") }
}
