//! The interaction table (experience, section 21): from a key to its picture in the real window, beside one changed line
//! in an empty one.

use std::time::{Duration, UNIX_EPOCH};

use acceptance::{Desktop, Instagram, Relay};
use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::measure::{Times, ratio};
use crate::opened::{APP, EMPTY, NO_INSTAGRAM, Opened};
use crate::table::Table;
use crate::{processes, progress};

const SCRIPT: &str = include_str!("interactions.js");
/// What is done, how often, and how it is called; what experience.md asks for at the median and the 95th percentile.
const INTERACTIONS: [(&str, u32, &str, &str); 7] = [
    ("next", 40, "Key to picture: the next row", "16 ms (p95 50)"),
    ("thread", 40, "A neighbour's thread, from the key", "40 ms (p95 80)"),
    ("far_thread", 30, "A thread that was not near, from the click", "40 ms (p95 80)"),
    ("palette", 30, "The palette", "20 ms (p95 50)"),
    ("search", 40, "Search: from a letter to its hits", "20 ms (p95 50), < 150 ms"),
    ("view", 30, "Another view", "40 ms (p95 100)"),
    ("bulk", 6, "500 conversations done at once", "100 ms (p95 300)"),
];
/// Frames that the list goes by for.
const FRAMES: u32 = 240;
/// A gap between frames of more than one and a half of a screen's 60 a second.
const DROPPED: Duration = Duration::from_millis(25);
const EVENTS: u32 = 30;
/// Until everything that a start or a click sets off has come to rest.
pub(crate) const REST: Duration = Duration::from_secs(8);

/// Waits for a row that shows a text; answers with the time at the end of that frame. A list that somebody is at keeps its
/// rows in place, so nobody is.
const ARRIVAL: &str = "
  const [text, answer] = arguments;
  document.activeElement?.blur();
  document.querySelector(\"[data-testid='conversation-list']\").scrollTop = 0;
  const look = () => {
    const rows = [...document.querySelectorAll(\"[data-testid='conversation-row']\")];
    if (!rows.some((row) => row.innerText.includes(text))) requestAnimationFrame(look);
    else setTimeout(() => answer(performance.timeOrigin + performance.now()));
  };
  look();";

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Done { times: Vec<f64> },
    Failed { error: String },
}

pub(crate) async fn measure(desktop: &Desktop, table: &mut Table) -> Result<()> {
    let instagram = Instagram::start()?;
    let empty = Opened::open(desktop, EMPTY, NO_INSTAGRAM).await?;
    let floor = times(&empty, "nothing", 60).await?;
    let smooth = dropped(&times(&empty, "scroll", FRAMES).await?);
    empty.close().await?;

    let app = Opened::open(desktop, APP, instagram.graph().as_str()).await?;
    for (what, rounds, words, aim) in INTERACTIONS {
        progress(words);
        let ours = times(&app, what, rounds).await?;
        let ratio = ratio(&ours, &floor);
        table.line(&format!("Window: {words}"), ours.to_string(), floor.to_string(), ratio, aim);
    }
    progress("scrolling");
    let ours = dropped(&times(&app, "scroll", FRAMES).await?);
    let what = format!("Window: frames dropped of {FRAMES} while the list scrolls");
    table.line(&what, ours.to_string(), smooth.to_string(), "–".to_owned(), "≤ 1 a second");
    progress("messages that come in");
    let relay = Relay::start()?;
    let ours = arrivals(&app, &instagram, &relay).await?;
    let ratio = ratio(&ours, &floor);
    let what = "Window: from a person's message at Instagram to its row, by the relay";
    table.line(what, ours.to_string(), floor.to_string(), ratio, "100 ms (p95 300)");
    let memory = format!("{} MiB", processes::memory(app.process) >> 20);
    table.line("Window: memory after all of this (PSS)", memory, String::new(), String::new(), "< 500 MiB");
    app.close().await
}

async fn times(window: &Opened, what: &str, rounds: u32) -> Result<Times> {
    match window.ask(SCRIPT, vec![json!(what), json!(rounds)]).await? {
        Answer::Done { times } => {
            let mut all = Times::default();
            for time in times {
                all.add(Duration::from_secs_f64(time.max(0.0) / 1_000.0));
            }
            Ok(all)
        }
        Answer::Failed { error } => bail!(error),
    }
}

fn dropped(gaps: &Times) -> usize {
    gaps.above(DROPPED)
}

/// A handle that is live, by a relay: from a message at Instagram to its row on screen.
async fn arrivals(app: &Opened, instagram: &Instagram, relay: &Relay) -> Result<Times> {
    relay.receives(instagram).await?;
    let handle = instagram.handle("luma.bench").await?;
    app.connect(&handle).await?;
    app.pair(relay).await?;
    // A new message is at the top there.
    times(app, "all", 0).await?;
    tokio::time::sleep(REST).await;
    let mut all = Times::default();
    for number in 0..=EVENTS {
        let text = format!("This is message {number} of the bench.");
        let writing = async {
            // Once the page looks out for it.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let began = UNIX_EPOCH.elapsed()?;
            instagram.write(&handle, &format!("person.bench{number}"), &text).await?;
            anyhow::Ok(began)
        };
        let (seen, began) = tokio::join!(app.ask::<f64>(ARRIVAL, vec![json!(text)]), writing);
        // The first warms up, and does not count.
        if number > 0 {
            all.add(Duration::from_secs_f64(seen? / 1_000.0).saturating_sub(began?));
        }
    }
    Ok(all)
}
