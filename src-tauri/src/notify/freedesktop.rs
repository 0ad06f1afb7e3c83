//! Notifications over D-Bus, as the freedesktop specification has them.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use notify_rust::{Hint, Notification, NotificationResponse};

use super::{Ending, Place};

/// Notifications that are waited for at once; a click on an older one does nothing.
const WAITING: usize = 16;

/// Notifications whose ids are kept: a later one takes their place, or takes them back.
const KEPT: usize = 256;

/// What stands on screen under each place, and how many are waited for.
static SHOWN: LazyLock<Mutex<Shown>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Shown {
    ids: HashMap<Place, u32>,
    waiting: usize,
}

/// Shows it in place of the one before, and waits until it was clicked or is gone.
pub(super) fn show(place: Place, title: &str, body: &str, sound: bool) -> Ending {
    let before = {
        let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
        shown.ids.get(&place).copied().filter(|_| place != Place::Other)
    };
    let mut notification = Notification::new();
    notification
        .appname("Handrail")
        .icon("handrail")
        .summary(title)
        // Desktops read a body as markup; a message is none.
        .body(&escaped(body))
        .hint(Hint::Category("im.received".to_owned()))
        .hint(Hint::DesktopEntry("handrail".to_owned()))
        .hint(Hint::SuppressSound(!sound))
        .action("default", "");
    if let Some(id) = before {
        notification.id(id);
    }
    let handle = match notification.show() {
        Ok(handle) => handle,
        Err(_) => {
            tracing::warn!("the desktop shows no notifications");
            return Ending::Closed;
        }
    };
    if !keep(place, handle.id()) {
        return Ending::Closed;
    }
    let mut ending = Ending::Closed;
    let _ = handle.wait_for_response(|response: &NotificationResponse| {
        if matches!(response, NotificationResponse::Default) {
            ending = Ending::Clicked;
        }
    });
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner).waiting -= 1;
    ending
}

/// Takes it from the screen and from the desktop's list of what came in.
pub(super) async fn withdraw(place: Place) {
    let Some(id) = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).ids.remove(&place) else { return };
    if close(id).await.is_err() {
        tracing::debug!("the desktop did not take a notification back");
    }
}

async fn close(id: u32) -> zbus::Result<()> {
    const DESKTOP: &str = "org.freedesktop.Notifications";
    let session = zbus::Connection::session().await?;
    let desktop = zbus::Proxy::new(&session, DESKTOP, "/org/freedesktop/Notifications", DESKTOP).await?;
    desktop.call("CloseNotification", &id).await
}

/// Remembers what is shown; whether it may be waited for.
fn keep(place: Place, id: u32) -> bool {
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.ids.len() > KEPT {
        shown.ids.clear();
    }
    shown.ids.insert(place, id);
    let may = shown.waiting < WAITING;
    shown.waiting += usize::from(may);
    may
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_message_is_no_markup() {
        assert_eq!(super::escaped("<a href=\"x\">&</a>"), "&lt;a href=\"x\"&gt;&amp;&lt;/a&gt;");
    }
}
