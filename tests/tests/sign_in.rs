//! Signing in with the browser, from the app's real window through the relay to the simulated Instagram and back.

use acceptance::{Bridge, Browser, Desktop, Handle, Instagram, Opening, Page, Relay, wait};
use anyhow::{Context as _, Result};
use api::ErrorCode;
use api::view::{ConnectPreview, HandleView};
use serde_json::json;
use url::Url;

const QUESTION: &str = "Is the serum back in stock?";
const DRAFT: &str = "It is, since this";

/// A window with one handle whose relay signs in, and a draft that is half written.
struct Open {
    window: Page,
    instagram: Instagram,
    desktop: Desktop,
    handle: Handle,
    browser: Browser,
    _relay: Relay,
}

impl Open {
    async fn new() -> Result<Self> {
        let desktop = Desktop::start()?;
        let instagram = Instagram::start()?;
        let relay = Relay::with_sign_in(&instagram).await?;
        let handle = instagram.handle("luma.signs").await?;
        instagram.write(&handle, "mia.rose", QUESTION).await?;
        let graph = Some(instagram.graph().clone());
        let opening = Opening { profile: desktop.profile(), graph, undo_ms: Some(0) };
        let window = Page::in_window(&desktop, &opening).await?;
        window.press("connect-handle").await?;
        window.write("connect-token", &handle.token).await?;
        window.press("connect-check").await?;
        window.press("connect-confirm").await?;
        window.see("conversation-row").await?;
        window.keys("gy").await?;
        window.write("relay-link", &relay.link()?).await?;
        window.press("relay-look").await?;
        window.press("relay-pair").await?;
        window.see_css("[data-testid='relay-standing'][data-standing='live']").await?;
        window.press("conversation-row").await?;
        window.write("composer-text", DRAFT).await?;
        Ok(Self { window, instagram, desktop, handle, browser: Browser::new()?, _relay: relay })
    }

    /// The owner takes the token back, and the handle says so; a person asks for a new sign-in.
    async fn asks_anew(&self) -> Result<Url> {
        self.instagram.revoke(&self.handle).await?;
        self.instagram.write(&self.handle, "noor", "Written in the gap").await?;
        self.window.see_css("[data-testid='handle-row'][data-health='not_receiving']").await?;
        self.window.press("sign-in-again").await?;
        self.opened(1).await
    }

    /// The address that was opened in the system's browser the last, once there were so many.
    async fn opened(&self, so_many: usize) -> Result<Url> {
        wait::for_some("the browser", async || {
            let opened = self.desktop.opened()?;
            Ok((opened.len() >= so_many).then(|| opened.last().cloned()).flatten())
        })
        .await
    }

    async fn ends_with(&self, code: &str) -> Result<()> {
        self.window
            .see_css(&format!("[data-testid='browser-sign-in'] [role='alert'][data-code='{code}']"))
            .await
            .map(drop)
    }

    /// Nothing changed: the handle keeps the token that it had, and the draft is there.
    async fn nothing_changed(&self, token: &str) -> Result<()> {
        assert_eq!(self.desktop.secret(&format!("token/{}", self.handle.ig_id))?, token);
        let row = self.window.see_css("[data-testid='handle-row'][data-health]").await?;
        assert_eq!(row.attr("data-health").await?.as_deref(), Some("not_receiving"));
        Ok(())
    }

    async fn draft_is_there(&self) -> Result<()> {
        let text =
            self.window.run("return document.querySelector('[data-testid=composer-text]').value").await?;
        assert_eq!(text, DRAFT);
        Ok(())
    }
}

#[tokio::test]
async fn a_new_sign_in_keeps_the_draft_fills_the_gap_and_compares_four_digits() -> Result<()> {
    let open = Open::new().await?;
    let page = open.asks_anew().await?;
    let query =
        |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    assert_eq!(query("force_reauth").as_deref(), Some("true"), "or the browser takes whoever is logged in");
    let code = open.window.see("match-code").await?.text().await?;
    let last = open.browser.allow(&page, "luma.signs", &[]).await?;
    assert!(last.contains(&code), "the page shows {code}: {last}");

    // It closes by itself; the handle receives, and the thread is as it was.
    open.window.see_no("[data-testid='connect-dialog']").await?;
    open.window.see_css("[data-testid='handle-row'][data-health='receiving']").await?;
    open.draft_is_there().await?;
    open.window.see_text("conversation-row", "Written in the gap").await?;
    let rows = open.window.run("return [...document.querySelectorAll('[data-testid=conversation-row]')].filter((row) => row.innerText.includes('Written in the gap')).length").await?;
    assert_eq!(rows, 1);
    let kept = open.desktop.secret(&format!("token/{}", open.handle.ig_id))?;
    assert!(!kept.ends_with(&open.handle.token), "a new token");

    // The same address again: the sign-in is over, and nothing comes of it.
    let (_, again) = open.browser.open(&callback(&page)?).await?;
    assert!(again.contains("This login is over"), "{again}");
    open.window.close().await
}

