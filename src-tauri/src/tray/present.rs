//! Whether the desktop shows the icon: where it does not, a window that went into the tray would be gone.

use std::time::Duration;

use tauri::{AppHandle, Manager as _};

use crate::inbox::Inbox;

/// A desktop's panel may start after the app, and may go.
const LOOK: Duration = Duration::from_secs(60);

/// Keeps the core told of it.
pub(super) async fn follow(handle: AppHandle) {
    let app = handle.state::<Inbox>().inner().clone().app().await;
    loop {
        app.tray_is(is_shown().await);
        tokio::time::sleep(LOOK).await;
    }
}

/// On Linux a panel that shows such icons says so on the session's bus.
#[cfg(target_os = "linux")]
pub(super) async fn is_shown() -> bool {
    ask_bus().await.unwrap_or_else(|_| {
        tracing::debug!("nobody says whether tray icons are shown");
        false
    })
}

#[cfg(target_os = "linux")]
async fn ask_bus() -> zbus::Result<bool> {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    let session = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&session).await?;
    if !bus.name_has_owner(WATCHER.try_into()?).await? {
        return Ok(false);
    }
    let watcher = zbus::Proxy::new(&session, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn is_shown() -> bool {
    true
}
