//! One computer with the engine running, and the Instagram that it is connected to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::handle::Flavour;
use domain::ids::{ConversationId, HandleId, OutboxId};
use domain::outbox::{Event, State, step};
use domain::time::Timestamp;
use engine::{Clock, Engine, Parts, SystemClock};
use graph::{Client, Endpoints, Https};
use secrecy::SecretString;
use store::lists::{ConversationRow, Filter, ListQuery, Sort, View};
use store::outbox::{NewReply, OutboxRow, Transition};
use store::thread::{MessageRow, Part};
use store::{OpenOptions, Store};
use tempfile::TempDir;
use testkit::{Brand, Instagram, eventually};
use url::Url;
use vault::{MemoryVault, SecretName, Vault};

pub(crate) struct World {
    pub instagram: Arc<Instagram>,
    pub store: Store,
    pub engine: Engine,
    /// The computer's clock.
    pub computer: Arc<Computer>,
    vault: Arc<dyn Vault>,
    folder: TempDir,
}

/// A computer's clock, which somebody can set: so many milliseconds ahead of the true time.
#[derive(Default)]
pub(crate) struct Computer(AtomicI64);

impl Computer {
    /// Sets it ahead by so much, or back.
    pub(crate) fn jump(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for Computer {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }
}

const KEY: [u8; 32] = [7; 32];

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_vault(Arc::new(MemoryVault::new())).await
    }

    pub(crate) async fn with_vault(vault: Arc<dyn Vault>) -> Self {
        let instagram = Arc::new(Instagram::empty().await);
        // The gentler of the two documented throttles: tests restart and connect faster than people do.
        instagram.control("switches", Some(serde_json::json!({ "conversations_throttle": "613" }))).await;
        Self::of(instagram, vault).await
    }

    /// Another laptop, with the same Instagram.
    pub(crate) async fn beside(other: &Self) -> Self {
        Self::of(Arc::clone(&other.instagram), Arc::new(MemoryVault::new())).await
    }

    async fn of(instagram: Arc<Instagram>, vault: Arc<dyn Vault>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let client = client(instagram.base());
        let computer = Arc::default();
        let (store, engine) = start(client, &folder, &vault, &computer).await;
        Self { instagram, store, engine, computer, vault, folder }
    }

    /// The same world with another way to Instagram.
    pub(crate) async fn through(self, client: Client) -> Self {
        let Self { instagram, store, engine, computer, vault, folder } = self;
        engine.stop().await;
        store.close().await.expect("closes");
        let (store, engine) = start(client, &folder, &vault, &computer).await;
        Self { instagram, store, engine, computer, vault, folder }
    }

    /// Ends the engine as a crash would, without stopping it in order, and starts it again on the same database.
    pub(crate) async fn restart(self) -> Self {
        let client = client(self.instagram.base());
        self.through(client).await
    }

    pub(crate) async fn connect(&self, brand: &Brand) -> HandleId {
        let token = SecretString::from(brand.token.clone());
        let client = client(self.instagram.base());
        let found = engine::find(&client, &token, Flavour::InstagramLogin).await.expect("found");
        self.engine.connect(found, token).await.expect("connects")
    }

    /// Reads every handle, to the end of a round that begins from here on.
    pub(crate) async fn read_again(&self) {
        let before = self.instagram.calls_of("conversations").await;
        // The second of two reads began after this, and the first is written down before the second begins.
        eventually("two reads", || async {
            self.engine.sync_now(None).await.expect("rings");
            (self.instagram.calls_of("conversations").await >= before + 3).then_some(())
        })
        .await;
    }

    /// The token that is kept for a handle.
    pub(crate) async fn token_of(&self, brand: &Brand) -> SecretString {
        let name = SecretName::Token(brand.ig_id.clone());
        self.vault.get(&name).await.expect("reads").expect("is there")
    }

    /// The token that is kept for a handle, if one is.
    pub(crate) async fn kept_token(&self, brand: &Brand) -> Option<SecretString> {
        self.vault.get(&SecretName::Token(brand.ig_id.clone())).await.expect("reads")
    }

    /// The keys towards the relay that are kept, if any are.
    pub(crate) async fn relay_keys(&self) -> Option<SecretString> {
        self.vault.get(&SecretName::RelayKeys).await.expect("reads")
    }

    pub(crate) async fn conversations(&self) -> Vec<ConversationRow> {
        let query = ListQuery {
            view: View::All,
            handle: None,
            sort: Sort::Newest,
            filter: Filter::default(),
            after: None,
            limit: 200,
            now: SystemClock.now(),
        };
        self.store.conversations(&query).await.expect("reads").rows
    }

    pub(crate) async fn messages(&self, conversation: ConversationId) -> Vec<MessageRow> {
        self.store.messages(conversation, Part::Newest, 100).await.expect("reads").messages
    }

    /// Every text that is shown, over all conversations.
    pub(crate) async fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for row in self.conversations().await {
            texts.extend(self.messages(row.id).await.into_iter().filter_map(|message| message.text));
        }
        texts
    }

    /// Waits until a text is shown, and gives its conversation.
    pub(crate) async fn shows(&self, text: &str) -> ConversationId {
        eventually(text, || async {
            self.engine.sync_now(None).await.expect("rings");
            for row in self.conversations().await {
                if self.messages(row.id).await.iter().any(|message| message.text.as_deref() == Some(text)) {
                    return Some(row.id);
                }
            }
            None
        })
        .await
    }

    pub(crate) async fn reply(&self, conversation: ConversationId, text: &str) -> OutboxId {
        let id = OutboxId(uuid::Uuid::now_v7());
        let now = SystemClock.now();
        self.store.enqueue(NewReply::text(id, conversation, text, now)).await.expect("taken");
        self.engine.wake_outbox();
        id
    }

    pub(crate) async fn outbox(&self, id: OutboxId) -> OutboxRow {
        self.store.outbox_row(id).await.expect("reads").expect("is there")
    }

    /// Waits until a reply is in a state.
    pub(crate) async fn reaches(&self, id: OutboxId, state: State) -> OutboxRow {
        eventually(&format!("{state:?}"), || async {
            let row = self.outbox(id).await;
            (row.progress.state == state).then_some(row)
        })
        .await
    }

    /// Does what only a person does with a reply.
    pub(crate) async fn person_says(&self, id: OutboxId, event: Event) {
        let row = self.outbox(id).await;
        let now = SystemClock.now();
        let to = step(&row.progress, event, now, None).expect("applies");
        let transition =
            Transition { id, rev: row.rev, to, attempt: None, matched_by: None, asked_again: true, now };
        self.store.transition(transition).await.expect("written");
        self.engine.wake_outbox();
    }

    /// A moment of the computer's clock.
    pub(crate) fn now() -> Timestamp {
        SystemClock.now()
    }
}

async fn start(
    client: Client,
    folder: &TempDir,
    vault: &Arc<dyn Vault>,
    computer: &Arc<Computer>,
) -> (Store, Engine) {
    let path = folder.path().join("test.db");
    let store = Store::open(OpenOptions { path: &path, key: &KEY }).await.expect("opens");
    let (vault, clock) = (Arc::clone(vault), Arc::clone(computer) as _);
    let parts = Parts { store: store.clone(), vault, client, clock };
    let engine = Engine::start(parts).await.expect("starts");
    (store, engine)
}

pub(crate) fn client(base: &str) -> Client {
    let endpoints = Endpoints::at(&Url::parse(base).expect("an address"));
    Client::new(Arc::new(Https::new(&endpoints).expect("builds")), endpoints)
}