#[tokio::test]
async fn another_account_denial_and_fewer_permissions_change_nothing() -> Result<()> {
    let open = Open::new().await?;
    open.instagram.handle("luma.other").await?;
    let page = open.asks_anew().await?;
    let kept = open.desktop.secret(&format!("token/{}", open.handle.ig_id))?;

    open.browser.allow(&page, "luma.other", &[]).await?;
    open.ends_with("sign_in_other_account").await?;
    open.window.see_text("browser-sign-in", "@luma.other").await?;
    open.nothing_changed(&kept).await?;
    let rail = open.window.run("return document.querySelectorAll('[data-testid=handle-row]').length").await?;
    assert_eq!(rail, 1, "the other account was not connected");

    open.window.press("begin-sign-in").await?;
    open.browser.deny(&open.opened(2).await?).await?;
    open.ends_with("sign_in_denied").await?;
    open.nothing_changed(&kept).await?;

    open.window.press("begin-sign-in").await?;
    let fewer = ["instagram_business_manage_messages"];
    open.browser.allow(&open.opened(3).await?, "luma.signs", &fewer).await?;
    open.ends_with("permission_missing").await?;
    open.window.see_text("browser-sign-in", "instagram_business_manage_messages").await?;
    open.nothing_changed(&kept).await?;

    // And then as it should be.
    open.window.press("begin-sign-in").await?;
    open.browser.allow(&open.opened(4).await?, "luma.signs", &[]).await?;
    open.window.see_css("[data-testid='handle-row'][data-health='receiving']").await?;
    open.draft_is_there().await?;
    open.window.close().await
}

#[tokio::test]
async fn a_pasted_token_of_another_account_renews_nothing() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    let (ours, other) = (instagram.handle("luma.signs").await?, instagram.handle("luma.other").await?);
    let mut bridge = Bridge::start(&desktop, &desktop.profile(), instagram.graph())?;
    let handle = bridge.connect(&ours.token).await?;
    for (token, taken) in [(&other.token, false), (&ours.token, true)] {
        let asked: ConnectPreview = bridge.ask("check_token", &json!({ "token": token })).await?;
        let renew = json!({ "flow": asked.flow, "candidate": 0, "handle": handle });
        match bridge.try_ask("connect", &renew).await? {
            Ok(_) => assert!(taken, "another account's token was taken"),
            Err(refused) => {
                assert!(!taken, "{refused:?}");
                assert_eq!(refused.code, ErrorCode::SignInOtherAccount);
                assert_eq!(refused.detail.as_deref(), Some("@luma.other"));
                let kept = desktop.secrets()?;
                assert!(kept.contains(&ours.token) && !kept.contains(&other.token));
            }
        }
        let handles: Vec<HandleView> = bridge.ask("handles", &json!({})).await?;
        assert_eq!(handles.iter().map(|one| one.id).collect::<Vec<_>>(), [handle]);
    }
    bridge.terminate()
}

#[tokio::test]
async fn two_sign_ins_at_once_land_on_their_own_handles_also_when_the_pages_are_swapped() -> Result<()> {
    let open = Open::new().await?;
    let other = open.instagram.handle("luma.second").await?;
    let connected = open.window.rpc("check_token", &json!({ "token": other.token })).await?;
    open.window.rpc("connect", &json!({ "flow": connected["flow"], "candidate": 0 })).await?;
    let handles = open.window.rpc("handles", &json!({})).await?;
    let id = |name: &str| -> Result<i64> {
        let all = handles.as_array().context("handles")?;
        let found = all.iter().find(|one| one["username"] == name).and_then(|one| one["id"].as_i64());
        found.with_context(|| name.to_owned())
    };
    for handle in [&open.handle, &other] {
        open.instagram.revoke(handle).await?;
    }
    let mut flows = Vec::new();
    for (name, number) in [("luma.signs", 1), ("luma.second", 2)] {
        let begun =
            open.window.rpc("begin_sign_in", &json!({ "handle": id(name)?, "flavour": null })).await?;
        flows.push((begun["flow"].clone(), open.opened(number).await?, id(name)?));
    }
    // Each page is answered with the other's account first.
    open.browser.allow(&flows[0].1, "luma.second", &[]).await?;
    open.browser.allow(&flows[1].1, "luma.signs", &[]).await?;
    for (flow, ..) in &flows {
        let ended = ends(&open.window, flow).await?;
        assert_eq!(
            (&ended["stage"], &ended["error"]["code"]),
            (&json!("failed"), &json!("sign_in_other_account"))
        );
    }
    // Then both at once, the later one first.
    let mut flows = Vec::new();
    for (name, number) in [("luma.signs", 3), ("luma.second", 4)] {
        let begun =
            open.window.rpc("begin_sign_in", &json!({ "handle": id(name)?, "flavour": null })).await?;
        flows.push((begun["flow"].clone(), open.opened(number).await?, id(name)?));
    }
    open.browser.allow(&flows[1].1, "luma.second", &[]).await?;
    open.browser.allow(&flows[0].1, "luma.signs", &[]).await?;
    for (flow, _, id) in &flows {
        let ended = ends(&open.window, flow).await?;
        assert_eq!((&ended["stage"], &ended["connected"]), (&json!("connected"), &json!(id)));
    }
    open.window.close().await
}

