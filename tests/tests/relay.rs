//! The relay, from Instagram to the app's real window.

use acceptance::{Desktop, Instagram, Opening, Page, Relay};
use anyhow::Result;
use serde_json::json;
use thirtyfour::Key;

const LIVE: &str = "[data-testid='relay-standing'][data-standing='live']";

#[tokio::test]
async fn messages_come_by_the_relay_and_two_hours_without_it_lose_nothing() -> Result<()> {
    let desktop = Desktop::start()?;
    let instagram = Instagram::start()?;
    let mut relay = Relay::start()?;
    relay.receives(&instagram).await?;
    let handle = instagram.handle("luma.live").await?;
    instagram.write(&handle, "mia.rose", "Is it back in stock?").await?;
    let opening =
        Opening { profile: desktop.profile(), graph: Some(instagram.graph().clone()), undo_ms: Some(0) };
    let window = Page::in_window(&desktop, &opening).await?;
    window.press("connect-handle").await?;
    window.write("connect-token", &handle.token).await?;
    window.press("connect-check").await?;
    window.press("connect-confirm").await?;
    window.see_text("conversation-row", "Is it back in stock?").await?;

    // A person pairs the laptop: half a link first, then the whole one.
    let link = relay.link()?;
    window.keys("gy").await?;
    window.write("relay-link", &link[..link.len() - 9]).await?;
    window.press("relay-look").await?;
    window.see_css("[role='alert'][data-code='relay_link_malformed']").await?;
    // The click left the caret where it fell.
    window.press("relay-link").await?;
    window.keys(Key::End + &link[link.len() - 9..]).await?;
    window.press("relay-look").await?;
    window.see_text("relay-organisation", "Blue Kiln Ceramics").await?;
    window.press("relay-pair").await?;
    window.see_css(LIVE).await?;
    let keys = desktop.secrets()?;
    assert!(keys.contains("relay-keys"), "the keys are in the keychain");

    instagram.write(&handle, "jo.bloom", "This one came by itself").await?;
    window.see_text("conversation-row", "This one came by itself").await?;
    window.see_css("[data-testid='relay-handles'] li[data-service='served']").await?;

    // Two hours without the relay: reading takes over, and it is said.
    relay.kill();
    instagram.write(&handle, "ana.lee", "Written while it was down").await?;
    window.see_text("conversation-row", "Written while it was down").await?;
    window.see_css("[data-testid='relay-standing'][data-standing='unreachable']").await?;
    instagram.set("clock", &json!({ "advance_ms": 7_200_000 })).await?;
    instagram.write(&handle, "ben.ito", "Two hours later").await?;
    window.see_text("conversation-row", "Two hours later").await?;
    // The app noticed the time: of the 24 hours of the one before so much is left.
    window.see_text("conversation-row", "21 h").await?;

    relay.again()?;
    window.press("relay-try").await?;
    window.see_css(LIVE).await?;
    instagram.write(&handle, "kim.sol", "And it is back").await?;
    window.see_text("conversation-row", "And it is back").await?;
    window.see_css("[data-testid='relay-handles'] li[data-service='served']").await?;

    // The gap is explained, and everybody is there once.
    window.press_css("[data-testid='relay-handles'] li button").await?;
    window.see_text("health-gaps", "The relay was not reached").await?;
    window.press("view-all").await?;
    for text in ["Is it back", "This one came", "Written while", "Two hours", "And it is back"] {
        window.see_text("conversation-row", text).await?;
    }
    let rows =
        window.run("return document.querySelectorAll(\"[data-testid='conversation-row']\").length").await?;
    assert_eq!(rows, 5);

    // Parting leaves nothing of the pairing.
    window.keys("gy").await?;
    window.press("relay-part").await?;
    window.press("part-relay-confirm").await?;
    window.see_css("[data-testid='relay-standing'][data-standing='not_paired']").await?;
    assert!(!desktop.secrets()?.contains("relay-keys"), "the keys are gone");
    window.close().await
}
