//! The stream of notes: the newest message of a subject is the note.
//!
//! A note's revision is its message's number. It is replaced only by whoever knows the newest revision.
//! nats-server 2.9 looks at that before it asks the other servers, so that of two writers at the same
//! moment both could pass; therefore the replaced revision is the message id as well, and the second one
//! is a duplicate. A removed note is an empty message with a mark, swept away later.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::context::{Context, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use async_nats::{Client, HeaderMap};
use async_trait::async_trait;
use axum::body::Bytes;
use futures_util::StreamExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::streams::Streams;
use super::tail::{Listener, Tail, Told, bounds};
use super::{ANSWER, LogError, PATIENCE, PAUSE, failed};
use crate::log::{Bounds, Expect, Note};
use crate::protocol::text::Fixed;

/// Marks a removed note.
const GONE: &str = "Handrail-Gone";
/// Tells a write from all others.
const WRITE: &str = "Handrail-Write";
/// What the health check writes. Nobody is told of it.
const PROBE: &str = "probe/now";
/// So long everybody has time to see that a note is gone.
const SEEN: Duration = Duration::from_secs(120);
/// The stream is looked at every second. Who did not see it for so long is cut off.
const CURRENT: Duration = Duration::from_secs(4);
/// Notes that are read at once when all of them are.
const AT_ONCE: usize = 512;

pub(super) struct Notes {
    context: Context,
    stream: Stream,
    prefix: String,
    shared: Arc<Shared>,
}

struct Shared {
    prefix: String,
    all: Mutex<All>,
    reached: watch::Sender<u64>,
    changed: watch::Sender<u64>,
    /// When the stream was looked at and everything in it was here.
    complete: Mutex<Instant>,
}

/// All notes, as far as this relay was told.
#[derive(Default)]
struct All {
    notes: BTreeMap<String, Note>,
    /// Removed ones, with the number of their mark.
    gone: BTreeMap<String, (u64, Instant)>,
}

/// The newest message of a note.
struct Newest {
    seq: u64,
    gone: bool,
    write: Option<String>,
    value: Bytes,
}

impl Notes {
    pub(super) async fn open(
        client: &Client,
        streams: &Streams,
        closing: &CancellationToken,
    ) -> Result<Self, LogError> {
        let stream = streams.notes.clone();
        let before = bounds(&stream).await?.newest;
        let shared = Arc::new(Shared {
            prefix: streams.note(),
            all: Mutex::default(),
            reached: watch::channel(before).0,
            changed: watch::channel(0).0,
            complete: Mutex::new(Instant::now()),
        });
        let all = shared.load(&stream).await?;
        *shared.all() = all;
        let tail = Tail {
            client: client.clone(),
            stream: stream.clone(),
            told: streams.notes_told(),
            listener: Arc::clone(&shared) as Arc<dyn Listener>,
            closing: closing.clone(),
        };
        tokio::spawn(tail.run(before));
        Ok(Self { context: streams.context.clone(), stream, prefix: streams.note(), shared })
    }

    pub(super) async fn get(&self, key: &str) -> Result<Option<Note>, LogError> {
        let newest = self.newest(key).await?.filter(|newest| !newest.gone);
        Ok(newest.map(|n| Note { key: key.to_owned(), value: n.value.into(), revision: n.seq }))
    }

    /// As new as the leader's answer: what we were told must have got as far.
    pub(super) async fn list(&self, prefix: &str) -> Result<Vec<Note>, LogError> {
        let newest = bounds(&self.stream).await?.newest;
        let mut reached = self.shared.reached.subscribe();
        let told = tokio::time::timeout(ANSWER, reached.wait_for(|reached| *reached >= newest)).await;
        if !matches!(told, Ok(Ok(_))) {
            return Err(failed("the notes are not told"));
        }
        let all = self.shared.all();
        let from = all.notes.range(prefix.to_owned()..);
        Ok(from.take_while(|(key, _)| key.starts_with(prefix)).map(|(_, note)| note.clone()).collect())
    }