#[tokio::test]
async fn of_two_pages_of_facebook_the_chosen_one_is_connected() -> Result<()> {
    let open = Open::new().await?;
    for (page, username, text) in [
        ("Luma Studio", "luma.studio", "Do you teach?"),
        ("Luma Paris", "luma.paris", "Are you open on Sunday?"),
    ] {
        let handle = open.instagram.handle(username).await?;
        open.instagram.write(&handle, "noor", text).await?;
        let linked = json!({ "name": page, "handle": username, "user": "Mia of the team" });
        open.instagram.set("pages", &linked).await?;
    }
    open.window.press("connect-handle").await?;
    open.window.press("begin-facebook").await?;
    let page = open.opened(1).await?;
    let code = open.window.see("match-code").await?.text().await?;
    let last = open.browser.allow(&page, "Mia of the team", &[]).await?;
    assert!(last.contains(&code), "the page shows {code}: {last}");

    open.window.see_text("connect-pages", "Luma Studio").await?;
    let pages = "document.querySelectorAll('[data-testid=connect-page]')";
    let chosen = open.window.run(&format!("return [...{pages}].map((one) => one.checked)")).await?;
    assert_eq!(chosen, json!([false, false]), "nobody chose for the person");
    open.window
        .run(&format!(
            "[...{pages}].find((one) => one.closest('label').innerText.includes('Luma Paris')).click()"
        ))
        .await?;
    open.window.see_text("connect-preview", "@luma.paris").await?;
    open.window.press("connect-confirm").await?;
    open.window.see_no("[data-testid='connect-dialog']").await?;
    open.window.see_text("conversation-row", "Are you open on Sunday?").await?;
    let rail = open.window.run("return [...document.querySelectorAll('[data-testid=handle-row]')].map((row) => row.innerText).join()").await?;
    let rail = rail.as_str().context("the rail")?;
    assert!(
        rail.contains("luma.paris") && rail.contains("luma.signs") && !rail.contains("luma.studio"),
        "{rail}"
    );
    open.window.close().await
}

#[tokio::test]
async fn a_sign_in_that_meets_a_locked_keychain_waits_for_it() -> Result<()> {
    let mut open = Open::new().await?;
    let page = open.asks_anew().await?;
    open.desktop.lock_keychain()?;
    open.browser.allow(&page, "luma.signs", &[]).await?;
    open.window.see_css("[data-testid='connect-dialog'] [data-code='keychain_locked']").await?;
    open.window.see_text("connect-dialog", "kept here for ten minutes").await?;
    open.window.press("connect-confirm").await?;
    open.window.see_css("[data-testid='connect-dialog'] [data-code='keychain_locked']").await?;

    open.desktop.unlock_keychain()?;
    open.window.press("connect-confirm").await?;
    open.window.see_no("[data-testid='connect-dialog']").await?;
    open.window.see_css("[data-testid='handle-row'][data-health='receiving']").await?;
    assert_eq!(open.desktop.opened()?.len(), 1, "without another round in the browser");
    open.draft_is_there().await?;
    let kept = open.desktop.secret(&format!("token/{}", open.handle.ig_id))?;
    assert!(!kept.ends_with(&open.handle.token), "a new token");
    open.window.close().await
}

/// How a sign-in ended.
async fn ends(window: &Page, flow: &serde_json::Value) -> Result<serde_json::Value> {
    wait::for_some("the end of a sign-in", async || {
        let view = window.rpc("sign_in", &json!({ "flow": flow })).await?;
        let over = view["stage"] == "failed" || view["stage"] == "connected";
        Ok(over.then_some(view))
    })
    .await
}

/// The relay's callback for the state of a page, as if its code came a second time.
fn callback(page: &Url) -> Result<Url> {
    let of =
        |name: &str| page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let mut callback: Url = of("redirect_uri").context("no redirect")?.parse()?;
    callback
        .query_pairs_mut()
        .append_pair("code", "AQBused")
        .append_pair("state", &of("state").context("no state")?);
    Ok(callback)
}
