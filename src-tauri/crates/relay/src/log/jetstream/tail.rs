//! Following a stream: every message once, in the order of its number, as soon as it is stored.
//!
//! The leader of a stream publishes what it stores a second time, to whoever listens (JetStream calls it
//! republishing). That is quick and holds no state on the servers, and it may be lost. The numbers have no
//! holes, so what was lost is noticed by the next message, or by looking once a second, and fetched.

use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use async_nats::{Client, HeaderMap, Message, Subscriber};
use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::{StreamExt, stream};
use tokio_util::sync::CancellationToken;

use super::streams::state;
use super::{LogError, PAUSE, failed};
use crate::log::Bounds;

/// How often the stream is looked at, whether or not it says something.
const LOOK: Duration = Duration::from_secs(1);
/// Messages that are fetched at the same time.
const AT_ONCE: usize = 16;

/// One message of a stream.
pub(super) struct Told {
    pub(super) seq: u64,
    pub(super) subject: String,
    pub(super) headers: HeaderMap,
    pub(super) payload: Bytes,
}

/// Who follows a stream.
#[async_trait]
pub(super) trait Listener: Send + Sync + 'static {
    /// The next message.
    fn take(&self, told: Told);
    /// Everything up to this number was taken, or is gone.
    fn reached(&self, seq: u64);
    /// Where the stream begins and ends now.
    fn seen(&self, bounds: Bounds);
    /// The stream ends before what was taken: it is another one, or was put back. After which number to go on.
    async fn went_back(&self, stream: &Stream, newest: u64) -> Result<u64, LogError>;
}

/// A stream and who follows it.
pub(super) struct Tail {
    pub(super) client: Client,
    pub(super) stream: Stream,
    /// Where its messages are told.
    pub(super) told: String,
    pub(super) listener: Arc<dyn Listener>,
    pub(super) closing: CancellationToken,
}

impl Tail {
    /// Follows from behind `after` until it is told to stop.
    pub(super) async fn run(self, after: u64) {
        let mut last = after;
        loop {
            let followed = async {
                // Listening first, so that nothing falls between.
                let told = self.client.subscribe(self.told.clone()).await.map_err(failed)?;
                self.catch_up(&mut last).await?;
                self.listen(told, &mut last).await
            };
            tokio::select! {
                () = self.closing.cancelled() => return,
                followed = followed => if let Err(error) = followed {
                    tracing::debug!(%error, "a stream is followed anew");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn listen(&self, mut told: Subscriber, last: &mut u64) -> Result<(), LogError> {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = told.next() => {
                    let Some(message) = message else { return Ok(()) };
                    let Some(message) = told_of(message) else { continue };
                    if message.seq <= *last {
                        continue;
                    }
                    self.fetch(last, message.seq - 1).await?;
                    *last = message.seq;
                    self.listener.take(message);
                    self.listener.reached(*last);
                }
                _ = look.tick() => self.catch_up(last).await?,
            }
        }
    }

    async fn catch_up(&self, last: &mut u64) -> Result<(), LogError> {
        let bounds = bounds(&self.stream).await?;
        if bounds.newest < *last {
            // An old leader that was cut off says so too; what is told next is fetched again then.
            // If this comes to nothing it is begun again, however many messages there are by then.
            *last = u64::MAX;
            *last = self.listener.went_back(&self.stream, bounds.newest).await?;
        }
        self.fetch(last, bounds.newest).await?;
        self.listener.seen(bounds);
        Ok(())
    }

    /// Takes everything after `last` up to `through` that is there still.
    async fn fetch(&self, last: &mut u64, through: u64) -> Result<(), LogError> {
        if *last >= through {
            return Ok(());
        }
        let first = bounds(&self.stream).await?.trimmed.max(*last) + 1;
        let mut found = stream::iter(first..=through).map(|seq| get(&self.stream, seq)).buffered(AT_ONCE);
        while let Some(message) = found.next().await {
            if let Some(message) = message? {
                *last = message.seq;
                self.listener.take(message);
            }
        }
        *last = through;
        self.listener.reached(through);
        Ok(())
    }
}

/// Where a stream begins and ends, as its leader says.
pub(super) async fn bounds(stream: &Stream) -> Result<Bounds, LogError> {
    let state = state(stream).await?;
    Ok(Bounds { trimmed: state.first_sequence.saturating_sub(1), newest: state.last_sequence })
}

/// The message with this number; `None` when it is gone. Any server answers, the leader when it must.
pub(super) async fn get(stream: &Stream, seq: u64) -> Result<Option<Told>, LogError> {
    if let Ok(found) = stream.direct_get(seq).await {
        return Ok(Some(found.into()));
    }
    // That one may only be behind.
    match stream.get_raw_message(seq).await {
        Ok(found) => Ok(Some(found.into())),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

impl From<StreamMessage> for Told {
    fn from(message: StreamMessage) -> Self {
        let StreamMessage { subject, sequence, headers, payload, .. } = message;
        Self { seq: sequence, subject: subject.to_string(), headers, payload }
    }
}

fn told_of(message: Message) -> Option<Told> {
    let headers = message.headers?;
    let seq = headers.get("Nats-Sequence")?.as_str().parse().ok()?;
    let subject = headers.get("Nats-Subject")?.as_str().to_owned();
    Some(Told { seq, subject, headers, payload: message.payload })
}
