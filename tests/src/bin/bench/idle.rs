//! What the app takes of a processor while nobody does anything, with fifty live handles (experience, section 21).

use std::time::Duration;

use acceptance::{Instagram, Relay, wait};
use anyhow::Result;
use serde_json::json;

use crate::interactions::REST;
use crate::opened::Opened;
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
/// How long the processor is watched.
const WATCH: Duration = Duration::from_secs(60);

/// The share of a core that an empty window takes.
pub(crate) async fn floor(empty: &Opened) -> Result<f64> {
    tokio::time::sleep(REST).await;
    processes::busy(empty.process, WATCH).await
}

/// The same of the app: while the relay would tell of messages, while handles are polled because it is gone, and while
/// the window is away.
pub(crate) async fn measure(
    app: &Opened,
    instagram: &Instagram,
    relay: Relay,
    floor: f64,
    table: &mut Table,
) -> Result<()> {
    progress("fifty handles are connected");
    for number in 0..HANDLES {
        let handle = instagram.handle(&format!("luma.idle{number}")).await?;
        let history = json!({
            "handle": handle.ig_id, "conversations": CONVERSATIONS, "messages_each": MESSAGES, "seed": number,
        });
        instagram.set("bulk", &history).await?;
        app.connect(&handle).await?;
    }
    at_rest(instagram).await?;
    progress("nothing at all");
    let by_relay = processes::busy(app.process, WATCH).await?;
    drop(relay);
    tokio::time::sleep(REST).await;
    progress("nothing at all, without the relay");
    let polled = processes::busy(app.process, WATCH).await?;
    app.rpc("attend", json!({ "visible": false, "conversation": null })).await?;
    tokio::time::sleep(REST).await;
    progress("nothing at all, without the relay and the window");
    let hidden = processes::busy(app.process, WATCH).await?;
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
