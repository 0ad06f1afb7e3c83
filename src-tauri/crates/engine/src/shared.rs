//! What the tasks of the engine share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::HandleId;
use domain::outbox::STALE_MS;
use domain::time::{MINUTE, Timestamp};
use store::handles::HandleRow;
use store::ingest::{NewInbound, NewReaction};
use store::{ChangeSet, Store};
use tokio::sync::{Notify, broadcast, watch};

use crate::attention::Attention;
use crate::budget::Budget;
use crate::clock::{NOISE_MS, ServerClock};
use crate::erase::Rewriting;
use crate::relay::{Link, Standing};
use crate::sync::one_by_one::Asked;
use crate::sync::rounds::Rounds;
use crate::sync::synced::Waiting;
use crate::sync::unwritten::Unwritten;
use crate::tokens::Tokens;
use crate::webhook::awaited::Awaited;

/// Batches of changes that a slow listener may be behind before it is told to look at everything anew.
const CHANGES_KEPT: usize = 256;

/// What is lost so soon after another handle's sign-in was lost with it.
const SHORTLY_MS: i64 = 10 * MINUTE;

/// Batches of news that a slow listener may be behind; what it misses is shown all the same.
const NEWS_KEPT: usize = 64;

/// The setting that keeps the clock's offset.
const CLOCK_OFFSET: &str = "clock_offset_ms";

/// What came from people and was not there before.
#[derive(Debug, Clone)]
pub struct News {
    /// Their handle.
    pub handle: HandleId,
    /// The messages, oldest first.
    pub messages: Arc<[NewInbound]>,
    /// Reactions to messages of ours, the newest of each conversation.
    pub reactions: Arc<[NewReaction]>,
}

/// What the tasks share.
pub(crate) struct Shared {
    pub store: Store,
    pub client: graph::Client,
    pub tokens: Tokens,
    pub clock: ServerClock,
    pub budget: Budget,
    pub attention: watch::Sender<Attention>,
    /// Rings when the outbox has something new to do.
    pub outbox: Notify,
    /// A reply that waited longer than this is not sent without a person's look.
    pub stale_after_ms: AtomicI64,
    /// Rings when a snooze began, ended or moved.
    pub snoozes: Notify,
    /// Since when this computer runs without a sleep in between; changes with every wake.
    pub awake_since: watch::Sender<Timestamp>,
    /// One deletion at a time, and none while a handle is connected.
    pub erasing: tokio::sync::Mutex<()>,
    /// How writing the file anew went; taken before `erasing`.
    pub rewriting: tokio::sync::Mutex<Rewriting>,
    /// Rings when a person had something deleted.
    pub erased: Notify,
    /// Troubles that could not be written down.
    pub unwritten: Unwritten,
    /// Messages that are to be read by their ids.
    pub awaited: Awaited,
    /// The rounds of reading that are under way.
    pub rounds: Rounds,
    /// Rounds that ended without anything new, until that is written down.
    pub synced: Waiting,
    /// How often something was written down that no round had read.
    told_otherwise: AtomicU64,
    /// Messages that were listed without details and then asked for one by one: each once.
    pub asked: Asked,
    /// The way to the relay.
    pub link: Link,
    /// Which handle signed in last, and when.
    signed_in: Mutex<Option<(HandleId, Timestamp)>>,
    kept_offset: AtomicI64,
    changes: broadcast::Sender<ChangeSet>,
    news: broadcast::Sender<News>,
    bells: Mutex<HashMap<HandleId, Arc<Notify>>>,
    people: Mutex<HashMap<HandleId, Arc<Notify>>>,
}

impl Shared {
    pub(crate) fn new(
        store: Store,
        client: graph::Client,
        tokens: Tokens,
        link: Link,
        clock: ServerClock,
    ) -> Self {
        let now = clock.now();
        Self {
            store,
            client,
            tokens,
            clock,
            budget: Budget::default(),
            attention: watch::Sender::default(),
            outbox: Notify::new(),
            stale_after_ms: AtomicI64::new(STALE_MS),
            snoozes: Notify::new(),
            awake_since: watch::Sender::new(now),
            erasing: tokio::sync::Mutex::default(),
            rewriting: tokio::sync::Mutex::default(),
            erased: Notify::new(),
            unwritten: Unwritten::default(),
            awaited: Awaited::default(),
            rounds: Rounds::default(),
            synced: Waiting::default(),
            told_otherwise: AtomicU64::new(0),
            asked: Asked::default(),
            link,
            signed_in: Mutex::default(),
            kept_offset: AtomicI64::new(0),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            news: broadcast::Sender::new(NEWS_KEPT),
            bells: Mutex::default(),
            people: Mutex::default(),
        }
    }

    /// Tells everybody who listens what changed.
    pub(crate) fn publish(&self, changes: ChangeSet) {
        if !changes.is_empty() {
            // Nobody listening is fine: data is always pulled.
            let _listeners = self.changes.send(changes);
        }
    }

    /// Tells everybody who listens what came in.
    pub(crate) fn tell(&self, handle: HandleId, messages: Vec<NewInbound>, reactions: Vec<NewReaction>) {
        if !messages.is_empty() || !reactions.is_empty() {
            let news = News { handle, messages: messages.into(), reactions: reactions.into() };
            let _listeners = self.news.send(news);
        }
    }

