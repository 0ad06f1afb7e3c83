//! Snoozes end by themselves, and the bin is emptied when asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::conversation::Standing;
use domain::handle::{Flavour, HandleProfile};
use domain::ids::{ConversationId, HandleId, IgId, Igsid, Mid};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::{DAY, HOUR, SentAt, Timestamp};
use domain::triage::Act;
use engine::{Clock, Engine, Parts};
use store::handles::TokenFacts;
use store::ingest::IngestBatch;
use store::triage::By;
use store::{OpenOptions, Store};
use tempfile::TempDir;
use testkit::eventually;
use vault::MemoryVault;

use crate::world::client;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// A clock that a test moves.
struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct Desk {
    store: Store,
    clock: Arc<Moved>,
    engine: Option<Engine>,
    _folder: TempDir,
}

impl Desk {
    /// A database with one handle that is off, so that nobody is called, and people who asked.
    async fn new(people: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.db");
        let store = Store::open(OpenOptions { path: &path, key: &[7; 32] }).await.expect("opens");
        let profile = HandleProfile {
            ig_id: IgId::from("17841400000000001"),
            app_scoped_id: None,
            username: "brand".into(),
            name: None,
            account_type: None,
            followers: None,
            picture_url: None,
        };
        let facts = TokenFacts::default();
        let connected = store.upsert_connected(profile, Flavour::InstagramLogin, facts, NOW);
        let (handle, _) = connected.await.expect("connects");
        let asked = people.iter().map(|person| said(person)).collect();
        let batch = IngestBatch::new(handle, 1, Source::Webhook, NOW, asked);
        assert!(store.ingest(batch).await.expect("writes").applied);
        store.set_on(handle, false, NOW).await.expect("switches");
        let clock = Arc::new(Moved(AtomicI64::new(NOW.0)));
        Self { store, clock, engine: None, _folder: folder }
    }

    async fn start(&mut self) -> &Engine {
        let parts = Parts {
            store: self.store.clone(),
            vault: Arc::new(MemoryVault::new()),
            client: client("http://127.0.0.1:9/"),
            clock: Arc::clone(&self.clock) as _,
        };
        self.engine.insert(Engine::start(parts).await.expect("starts"))
    }

    fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    async fn act(&self, id: ConversationId, act: Act) {
        let by = By { who: None, now: self.clock.now() };
        self.store.act(vec![id], act, by).await.expect("says");
    }

    async fn standing(&self, id: ConversationId) -> Option<Standing> {
        self.store.conversation(id).await.expect("reads").map(|row| row.standing)
    }

    async fn stands(&self, id: ConversationId, standing: Option<Standing>) {
        eventually("it stands so", || async { (self.standing(id).await == standing).then_some(()) }).await;
    }
}

fn said(person: &str) -> Observation {
    Observation::Message(ObservedMessage {
        person: Igsid::from(person),
        mid: Mid(format!("mid-{person}")),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(NOW.0 - HOUR),
        as_of: NOW,
        text: Some("hello".into()),
        body: Body::default(),
        reactions: None,
    })
}

const FIRST: ConversationId = ConversationId(1);
const SECOND: ConversationId = ConversationId(2);

#[tokio::test(flavor = "multi_thread")]
async fn what_became_due_while_the_app_did_not_run_wakes_at_start_and_the_rest_at_its_time() {
    let mut desk = Desk::new(&["a", "b"]).await;
    desk.act(FIRST, Act::Snooze(NOW.plus(HOUR))).await;
    desk.act(SECOND, Act::Snooze(NOW.plus(9 * DAY))).await;
    desk.pass(2 * HOUR);
    let engine = desk.start().await;
    let mut changes = engine.changes();
    desk.stands(FIRST, Some(Standing::NeedsReply)).await;
    assert_eq!(desk.standing(SECOND).await, Some(Standing::Snoozed));
    // The computer sleeps over the time.
    desk.pass(10 * DAY);
    let engine = desk.engine.as_ref().expect("runs");
    engine.clock_moved().await;
    desk.stands(SECOND, Some(Standing::NeedsReply)).await;
    while !changes.recv().await.expect("the engine runs").conversations.contains(&SECOND) {}
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_that_begins_while_the_app_runs_is_waited_for() {
    let mut desk = Desk::new(&["a"]).await;
    desk.start().await;
    // Due already by the moved clock: only the bell tells of it.
    desk.act(FIRST, Act::Snooze(NOW.plus(HOUR))).await;
    desk.pass(HOUR);
    let engine = desk.engine.as_ref().expect("runs");
    engine.look_at_snoozes();
    desk.stands(FIRST, Some(Standing::NeedsReply)).await;
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bin_is_emptied_at_once_when_asked() {
    let mut desk = Desk::new(&["a", "b"]).await;
    desk.act(SECOND, Act::Bin(true)).await;
    desk.start().await;
    let engine = desk.engine.as_ref().expect("runs");
    engine.empty_bin(Some(HandleId(99))).await.expect("empties another's");
    assert_eq!(desk.standing(SECOND).await, Some(Standing::Binned));
    engine.empty_bin(None).await.expect("empties");
    assert_eq!(desk.standing(SECOND).await, None);
    let trail = desk.store.audit_page(None, None, 50).await.expect("reads");
    let emptied: Vec<_> = trail.iter().filter(|line| line.action == "empty_bin").collect();
    assert_eq!(emptied.len(), 1, "one line for all");
    assert_eq!(
        (emptied[0].who.clone(), emptied[0].after.as_deref()),
        (store::user(), Some("conversations 1"))
    );
    assert!(trail.iter().all(|line| line.action != "delete_from_bin"), "none by nobody");
    engine.stop().await;
}
