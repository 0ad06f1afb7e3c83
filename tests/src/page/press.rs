//! Pressing an element, and whether the press reached it.

use std::time::Duration;

use anyhow::Result;
use thirtyfour::prelude::*;

use crate::wait;

/// How long a click may be on its way into the page.
const UNDERWAY: Duration = Duration::from_secs(2);

/// Notes where the next click goes. What acts on the press already, and is gone before the click, was reached too.
const NOTE: &str = "
    const note = { element: arguments[0], at: null };
    window.__press = note;
    const seen = (event) => { note.at ??= event.composedPath().includes(note.element) ? 'it' : event.target.outerHTML.slice(0, 120); };
    addEventListener('click', seen, { capture: true, once: true });";
const READ: &str =
    "const note = window.__press; return !note || !note.element.isConnected ? note?.at ?? 'it' : note.at;";

/// Presses an element once. Gives what the press reached where that was not the element, since the page covered, moved
/// or replaced it in between: whoever wants it pressed presses again, as a person does.
///
/// # Errors
/// When the driver does not answer.
pub(super) async fn once(web: &WebDriver, element: &WebElement) -> Result<Option<String>> {
    if web.execute(NOTE, vec![element.to_json()?]).await.is_err() {
        return Ok(Some("an element that was replaced".to_owned()));
    }
    if let Err(error) = element.click().await {
        // A person scrolls to what stands below a heading.
        let to_it = "arguments[0].scrollIntoView({ block: 'center' })";
        let _ = web.execute(to_it, vec![element.to_json()?]).await;
        return Ok(Some(format!("nothing: {error}")));
    }
    let mut at = None;
    let arrived = wait::within(UNDERWAY, "the click", async || {
        // Where the press took the page or the window away, nobody answers.
        at = match web.execute(READ, Vec::new()).await {
            Ok(read) => read.json().as_str().map(str::to_owned),
            Err(_) => Some("it".to_owned()),
        };
        Ok(at.is_some())
    });
    let _ = arrived.await;
    let at = at.unwrap_or_else(|| "nothing".to_owned());
    Ok((at != "it").then_some(at))
}
