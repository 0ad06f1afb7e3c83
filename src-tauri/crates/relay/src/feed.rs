//! One laptop's way through the log: what comes next for it, as signed frames.

mod keys;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::directory::{Directory, device_note};
use crate::log::{LogError, Record};
use crate::metrics::Metrics;
use crate::protocol::calls::Position;
use crate::protocol::frame::{Envelope, Event, Frame, Part, WrappedKey};
use crate::protocol::text::{DeviceId, Epoch, KeyId};
use crate::relay::Relay;
use crate::sealer::key_note;
use crate::{clock, epoch};
use keys::Keys;

/// How often the relay says that it is there.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// Deliveries that may be on their way unacknowledged.
const UNACKNOWLEDGED: usize = 1_000;
/// Bytes that may be.
const UNACKNOWLEDGED_BYTES: usize = 8 << 20;
/// Deliveries of one frame.
const TOGETHER: usize = 128;
/// Bytes of one frame, about.
const TOGETHER_BYTES: usize = 1 << 20;

/// A laptop's way.
pub struct Feed {
    relay: Arc<Relay>,
    device: DeviceId,
    epoch: Epoch,
    /// Up to where frames were made.
    position: u64,
    sent: VecDeque<(u64, usize)>,
    keys: Keys,
    arrivals: watch::Receiver<u64>,
    directory: watch::Receiver<Arc<Directory>>,
    over: bool,
}

