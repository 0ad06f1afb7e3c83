//! One handle in the app's real window, and what is said of it.

use acceptance::{Desktop, Handle, Instagram, Opening, Page, Relay, wait};
use anyhow::Result;
use serde_json::json;

/// One handle in the real window, its health page open.
pub(crate) struct Open {
    pub(crate) window: Page,
    pub(crate) instagram: Instagram,
    pub(crate) handle: Handle,
    _desktop: Desktop,
}

impl Open {
    pub(crate) async fn new(username: &str) -> Result<Self> {
        let desktop = Desktop::start()?;
        let instagram = Instagram::start()?;
        let handle = instagram.handle(username).await?;
        instagram.write(&handle, "mia.rose", "Is the serum back in stock?").await?;
        let graph = Some(instagram.graph().clone());
        let opening = Opening { profile: desktop.profile(), graph, undo_ms: Some(0) };
        let window = Page::in_window(&desktop, &opening).await?;
        window.press("connect-handle").await?;
        window.write("connect-token", &handle.token).await?;
        window.press("connect-check").await?;
        window.press("connect-confirm").await?;
        window.see("conversation-row").await?;
        let open = Self { window, instagram, handle, _desktop: desktop };
        open.page().await?;
        open.says("receiving").await?;
        Ok(open)
    }

    /// Opens the handle's page, unless it is open.
    pub(crate) async fn page(&self) -> Result<()> {
        if self.window.run("return document.querySelector('[data-testid=handle-page]') === null").await?
            == true
        {
            self.window.press("handle-state").await?;
        }
        self.window.see("handle-page").await.map(drop)
    }

    /// The headline of the page, and the same state in the rail.
    pub(crate) async fn says(&self, code: &str) -> Result<()> {
        let headline =
            format!("[data-testid='handle-page'] [data-testid='health-headline'][data-code='{code}']");
        self.window.see_css(&headline).await.map(drop)
    }

    /// As [`Open::says`], for what shows at the next read: asked for until it does.
    pub(crate) async fn comes_to_say(&self, code: &str) -> Result<()> {
        wait::until(code, async || {
            let shown = self.window.run("return document.querySelector('[data-testid=health-headline][data-code]')?.dataset.code").await?;
            if shown != code {
                self.window.run("(document.querySelector('[data-testid=check-now]') ?? document.querySelector('[data-testid=health-action]'))?.click()").await?;
            }
            Ok(shown == code)
        })
        .await
    }

    /// Pairs this laptop with a relay that Instagram delivers to.
    pub(crate) async fn pair(&self, relay: &Relay) -> Result<()> {
        relay.receives(&self.instagram).await?;
        self.window.keys("gy").await?;
        self.window.write("relay-link", &relay.link()?).await?;
        self.window.press("relay-look").await?;
        self.window.press("relay-pair").await?;
        self.relay_stands("live").await?;
        self.window.press_css("[data-testid='relay-handles'] li button").await?;
        self.page().await
    }

    pub(crate) async fn relay_stands(&self, standing: &str) -> Result<()> {
        let shown = format!("[data-testid='relay-standing'][data-standing='{standing}']");
        self.window.see_css(&shown).await.map(drop)
    }

    pub(crate) async fn act(&self) -> Result<()> {
        self.window.press("health-action").await
    }

    /// Reads of the handle are refused with a code.
    pub(crate) async fn refuse(&self, code: i64, subcode: Option<i64>) -> Result<()> {
        let rule = json!({ "match": { "endpoint": "conversations" }, "kind": "error", "code": code, "subcode": subcode });
        self.instagram.misbehave(&rule).await
    }

    /// The primary action leads to help, which a person follows elsewhere; then the look clears it.
    pub(crate) async fn guide_leads_out(&self, article: &str) -> Result<()> {
        self.act().await?;
        self.window.see_css(&format!("[data-testid='help-article'][data-article='{article}']")).await?;
        self.instagram.behave().await?;
        self.page().await?;
        self.comes_to_say("receiving").await
    }

    /// The primary action asks for a sign-in, which clears it.
    pub(crate) async fn sign_in_leads_out(&self) -> Result<()> {
        let token = self.instagram.renew(&self.handle).await?;
        self.act().await?;
        self.window.write("connect-token", &token).await?;
        self.window.press("connect-check").await?;
        self.window.press("connect-confirm").await?;
        self.window.see("conversation-row").await?;
        self.page().await?;
        self.says("receiving").await
    }
}
