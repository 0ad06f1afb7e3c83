//! Far more webhooks than anybody gets, through the relay's program into the core's, with its encrypted database: nothing is
//! lost, nothing is there twice, the core goes on answering, and neither takes more and more memory (reliability.md: T-FLOOD).
//!
//! `HANDRAIL_FLOOD` is the number of messages to all handles (300).

use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use acceptance::{Bridge, Desktop, Handle, Instagram, Relay, wait};
use anyhow::{Context as _, Result, ensure};
use api::view::{ConversationList, MessagesPage, RelayService, RelayStanding, RelayView};
use serde_json::{Value, json};

const HANDLES: usize = 12;
/// People of each handle.
const PEOPLE: usize = 20;
/// Connections of Meta's.
const CONNECTIONS: usize = 16;
/// How often one and the same message is told.
const REPEATS: usize = 100;
const PATIENCE: Duration = Duration::from_secs(120);
/// Answers of the core, at least, before the last post is taken.
const ANSWERS: usize = 3;
/// The most memory of the core's program and of the relay's, in MiB: several times what they take, also unoptimised.
const CORE_MIB: u64 = 1_024;
const RELAY_MIB: u64 = 512;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_shown_whole_and_once_while_the_core_goes_on_answering() -> Result<()> {
    let many = env::var("HANDRAIL_FLOOD").ok().and_then(|many| many.parse().ok()).unwrap_or(300);
    let desktop = Desktop::without_screen()?;
    let instagram = Instagram::start()?;
    let relay = Relay::start()?;
    let bridge = Bridge::start(&desktop, &desktop.profile(), instagram.graph())?;
    let mut handles = Vec::with_capacity(HANDLES);
    for n in 0..HANDLES {
        let handle = instagram.handle(&format!("luma.flood{n}")).await?;
        bridge.connect(&handle.token).await?;
        handles.push(handle);
    }
    let _: RelayView =
        bridge.ask("pair_relay", &json!({ "link": relay.link()?, "name": "Mia's laptop" })).await?;
    wait::until("the relay", async || {
        let view: RelayView = bridge.ask("relay", &json!({})).await?;
        let follows = view.handles.iter().all(|handle| handle.service != RelayService::ReadOnly);
        Ok(view.standing == RelayStanding::Live && view.handles.len() == HANDLES && follows)
    })
    .await?;

    // Everything at once: people of all handles, one person who does not stop, and one message told again and again.
    let mut bodies: Vec<Value> =
        (0..many).map(|n| message(&handles[n % HANDLES], n / HANDLES % PEOPLE, n, n)).collect();
    bodies.extend((many..many + many / 4).map(|n| message(&handles[0], 0, n, n)));
    bodies.extend((0..REPEATS).map(|repeat| message(&handles[1], 1, many + many / 4, repeat)));
    let wanted = many + many / 4 + 1;
    let (next, posted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    let posting = async {
        let lanes = (0..CONNECTIONS).map(|_| async {
            while let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) {
                // Meta, too, comes again until it is answered 200.
                wait::within(PATIENCE, "a post taken", async || Ok(relay.post(body).await? == 200)).await?;
                posted.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        });
        futures_util::future::try_join_all(lanes).await?;
        let taken = began.elapsed();
        wait::within(PATIENCE, "everything acknowledged", async || Ok(relay.behind()? == 0)).await?;
        anyhow::Ok(taken)
    };
    let asking = async {
        let (mut answers, mut before) = (Vec::new(), (0, None));
        loop {
            let asked = Instant::now();
            let list = page(&bridge, None, None).await?;
            answers.push(asked.elapsed());
            // Each shows at least what the one before showed.
            let now = (list.rows.len(), list.rows.first().and_then(|row| row.at));
            ensure!(now.0 >= before.0 && now.1 >= before.1, "{now:?} after {before:?}");
            before = now;
            if posted.load(Ordering::Relaxed) == bodies.len() {
                return anyhow::Ok(answers);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let (taken, answers) = tokio::try_join!(posting, asking)?;
    println!("{} posts taken in {taken:?}, all acknowledged after {:?}", bodies.len(), began.elapsed());
    let mut answers = answers;
    answers.sort_unstable();
    let slowest = *answers.last().context("nothing was asked")?;
    println!("{} answers, median {:?}, slowest {slowest:?}", answers.len(), answers[answers.len() / 2]);
    let (core, relay) = (peak(bridge.id())?, peak(relay.id()?)?);
    println!("core {core} MiB at most, relay {relay} MiB");
    // The last answer may have come after the last post.
    ensure!(answers.len() > ANSWERS, "only {} answers while the flood was taken", answers.len() - 1);
    ensure!(core < CORE_MIB && relay < RELAY_MIB, "core {core} MiB, relay {relay} MiB");

    let shown = texts(&bridge).await?;
    let twice: Vec<_> = shown.iter().filter(|(_, times)| **times > 1).take(5).collect();
    ensure!(twice.is_empty(), "there twice: {twice:?}");
    ensure!(shown.len() == wanted, "{} of {wanted} are shown", shown.len());
    Ok(())
}

/// A webhook that tells of message `n`; the same told anew is another body.
fn message(handle: &Handle, person: usize, n: usize, told: usize) -> Value {
    let at = jiff::Timestamp::now().as_millisecond();
    let sender = format!("12345{:011}", person + 1);
    json!({ "object": "instagram", "entry": [{ "id": handle.ig_id, "time": 1_000 * told, "messaging": [{
        "sender": { "id": sender }, "recipient": { "id": handle.ig_id }, "timestamp": at,
        "message": { "mid": format!("mid {n}"), "text": format!("flood {n}") },
    }] }] })
}

async fn page(bridge: &Bridge, after: Option<String>, limit: Option<u32>) -> Result<ConversationList> {
    let limit = limit.unwrap_or(50);
    let request = json!({ "view": "all", "handle": null, "sort": "newest", "after": after, "limit": limit });
    bridge.ask("conversations", &request).await
}

/// Every text that is shown, and how often.
async fn texts(bridge: &Bridge) -> Result<BTreeMap<String, u32>> {
    let mut shown = BTreeMap::new();
    let mut list = page(bridge, None, Some(200)).await?;
    loop {
        for row in &list.rows {
            let mut before = None;
            loop {
                let request =
                    json!({ "conversation": row.id, "before": before, "around": null, "limit": 200 });
                let page: MessagesPage = bridge.ask("messages", &request).await?;
                for text in page.messages.into_iter().filter_map(|message| message.text) {
                    *shown.entry(text).or_default() += 1;
                }
                before = page.older;
                if before.is_none() {
                    break;
                }
            }
        }
        let Some(next) = list.next else { return Ok(shown) };
        list = page(bridge, Some(next), Some(200)).await?;
    }
}

/// The most memory that a process ever had, in MiB.
fn peak(id: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no peak")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1_024)
}
