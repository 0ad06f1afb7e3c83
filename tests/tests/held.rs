//! Another program holds the database, a backup for example, just when Instagram answers that it took a reply: that cannot be
//! written down. Nothing is lost, and nothing is sent twice.

use std::time::Duration;

use acceptance::{Bridge, Desktop, Instagram, wait};
use anyhow::{Context as _, Result, ensure};
use api::view::{ConversationList, MessagesPage};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_whose_arrival_cannot_be_written_down_is_found_out_and_not_sent_again() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    let handle = instagram.handle("luma.held").await?;
    instagram.write(&handle, "mia.rose", "Is it back in stock?").await?;
    let mut bridge = Bridge::start(&desktop, &desktop.profile(), instagram.graph())?;
    bridge.connect(&handle.token).await?;
    let conversation = wait::for_some("the conversation", async || {
        let request = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 9 });
        let list: ConversationList = bridge.ask("conversations", &request).await?;
        Ok(list.rows.first().map(|row| row.id))
    })
    .await?;

    // Instagram takes the reply, and says so only when the database is held.
    let late = json!({ "match": { "endpoint": "send" }, "kind": "late", "delay_ms": 1_500, "times": 1 });
    instagram.misbehave(&late).await?;
    let reply = json!({ "id": uuid::Uuid::now_v7(), "conversation": conversation, "text": "On Friday" });
    let _: Value = bridge.ask("send", &reply).await?;
    wait::until("Instagram has it", async || Ok(instagram.sends().await?.len() == 1)).await?;
    let mut backup = open(&desktop).await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut backup).await?;

    // Longer than a write waits. What is read is there meanwhile, and what is written is not said to be.
    let draft = json!({ "conversation": conversation, "text": "And in" });
    let refused = bridge.try_ask("save_draft", &draft).await?;
    ensure!(refused.is_err(), "a draft that is not on disk was acknowledged");
    ensure!(shown(&bridge, conversation).await?.1.contains(&"On Friday".to_owned()), "it is on its way");
    sqlx::query("ROLLBACK").execute(&mut backup).await?;
    backup.close().await?;

    let _: Value = bridge.ask("save_draft", &draft).await?;
    wait::until("the reply is found to be sent", async || {
        let (messages, replies) = shown(&bridge, conversation).await?;
        Ok(messages == ["Is it back in stock?", "On Friday"] && replies.is_empty())
    })
    .await?;
    ensure!(instagram.sends().await?.len() == 1, "it was sent again");
    bridge.terminate()
}

/// The texts of a conversation: its messages', and those of replies that are not settled.
async fn shown(bridge: &Bridge, conversation: i64) -> Result<(Vec<String>, Vec<String>)> {
    let request = json!({ "conversation": conversation, "before": null, "around": null, "limit": 200 });
    let page: MessagesPage = bridge.ask("messages", &request).await?;
    let messages = page.messages.into_iter().filter_map(|message| message.text).collect();
    Ok((messages, page.replies.into_iter().map(|reply| reply.text).collect()))
}

/// The database, as another program of the same person may open it.
async fn open(desktop: &Desktop) -> Result<SqliteConnection> {
    let secrets = desktop.secrets()?;
    let is_key = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let key = secrets.split_whitespace().find(is_key).context("no database key in the keychain")?;
    let options = SqliteConnectOptions::new()
        .filename(desktop.profile().join("handrail.db"))
        .pragma("key", format!("\"x'{key}'\""))
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    Ok(options.connect().await?)
}
