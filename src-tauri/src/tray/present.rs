//! Whether the desktop shows the icon: where it does not, a window that went into the tray would be gone.

use std::time::Duration;

use tauri::{AppHandle, Manager as _};

use super::PANEL_STARTS_IN;
use crate::inbox::Inbox;

/// A desktop's panel that was there may go.
const LOOK: Duration = Duration::from_secs(60);
/// A bus or a panel that hangs says nothing.
#[cfg(target_os = "linux")]
const PATIENCE: Duration = Duration::from_secs(2);

/// Keeps the core told of it.
pub(super) async fn follow(handle: AppHandle) {
    let app = handle.state::<Inbox>().inner().clone().app().await;
    // At the computer's start the panel may come after the app.
    let first = until_shown().await;
    app.tray_is(first);
    loop {
        tokio::time::sleep(LOOK).await;
        app.tray_is(is_shown().await);
    }
}

/// Waits for a panel that is just starting; answers whether it came.
pub(super) async fn until_shown() -> bool {
    for _ in 0..PANEL_STARTS_IN {
        if is_shown().await {
            return true;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    false
}

/// On Linux a panel that shows such icons says so on the session's bus.
#[cfg(target_os = "linux")]
pub(super) async fn is_shown() -> bool {
    if let Ok(Ok(shown)) = tokio::time::timeout(PATIENCE, ask_bus()).await {
        return shown;
    }
    tracing::debug!("nobody says whether tray icons are shown");
    false
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
