//! The thirteen checks in the app's real window: what is set wrong at the simulated Instagram gives its headline, and its
//! primary action clears it. What a window cannot show in the time of a test (a stale read, a phase that has not begun, a
//! webhook that stays away) is a table in `domain`; the keychain has its own tests.

use acceptance::{Desktop, Handle, Instagram, Opening, Page, wait};
use anyhow::{Result, ensure};
use serde_json::json;

/// One handle in the real window, its health page open.
struct Open {
    window: Page,
    instagram: Instagram,
    handle: Handle,
    _desktop: Desktop,
}

impl Open {
    async fn new(username: &str) -> Result<Self> {
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
    async fn page(&self) -> Result<()> {
        if self.window.run("return document.querySelector('[data-testid=handle-page]') === null").await?
            == true
        {
            self.window.press("handle-state").await?;
        }
        self.window.see("handle-page").await.map(drop)
    }

    /// The headline of the page, and the same state in the rail.
    async fn says(&self, code: &str) -> Result<()> {
        let headline =
            format!("[data-testid='handle-page'] [data-testid='health-headline'][data-code='{code}']");
        self.window.see_css(&headline).await.map(drop)
    }

    /// As [`Open::says`], for what shows at the next read: asked for until it does.
    async fn comes_to_say(&self, code: &str) -> Result<()> {
        wait::until(code, async || {
            let shown = self.window.run("return document.querySelector('[data-testid=health-headline][data-code]')?.dataset.code").await?;
            if shown != code {
                self.window.run("(document.querySelector('[data-testid=check-now]') ?? document.querySelector('[data-testid=health-action]'))?.click()").await?;
            }
            Ok(shown == code)
        })
        .await
    }

    async fn act(&self) -> Result<()> {
        self.window.press("health-action").await
    }

    /// Reads of the handle are refused with a code.
    async fn refuse(&self, code: i64, subcode: Option<i64>) -> Result<()> {
        let rule = json!({ "match": { "endpoint": "conversations" }, "kind": "error", "code": code, "subcode": subcode });
        self.instagram.misbehave(&rule).await
    }

    /// The primary action leads to help, which a person follows elsewhere; then the look clears it.
    async fn guide_leads_out(&self, article: &str) -> Result<()> {
        self.act().await?;
        self.window.see_css(&format!("[data-testid='help-article'][data-article='{article}']")).await?;
        self.instagram.behave().await?;
        self.page().await?;
        self.comes_to_say("receiving").await
    }

    /// The primary action asks for a sign-in, which clears it.
    async fn sign_in_leads_out(&self) -> Result<()> {
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

#[tokio::test]
async fn what_a_person_here_can_end() -> Result<()> {
    let open = Open::new("luma.here").await?;

    // 1 The network. Nothing to do: it ends by itself.
    open.instagram.misbehave(&json!({ "match": { "endpoint": "conversations" }, "kind": "body", "body": "<html>Sign in to the hotel</html>", "status": 200, "content_type": "text/html" })).await?;
    open.comes_to_say("offline").await?;
    open.instagram.behave().await?;
    open.says("receiving").await?;

    // 2 The switch.
    open.window.press("handle-switch").await?;
    open.says("paused_by_you").await?;
    open.act().await?;
    open.window.press("resume-now").await?;
    open.says("receiving").await?;

    // 5 The token.
    open.instagram.revoke(&open.handle).await?;
    open.comes_to_say("token_revoked").await?;
    open.sign_in_leads_out().await?;

    // 6 The permissions.
    open.instagram.allow(&open.handle, &["instagram_business_basic"]).await?;
    open.comes_to_say("permission_missing").await?;
    open.instagram
        .allow(&open.handle, &["instagram_business_basic", "instagram_business_manage_messages"])
        .await?;
    open.sign_in_leads_out().await?;
    open.window.close().await
}

#[tokio::test]
async fn what_somebody_at_instagram_ends() -> Result<()> {
    let open = Open::new("luma.there").await?;

    // 7 Message access. The primary action looks, and says that it is still off.
    open.instagram.message_access(&open.handle, false).await?;
    open.comes_to_say("access_off").await?;
    ensure!(
        open.window.run("return document.querySelectorAll('[data-testid=health-steps] li').length").await?
            != 0
    );
    open.act().await?;
    open.window.see_css("[data-testid='access-answer'][data-is='off']").await?;
    open.window.see_text("notice", "Someone switched message access off").await?;
    open.instagram.write(&open.handle, "noor", "Are you there?").await?;
    open.instagram.message_access(&open.handle, true).await?;
    open.act().await?;
    open.says("receiving").await?;
    open.window.see_css("[data-testid='access-answer'][data-is='on']").await?;
    open.window.see_text("notice", "1 message was fetched").await?;
    open.window.press("dismiss-notice").await?;
    open.window.see_no("[data-testid='notice']").await?;

    // 4 Instagram does not let the account use the API.
    open.refuse(36_103, None).await?;
    open.comes_to_say("not_eligible").await?;
    open.act().await?;
    open.window.see("rollout-phase").await?;
    open.instagram.behave().await?;
    open.comes_to_say("receiving").await?;

    // 8 The Meta app.
    open.refuse(200, None).await?;
    open.comes_to_say("app_not_approved").await?;
    open.guide_leads_out("meta_app").await?;

    // 13 Instagram itself.
    open.refuse(2, None).await?;
    open.comes_to_say("instagram_down").await?;
    open.instagram.behave().await?;
    open.act().await?;
    open.says("receiving").await?;

    // 11 The rate. Nothing to do: it says when it goes on.
    open.refuse(613, None).await?;
    open.comes_to_say("rate_limited").await?;
    open.window.see_text("handle-page", "by itself").await?;
    open.window.close().await
}

#[tokio::test]
async fn what_restricts_replies_alone() -> Result<()> {
    let open = Open::new("luma.replies").await?;

    // 10 Another tool has the chat. Receiving goes on.
    let person =
        json!({ "handle": open.handle.ig_id, "person": "mia.rose", "kind": "pass_thread", "app_id": "5" });
    open.instagram.happen(&person).await?;
    open.window.press("conversation-row").await?;
    open.window.write("composer-text", "It is.").await?;
    open.window.press("send").await?;
    open.page().await?;
    open.says("thread_owned_by_other_app").await?;
    open.act().await?;
    open.window.see_css("[data-testid='help-article'][data-article='routing']").await?;
    open.window.close().await
}

#[tokio::test]
async fn what_restricts_every_reply() -> Result<()> {
    let open = Open::new("luma.quiet").await?;

    // 12 Instagram lets the handle send nothing for a while. Receiving goes on, and the reply waits.
    let refusal =
        json!({ "match": { "endpoint": "send" }, "kind": "error", "code": 10, "subcode": 1_893_063 });
    open.instagram.misbehave(&refusal).await?;
    open.window.press("conversation-row").await?;
    open.window.write("composer-text", "It is back.").await?;
    open.window.press("send").await?;
    open.page().await?;
    open.says("send_restricted").await?;
    open.act().await?;
    open.window.see_css("[data-testid='help-article'][data-article='rules']").await?;

    // It is over: the reply leaves by itself, once.
    open.instagram.behave().await?;
    open.instagram.set("clock", &json!({ "advance_ms": 16 * 60_000 })).await?;
    open.page().await?;
    open.comes_to_say("receiving").await?;
    wait::until("the reply", async || Ok(!open.instagram.sends().await?.is_empty())).await?;
    let sent: Vec<_> = open.instagram.sends().await?.into_iter().filter_map(|sent| sent.text).collect();
    ensure!(sent == ["It is back."], "{sent:?}");
    open.window.close().await
}
