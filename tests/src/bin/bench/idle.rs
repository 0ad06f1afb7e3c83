//! What the app takes of a processor while nobody does anything, with fifty live handles (experience, section 21).

use std::time::Duration;

use acceptance::{Desktop, Handle, Instagram, Relay, wait};
use anyhow::{Context as _, Result};
use serde_json::json;

use crate::interactions::REST;
use crate::opened::{APP, EMPTY, NO_INSTAGRAM, Opened};
use crate::table::Table;
use crate::{processes, progress};

/// Live handles.
const HANDLES: usize = 50;
/// Conversations of each, and messages of each of these: as much as one page of Instagram's list shows.
const CONVERSATIONS: usize = 20;
const MESSAGES: usize = 20;
/// By then everything is read that there is.
const SETTLED: Duration = Duration::from_secs(180);
/// Longer than between two reads of a handle that is polled, with so many handles.
const QUIET: Duration = Duration::from_secs(20);
/// Handles that a relay no longer serves are read at once and once more a minute later (ADR 5), each in its turn.
const READ_ANEW: Duration = Duration::from_secs(150);
/// How long the processor is watched.
const WATCH: Duration = Duration::from_secs(60);

/// The share of a core that the app takes, beside an empty window: while the relay would tell of messages, while handles are
/// polled because it is gone, and while the window is away.
pub(crate) async fn measure(desktop: &Desktop, table: &mut Table) -> Result<()> {
    let empty = Opened::open(desktop, EMPTY, NO_INSTAGRAM).await?;
    let floor = busy(&empty, "an empty window").await?;
    empty.close().await?;

    let (instagram, relay) = (Instagram::start()?, Relay::start()?);
    let app = Opened::open(desktop, APP, instagram.graph().as_str()).await?;
    progress(&format!("{HANDLES} handles are connected"));
    let handles = connect(&app, &instagram, &relay).await?;
    // Before a handle's first webhook came, nothing says that its messages come by the relay.
    for handle in &handles {
        instagram.write(handle, "person.idle", "Good morning").await?;
    }
    wait::within(SETTLED, "every handle is served by the relay", async || is_served(&app).await).await?;
    at_rest(&instagram).await?;
    let by_relay = busy(&app, "by the relay").await?;
    drop(relay);
    tokio::time::sleep(READ_ANEW).await;
    let polled = busy(&app, "polled").await?;
    app.rpc("attend", json!({ "visible": false, "conversation": null })).await?;
    let hidden = busy(&app, "polled, the window away").await?;
    app.close().await?;
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    for (what, busy) in [("by the relay", by_relay), ("polled", polled), ("polled, the window away", hidden)]
    {
        table.line(
            &format!("Window: of a core, when nothing happens to {HANDLES} handles, {what}"),
            percent(busy),
            percent(floor),
            format!("{:+.2} points", (busy - floor) * 100.0),
            "< 0.3 %",
        );
    }
    Ok(())
}

/// Handles with histories, all live and paired with the relay.
async fn connect(app: &Opened, instagram: &Instagram, relay: &Relay) -> Result<Vec<Handle>> {
    relay.receives(instagram).await?;
    let mut handles = Vec::new();
    for number in 0..HANDLES {
        let handle = instagram.handle(&format!("luma.idle{number}")).await?;
        let history = json!({
            "handle": handle.ig_id, "conversations": CONVERSATIONS, "messages_each": MESSAGES, "seed": number,
        });
        instagram.set("bulk", &history).await?;
        app.connect(&handle).await?;
        handles.push(handle);
    }
    app.pair(relay).await?;
    Ok(handles)
}

/// Whether the messages of all handles come by the relay.
async fn is_served(app: &Opened) -> Result<bool> {
    let relay = app.rpc("relay", json!({})).await?;
    let handles = relay["handles"].as_array().context("no handles")?;
    Ok(handles.iter().filter(|handle| handle["service"] == "served").count() == HANDLES)
}

/// The share of a core that a window takes, once what it did before has come to rest.
async fn busy(window: &Opened, what: &str) -> Result<f64> {
    tokio::time::sleep(REST).await;
    progress(&format!("nothing at all: {what}"));
    processes::busy(window.process, WATCH).await
}

/// Waits until everything is read: nothing is asked of Instagram for longer than a polled handle is left alone.
async fn at_rest(instagram: &Instagram) -> Result<()> {
    let mut before = json!(null);
    wait::within(SETTLED, "nothing more is read", async || {
        tokio::time::sleep(QUIET).await;
        let now = instagram.all_calls().await?;
        Ok(std::mem::replace(&mut before, now.clone()) == now)
    })
    .await
}