    pub(super) async fn write(&self, key: &str, value: Vec<u8>, expect: Expect) -> Result<u64, LogError> {
        let value = Bytes::from(value);
        loop {
            let expected = match expect {
                Expect::Revision(revision) => revision,
                Expect::Anything => self.newest(key).await?.map_or(0, |newest| newest.seq),
                Expect::Nothing => match self.newest(key).await? {
                    None => 0,
                    Some(newest) if newest.gone => newest.seq,
                    Some(_) => return Err(LogError::Changed),
                },
            };
            match self.replace(key, &value, expected, false).await {
                Err(LogError::Changed) if expect == Expect::Anything => {}
                other => return other,
            }
        }
    }

    pub(super) async fn remove(&self, key: &str) -> Result<(), LogError> {
        while let Some(newest) = self.newest(key).await?.filter(|newest| !newest.gone) {
            match self.replace(key, &Bytes::new(), newest.seq, true).await {
                Err(LogError::Changed) => {}
                other => return other.map(|_| ()),
            }
        }
        Ok(())
    }

    pub(super) async fn probe(&self) -> Result<(), LogError> {
        let subject = self.subject(PROBE)?;
        let sent = self.context.send_publish(subject, PublishMessage::build()).await.map_err(failed)?;
        sent.await.map(|_| ()).map_err(failed)
    }

    /// Takes away the marks of removed notes that everybody has seen.
    pub(super) async fn sweep(&self) -> Result<(), LogError> {
        let seen: Vec<(String, u64)> = {
            let all = self.shared.all();
            let old = all.gone.iter().filter(|(_, (_, since))| since.elapsed() > SEEN);
            old.map(|(key, (seq, _))| (key.clone(), *seq)).collect()
        };
        for (key, seq) in seen {
            // Not what was written over it meanwhile.
            let purge = self.stream.purge().filter(self.subject(&key)?).sequence(seq + 1);
            purge.await.map_err(failed)?;
            let mut all = self.shared.all();
            if all.gone.get(&key).is_some_and(|(mark, _)| *mark == seq) {
                all.gone.remove(&key);
            }
        }
        Ok(())
    }

    pub(super) fn is_current(&self) -> bool {
        let complete = self.shared.complete.lock().unwrap_or_else(PoisonError::into_inner);
        complete.elapsed() < CURRENT
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changed.subscribe()
    }

