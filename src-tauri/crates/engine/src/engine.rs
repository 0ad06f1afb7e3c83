//! The engine as the app holds it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::{HandleId, MessageId};
use domain::outbox::Reason;
use domain::time::Timestamp;
use store::handles::ResumeMode;
use store::{ChangeSet, Store};
use tokio::sync::{Mutex, broadcast};
use tokio_util::sync::CancellationToken;
use vault::Vault;

use crate::attention::Attention;
use crate::clock::{Clock, ServerClock};
use crate::relay::{Link, attend};
use crate::shared::{News, Shared};
use crate::supervisor::Task;
use crate::sync::rounds::Looks;
use crate::tokens::{self, Tokens};
use crate::{care, enabling, erase, outbox, snooze, sync, wake, webhook};

/// How long a task may take to stop before it is aborted.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long replies that are under way may take to arrive. What is cut off then has to be looked for at the next start.
const OUTBOX_PATIENCE: Duration = Duration::from_secs(4);

/// What an engine is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Where tokens are.
    pub vault: Arc<dyn Vault>,
    /// The way to Instagram (or to the demo).
    pub client: graph::Client,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// Everything that runs for one database: one task for each handle that is on, the outbox, and token refresh.
pub struct Engine {
    shared: Arc<Shared>,
    cancel: CancellationToken,
    handles: Mutex<HashMap<HandleId, Vec<Task>>>,
    /// One move of a switch at a time.
    switching: Mutex<()>,
    outbox: Mutex<Option<Task>>,
    common: Mutex<Vec<Task>>,
}

