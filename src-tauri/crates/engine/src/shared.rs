//! What the tasks of the engine share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::HandleId;
use store::{ChangeSet, Store};
use tokio::sync::{Notify, broadcast, watch};

use crate::attention::Attention;
use crate::budget::Budget;
use crate::clock::ServerClock;
use crate::tokens::Tokens;

/// Batches of changes that a slow listener may be behind before it is told to look at everything anew.
const CHANGES_KEPT: usize = 256;

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
    changes: broadcast::Sender<ChangeSet>,
    bells: Mutex<HashMap<HandleId, Arc<Notify>>>,
}

impl Shared {
    pub(crate) fn new(store: Store, client: graph::Client, tokens: Tokens, clock: ServerClock) -> Self {
        Self {
            store,
            client,
            tokens,
            clock,
            budget: Budget::default(),
            attention: watch::Sender::default(),
            outbox: Notify::new(),
            changes: broadcast::Sender::new(CHANGES_KEPT),
            bells: Mutex::default(),
        }
    }

    /// Tells everybody who listens what changed.
    pub(crate) fn publish(&self, changes: ChangeSet) {
        if !changes.is_empty() {
            // Nobody listening is fine: data is always pulled.
            let _listeners = self.changes.send(changes);
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<ChangeSet> {
        self.changes.subscribe()
    }

    /// The bell of a handle's sync: ringing it reads now.
    pub(crate) fn bell(&self, handle: HandleId) -> Arc<Notify> {
        let mut bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(bells.entry(handle).or_default())
    }
}
