//! The stream, and the long poll for networks that hold streams back.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::{Method, Response};
use tokio::time::Instant;

use super::http::{self, unreachable};
use super::{Attempt, CallError, Cause, Client};
use crate::protocol::calls::{Frames, Position};
use crate::protocol::sse::Splitter;

/// The relay says something every 15 seconds: after two that did not come the connection is dead.
pub const SILENCE: Duration = Duration::from_secs(40);
/// The first frame comes at once; something on the way that has not passed it on by now holds the stream back.
pub const FIRST_FRAME: Duration = Duration::from_secs(10);
/// How long a long poll waits: below what proxies allow.
pub const WAIT: Duration = Duration::from_secs(25);
/// And how long the answer may take besides.
const ANSWER: Duration = Duration::from_secs(20);

/// An open stream of frames.
#[derive(Debug)]
pub struct Stream {
    response: Response,
    splitter: Splitter,
    frames: VecDeque<String>,
}

impl Client {
    /// Opens the stream after a position. A stream that is held back on the way opens and says nothing.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn stream(&self, from: &Position) -> Result<Stream, CallError> {
        let path = format!("stream?{}", place(from));
        let mut attempt = Attempt::First;
        let response = loop {
            let bearer = self.bearer().await?;
            let request = self.http.request(Method::GET, &path, Some(&bearer))?;
            // Without a limit of its own: it is meant to stay open.
            let opened = tokio::time::timeout(FIRST_FRAME, self.http.open(request)).await;
            match opened.unwrap_or(Err(CallError::Unreachable(Cause::Timeout))) {
                Ok(response) => break response,
                Err(error) if self.begins_anew(&error, &mut attempt).await => {}
                Err(error) => return Err(error),
            }
        };
        let is_stream = response
            .headers()
            .get(reqwest::header::CONTENT_TYPE)
            .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/event-stream")));
        if !is_stream {
            return Err(CallError::Unreachable(Cause::Elsewhere));
        }
        Ok(Stream { response, splitter: Splitter::default(), frames: VecDeque::new() })
    }

    /// Asks for the next frames, and waits for so long when there are none.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn poll(&self, from: &Position, wait: Duration) -> Result<Vec<String>, CallError> {
        let path = format!("events?{}&wait={}", place(from), wait.as_secs());
        let mut attempt = Attempt::First;
        let response = loop {
            let bearer = self.bearer().await?;
            let request = self.http.request(Method::GET, &path, Some(&bearer))?.timeout(wait + ANSWER);
            match self.http.open(request).await {
                Ok(response) => break response,
                Err(error) if self.begins_anew(&error, &mut attempt).await => {}
                Err(error) => return Err(error),
            }
        };
        let Frames { frames } = http::read(&http::whole(response).await?)?;
        Ok(frames)
    }
}

impl Stream {
    /// The next frame; `None` when the stream ended in good order.
    ///
    /// # Errors
    /// [`CallError::Unreachable`] when it broke, or when no whole frame came within `patience`: what else comes, such as what a
    /// proxy says to keep the connection open, is no sign of the relay. A frame that has begun may be large and the network
    /// slow: each part of it is one.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<String>, CallError> {
        let mut until = Instant::now() + patience;
        loop {
            if let Some(frame) = self.frames.pop_front() {
                return Ok(Some(frame));
            }
            let chunk = tokio::time::timeout_at(until, self.response.chunk()).await;
            match chunk.map_err(|_| CallError::Unreachable(Cause::Timeout))? {
                Ok(Some(chunk)) => {
                    let frames = self.splitter.push(&chunk);
                    self.frames.extend(frames.map_err(|_| CallError::Unreachable(Cause::Elsewhere))?);
                    if self.splitter.has_begun() {
                        until = Instant::now() + patience;
                    }
                }
                Ok(None) => return Ok(None),
                Err(error) => return Err(unreachable(&error)),
            }
        }
    }
}

fn place(position: &Position) -> String {
    let mark = position.mark.map(|mark| format!("&mark={mark}")).unwrap_or_default();
    format!("epoch={}&after={}{mark}", position.epoch, position.after)
}
