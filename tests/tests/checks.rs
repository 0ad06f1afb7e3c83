//! The thirteen checks in the app's real window: what is set wrong at the simulated Instagram gives its headline, and its
//! primary action clears it. What needs a keychain in trouble has its own tests.

#[path = "checks/open.rs"]
mod open;

use std::time::Duration;

use acceptance::{Relay, wait};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use open::Open;

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

    // The guide's first way: somebody answers there. What the person writes next waits for a reply again.
    let phone = json!({ "handle": open.handle.ig_id, "person": "mia.rose", "kind": "phone_reply", "text": "It is back." });
    open.instagram.happen(&phone).await?;
    open.page().await?;
    open.comes_to_say("receiving").await?;
    open.instagram.write(&open.handle, "mia.rose", "And the cream?").await?;
    open.comes_to_say("thread_owned_by_other_app").await?;

    // Its second: the other tool hands the chat back, and the reply that was refused goes.
    let back = json!({ "handle": open.handle.ig_id, "person": "mia.rose", "kind": "pass_thread" });
    open.instagram.happen(&back).await?;
    open.window.press("conversation-row").await?;
    open.window.press("reply-retry").await?;
    wait::until("the reply", async || Ok(open.instagram.sends().await?.len() == 1)).await?;
    open.page().await?;
    open.comes_to_say("receiving").await?;
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

#[tokio::test]
async fn what_the_owner_made_of_the_account() -> Result<()> {
    let open = Open::new("luma.private").await?;

    // 3 The kind of account, which is read once a day.
    open.instagram.account(&open.handle, "personal").await?;
    open.instagram.set("clock", &json!({ "advance_ms": 25 * 3_600_000 })).await?;
    open.comes_to_say("not_professional").await?;
    open.act().await?;
    open.window.see_css("[data-testid='help-article'][data-article='professional']").await?;
    open.instagram.account(&open.handle, "media_creator").await?;
    open.page().await?;
    open.comes_to_say("receiving").await?;
    open.window.close().await
}

#[tokio::test]
async fn what_keeps_webhooks_away() -> Result<()> {
    let open = Open::new("luma.told").await?;
    let mut relay = Relay::start()?;
    open.pair(&relay).await?;
    open.says("receiving").await?;

    // 9 The relay is not reached. Receiving goes on, and the primary action leads to where it is tried again.
    relay.kill();
    open.says("relay_down").await?;
    open.act().await?;
    open.relay_stands("unreachable").await?;
    relay.again()?;
    open.window.press("relay-try").await?;
    open.relay_stands("live").await?;
    open.window.press_css("[data-testid='relay-handles'] li button").await?;
    open.says("receiving").await?;

    // Nothing could be delivered for an hour, and Instagram ended the subscription; the app's own try to subscribe anew is
    // refused.
    open.instagram.turn(&json!({ "webhook_retry": "1h_then_unsubscribed" })).await?;
    relay.kill();
    open.instagram.write(&open.handle, "jo.bloom", "Nobody told of this one").await?;
    wait::until("the end of the subscription", async || {
        open.instagram.set("clock", &json!({ "advance_ms": 20 * 60_000 })).await?;
        let ledger = open.instagram.ledger().await?;
        Ok(ledger["deliveries"]
            .as_array()
            .is_some_and(|all| all.iter().any(|delivery| delivery["outcome"] == "unsubscribed")))
    })
    .await?;
    let refusal =
        json!({ "match": { "endpoint": "subscribed_apps", "method": "POST" }, "kind": "error", "code": 2 });
    open.instagram.misbehave(&refusal).await?;
    relay.again()?;
    open.says("not_subscribed").await?;
    open.instagram.behave().await?;
    open.act().await?;
    open.says("receiving").await?;
    open.window.see_text("health-gaps", "stopped sending").await?;
    open.window.close().await
}

#[tokio::test]
async fn what_takes_too_long() -> Result<()> {
    let open = Open::new("luma.slow").await?;

    // 13 Every answer comes, and each so late that the list is not read to its end for a minute and a half.
    let late = json!({ "match": { "endpoint": "conversations" }, "kind": "late", "delay_ms": 25_000 });
    open.instagram.misbehave(&late).await?;
    let everybody: Vec<Value> = (0..120)
        .map(|number| json!({ "handle": open.handle.ig_id, "person": format!("guest{number}"), "kind": "text", "text": "Hello" }))
        .collect();
    open.instagram.happen(&Value::from(everybody)).await?;
    let comes_to_say = async |code: &str, deadline| {
        let shown = "return document.querySelector('[data-testid=health-headline][data-code]')?.dataset.code";
        wait::within(deadline, code, async || Ok(open.window.run(shown).await? == code)).await
    };
    // A round that began before everybody had written ends first.
    comes_to_say("stale", Duration::from_secs(240)).await?;
    open.instagram.behave().await?;
    open.act().await?;
    // The answer that is on its way is as late as the others.
    comes_to_say("receiving", Duration::from_secs(60)).await?;
    open.window.close().await
}
