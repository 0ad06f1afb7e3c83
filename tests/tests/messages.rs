//! What a person does with messages, on the real core and the demo's Instagram, in Chromium.

use acceptance::{Bridge, Desktop, Page, wait};
use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::Key;

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
