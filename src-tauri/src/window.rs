//! The one window: it shows our page and nothing else.

use tauri::utils::config::WindowConfig;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, Url, WebviewWindow, WebviewWindowBuilder};

use crate::launch::TESTABLE;

/// The label of the window, as the capability names it.
pub(crate) const LABEL: &str = "main";

/// Opens the window.
///
/// # Errors
/// When the system does not give us one.
pub(crate) fn open(handle: &AppHandle) -> tauri::Result<WebviewWindow> {
    let config = configured(handle);
    WebviewWindowBuilder::from_config(handle, &config)?
        .on_navigation(is_our_page)
        // A message cannot open a window; links go to the browser through the core.
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Brings the window to the front: another start of the app ends here.
pub(crate) fn bring_forward(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    for step in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "the window did not come to the front");
        }
    }
}

/// Hides the window: the app goes on in the tray.
pub(crate) fn hide(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    if let Err(error) = window.hide() {
        tracing::warn!(%error, "the window was not hidden");
    }
}

fn configured(handle: &AppHandle) -> WindowConfig {
    let windows = &handle.config().app.windows;
    let mut config = windows.iter().find(|window| window.label == LABEL).cloned().unwrap_or_default();
    // WebKitGTK cannot be driven in a private session; nothing of people's is in a test's window.
    config.incognito &= !(TESTABLE && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some());
    config
}

/// The page itself and the gate's frame; everything else is refused, whatever a message makes the page try.
fn is_our_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // WebDriver begins with an empty page.
        "about" => url.path() == "blank",
        "http" | "https" if cfg!(any(windows, target_os = "android")) => {
            url.host_str().is_some_and(|host| host == "tauri.localhost" || is_gate_host(host))
        }
        scheme => scheme.starts_with("isolation-"),
    }
}

/// The gate's origin where custom schemes are hosts.
fn is_gate_host(host: &str) -> bool {
    host.starts_with("isolation-") && host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::is_our_page;

    #[test]
    fn the_window_goes_nowhere_else() {
        assert!(is_our_page(&"isolation-1b2c://localhost".parse().unwrap()));
        if !cfg!(windows) {
            assert!(is_our_page(&"tauri://localhost/".parse().unwrap()));
        }
        for address in [
            "https://instagram.com/",
            "http://localhost/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "tauri://evil/",
            "blob:tauri://localhost/x",
            "media://localhost/1/0",
        ] {
            assert!(!is_our_page(&address.parse().unwrap()), "{address}");
        }
    }
}
