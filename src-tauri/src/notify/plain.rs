//! Notifications where a click cannot be waited for: the tray and the window lead to the conversation.

use notify_rust::Notification;

use super::{Ending, Place};

/// What these systems show they keep: the library has no way to take it back from them.
pub(super) async fn withdraw(_: Place) {}

/// Shows it.
pub(super) fn show(_: Place, title: &str, body: &str, _: bool) -> Ending {
    if Notification::new().appname("Handrail").summary(title).body(body).show().is_err() {
        tracing::warn!("the desktop shows no notifications");
    }
    Ending::Closed
}
