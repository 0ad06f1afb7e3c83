//! The stream itself, its slower twin for proxies that hold back, and acknowledgements.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;

use super::door::Known;
use super::{Refusal, Sent};
use crate::directory::cursor_note;
use crate::epoch;
use crate::feed::{Feed, HEARTBEAT};
use crate::log::{Expect, LogError};
use crate::metrics::Metrics;
use crate::protocol::calls::{Frames, Position};
use crate::protocol::text::{Epoch, Mark};
use crate::relay::Relay;

/// The longest a long poll waits, in seconds.
const LONGEST_WAIT: u64 = 60;
/// Frames of one long poll.
const FRAMES: usize = 8;

/// Where to go on, in a query.
#[derive(Debug, Deserialize)]
pub struct From {
    epoch: Epoch,
    after: u64,
    mark: Option<Mark>,
    /// Seconds; of a long poll only.
    wait: Option<u64>,
}

impl From {
    fn position(&self) -> Position {
        Position { epoch: self.epoch, after: self.after, mark: self.mark }
    }
}

type Queried = Result<Query<From>, axum::extract::rejection::QueryRejection>;

/// `GET /v1/stream`. `id:` is the position after each frame; `Last-Event-ID` counts for more than `after`.
///
/// # Errors
/// When the position is none, or the log cannot be read.
pub async fn stream(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    headers: HeaderMap,
    query: Queried,
) -> Result<Response, Refusal> {
    let Query(from) = query.map_err(|_| Refusal::MALFORMED)?;
    let mut position = from.position();
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse::<u64>().ok());
    if let Some(after) = resumed.filter(|after| *after != position.after) {
        position = Position { after, mark: None, ..position };
    }
    let (feed, hello) = Feed::begin(&relay, device, position).await?;
    struct Open {
        feed: Feed,
        first: Option<String>,
        relay: Arc<Relay>,
    }
    impl Drop for Open {
        fn drop(&mut self) {
            self.relay.metrics.streams.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        }
    }
    relay.metrics.streams.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let open = Open { feed, first: Some(hello), relay };
    let events = stream::unfold(open, |mut open| async {
        let next = match open.first.take() {
            Some(hello) => Ok(Some(hello)),
            None => open.feed.next(HEARTBEAT).await,
        };
        match next {
            Ok(Some(frame)) => {
                let id = open.feed.position().to_string();
                Some((Ok::<_, Infallible>(Event::default().id(id).data(frame)), open))
            }
            Ok(None) => None,
            Err(error) => {
                // The laptop connects again and goes on from what it has.
                tracing::error!(%error, "a stream broke off");
                None
            }
        }
    });
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx and its kin hold a stream back otherwise.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Sse::new(events)).into_response())
}

/// `GET /v1/events`: a few frames at once; waits for the first that says something.
///
/// # Errors
/// When the position is none, or the log cannot be read.
pub async fn long_poll(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    query: Queried,
) -> Result<Json<Frames>, Refusal> {
    let Query(from) = query.map_err(|_| Refusal::MALFORMED)?;
    let _open = Metrics::during(&relay.metrics.streams);
    let (mut feed, hello) = Feed::begin(&relay, device, from.position()).await?;
    let mut patience = Duration::from_secs(from.wait.unwrap_or(25).min(LONGEST_WAIT));
    let mut frames = vec![hello];
    while frames.len() < FRAMES {
        let before = feed.position();
        let Some(frame) = feed.next(patience).await? else { break };
        frames.push(frame);
        if feed.position() == before {
            break;
        }
        // Whatever is there already comes along; nothing more is waited for.
        patience = Duration::ZERO;
    }
    Ok(Json(Frames { frames }))
}

/// `POST /v1/ack`: everything up to here is committed on the laptop. Never goes back.
///
/// # Errors
/// When the position is of another epoch or ahead of the log.
pub async fn acknowledge(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    Sent(position): Sent<Position>,
) -> Result<StatusCode, Refusal> {
    // Mostly what is known here is enough; else the log is asked.
    if !relay.directory().is_epoch(position.epoch) && position.epoch != epoch::current(&*relay.log).await? {
        return Err(Refusal::OTHER_EPOCH);
    }
    let known = *relay.log.arrivals().borrow();
    if position.after > known && position.after > relay.log.bounds().await?.newest {
        return Err(Refusal::MALFORMED);
    }
    loop {
        let found = relay.log.note(&cursor_note(device)).await?;
        let expect = found.as_ref().map_or(Expect::Nothing, |note| Expect::Revision(note.revision));
        let known: Option<Position> = found.and_then(|note| serde_json::from_slice(&note.value).ok());
        if known.is_some_and(|known| known.epoch == position.epoch && known.after >= position.after) {
            return Ok(StatusCode::NO_CONTENT);
        }
        match relay.log.write(&cursor_note(device), serde_json::to_vec(&position)?, expect).await {
            Ok(_) => return Ok(StatusCode::NO_CONTENT),
            Err(LogError::Changed) => {}
            Err(other) => return Err(other.into()),
        }
    }
}
