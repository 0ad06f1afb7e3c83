//! The stream of deliveries.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::Client;
use async_nats::jetstream::context::{Context, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::Stream;
use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::streams::Streams;
use super::tail::{Listener, Tail, Told, bounds, get};
use super::{LogError, PATIENCE, PAUSE, failed};
use crate::log::{Bounds, Digest, NewRecord, Record, Stored, mark_of};
use crate::protocol::text::{Fixed, Mark};

/// When a delivery came, in milliseconds since 1970.
const AT: &str = "Handrail-At";
const MESSAGE_ID: &str = "Nats-Msg-Id";
/// Bytes of the newest deliveries that are kept in memory, for laptops that keep up.
const RECENT: usize = 16 << 20;
/// What one of them takes besides its body, about.
const OVERHEAD: usize = 128;
/// Deliveries that are fetched at the same time, for a laptop that is behind.
const AT_ONCE: usize = 16;
/// What was just stored is told within a moment; then it is fetched.
const MOMENT: Duration = Duration::from_millis(100);

pub(super) struct Deliveries {
    context: Context,
    stream: Stream,
    subject: String,
    shared: Arc<Shared>,
}

struct Shared {
    recent: Mutex<Recent>,
    /// The newest that was taken from the stream.
    reached: watch::Sender<u64>,
    /// The newest that is known to be stored.
    arrived: watch::Sender<u64>,
}

/// The newest deliveries, without holes.
#[derive(Default)]
struct Recent {
    records: VecDeque<Record>,
    bytes: usize,
    last: u64,
}

impl Deliveries {
    pub(super) async fn open(
        client: &Client,
        streams: &Streams,
        closing: &CancellationToken,
    ) -> Result<Self, LogError> {
        let stream = streams.deliveries.clone();
        let newest = bounds(&stream).await?.newest;
        let shared = Arc::new(Shared {
            recent: Mutex::new(Recent { last: newest, ..Recent::default() }),
            reached: watch::channel(newest).0,
            arrived: watch::channel(newest).0,
        });
        let tail = Tail {
            client: client.clone(),
            stream: stream.clone(),
            told: streams.deliveries_told(),
            listener: Arc::clone(&shared) as Arc<dyn Listener>,
            closing: closing.clone(),
        };
        tokio::spawn(tail.run(newest));
        Ok(Self { context: streams.context.clone(), stream, subject: streams.delivery(), shared })
    }

    /// Stores a delivery. The same again is the same message to JetStream, so trying again does no harm.
    pub(super) async fn append(&self, record: NewRecord) -> Result<Stored, LogError> {
        let until = Instant::now() + PATIENCE;
        let body = axum::body::Bytes::from(record.body);
        loop {
            let message = PublishMessage::build()
                .payload(body.clone())
                .message_id(record.digest.to_string())
                .header(AT, record.at.to_string());
            let published = async { self.context.send_publish(self.subject.clone(), message).await?.await };
            let error = match published.await {
                // Newer servers say so of a message that is not stored yet, and may never be.
                Ok(ack) if ack.duplicate && ack.sequence == 0 => failed("the same delivery is on its way"),
                Ok(ack) if ack.duplicate => return Ok(Stored::Known),
                Ok(ack) => {
                    self.shared.arrived(ack.sequence);
                    return Ok(Stored::New(ack.sequence));
                }
                Err(error) if error.kind() == PublishErrorKind::MaxAckPending => return Err(LogError::Busy),
                Err(error) if error.kind() == PublishErrorKind::MaxPayloadExceeded => {
                    return Err(failed(error));
                }
                // No leader just now, or its answer was lost.
                Err(error) => failed(error),
            };
            if Instant::now() + PAUSE >= until {
                return Err(error);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub(super) async fn read(&self, after: u64, limit: usize, bytes: usize) -> Result<Vec<Record>, LogError> {
        let newest = *self.shared.arrived.borrow();
        let mut reached = self.shared.reached.subscribe();
        let told = reached.wait_for(|reached| *reached >= newest);
        let told = tokio::time::timeout(MOMENT, told).await.is_ok_and(|told| told.is_ok());
        let known = told.then(|| self.shared.recent().read(after, limit, bytes));
        match known.flatten() {
            Some(records) => Ok(records),
            None => self.fetch(after, limit, bytes).await,
        }
    }

    /// From the servers.
    async fn fetch(&self, after: u64, limit: usize, bytes: usize) -> Result<Vec<Record>, LogError> {
        let there = bounds(&self.stream).await?;
        let first = after.max(there.trimmed).saturating_add(1);
        let many = u64::try_from(limit).unwrap_or(u64::MAX);
        let last = there.newest.min(first.saturating_add(many).saturating_sub(1));
        let mut messages = stream::iter(first..=last)
            .map(|seq| async move { get(&self.stream, seq).await.map(|found| (seq, found)) })
            .buffered(AT_ONCE);
        let (mut records, mut sum) = (Vec::new(), 0);
        while let Some(message) = messages.next().await {
            let (seq, found) = message?;
            let Some(found) = found else {
                // Numbers have no holes: only what was trimmed meanwhile can be missing.
                if bounds(&self.stream).await?.trimmed < seq {
                    return Err(failed(format!("delivery {seq} is missing")));
                }
                if records.is_empty() {
                    continue;
                }
                break;
            };
            // One that is none holds up nobody: without a body it is a gap to the laptops.
            let record = record(found).unwrap_or_else(|error| {
                tracing::error!(%error, "a delivery cannot be read");
                Record { seq, mark: Fixed([0; 8]), at: 0, body: Vec::new() }
            });
            sum += record.body.len();
            records.push(record);
            if sum >= bytes {
                break;
            }
        }
        Ok(records)
    }

    pub(super) async fn bounds(&self) -> Result<Bounds, LogError> {
        bounds(&self.stream).await
    }

    pub(super) async fn mark(&self, seq: u64) -> Result<Option<Mark>, LogError> {
        match get(&self.stream, seq.max(1)).await? {
            // One that cannot be read is nobody's place.
            Some(found) => Ok(record(found).ok().map(|record| record.mark)),
            None => Ok(None),
        }
    }

    pub(super) async fn trim(&self, through: u64, older_than: u64) -> Result<(), LogError> {
        let there = bounds(&self.stream).await?;
        let through = through.min(there.newest).max(self.older(there, older_than).await?);
        if through <= there.trimmed {
            return Ok(());
        }
        self.stream.purge().sequence(through + 1).await.map_err(failed)?;
        self.shared.recent().forget(through);
        Ok(())
    }

    /// The last delivery that came before `older_than`. By the relay's own clock they came in order.
    async fn older(&self, there: Bounds, older_than: u64) -> Result<u64, LogError> {
        let (mut older, mut end) = (there.trimmed, there.newest);
        let is_older = async |seq| -> Result<bool, LogError> {
            match get(&self.stream, seq).await? {
                // One that cannot be read holds up nothing.
                Some(found) => Ok(record(found).map_or(true, |record| record.at < older_than)),
                None => Ok(true),
            }
        };
        // Mostly nothing is: one look.
        if older == end || !is_older(older + 1).await? {
            return Ok(older);
        }
        while older < end {
            let middle = older + (end - older).div_ceil(2);
            if is_older(middle).await? {
                older = middle;
            } else {
                end = middle - 1;
            }
        }
        Ok(older)
    }

    pub(super) fn arrivals(&self) -> watch::Receiver<u64> {
        self.shared.arrived.subscribe()
    }
}

impl Shared {
    fn recent(&self) -> std::sync::MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn arrived(&self, seq: u64) {
        self.arrived.send_if_modified(|newest| {
            let newer = seq > *newest;
            *newest = seq.max(*newest);
            newer
        });
    }
}

#[async_trait]
impl Listener for Shared {
    fn take(&self, told: Told) {
        match record(told) {
            Ok(record) => self.recent().push(record),
            Err(error) => tracing::error!(%error, "a delivery cannot be read"),
        }
    }

    fn reached(&self, seq: u64) {
        self.recent().reach(seq);
        self.reached.send_replace(seq);
        // Also when it was known to be stored: whoever looked before it was here looks again.
        self.arrived.send_modify(|newest| *newest = seq.max(*newest));
    }

    fn seen(&self, bounds: Bounds) {
        self.recent().forget(bounds.trimmed);
    }

    async fn went_back(&self, _stream: &Stream, newest: u64) -> Result<u64, LogError> {
        *self.recent() = Recent { last: newest, ..Recent::default() };
        self.reached.send_replace(newest);
        self.arrived.send_replace(newest);
        Ok(newest)
    }
}

impl Recent {
    fn push(&mut self, record: Record) {
        if record.seq != self.last + 1 {
            *self = Self::default();
        }
        self.last = record.seq;
        self.bytes += record.body.len() + OVERHEAD;
        self.records.push_back(record);
        while self.bytes > RECENT {
            self.drop_oldest();
        }
    }

    /// Nothing else is there up to this number.
    fn reach(&mut self, seq: u64) {
        if seq > self.last {
            *self = Self { last: seq, ..Self::default() };
        }
    }

    fn forget(&mut self, through: u64) {
        while self.records.front().is_some_and(|record| record.seq <= through) {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(record) = self.records.pop_front() {
            self.bytes -= record.body.len() + OVERHEAD;
        }
    }

    /// What comes after a number; `None` when that is not all here.
    fn read(&self, after: u64, limit: usize, bytes: usize) -> Option<Vec<Record>> {
        let first = self.records.front().map_or(self.last + 1, |record| record.seq);
        if after.saturating_add(1) < first {
            return None;
        }
        let skip = usize::try_from(after + 1 - first).unwrap_or(usize::MAX);
        let mut sum = 0;
        let some = self.records.iter().skip(skip).take(limit).take_while(|record| {
            let fits = sum < bytes;
            sum += record.body.len();
            fits
        });
        Some(some.cloned().collect())
    }
}

fn record(told: Told) -> Result<Record, LogError> {
    let header = |name| told.headers.get(name).map(|value| value.as_str());
    let digest = header(MESSAGE_ID).and_then(|id| id.parse::<Digest>().ok());
    let at = header(AT).and_then(|at| at.parse().ok());
    match (digest, at) {
        (Some(digest), Some(at)) => {
            Ok(Record { seq: told.seq, mark: mark_of(&digest), at, body: told.payload.into() })
        }
        _ => Err(failed(format!("message {} is not a delivery", told.seq))),
    }
}