impl Engine {
    /// Starts everything. Replies that a crash left on their way are found and looked for first.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn start(parts: Parts) -> store::Result<Self> {
        let shared = Arc::new(Shared::new(
            parts.store,
            parts.client,
            Tokens::new(Arc::clone(&parts.vault)),
            Link::new(parts.vault),
            ServerClock::new(parts.clock),
        ));
        shared.recall_clock_offset().await;
        let (_to_look_for, changes) = shared.store.recover_sending(shared.clock.now()).await?;
        shared.publish(changes);
        let engine = Self {
            shared,
            cancel: CancellationToken::new(),
            handles: Mutex::default(),
            switching: Mutex::default(),
            outbox: Mutex::default(),
            common: Mutex::default(),
        };
        // Who waits for access is known before anything is read.
        enabling::decide(&engine.shared, None).await?;
        engine.spawn_common().await;
        let rows = engine.shared.store.handles().await?;
        engine.shared.budget.wake(engine.shared.throttles(&rows));
        for row in rows {
            if row.switched_on && row.disconnected_at.is_none() {
                engine.restart(row.id).await;
            }
        }
        Ok(engine)
    }

    async fn spawn_common(&self) {
        let outbox = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("outbox", &self.cancel, move |cancel| outbox::run(Arc::clone(&shared), cancel))
        };
        let refresh = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("token refresh", &self.cancel, move |cancel| {
                tokens::refresh::run(Arc::clone(&shared), cancel)
            })
        };
        let keychain = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("keychain", &self.cancel, move |cancel| {
                tokens::again::run(Arc::clone(&shared), cancel)
            })
        };
        let awaited = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("awaited messages", &self.cancel, move |cancel| {
                webhook::awaited::run(Arc::clone(&shared), cancel)
            })
        };
        let enabling = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("access", &self.cancel, move |cancel| enabling::run(Arc::clone(&shared), cancel))
        };
        let erase = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("deletion", &self.cancel, move |cancel| erase::run(Arc::clone(&shared), cancel))
        };
        let care = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("care", &self.cancel, move |cancel| care::run(Arc::clone(&shared), cancel))
        };
        let wake = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("wake", &self.cancel, move |cancel| wake::run(Arc::clone(&shared), cancel))
        };
        let relay = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("relay", &self.cancel, move |cancel| attend::run(Arc::clone(&shared), cancel))
        };
        let snooze = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("snooze", &self.cancel, move |cancel| snooze::run(Arc::clone(&shared), cancel))
        };
        let people = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("people", &self.cancel, move |cancel| sync::people::look(Arc::clone(&shared), cancel))
        };
        *self.outbox.lock().await = Some(outbox);
        let tasks = [refresh, keychain, awaited, enabling, erase, care, wake, relay, snooze, people];
        self.common.lock().await.extend(tasks);
    }

    /// Starts the tasks of a handle, in place of older ones.
    pub(crate) async fn restart(&self, handle: HandleId) {
        let mut handles = self.handles.lock().await;
        stop_all(handles.remove(&handle)).await;
        let rounds = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("rounds", &self.cancel, move |cancel| sync::run(Arc::clone(&shared), handle, cancel))
        };
        let people = {
            let shared = Arc::clone(&self.shared);
            Task::spawn("profiles", &self.cancel, move |cancel| {
                sync::people::run(Arc::clone(&shared), handle, cancel)
            })
        };
        handles.insert(handle, vec![rounds, people]);
    }

    /// Stops the tasks of a handle.
    pub(crate) async fn halt(&self, handle: HandleId) {
        let _switching = self.switching.lock().await;
        let tasks = self.handles.lock().await.remove(&handle);
        stop_all(tasks).await;
        self.shared.unwritten.forget(handle);
    }

    /// Since when this computer runs without a sleep in between.
    #[must_use]
    pub fn awake_since(&self) -> Timestamp {
        *self.shared.awake_since.borrow()
    }

    /// The clock was turned ahead on purpose, and Instagram's with it (the demo's). Access is as the new time has it when this
    /// returns, as if a phase had begun; what else waits for a time looks at it anew.
    ///
    /// # Errors
    /// As the database says.
    pub async fn clock_turned(&self) -> store::Result<()> {
        self.shared.clock.turned();
        enabling::decide(&self.shared, None).await?;
        self.clock_moved().await;
        Ok(())
    }

    /// The clock was moved by more than time does: what waits for a time looks at it anew.
    pub async fn clock_moved(&self) {
        wake::woke(&self.shared, self.shared.clock.now()).await;
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Moves a handle's switch. Off is in force when this returns: what was under way writes nothing any more. On asks
    /// what to do about messages that were missed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_switch(&self, handle: HandleId, on: bool, missed: ResumeMode) -> store::Result<()> {
        let _switching = self.switching.lock().await;
        let now = self.shared.clock.now();
        let changes = if on {
            self.shared.store.resume(handle, missed, now).await?
        } else {
            self.shared.store.set_on(handle, false, now).await?
        };
        self.shared.publish(changes);
        if on {
            let released = self.shared.store.release(Some(handle), &[Reason::HandleOff], now).await?;
            self.shared.publish(released);
            self.restart(handle).await;
            self.shared.outbox.notify_one();
        } else {
            let tasks = self.handles.lock().await.remove(&handle);
            stop_all(tasks).await;
            self.shared.unwritten.forget(handle);
        }
        Ok(())
    }

    /// Reads a handle now, or all of them, as a person asked. [`Engine::looks`] tells when that ended.
    ///
    /// # Errors
    /// As the database says.
    pub async fn sync_now(&self, handle: Option<HandleId>) -> store::Result<()> {
        self.shared.tokens.ask_again();
        self.shared.ask_for_relay_keys();
        for row in self.shared.store.handles().await? {
            if handle.is_some_and(|wanted| wanted != row.id) {
                continue;
            }
            let personal = row.profile.account_type.as_ref().is_some_and(|kind| !kind.is_professional());
            if (row.waiting_since.is_some() || personal) && handle.is_some() {
                enabling::refresh(&self.shared, row.id).await;
            }
            if !row.on {
                if handle.is_some() {
                    sync::looked(&self.shared, row.id, false);
                }
                continue;
            }
            self.shared.rounds.ask(row.id);
            // A round that hangs hears no bell.
            if self.shared.rounds.hangs(row.id, self.shared.clock.now()) {
                self.restart(row.id).await;
            } else {
                self.shared.bell(row.id).notify_one();
            }
        }
        Ok(())
    }

    /// How the rounds that were asked for ended for a handle, since the engine started.
    #[must_use]
    pub fn looks(&self, handle: HandleId) -> Looks {
        self.shared.rounds.looks(handle)
    }

    /// Reads one message again, for links that have expired. Answers whether Instagram showed it; a handle that is off
    /// is not called.
    ///
    /// # Errors
    /// As the database says.
    pub async fn read_message(&self, message: MessageId) -> store::Result<bool> {
        sync::thread::read_message(&self.shared, message).await
    }

    /// What is wrong with a handle and could not be written down, and since when: it counts before what the database says.
    #[must_use]
    pub fn unwritten_trouble(&self, handle: HandleId) -> Option<(Trouble, Timestamp)> {
        self.shared.unwritten.of(handle)
    }

    /// Says what the person is looking at.
    pub fn attend(&self, attention: Attention) {
        self.shared.attention.send_if_modified(|was| {
            let differs = *was != attention;
            *was = attention;
            differs
        });
    }

    /// A reply that waited longer than so many milliseconds is not sent without a person's look, from now on.
    pub fn set_stale_after(&self, ms: i64) {
        self.shared.stale_after_ms.store(ms, Ordering::Relaxed);
    }

    /// The outbox has something new: a reply was written, taken back or decided about.
    pub fn wake_outbox(&self) {
        self.shared.outbox.notify_one();
    }

    /// What changes, from now on. A listener that falls behind is told so and looks at everything anew.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<ChangeSet> {
        self.shared.listen()
    }

    /// What comes in that nobody has seen, from now on: what notifications decide on. Who falls behind misses some.
    #[must_use]
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.shared.listen_to_news()
    }

    /// What the person is looking at.
    #[must_use]
    pub fn attention(&self) -> Attention {
        *self.shared.attention.borrow()
    }

    /// A person saw a notice.
    ///
    /// # Errors
    /// As the database says.
    pub async fn dismiss_notice(&self, id: i64) -> store::Result<()> {
        self.shared.store.dismiss_notice(id).await?;
        // A deletion may have waited for it.
        self.shared.link.deletions.notify_one();
        self.shared.publish(ChangeSet::of_handle(HandleId(0)));
        Ok(())
    }

    /// Tells the listeners of a change that the app itself made.
    pub fn publish(&self, changes: ChangeSet) {
        self.shared.publish(changes);
    }

    /// The time by Instagram's clock.
    #[must_use]
    pub fn clock(&self) -> &ServerClock {
        &self.shared.clock
    }

    /// Stops everything and waits for it: for replies that are under way longest.
    pub async fn stop(&self) {
        self.cancel.cancel();
        let outbox = async {
            if let Some(task) = self.outbox.lock().await.take() {
                task.stop(OUTBOX_PATIENCE).await;
            }
        };
        let others = async {
            let handles: Vec<Task> = self.handles.lock().await.drain().flat_map(|(_, tasks)| tasks).collect();
            stop_all(Some(handles)).await;
            let common: Vec<Task> = self.common.lock().await.drain(..).collect();
            stop_all(Some(common)).await;
        };
        tokio::join!(outbox, others);
    }
}

async fn stop_all(tasks: impl IntoIterator<Item = impl IntoIterator<Item = Task>>) {
    for task in tasks.into_iter().flatten() {
        task.stop(PATIENCE).await;
    }
}
