//! What the core asks of the desktop.

use url::Url;

/// The desktop that Handrail runs on.
pub(crate) struct Desktop;

impl app::Host for Desktop {
    fn open_url(&self, url: &Url) {
        // The core checks too; this is the last door before a program of the system.
        if url.scheme() != "https" {
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
