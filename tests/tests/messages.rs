//! Messages of every kind, on the real core and the demo's Instagram, in Chromium.

use acceptance::{Bridge, Desktop, Page, wait};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The person of the demo who wrote one message of each kind.
const EVERYTHING: &str = "elin.everything";

#[tokio::test]
async fn no_message_of_any_kind_is_a_blank() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    let conversation = open(&page, &bridge, EVERYTHING).await?;
    let kinds = kinds(&bridge, conversation).await?;
    ensure!(kinds.len() >= 15, "only {kinds:?}");

    let mut seen = Vec::new();
    wait::until("every kind on screen", async || {
        let shown = page
            .run(
                "const log = document.querySelector('[data-testid=thread]');
                 const all = [...document.querySelectorAll('[data-testid=message]')].map((one) => ({
                   kind: one.dataset.kind, name: one.getAttribute('aria-label'),
                   height: one.getBoundingClientRect().height, text: one.innerText }));
                 log.dispatchEvent(new WheelEvent('wheel'));
                 log.scrollTop -= log.clientHeight * 0.7;
                 return all;",
            )
            .await?;
        for message in shown.as_array().context("no messages")? {
            let kind = message["kind"].as_str().unwrap_or_default().to_owned();
            let name = message["name"].as_str().unwrap_or_default();
            ensure!(name.matches(", ").count() >= 2, "no name that says who, when and what: {message}");
            ensure!(message["height"].as_f64() > Some(20.0), "nothing to see: {message}");
            if !seen.contains(&kind) {
                seen.push(kind);
            }
        }
        Ok(kinds.iter().all(|kind| seen.contains(kind)))
    })
    .await
    .with_context(|| format!("the thread has {kinds:?}"))?;
    page.close().await
}

#[tokio::test]
async fn a_file_is_attached_leaves_with_the_reply_and_comes_back_with_it() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    open_answerable(&page).await?;

    // A picture of one point, and a text that calls itself a picture.
    page.run(
        "const png = atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg==');
         const bytes = Uint8Array.from(png, (letter) => letter.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], 'point.png', { type: 'image/png' }));
         data.items.add(new File(['no picture at all'], 'lie.png', { type: 'image/png' }));
         const field = document.querySelector('[data-testid=attach-input]');
         field.files = data.files;
         field.dispatchEvent(new Event('change', { bubbles: true }));",
    )
    .await?;
    page.see_text("upload", "point.png").await?;
    page.see_text("attach-error", "lie.png").await?;
    wait::until("the file's picture", async || {
        let width =
            page.run("return document.querySelector('[data-testid=upload] img')?.naturalWidth ?? 0").await?;
        Ok(width.as_u64() == Some(1))
    })
    .await?;

    page.press("send").await?;
    page.see_text("reply-files", "point.png").await?;
    page.see_no("[data-testid='upload']").await?;
    page.press("undo-send").await?;
    page.see_text("upload", "point.png").await?;
    page.press("detach").await?;
    page.see_no("[data-testid='upload']").await?;
    page.close().await
}

#[tokio::test]
async fn a_message_is_reacted_to_and_replied_to() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    open_answerable(&page).await?;

    page.keys(Key::Escape.value().to_string()).await?;
    page.keys("h").await?;
    page.see_css("[data-testid='react-menu'] button:focus").await?;
    page.keys(Key::Right.value().to_string()).await?;
    page.keys(Key::Enter.value().to_string()).await?;
    page.see_text("reactions", "😂").await?;

    page.keys("q").await?;
    page.see("quote-strip").await?;
    wait::until("the composer", async || {
        let focus = page.run("return document.activeElement?.dataset.testid ?? ''").await?;
        Ok(focus == json!("composer-text"))
    })
    .await?;
    page.keys("We look at it now").await?;
    page.keys(Key::Control + Key::Enter).await?;
    page.see_text("reply", "We look at it now").await?;
    page.see_css("[data-testid='reply'] .quote").await?;
    page.close().await
}

#[tokio::test]
async fn what_instagram_supports_and_what_found_no_place_can_be_looked_up() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    page.see("conversation-row").await?;
    page.keys(Key::Control + "k").await?;
    page.see("palette").await?;
    page.keys("supports").await?;
    page.keys(Key::Enter.value().to_string()).await?;
    let newest = page.see("support-edition").await?.attr("data-as-of").await?.unwrap_or_default();
    ensure!(newest.as_str() > "2026", "the newest edition is first, not {newest}");
    page.see_text("support-earlier", "2021").await?;

    page.keys(Key::Control + "1").await?;
    page.press("handle-state").await?;
    page.see("undelivered").await?;
    wait::until("what found no place", async || {
        let shown = page.run("return document.querySelectorAll('[data-testid=undelivered-none], [data-testid=undelivered-entry]').length").await?;
        Ok(shown.as_u64() > Some(0))
    })
    .await?;
    page.close().await
}

/// Opens the conversation with somebody of the demo, as soon as it was read; gives its id.
async fn open(page: &Page, bridge: &Bridge, username: &str) -> Result<i64> {
    page.see("conversation-row").await?;
    let id = wait::for_some(username, async || {
        let mut after = Value::Null;
        loop {
            let list: Value = bridge
                .ask(
                    "conversations",
                    &json!({ "view": "all", "handle": null, "sort": "newest", "after": after, "limit": 200 }),
                )
                .await?;
            let rows = list["rows"].as_array().context("no rows")?;
            if let Some(row) = rows.iter().find(|row| row["person"]["username"] == json!(username)) {
                return Ok(row["id"].as_i64());
            }
            if list["next"].is_null() {
                return Ok(None);
            }
            after = list["next"].clone();
        }
    })
    .await?;
    page.keys("g").await?;
    page.keys("a").await?;
    let row = format!("[data-testid='conversation-row'][data-id='{id}']");
    wait::until("its row", async || {
        let script = format!(
            "const row = document.querySelector(\"{row}\"); const list = document.querySelector('[data-testid=conversation-list]');
             if (row) return true; if (list) list.scrollTop += list.clientHeight * 0.8; return false;"
        );
        Ok(page.run(&script).await? == json!(true))
    })
    .await?;
    page.press_css(&row).await?;
    page.see("message").await?;
    Ok(id)
}

/// Opens the first conversation of the first handle, which is a healthy one; it needs a reply and its window is open.
async fn open_answerable(page: &Page) -> Result<()> {
    page.see("conversation-row").await?;
    page.keys(Key::Control + "1").await?;
    page.see_css("[data-testid='handle-row'] [aria-current='true']").await?;
    page.press_css("[data-testid='conversation-row'][data-state='needs_reply']").await?;
    page.see_css("[data-testid='composer'][data-how='open']").await?;
    page.see("message").await?;
    Ok(())
}

/// The kinds of a conversation's messages.
async fn kinds(bridge: &Bridge, conversation: i64) -> Result<Vec<String>> {
    let page: Value = bridge
        .ask(
            "messages",
            &json!({ "conversation": conversation, "before": null, "around": null, "limit": 200 }),
        )
        .await?;
    let messages = page["messages"].as_array().context("no messages")?;
    let mut kinds: Vec<String> =
        messages.iter().filter_map(|one| one["kind"].as_str().map(ToOwned::to_owned)).collect();
    kinds.sort();
    kinds.dedup();
    Ok(kinds)
}
