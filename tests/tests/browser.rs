//! The page in Chromium, on the real core: the whole inbox by keyboard, and what assistive technology gets.

use std::fs;
use std::path::Path;

use acceptance::{Bridge, Desktop, Page, wait};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

const FOCUSED_ROW: &str = "[data-testid='conversation-row'][aria-selected='true']";

#[tokio::test]
async fn the_whole_inbox_works_by_keyboard() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    page.see("conversation-row").await?;

    // The first handle is a healthy one; others of the demo are paused or blocked.
    page.keys(Key::Control + "1").await?;
    page.see_css("[data-testid='handle-row'] [aria-current='true']").await?;
    page.keys("j").await?;
    let first = focused(&page).await?;
    page.keys("j").await?;
    wait::until("the next row", async || Ok(focused(&page).await? != first)).await?;
    page.keys("k").await?;
    wait::until("the first row again", async || Ok(focused(&page).await? == first)).await?;

    page.keys(Key::Enter.value().to_string()).await?;
    page.see("message").await?;
    page.keys("r").await?;
    wait::until("the composer", async || Ok(focus(&page).await? == "composer-text")).await?;
    page.keys("Of course, we will send you a new one today.").await?;
    page.keys(Key::Control + Key::Enter).await?;
    page.see_text("thread", "Of course, we will send you a new one today.").await?;

    page.keys(Key::Escape.value().to_string()).await?;
    page.keys("?").await?;
    page.see("cheat-sheet").await?;
    page.keys(Key::Escape.value().to_string()).await?;
    page.see_no("[data-testid='cheat-sheet']:not([hidden])").await?;
    page.keys(Key::Control + "k").await?;
    page.see("palette").await?;
    page.keys(Key::Escape.value().to_string()).await?;
    page.see_no("[data-testid='palette']:not([hidden])").await?;

    page.keys("e").await?;
    page.see("toast").await?;
    page.keys("/").await?;
    wait::until("the search field", async || Ok(focus(&page).await? == "search")).await?;
    page.keys("serum").await?;
    page.see("search-hit").await?;
    page.close().await
}

#[tokio::test]
async fn assistive_technology_gets_all_of_it_in_light_and_dark() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    for theme in ["light", "dark"] {
        let _: Value = bridge.ask("save_settings", &json!({ "theme": theme })).await?;
        page.see_css(&format!(":root[data-theme='{theme}']")).await?;

        page.press("conversation-row").await?;
        page.see("message").await?;
        audit(&page, &format!("the inbox, {theme}")).await?;
        page.keys(Key::Control + "k").await?;
        page.see("palette").await?;
        audit(&page, &format!("the palette, {theme}")).await?;
        page.keys(Key::Escape.value().to_string()).await?;
    }
    page.close().await
}

/// Fails with every serious or critical finding of axe-core.
async fn audit(page: &Page, what: &str) -> Result<()> {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    page.run(&fs::read_to_string(axe).context("axe-core is not installed: `npm ci` in ui/")?).await?;
    let found = page
        .run_async(
            "const done = arguments[0];
             axe.run(document).then(
               (result) => done({ passed: result.passes.length, findings: result.violations
                 .filter((one) => one.impact === 'serious' || one.impact === 'critical')
                 .map((one) => ({ rule: one.id, help: one.help, where: one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 5) })) }),
               (error) => done({ failed: String(error) }));",
        )
        .await?;
    let passed = found["passed"].as_u64().with_context(|| format!("axe-core did not run: {found}"))?;
    ensure!(passed > 15, "only {passed} rules had something to look at: is the page there?");
    ensure!(found["findings"] == json!([]), "{what}: {}", serde_json::to_string_pretty(&found["findings"])?);
    Ok(())
}

/// The id of the focused row.
async fn focused(page: &Page) -> Result<String> {
    Ok(page.see_css(FOCUSED_ROW).await?.attr("data-id").await?.unwrap_or_default())
}

/// The `data-testid` of what has the focus.
async fn focus(page: &Page) -> Result<String> {
    let focus = page.run("return document.activeElement?.getAttribute('data-testid') ?? ''").await?;
    Ok(focus.as_str().unwrap_or_default().to_owned())
}
