//! The app's page, used as a person would use it: in the real window ([`Page::in_window`]) or in a browser on the
//! bridge ([`Page::in_browser`]).

mod browser;
mod driver;
mod press;
mod window;

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use thirtyfour::prelude::*;

pub use window::Opening;

use crate::process::Program;
use crate::wait;

/// An open page.
#[derive(Debug)]
pub struct Page {
    web: WebDriver,
    _driver: Program,
}

impl Page {
    /// Closes the page.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        Ok(self.web.clone().quit().await?)
    }

    /// The first element with this `data-testid`, as soon as it is on screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, testid: &str) -> Result<WebElement> {
        self.see_css(&of(testid)).await
    }

    /// The first element of this CSS selector, as soon as it is on screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see_css(&self, selector: &str) -> Result<WebElement> {
        let found = wait::for_some(selector, async || {
            for element in self.web.find_all(By::Css(selector)).await.unwrap_or_default() {
                // One that is replaced between the two calls is looked for again.
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        self.or_what_is_shown(found).await
    }

    /// Waits until some element of a `data-testid` shows a text; gives it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see_text(&self, testid: &str, text: &str) -> Result<WebElement> {
        let found = wait::for_some(&format!("{testid} with {text:?}"), async || {
            for element in self.all(testid).await {
                // Not WebDriver's own text, which leaves out what ends in an ellipsis.
                let shown = element.prop("innerText").await.ok().flatten();
                if shown.is_some_and(|shown| shown.contains(text)) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await;
        self.or_what_is_shown(found).await
    }

    /// Every element of a `data-testid` now; none while the page is being loaded or replaced, which WebDriver answers
    /// with an error. Who waits looks again.
    async fn all(&self, testid: &str) -> Vec<WebElement> {
        self.web.find_all(By::Css(of(testid))).await.unwrap_or_default()
    }

    /// A failure is told together with what a person would have seen.
    async fn or_what_is_shown<T>(&self, found: Result<T>) -> Result<T> {
        if found.is_ok() {
            return found;
        }
        let shown = self.run("return document.body.innerText.slice(0, 3000)").await;
        let shown = shown.ok().and_then(|shown| Some(shown.as_str()?.to_owned())).unwrap_or_default();
        found.with_context(|| format!("the page shows:\n{shown}\n"))
    }

    /// Waits until nothing of a CSS selector is left.
    ///
    /// # Errors
    /// When it stays.
    pub async fn see_no(&self, selector: &str) -> Result<()> {
        wait::until(&format!("no {selector}"), async || {
            Ok(self.web.find_all(By::Css(selector)).await?.is_empty())
        })
        .await
    }

    /// Presses an element.
    ///
    /// # Errors
    /// When it does not come or cannot be pressed.
    pub async fn press(&self, testid: &str) -> Result<()> {
        self.press_css(&of(testid)).await
    }

    /// Presses the first element of this CSS selector.
    ///
    /// # Errors
    /// When it does not come or cannot be pressed.
    pub async fn press_css(&self, selector: &str) -> Result<()> {
        let mut elsewhere = None;
        let what = format!("pressing {selector}");
        let pressed = wait::until(&what, async || {
            let element = self.see_css(selector).await?;
            elsewhere = press::once(&self.web, &element).await?;
            Ok(elsewhere.is_none())
        });
        let pressed = pressed.await;
        pressed.with_context(|| format!("the last press reached {elsewhere:?}"))
    }

    /// Writes into a field.
    ///
    /// # Errors
    /// When it does not come or takes no text.
    pub async fn write(&self, testid: &str, text: &str) -> Result<()> {
        self.press(testid).await?;
        Ok(self.see(testid).await?.send_keys(text).await?)
    }

    /// Types into whatever has the focus. Keys that are held are let go at the end.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.web.active_element().await?.send_keys(keys.into()).await?)
    }

    /// Runs a script in the page; what it returns is JSON.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.web.execute(script, Vec::new()).await?.json().clone())
    }

    /// Asks a command of the contract, as the page of the app's window does.
    ///
    /// # Errors
    /// When it is refused, or the page is another one.
    pub async fn rpc(&self, command: &str, payload: &Value) -> Result<Value> {
        let script = format!(
            "const done = arguments[0];
             window.__TAURI_INTERNALS__.invoke('rpc', {{ command: {}, payload: {payload} }}).then(
               (answer) => done({{ ok: answer }}),
               (error) => done({{ error }}));",
            Value::from(command)
        );
        let mut answer = self.run_async(&script).await?;
        ensure!(answer["error"].is_null(), "{command}: {answer}");
        Ok(answer["ok"].take())
    }

    /// As [`Page::run`], for a script that calls `arguments[0]` with its answer.
    ///
    /// # Errors
    /// When the script fails or does not answer.
    pub async fn run_async(&self, script: &str) -> Result<Value> {
        self.web.set_script_timeout(Duration::from_secs(60)).await?;
        Ok(self
            .web
            .execute_async(script, Vec::new())
            .await
            .context("no answer from the page")?
            .json()
            .clone())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // Where a test fails, the session is not ended in good order (which may wait for minutes): the driver is
        // killed, and with it the window or browser.
        let _ = self.web.clone().leak();
    }
}

fn of(testid: &str) -> String {
    format!("[data-testid='{testid}']")
}