impl Feed {
    /// Begins at the laptop's position, and its first frame.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn begin(
        relay: &Arc<Relay>,
        device: DeviceId,
        from: Position,
    ) -> Result<(Self, String), LogError> {
        let bounds = relay.log.bounds().await?;
        let now = epoch::current(&*relay.log).await?;
        let mut epoch = now;
        let mut anew = from.epoch != now;
        if !anew {
            let other = match from.mark {
                Some(mark) if from.after > 0 => {
                    relay.log.mark(from.after).await?.is_some_and(|stored| stored != mark)
                }
                _ => false,
            };
            if other || from.after > bounds.newest {
                // The laptop remembers what this log does not: it was put back from an older copy.
                epoch = epoch::begin_anew(&*relay.log, now).await?;
                anew = true;
            }
        }
        relay.shows(|directory| directory.is_epoch(epoch)).await;
        let position = if anew { bounds.trimmed } else { from.after };
        let feed = Self {
            arrivals: relay.log.arrivals(),
            directory: relay.directory_changes(),
            relay: Arc::clone(relay),
            device,
            epoch,
            position,
            sent: VecDeque::new(),
            keys: Keys::of(device),
            over: false,
        };
        let hello = Frame::Hello { after: position, newest: bounds.newest, anew, now: clock::millis() };
        let hello = feed.sign(hello)?;
        Ok((feed, hello))
    }

    /// Up to where frames were made.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next frame; waits for one, at most until it is time for a sign of life. `None` after the last.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn next(&mut self, patience: Duration) -> Result<Option<String>, LogError> {
        if self.over {
            return Ok(None);
        }
        let until = tokio::time::Instant::now() + patience;
        loop {
            // Looked at before reading: what comes in between wakes us again.
            self.arrivals.mark_unchanged();
            let directory = Arc::clone(&self.directory.borrow_and_update());
            if directory.device(self.device).is_none() {
                let goodbye = self.goodbye().await?;
                return self.last(goodbye).map(Some);
            }
            if self.relay.closing.is_cancelled() {
                return self.last(Frame::Closing).map(Some);
            }
            if !directory.is_epoch(self.epoch) {
                // Another laptop noticed that the log was put back.
                return self.last(Frame::Closing).map(Some);
            }
            self.forget_acknowledged(&directory);
            if self.may_send()
                && let Some(frame) = self.advance(&directory).await?
            {
                return self.sign(frame).map(Some);
            }
            tokio::select! {
                biased;
                () = self.relay.closing.cancelled() => {}
                _ = self.directory.changed() => {}
                _ = self.arrivals.changed() => {}
                () = tokio::time::sleep_until(until) => {
                    let here = self.position;
                    let beat = Frame::Beat { prev: here, through: here, now: clock::millis() };
                    return self.sign(beat).map(Some);
                }
            }
        }
    }

    fn may_send(&self) -> bool {
        let bytes: usize = self.sent.iter().map(|(_, bytes)| bytes).sum();
        self.sent.len() < UNACKNOWLEDGED && bytes < UNACKNOWLEDGED_BYTES
    }

    fn forget_acknowledged(&mut self, directory: &Directory) {
        let Some(cursor) = directory.cursor(self.device).filter(|cursor| cursor.epoch == self.epoch) else {
            return;
        };
        while self.sent.front().is_some_and(|(seq, _)| *seq <= cursor.after) {
            self.sent.pop_front();
        }
    }

    async fn advance(&mut self, directory: &Directory) -> Result<Option<Frame>, LogError> {
        let prev = self.position;
        let records = self.relay.log.read(prev, TOGETHER, TOGETHER_BYTES).await?;
        if records.first().map(|first| first.seq) != Some(prev + 1) {
            // Numbers have holes of their own. Looked at after reading: what was thrown away in between is a gap too.
            let trimmed = self.relay.log.bounds().await?.trimmed;
            if prev < trimmed {
                self.position = trimmed;
                Metrics::add(&self.relay.metrics.gaps, 1);
                return Ok(Some(Frame::Gap { prev, through: trimmed }));
            }
        }
        if records.is_empty() {
            return Ok(None);
        }
        let (mut events, mut keys) = (Vec::new(), Vec::new());
        let mut through = prev;
        for record in records {
            let bytes = record.body.len();
            let seq = record.seq;
            let Ok(parts) = serde_json::from_slice(&record.body) else {
                // What comes before it goes first.
                if through > prev {
                    break;
                }
                tracing::error!(seq, "a delivery cannot be read: laptops are told of a gap");
                self.position = seq;
                Metrics::add(&self.relay.metrics.gaps, 1);
                return Ok(Some(Frame::Gap { prev, through: seq }));
            };
            through = seq;
            if let Some(event) = self.event(record, parts, directory, &mut keys).await? {
                self.sent.push_back((seq, bytes));
                events.push(event);
            }
        }
        self.position = through;
        Metrics::add(&self.relay.metrics.streamed, u64::try_from(events.len()).unwrap_or(0));
        if events.is_empty() {
            return Ok(Some(Frame::Beat { prev, through, now: clock::millis() }));
        }
        Ok(Some(Frame::Events { prev, through, keys, events }))
    }

    /// What of a delivery is for this laptop.
    async fn event(
        &mut self,
        record: Record,
        parts: Vec<Part>,
        directory: &Directory,
        keys: &mut Vec<WrappedKey>,
    ) -> Result<Option<Event>, LogError> {
        let mut mine = Vec::new();
        for part in parts {
            self.look_up(part.key).await?;
            let Some(ours) = self.keys.ours(part.key) else { continue };
            let follows = directory.device(self.device).is_some_and(|d| d.follows(ours.account.as_deref()));
            if !follows {
                continue;
            }
            keys.extend(ours.tell(part.key));
            mine.push(part);
        }
        let event = Event { seq: record.seq, mark: record.mark, at: record.at, parts: mine };
        Ok((!event.parts.is_empty()).then_some(event))
    }

    async fn look_up(&mut self, id: KeyId) -> Result<(), LogError> {
        if self.keys.has(id) {
            return Ok(());
        }
        let note = self.relay.log.note(&key_note(id)).await?;
        let note = note.and_then(|note| serde_json::from_slice(&note.value).ok());
        self.keys.keep(id, note, Instant::now());
        Ok(())
    }

    /// What is said to a laptop that is not in the list any more. Only what the log says too ends a pairing: the list may be
    /// of a server that was cut off. Whoever connects again is told at the door.
    async fn goodbye(&self) -> Result<Frame, LogError> {
        let gone =
            self.relay.log.is_current() && self.relay.log.note(&device_note(self.device)).await?.is_none();
        Ok(if gone { Frame::Revoked } else { Frame::Closing })
    }

    fn last(&mut self, frame: Frame) -> Result<String, LogError> {
        self.over = true;
        self.sign(frame)
    }

    fn sign(&self, frame: Frame) -> Result<String, LogError> {
        let envelope = Envelope { epoch: self.epoch, device: self.device, frame };
        envelope.sign(&self.relay.identity).map_err(|error| LogError::Failed(error.to_string()))
    }
}
