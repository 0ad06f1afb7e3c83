//! What a 200 means with these servers, or why it would mean nothing.
//!
//! A JetStream server answers before it has flushed, unless it is told otherwise. So there must be either
//! three copies on three servers, or servers that flush (`sync_interval: always`, 2.10 and later). The
//! first is seen in the stream itself, the second on a server's monitoring page alone.

use std::collections::HashSet;
use std::time::Duration;

use async_nats::Client;
use serde::Deserialize;

use super::streams::{Streams, hosts};
use super::{LogError, failed};
use crate::config::JetStream;

/// What helps when there is neither.
pub(super) const WHAT_TO_DO: &str = "Either run three servers or more as one cluster, and set `replicas = 3` in [log.jetstream]. Or use nats-server 2.10 or later with `sync_interval: always` in its `jetstream` block, and name its monitoring address in `monitors`, so that the relay can see it.";

/// What sealing and text make of a body, at most: twice base64, and some words around it.
fn stored(body: usize) -> usize {
    body.saturating_mul(16) / 9 + (64 << 10)
}

/// Whether the servers take the largest body that the relay takes.
pub(super) fn takes_bodies(max_payload: usize, largest: usize) -> Result<(), LogError> {
    let needed = stored(largest);
    if max_payload >= needed {
        return Ok(());
    }
    let megabytes = needed.div_ceil(1 << 20);
    Err(LogError::Refused(format!(
        "The JetStream servers take messages of {max_payload} bytes, and a delivery of {largest} bytes (`body_bytes` in [limits]) may become one of {needed}. Set `max_payload: {megabytes}MB` in the configuration of each server, or lower `body_bytes`."
    )))
}

/// The promise that holds.
pub(super) async fn find(
    settings: &JetStream,
    client: &Client,
    streams: &Streams,
) -> Result<String, LogError> {
    let flushing = flushing(settings).await?;
    let connected = client.server_info();
    let infos = [streams.deliveries.cached_info(), streams.notes.cached_info()];
    // Counted, not taken from the settings: one server alone takes a stream's word for three (seen with 2.9).
    let replicas = infos.iter().map(|info| hosts(info).len()).min().unwrap_or(0);
    let flushes = infos.iter().all(|info| {
        let hosts = hosts(info);
        if hosts.is_empty() { flushing.contains(&connected.server_id) } else { hosts.is_subset(&flushing) }
    });
    promise(replicas, flushes).map(str::to_owned).ok_or_else(|| {
        LogError::Refused(format!(
            "A JetStream server answers before it has written to its disk unless it is told to flush, and here is one copy on one server (nats-server {}), which {}: a 200 would promise nothing. {WHAT_TO_DO}",
            connected.version,
            if knows_always(&connected.version) { "is not seen to flush" } else { "cannot be told to" },
        ))
    })
}

fn promise(replicas: usize, flushes: bool) -> Option<&'static str> {
    match (replicas, flushes) {
        (3.., true) => Some(
            "A delivery that was answered 200 is flushed to the disks of a majority of the JetStream servers that hold it.",
        ),
        (3.., false) => Some(
            "A delivery that was answered 200 is held by a majority of three or more JetStream servers, each of which flushes it to its disk a little later: it outlives the loss of one of them, not a power cut of all.",
        ),
        (_, true) => Some(
            "A delivery that was answered 200 is flushed to the disk of the one JetStream server that holds it.",
        ),
        (_, false) => None,
    }
}

fn knows_always(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= (2, 10)
}

/// What a server says of itself at `/varz`.
#[derive(Deserialize)]
struct About {
    server_id: String,
    server_name: String,
    #[serde(default)]
    jetstream: JetStreamAbout,
}

#[derive(Default, Deserialize)]
struct JetStreamAbout {
    #[serde(default)]
    config: Flushes,
}

#[derive(Default, Deserialize)]
struct Flushes {
    #[serde(default)]
    sync_always: bool,
}

impl About {
    fn names(self) -> Vec<String> {
        if self.jetstream.config.sync_always { vec![self.server_id, self.server_name] } else { Vec::new() }
    }
}

/// The ids and names of the servers that are seen to flush.
async fn flushing(settings: &JetStream) -> Result<HashSet<String>, LogError> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().map_err(failed)?;
    let mut flushing = HashSet::new();
    for monitor in &settings.monitors {
        let url = format!("{}/varz", monitor.as_str().trim_end_matches('/'));
        let about = async { client.get(url).send().await?.error_for_status()?.json::<About>().await };
        match about.await {
            Ok(about) => flushing.extend(about.names()),
            // One that is down shows nothing. Whether the others are enough is seen by whoever counts.
            Err(error) => {
                let error = error.without_url();
                tracing::warn!(%error, "a monitoring address of JetStream does not answer");
            }
        }
    }
    Ok(flushing)
}

#[cfg(test)]
mod tests {
    use super::{About, knows_always, promise, takes_bodies};
    use crate::log::LogError;

    #[test]
    fn only_copies_or_flushing_make_a_promise() {
        assert!(promise(1, false).is_none());
        assert!(promise(2, false).is_none(), "two have no majority when one is gone");
        assert!(promise(1, true).unwrap().contains("flushed to the disk of the one"));
        assert!(promise(3, false).unwrap().contains("not a power cut of all"));
        assert!(promise(5, true).unwrap().contains("majority"));
    }

    #[test]
    fn servers_are_believed_about_flushing_by_their_own_word() {
        let names = |text: &str| serde_json::from_str::<About>(text).unwrap().names();
        // As 2.11 and 2.9 answer, shortened.
        let new = r#"{"server_id":"NA","server_name":"a","version":"2.11.4","jetstream":{"config":{"max_memory":1,"sync_interval":120000000000,"sync_always":true},"stats":{}}}"#;
        assert_eq!(names(new), ["NA", "a"]);
        let old = r#"{"server_id":"NB","server_name":"b","version":"2.9.10","jetstream":{"config":{"max_memory":1},"stats":{}}}"#;
        assert!(names(old).is_empty() && names(&new.replace("true", "false")).is_empty());
        assert!(names(r#"{"server_id":"NC","server_name":"c"}"#).is_empty());
    }

    #[test]
    fn versions_are_read() {
        assert!(knows_always("2.10.0") && knows_always("2.12.1-beta") && knows_always("3.0"));
        assert!(!knows_always("2.9.10") && !knows_always("") && !knows_always("1.11"));
    }

    #[test]
    fn servers_that_take_too_little_are_refused_with_what_to_set() {
        assert!(takes_bodies(16 << 20, 8 << 20).is_ok());
        let Err(LogError::Refused(words)) = takes_bodies(1 << 20, 8 << 20) else { panic!() };
        assert!(words.contains("max_payload: 15MB"), "{words}");
    }
}