    /// The message that makes the note, as the leader has it.
    async fn newest(&self, key: &str) -> Result<Option<Newest>, LogError> {
        match self.stream.get_last_raw_message_by_subject(&self.subject(key)?).await {
            Ok(found) => Ok(Some(Newest {
                seq: found.sequence,
                gone: found.headers.get(GONE).is_some(),
                write: found.headers.get(WRITE).map(|write| write.as_str().to_owned()),
                value: found.payload,
            })),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    /// Replaces the revision `expected`, 0 for none, and no other.
    async fn replace(&self, key: &str, value: &Bytes, expected: u64, gone: bool) -> Result<u64, LogError> {
        let subject = self.subject(key)?;
        let write = Fixed::<12>::random().to_string();
        let until = Instant::now() + PATIENCE;
        let mut again = false;
        loop {
            let mut headers = HeaderMap::new();
            headers.insert(WRITE, write.as_str());
            if gone {
                headers.insert(GONE, "1");
            }
            let mut message = PublishMessage::build()
                .headers(headers)
                .payload(value.clone())
                .expected_last_subject_sequence(expected);
            if expected > 0 {
                message = message.message_id(format!("{key}:{expected}"));
            }
            let published = async { self.context.send_publish(subject.clone(), message).await?.await };
            let error = match published.await {
                Ok(ack) if !ack.duplicate => return Ok(ack.sequence),
                // Somebody was first: we ourselves, if an answer of ours was lost.
                Ok(_) => return self.was_ours(key, &write, again).await,
                Err(error) if error.kind() == PublishErrorKind::WrongLastSequence => {
                    return self.was_ours(key, &write, again).await;
                }
                Err(error) => failed(error),
            };
            if Instant::now() + PAUSE >= until {
                return Err(error);
            }
            again = true;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn was_ours(&self, key: &str, write: &str, again: bool) -> Result<u64, LogError> {
        let newest = if again { self.newest(key).await? } else { None };
        newest
            .filter(|newest| newest.write.as_deref() == Some(write))
            .map(|newest| newest.seq)
            .ok_or(LogError::Changed)
    }

    fn subject(&self, key: &str) -> Result<String, LogError> {
        let plain = !key.is_empty()
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'));
        if plain { Ok(format!("{}{key}", self.prefix)) } else { Err(failed("a note cannot have this name")) }
    }
}

impl Shared {
    fn all(&self) -> std::sync::MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every note there is. With one consumer: the newest messages of the notes stand far apart in the stream.
    async fn load(&self, stream: &Stream) -> Result<All, LogError> {
        let mut all = All::default();
        let config = pull::Config {
            deliver_policy: DeliverPolicy::All,
            ack_policy: AckPolicy::None,
            memory_storage: true,
            num_replicas: 1,
            inactive_threshold: Duration::from_secs(30),
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer(config).await.map_err(failed)?;
        let mut left = consumer.cached_info().num_pending;
        while left > 0 {
            let batch = consumer.batch().max_messages(AT_ONCE).expires(ANSWER).messages();
            let mut batch = batch.await.map_err(failed)?;
            let before = left;
            while let Some(message) = batch.next().await {
                let message = message.map_err(failed)?;
                let info = message.info().map_err(failed)?;
                let (seq, pending) = (info.stream_sequence, info.pending);
                left = pending;
                let message = message.message;
                let told = Told {
                    seq,
                    subject: message.subject.to_string(),
                    headers: message.headers.unwrap_or_default(),
                    payload: message.payload,
                };
                all.put(&self.prefix, told);
            }
            if left == before {
                return Err(failed("the notes cannot be read"));
            }
        }
        // It would go by itself; sooner is tidier.
        let _ = stream.delete_consumer(&consumer.cached_info().name).await;
        Ok(all)
    }
}

impl All {
    /// Whether anything is another than before.
    fn put(&mut self, prefix: &str, told: Told) -> bool {
        let Some(key) = told.subject.strip_prefix(prefix).filter(|key| *key != PROBE) else {
            return false;
        };
        let known = self.notes.get(key).map(|note| note.revision).max(self.gone.get(key).map(|gone| gone.0));
        if known >= Some(told.seq) {
            return false;
        }
        if told.headers.get(GONE).is_some() {
            self.notes.remove(key);
            self.gone.insert(key.to_owned(), (told.seq, Instant::now()));
        } else {
            let note = Note { key: key.to_owned(), value: told.payload.into(), revision: told.seq };
            self.gone.remove(key);
            self.notes.insert(key.to_owned(), note);
        }
        true
    }
}

#[async_trait]
impl Listener for Shared {
    fn take(&self, told: Told) {
        let other = self.all().put(&self.prefix, told);
        if other {
            self.changed.send_modify(|count| *count += 1);
        }
    }

    fn reached(&self, seq: u64) {
        self.reached.send_replace(seq);
    }

    fn seen(&self, _: Bounds) {
        *self.complete.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    async fn went_back(&self, stream: &Stream, newest: u64) -> Result<u64, LogError> {
        // Nothing is listed until all of them are here.
        self.reached.send_replace(0);
        let all = self.load(stream).await?;
        *self.all() = all;
        self.reached.send_replace(newest);
        self.changed.send_modify(|count| *count += 1);
        Ok(newest)
    }
}
