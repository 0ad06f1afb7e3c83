//! Messages of every kind, on the real core and the demo's Instagram, in Chromium.

use std::collections::BTreeMap;

use acceptance::{Bridge, Desktop, Page, wait};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::Key;

#[tokio::test]
async fn no_message_of_any_kind_is_a_blank() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let bridge = Bridge::start_demo(&desktop, &desktop.profile())?;
    let page = Page::in_browser(&desktop, &bridge).await?;
    let examples = wait::for_some("ten kinds in the demo", async || {
        let examples = examples(&bridge).await?;
        Ok((examples.len() >= 10).then_some(examples))
    })
    .await?;
    for (kind, conversation) in examples {
        // Anew each time: the list keeps the open conversation in view.
        page.run("location.reload()").await?;
        page.see("conversation-row").await?;
        page.keys("g").await?;
        page.keys("a").await?;
        open(&page, conversation).await.with_context(|| format!("a thread with {kind}"))?;
        wait::until(&format!("a message of kind {kind}"), async || {
            Ok(none_is_blank(&page).await?.contains(&kind))
        })
        .await?;
    }
    page.close().await
}

/// Looks at every message on screen, and scrolls up a little; gives the kinds that it saw.
async fn none_is_blank(page: &Page) -> Result<Vec<String>> {
    let shown = page
        .run(
            "const log = document.querySelector('[data-testid=thread]');
             const all = [...document.querySelectorAll('[data-testid=message]')].map((one) => ({
               kind: one.dataset.kind, name: one.getAttribute('aria-label'),
               height: one.getBoundingClientRect().height }));
             log.dispatchEvent(new WheelEvent('wheel'));
             log.scrollTop -= log.clientHeight * 0.7;
             return all;",
        )
        .await?;
    let mut kinds = Vec::new();
    for message in shown.as_array().context("no messages")? {
        let name = message["name"].as_str().unwrap_or_default();
        ensure!(name.matches(", ").count() >= 2, "no name that says who, when and what: {message}");
        ensure!(message["height"].as_f64() > Some(20.0), "nothing to see: {message}");
        kinds.push(message["kind"].as_str().unwrap_or_default().to_owned());
    }
    Ok(kinds)
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

/// Opens a conversation of the list, wherever in it. Pressed as soon as it is found: rows move as messages come in.
async fn open(page: &Page, id: i64) -> Result<()> {
    let mut down = true;
    wait::until("its row", async || {
        let by = if down { 0.8 } else { -0.8 };
        let script = format!(
            "const row = document.querySelector(\"[data-testid='conversation-row'][data-id='{id}']\");
             if (row) {{ row.click(); return 'pressed'; }}
             const list = document.querySelector('[data-testid=conversation-list]');
             list.scrollTop += list.clientHeight * {by};
             return list.scrollTop + list.clientHeight > list.scrollHeight - 2 ? 'end'
               : list.scrollTop < 2 ? 'top' : 'between';"
        );
        let at = page.run(&script).await?;
        match at.as_str() {
            Some("end") => down = false,
            Some("top") => down = true,
            _ => {}
        }
        Ok(at == json!("pressed"))
    })
    .await?;
    page.see("message").await?;
    Ok(())
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

/// One conversation for each kind of message that the demo has.
async fn examples(bridge: &Bridge) -> Result<BTreeMap<String, i64>> {
    let list = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 200 });
    let list: Value = bridge.ask("conversations", &list).await?;
    let mut examples = BTreeMap::new();
    for row in list["rows"].as_array().context("no rows")? {
        let id = row["id"].as_i64().context("no id")?;
        let ask = json!({ "conversation": id, "before": null, "around": null, "limit": 200 });
        let page: Value = bridge.ask("messages", &ask).await?;
        for message in page["messages"].as_array().context("no messages")? {
            let kind = message["kind"].as_str().context("no kind")?;
            examples.entry(kind.to_owned()).or_insert(id);
        }
    }
    Ok(examples)
}
