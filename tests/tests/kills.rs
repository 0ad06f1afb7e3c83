//! The core is killed (`kill -9`) at random moments, again and again, while messages come in and replies go out.
//! Nothing that it acknowledged may be lost, and nothing may be sent twice (reliability.md: G1, I3, I4, I14, I16).
//!
//! `HANDRAIL_KILLS` is the number of kills (200), `HANDRAIL_SEED` repeats a run.

#[path = "kills/busy.rs"]
mod busy;
#[path = "kills/known.rs"]
mod known;

use std::env;
use std::time::{Duration, Instant};

use acceptance::{Bridge, Desktop, Instagram, wait};
use anyhow::{Context as _, Result, ensure};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use store::{OpenOptions, Store};

use busy::Busy;
use known::Known;

/// Enough people that an uncertain reply, which holds up its conversation, does not hold up the test.
const PEOPLE: usize = 40;
/// Every so many lives one is long enough to read everything.
const LONG_LIFE: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_sent_twice() -> Result<()> {
    let kills = number("HANDRAIL_KILLS").unwrap_or(200);
    let seed = number("HANDRAIL_SEED").unwrap_or_else(rand::random);
    let mut dice = StdRng::seed_from_u64(seed);
    println!("{kills} kills, HANDRAIL_SEED={seed}");

    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    // Every start asks at once for what is new: two starts a second are more than Instagram allows a handle.
    instagram.turn(&json!({ "conversations_throttle": "off" })).await?;
    let handle = instagram.handle("luma.kills").await?;
    for person in 0..PEOPLE {
        instagram.write(&handle, &format!("person{person}"), &format!("first word of {person}")).await?;
    }
    let profile = desktop.profile();
    let bridge = Bridge::start(&desktop, &profile, instagram.graph())?;
    bridge.connect(&handle.token).await?;
    let mut known = Known::default();
    wait::until("every conversation", async || {
        known.learn_conversations(&bridge).await?;
        Ok(known.conversations() == PEOPLE)
    })
    .await?;
    drop(bridge);

    let start = Instant::now();
    let mut kills_while_starting = 0;
    for kill in 0..kills {
        let mut busy = Busy::new(&instagram, &handle, dice.random(), kill);
        if dice.random_ratio(1, 5) {
            // As it opens its database and finds what the last kill left behind.
            Bridge::kill_while_starting(&desktop, &profile, instagram.graph(), millis(&mut dice, 1..250))?;
            kills_while_starting += 1;
            continue;
        }
        let mut bridge = Bridge::start(&desktop, &profile, instagram.graph())?;
        known.check(&bridge, &mut dice).await.with_context(|| format!("after kill {kill}"))?;
        let moment = millis(&mut dice, 5..700);
        // The timer ends the work wherever it is; requests on their way stay unanswered.
        let _ = tokio::time::timeout(moment, busy.work(&bridge, &mut known)).await;
        if kill % LONG_LIFE == LONG_LIFE - 1 {
            known.everything_came_in(&bridge).await.with_context(|| format!("in the long life {kill}"))?;
        }
        bridge.kill();
    }
    println!("{kills} kills in {:?}, {kills_while_starting} of them during the start", start.elapsed());

    let mut bridge = Bridge::start(&desktop, &profile, instagram.graph())?;
    let (sent, waiting) = known.converges(&bridge, &instagram).await?;
    ensure!(known.replies() > 0 || kills < 20, "no reply was acknowledged: the test tested nothing");
    println!("{known}; {sent} replies were sent, {waiting} wait or are uncertain");
    bridge.terminate()?;

    let key = database_key(&desktop.secrets()?).context("no database key in the keychain")?;
    let store = Store::open(OpenOptions { path: &profile.join("handrail.db"), key: &key }).await?;
    let damage = store.integrity().await?;
    ensure!(damage.is_empty(), "the database is damaged: {damage:?}");
    Ok(())
}

/// The key among the keychain's secrets: the only one of 64 hexadecimal digits.
fn database_key(secrets: &str) -> Option<[u8; 32]> {
    let is_key = |word: &&str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = secrets.split_whitespace().find(is_key)?;
    let mut key = [0; 32];
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(key)
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

fn millis(dice: &mut StdRng, range: std::ops::Range<u64>) -> Duration {
    Duration::from_millis(dice.random_range(range))
}
