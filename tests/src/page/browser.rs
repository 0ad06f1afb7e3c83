//! The page in Chromium, on the bridge.

use std::process::Command;

use anyhow::Result;
use serde_json::json;
use thirtyfour::Capabilities;

use super::{Page, driver};
use crate::bridge::Bridge;
use crate::desktop::Desktop;

impl Page {
    /// Opens the bridge's page.
    ///
    /// # Errors
    /// When Chromium or its driver does not start.
    pub async fn in_browser(desktop: &Desktop, bridge: &Bridge) -> Result<Self> {
        let mut chromedriver = Command::new("chromedriver");
        desktop.host(&mut chromedriver);
        let mut wanted = Capabilities::new();
        // No sandbox: Chromium refuses it to root, and only our own page is shown.
        let arguments = ["--headless=new", "--no-sandbox", "--window-size=1280,800", "--disable-gpu"];
        wanted.set("goog:chromeOptions", json!({ "args": arguments }))?;
        let page = driver::open(&mut chromedriver, wanted).await?;
        page.web.goto(bridge.address()).await?;
        Ok(page)
    }
}
