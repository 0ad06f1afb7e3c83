//! What the core asks of the desktop.

use url::Url;

use crate::launch::TESTABLE;

/// Only encrypted addresses; of the simulated Instagram of a test those of this computer too.
fn may_open(url: &Url) -> bool {
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    url.scheme() == "https" || (TESTABLE && url.scheme() == "http" && here)
}

/// The desktop that Handrail runs on.
pub(crate) struct Desktop;

impl app::Host for Desktop {
    fn open_url(&self, url: &Url) {
        // The core checks too; this is the last door before a program of the system.
        if !may_open(url) {
            tracing::warn!(scheme = url.scheme(), "not opened: only https is");
            return;
        }
        let url = url.to_string();
        // Waits for other programs on some systems.
        tauri::async_runtime::spawn_blocking(move || {
            if let Err(error) = open::that_detached(&url) {
                tracing::warn!(kind = ?error.kind(), "the browser did not open");
            }
        });
    }
}