    pub(crate) fn listen_to_news(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<ChangeSet> {
        self.changes.subscribe()
    }

    /// How often something was written down that no round had read: a webhook, the answer to a reply. Whoever read before
    /// it does not know what is stored now.
    pub(crate) fn told_otherwise(&self) -> u64 {
        self.told_otherwise.load(Ordering::SeqCst)
    }

    /// Something was written down that no round had read.
    pub(crate) fn note_told_otherwise(&self) {
        self.told_otherwise.fetch_add(1, Ordering::SeqCst);
    }

    /// Learns from the headers of an answer about a handle.
    pub(crate) fn learn<T>(&self, handle: HandleId, reply: &graph::Reply<T>) {
        self.budget.learn(handle, reply.usage);
        if let Some(server_time) = reply.server_time {
            self.clock.learn(server_time);
        }
    }

    /// Whether what waits for a time waits a little longer, since the time may be wrong and an answer is about to tell. It
    /// is read anew after each start and each step of the clock, while any handle is on.
    pub(crate) async fn doubts_the_time(&self, patience: Duration) -> bool {
        if self.clock.in_doubt().is_none_or(|doubted| doubted >= patience) {
            return false;
        }
        self.store.handles().await.unwrap_or_default().iter().any(|row| row.on)
    }

    /// Keeps how wrong this computer's clock is, for the next start: before the first answer nothing else tells. The
    /// window is told too: until when one may reply follows from it.
    pub(crate) async fn keep_clock_offset(&self) {
        let offset = self.clock.offset_ms();
        let kept = self.kept_offset.load(Ordering::Relaxed);
        if (offset - kept).abs() >= NOISE_MS {
            self.kept_offset.store(offset, Ordering::Relaxed);
            self.publish(ChangeSet { clock: true, ..ChangeSet::default() });
            // What waits for a time waits by another clock from now on.
            self.outbox.notify_one();
            self.snoozes.notify_one();
            let kept = self.store.set_setting(CLOCK_OFFSET, Some(offset.to_string())).await;
            if let Err(error) = kept {
                tracing::warn!(%error, "the clock's offset was not written down");
            }
        }
    }

    /// Begins with the offset of the last run.
    pub(crate) async fn recall_clock_offset(&self) {
        let kept = self.store.setting(CLOCK_OFFSET).await.ok().flatten();
        if let Some(offset) = kept.and_then(|text| text.parse::<i64>().ok()) {
            self.kept_offset.store(offset, Ordering::Relaxed);
            self.clock.remember(offset);
        }
    }

    /// How long each handle's throttle still lasts, where there is one. It outlives a restart and a sleep, and calls meanwhile
    /// would make it longer.
    pub(crate) fn throttles(&self, rows: &[HandleRow]) -> Vec<(HandleId, Duration)> {
        let now = self.clock.now();
        let left = |row: &HandleRow| u64::try_from(row.throttled_until?.since(now)).ok();
        rows.iter().filter_map(|row| Some((row.id, Duration::from_millis(left(row)?)))).collect()
    }

    /// Reads all handles that are on, now.
    pub(crate) async fn ring_all(&self) {
        for row in self.store.handles().await.unwrap_or_default() {
            if row.on {
                self.bell(row.id).notify_one();
            }
        }
    }

    /// Says how it stands with the relay. Every handle's pace and health follow from it.
    pub(crate) async fn stands(&self, standing: Standing) {
        if !self.link.stands(standing, &self.clock) {
            return;
        }
        tracing::info!(?standing, "the relay");
        let handles = self.store.handles().await.unwrap_or_default();
        let ids = handles.into_iter().map(|row| row.id).chain([HandleId(0)]);
        self.publish(ChangeSet { handles: ids.collect(), ..ChangeSet::default() });
    }

    /// The keychain may be open now: the relay's keys are asked for once more, if they were not to be had.
    pub(crate) fn ask_for_relay_keys(&self) {
        if self.link.state().standing == Standing::NoKeys {
            self.link.bell.notify_one();
        }
    }

    /// A handle signed in.
    pub(crate) fn signed_in(&self, handle: HandleId) {
        let now = self.clock.now();
        *self.signed_in.lock().unwrap_or_else(PoisonError::into_inner) = Some((handle, now));
    }

    /// Whether another handle signed in just now.
    pub(crate) fn another_signed_in(&self, handle: HandleId) -> bool {
        let last = *self.signed_in.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|(other, at)| other != handle && self.clock.now().since(at) < SHORTLY_MS)
    }

    /// The bell of a handle's sync: ringing it reads now.
    pub(crate) fn bell(&self, handle: HandleId) -> Arc<Notify> {
        bell_of(&self.bells, handle)
    }

    /// Rings when people of a handle are without a profile.
    pub(crate) fn people(&self, handle: HandleId) -> Arc<Notify> {
        bell_of(&self.people, handle)
    }
}

fn bell_of(bells: &Mutex<HashMap<HandleId, Arc<Notify>>>, handle: HandleId) -> Arc<Notify> {
    let mut bells = bells.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(bells.entry(handle).or_default())
}
