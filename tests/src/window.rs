//! The app's real window, driven by WebDriver as a person would drive it.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use url::Url;

use crate::desktop::Desktop;
use crate::process::{Program, program};
use crate::wait;

/// How the app is started.
#[derive(Debug)]
pub struct Opening {
    /// The profile.
    pub profile: PathBuf,
    /// The Instagram it talks to; the real one's address otherwise, which tests never reach.
    pub graph: Option<Url>,
    /// The undo delay, in milliseconds.
    pub undo_ms: Option<u32>,
}

/// An open window.
#[derive(Debug)]
pub struct Window {
    page: WebDriver,
    // After `page`: the driver ends, and with it the app.
    _driver: Program,
}

impl Window {
    /// Starts the app and waits for its page.
    ///
    /// # Errors
    /// When the app is not built, or it or WebKit's driver does not start.
    pub async fn open(desktop: &Desktop, opening: &Opening) -> Result<Self> {
        let app = program("handrail")?;
        let port = free_port()?;
        let mut driver = Command::new("WebKitWebDriver");
        driver.arg(format!("--port={port}")).stderr(Stdio::inherit());
        desktop.host(&mut driver);
        // The driver starts the app, which inherits its environment.
        driver.env("TAURI_WEBVIEW_AUTOMATION", "true").env("HANDRAIL_PROFILE_DIR", &opening.profile);
        if let Some(graph) = &opening.graph {
            driver.env("HANDRAIL_GRAPH_URL", graph.as_str());
        }
        if let Some(undo_ms) = opening.undo_ms {
            driver.env("HANDRAIL_UNDO_MS", undo_ms.to_string());
        }
        let driver = Program::start(&mut driver)?;
        let address = format!("http://127.0.0.1:{port}");
        let client = crate::http::client()?;
        wait::until("WebKit's driver", async || {
            Ok(client.get(format!("{address}/status")).send().await.is_ok())
        })
        .await?;
        let mut wanted = Capabilities::new();
        let options = json!({ "binary": app.to_string_lossy(), "args": [] });
        wanted.set("webkitgtk:browserOptions", options)?;
        let page = WebDriver::new(&address, wanted).await.context("the app's window did not open")?;
        Ok(Self { page, _driver: driver })
    }

    /// Closes the window.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        Ok(self.page.quit().await?)
    }

    /// The first element with this `data-testid`, as soon as it is on screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, testid: &str) -> Result<WebElement> {
        self.see_css(&format!("[data-testid='{testid}']")).await
    }

    /// The first element of this CSS selector, as soon as it is on screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see_css(&self, selector: &str) -> Result<WebElement> {
        wait::for_some(selector, async || {
            for element in self.page.find_all(By::Css(selector)).await? {
                // One that is replaced between the two calls is looked for again.
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
        .with_context(|| format!("not on screen: {selector}"))
    }

    /// How many elements there are of this `data-testid`.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn count(&self, testid: &str) -> Result<usize> {
        Ok(self.page.find_all(By::Css(format!("[data-testid='{testid}']"))).await?.len())
    }

    /// Presses an element.
    ///
    /// # Errors
    /// When it does not come or cannot be pressed.
    pub async fn press(&self, testid: &str) -> Result<()> {
        // Pressed again when the page replaced or covered it in between.
        wait::until(&format!("pressing {testid}"), async || Ok(self.see(testid).await?.click().await.is_ok()))
            .await
    }

    /// Writes into a field.
    ///
    /// # Errors
    /// When it does not come or takes no text.
    pub async fn write(&self, testid: &str, text: &str) -> Result<()> {
        let field = self.see(testid).await?;
        field.click().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Waits until some element of a `data-testid` shows a text; gives it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see_text(&self, testid: &str, text: &str) -> Result<WebElement> {
        let selector = format!("[data-testid='{testid}']");
        wait::for_some(&format!("{testid} with {text:?}"), async || {
            for element in self.page.find_all(By::Css(selector.as_str())).await? {
                if element.text().await.is_ok_and(|shown| shown.contains(text)) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Runs a script in the page; its last line returns JSON.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.page.execute(script, Vec::new()).await?.json().clone())
    }

    /// As [`Window::run`], for a script that calls `arguments[0]` with its answer.
    ///
    /// # Errors
    /// When the script fails or does not answer.
    pub async fn run_async(&self, script: &str) -> Result<Value> {
        self.page.set_script_timeout(Duration::from_secs(20)).await?;
        Ok(self.page.execute_async(script, Vec::new()).await?.json().clone())
    }
}

/// A port that was free a moment ago; the driver cannot choose one itself.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
