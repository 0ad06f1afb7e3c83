//! The laptop's core and the relay are killed (`kill -9`) at random moments while Instagram delivers, and nothing can be
//! read from Instagram: what is shown came by the relay. Nothing may be missing, and nothing there twice (reliability.md:
//! I1, I2, G9).
//!
//! `HANDRAIL_KILLS` is the number of kills (40), `HANDRAIL_SEED` repeats a run.

use std::collections::BTreeMap;
use std::env;
use std::time::Duration;

use acceptance::{Bridge, Desktop, Handle, Instagram, Relay, wait};
use anyhow::{Context as _, Result, ensure};
use api::view::{ConversationList, MessagesPage, RelayService, RelayStanding, RelayView};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;

/// Messages of each life.
const MESSAGES: u64 = 4;
const PEOPLE: u64 = 30;
/// Every so many kills the relay is killed too.
const RELAY_TOO: u64 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_relay_was_told_is_shown_once_whoever_is_killed() -> Result<()> {
    let kills = number("HANDRAIL_KILLS").unwrap_or(40);
    let seed = number("HANDRAIL_SEED").unwrap_or_else(rand::random);
    let mut dice = StdRng::seed_from_u64(seed);
    println!("{kills} kills, HANDRAIL_SEED={seed}");

    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    let mut relay = Relay::start()?;
    relay.receives(&instagram).await?;
    let handle = instagram.handle("luma.kills").await?;
    let start = || Bridge::start(&desktop, &desktop.profile(), instagram.graph());
    let mut bridge = start()?;
    bridge.connect(&handle.token).await?;
    let _: RelayView =
        bridge.ask("pair_relay", &json!({ "link": relay.link()?, "name": "Mia's laptop" })).await?;
    live(&bridge).await?;
    instagram
        .misbehave(&json!({ "match": { "endpoint": "conversations" }, "kind": "error", "code": 2 }))
        .await?;

    for kill in 0..kills {
        let moment = Duration::from_millis(dice.random_range(5..600));
        let writing = write(&instagram, &handle, kill);
        let killing = async {
            tokio::time::sleep(moment).await;
            bridge.kill();
        };
        let (written, ()) = tokio::join!(writing, killing);
        written?;
        if kill % RELAY_TOO == RELAY_TOO - 1 {
            relay.kill();
            relay.again()?;
            // Meta comes again in its own time.
            instagram.set("clock", &json!({ "advance_ms": 3_600_000 })).await?;
        }
        bridge = start()?;
    }

    live(&bridge).await?;
    let mut missing = Vec::new();
    wait::until("every message, once", async || {
        let shown = texts(&bridge).await?;
        let twice: Vec<_> = shown.iter().filter(|(_, times)| **times > 1).collect();
        ensure!(twice.is_empty(), "there twice: {twice:?}");
        missing = (0..kills)
            .flat_map(|kill| (0..MESSAGES).map(move |n| text(kill, n)))
            .filter(|text| !shown.contains_key(text))
            .collect();
        if missing.is_empty() {
            return Ok(true);
        }
        instagram.set("clock", &json!({ "advance_ms": 600_000 })).await?;
        Ok(false)
    })
    .await
    .with_context(|| format!("missing: {missing:?}"))?;
    wait::until("everything acknowledged", async || Ok(relay.behind()? == 0)).await?;
    bridge.terminate()
}

async fn write(instagram: &Instagram, handle: &Handle, kill: u64) -> Result<()> {
    for n in 0..MESSAGES {
        let person = format!("person{}", (kill * MESSAGES + n) % PEOPLE);
        instagram.write(handle, &person, &text(kill, n)).await?;
    }
    Ok(())
}

fn text(kill: u64, n: u64) -> String {
    format!("{n} of life {kill}")
}

/// The relay is there, and knows that this laptop follows the handle: what comes for nobody it drops at the door.
async fn live(bridge: &Bridge) -> Result<()> {
    wait::until("the relay", async || {
        let view: RelayView = bridge.ask("relay", &json!({})).await?;
        let follows = view.handles.iter().all(|handle| handle.service != RelayService::ReadOnly);
        Ok(view.standing == RelayStanding::Live && follows)
    })
    .await
}

/// Every text that is shown, and how often.
async fn texts(bridge: &Bridge) -> Result<BTreeMap<String, u32>> {
    let request = json!({ "view": "all", "handle": null, "sort": "newest", "after": null, "limit": 200 });
    let list: ConversationList = bridge.ask("conversations", &request).await?;
    let mut shown = BTreeMap::new();
    for row in list.rows {
        let request = json!({ "conversation": row.id, "before": null, "around": null, "limit": 200 });
        let page: MessagesPage = bridge.ask("messages", &request).await?;
        for text in page.messages.into_iter().filter_map(|message| message.text) {
            *shown.entry(text).or_default() += 1;
        }
    }
    Ok(shown)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}
