//! The page in the app's own window.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use serde_json::json;
use thirtyfour::Capabilities;
use url::Url;

use super::{Page, driver};
use crate::desktop::Desktop;
use crate::process::program;

/// How the app is started.
#[derive(Debug)]
pub struct Opening {
    /// The profile.
    pub profile: PathBuf,
    /// The Instagram that it talks to. Tests never reach the real one: without this they connect nothing.
    pub graph: Option<Url>,
    /// The undo delay in milliseconds, in place of the setting.
    pub undo_ms: Option<u32>,
}

impl Page {
    /// Starts the app and waits for its page.
    ///
    /// # Errors
    /// When the app is not built, or it or WebKit's driver does not start.
    pub async fn in_window(desktop: &Desktop, opening: &Opening) -> Result<Self> {
        let mut webkit = Command::new("WebKitWebDriver");
        // The driver starts the app, which inherits its environment.
        desktop.host(&mut webkit);
        webkit.env("TAURI_WEBVIEW_AUTOMATION", "true").env("HANDRAIL_PROFILE_DIR", &opening.profile);
        if let Some(graph) = &opening.graph {
            webkit.env("HANDRAIL_GRAPH_URL", graph.as_str());
        }
        if let Some(undo_ms) = opening.undo_ms {
            webkit.env("HANDRAIL_UNDO_MS", undo_ms.to_string());
        }
        let mut wanted = Capabilities::new();
        let app = program("handrail")?;
        wanted.set("webkitgtk:browserOptions", json!({ "binary": app.to_string_lossy(), "args": [] }))?;
        driver::open(&mut webkit, wanted).await
    }
}
