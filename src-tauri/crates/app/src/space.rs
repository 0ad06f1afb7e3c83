//! A space: one database with the engine that runs on it. The person's own handles are one, the demo is another.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use api::{ApiError, Changes, ErrorCode};
use domain::ids::MessageId;
use engine::{Clock, Engine, Parts};
use graph::media::MediaSource;
use store::Store;
use store::triage::{Acted, Selection};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use vault::Vault;
use zeroize::Zeroizing;

use crate::changes;
use crate::export::Exports;
use crate::settings;
use crate::uploads::Pieces;

/// What can be taken back, at most (experience, section 11).
const UNDOS: usize = 20;
/// Of how many conversations all of it together, at most, but for the last.
const UNDONE: usize = 100_000;
/// Messages of which it is remembered that their expired link was asked for anew.
const READ_AGAIN: usize = 4_096;

/// What a space is made of.
pub(crate) struct SpaceParts {
    pub store: Store,
    /// What opens the store again; `None` for the demo, whose key is kept nowhere.
    pub key: Option<Zeroizing<[u8; 32]>>,
    pub vault: Arc<dyn Vault>,
    pub client: graph::Client,
    pub media: Arc<dyn MediaSource>,
    pub clock: Arc<dyn Clock>,
}

/// An open space.
pub(crate) struct Space {
    pub store: Store,
    pub key: Option<Zeroizing<[u8; 32]>>,
    pub engine: Engine,
    pub media: Arc<dyn MediaSource>,
    /// Oldest first.
    undos: Mutex<VecDeque<(String, Acted)>>,
    /// What was selected last.
    selected: Mutex<Option<(String, Arc<Selection>)>>,
    read_again: Mutex<HashSet<MessageId>>,
    /// Files that are being attached.
    pub pieces: Pieces,
    /// The file that is being written.
    pub exports: Exports,
    /// Where changes are told.
    to: broadcast::Sender<Changes>,
    cancel: CancellationToken,
}

impl Space {
    /// Opens a space and starts what runs in it.
    pub(crate) async fn open(parts: SpaceParts, to: broadcast::Sender<Changes>) -> store::Result<Self> {
        let SpaceParts { store, key, vault, client, media, clock } = parts;
        let engine = Engine::start(Parts { store: store.clone(), vault, client, clock }).await?;
        // No reply leaves before an answer has told the time: this is in time.
        settings::apply(&settings::kept(&store).await, &engine);
        let cancel = CancellationToken::new();
        tokio::spawn(changes::forward(engine.changes(), to.clone(), cancel.clone()));
        Ok(Self {
            store,
            key,
            engine,
            media,
            undos: Mutex::default(),
            selected: Mutex::default(),
            pieces: Pieces::default(),
            read_again: Mutex::default(),
            exports: Exports::default(),
            to,
            cancel,
        })
    }

    /// Stops what runs, and closes the database.
    pub(crate) async fn close(&self) {
        self.exports.end().await;
        self.engine.stop().await;
        self.cancel.cancel();
        if let Err(error) = self.store.close().await {
            tracing::warn!(%error, "the database was not closed cleanly; it recovers by itself");
        }
    }

    /// Tells what the UI shows otherwise by now.
    pub(crate) fn announce(&self, changes: &Changes) {
        // Nobody listening is fine.
        let _listeners = self.to.send(changes.clone());
    }

    /// Ends with the space.
    pub(crate) fn cancelled(&self) -> CancellationToken {
        self.cancel.clone()
    }

    /// Whether a message whose link is gone may be read for a fresh one: once, until the app starts again.
    pub(crate) fn may_read_again(&self, message: MessageId) -> bool {
        let mut read = self.read_again.lock().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= READ_AGAIN {
            read.clear();
        }
        read.insert(message)
    }

    /// Keeps what was said, for an undo.
    pub(crate) fn offer_undo(&self, acted: Acted) -> String {
        let token = uuid::Uuid::new_v4().simple().to_string();
        self.keep_undo(token.clone(), acted);
        token
    }

    /// Keeps what was said under a token.
    pub(crate) fn keep_undo(&self, token: String, acted: Acted) {
        let mut undos = self.undos.lock().unwrap_or_else(PoisonError::into_inner);
        undos.push_back((token, acted));
        let mut of_all: usize = undos.iter().map(|(_, acted)| acted.changed()).sum();
        while undos.len() > 1 && (undos.len() > UNDOS || of_all > UNDONE) {
            of_all -= undos.pop_front().map_or(0, |(_, acted)| acted.changed());
        }
    }

    /// Takes what was said out, to take it back.
    pub(crate) fn take_undo(&self, token: &str) -> Result<Acted, ApiError> {
        let mut undos = self.undos.lock().unwrap_or_else(PoisonError::into_inner);
        let at = undos.iter().position(|(kept, _)| kept == token);
        let (_, acted) =
            at.and_then(|at| undos.remove(at)).ok_or_else(|| ApiError::new(ErrorCode::TooLate))?;
        Ok(acted)
    }

    /// Keeps what was selected, in place of what was selected before.
    pub(crate) fn keep_selection(&self, selection: Selection) -> String {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let mut selected = self.selected.lock().unwrap_or_else(PoisonError::into_inner);
        *selected = Some((token.clone(), Arc::new(selection)));
        token
    }

    /// What was selected.
    pub(crate) fn selection(&self, token: &str) -> Result<Arc<Selection>, ApiError> {
        let selected = self.selected.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = selected.as_ref().filter(|(kept, _)| kept == token);
        kept.map(|(_, selection)| selection.clone()).ok_or_else(|| ApiError::new(ErrorCode::TooLate))
    }

    /// Conversations went from this computer: nothing is taken back over that, and nothing said of what was selected before.
    pub(crate) fn forget_what_was_said(&self) {
        self.undos.lock().unwrap_or_else(PoisonError::into_inner).clear();
        *self.selected.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
