//! A space whose clock a test moves, and a desktop that writes down what it is told.

use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use api::view::{NotificationSettings, QuietHours, Settings};
use domain::handle::{Flavour, HandleProfile};
use domain::ids::{ConversationId, HandleId, IgId, Igsid, Mid, OutboxId};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, ObservedReaction, Source};
use domain::outbox::{Event, Reason, Verdict, step};
use domain::time::{SentAt, Timestamp};
use domain::triage::Act;
use engine::{Clock, News};
use graph::{Client, Endpoints};
use jiff::tz::TimeZone;
use sandbox::{Sandbox, Scenario};
use store::handles::TokenFacts;
use store::ingest::{IngestBatch, Ingested};
use store::lists::{Filter, ListQuery, Sort, View};
use store::outbox::{NewReply, Transition, Transitioned};
use store::triage::{Acted, By};
use store::{ChangeSet, OpenOptions, Store};
use tempfile::TempDir;
use tokio::sync::broadcast;
use vault::MemoryVault;

use super::super::{Announcement, Teller};
use crate::demo::transport::DemoTransport;
use crate::space::{Space, SpaceParts};
use crate::{App, Config, Host, settings};

pub(super) struct Desk {
    pub space: Arc<Space>,
    pub teller: Teller,
    clock: Arc<Moved>,
    host: Arc<Desktop>,
    written: AtomicU32,
    folder: TempDir,
}

struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Default)]
struct Desktop {
    told: Mutex<Vec<Announcement>>,
    withdrawn: Mutex<Vec<i64>>,
}

impl Host for Desktop {
    fn open_url(&self, _: &url::Url) {}

    fn announce(&self, announcement: &Announcement) {
        self.told.lock().unwrap().push(announcement.clone());
    }

    fn withdraw(&self, conversation: i64) {
        self.withdrawn.lock().unwrap().push(conversation);
    }

    fn is_in_front(&self) -> bool {
        false
    }
}

/// The handles of a desk, by name; the first is `acme`.
const HANDLES: [&str; 2] = ["acme", "zeta"];
pub(super) const ACME: HandleId = HandleId(1);
pub(super) const ZETA: HandleId = HandleId(2);

/// Every night from ten to eight.
pub(super) fn nights() -> NotificationSettings {
    let quiet_hours = vec![QuietHours { days: (1..=7).collect(), from: 22 * 60, to: 8 * 60 }];
    NotificationSettings { quiet_hours, ..NotificationSettings::default() }
}

impl Desk {
    /// Two handles that nobody reads, at a time of day of 20 November 2026.
    pub(super) async fn new(wishes: NotificationSettings, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let store = Store::open(OpenOptions { path: &path, key: &[7; 32] }).await.unwrap();
        let sandbox = Sandbox::new(Scenario::Empty, sandbox::Clock::Real);
        let transport = Arc::new(DemoTransport(sandbox));
        let clock = Arc::new(Moved(AtomicI64::new(on_friday(now).0)));
        let parts = SpaceParts {
            store: store.clone(),
            key: None,
            vault: Arc::new(MemoryVault::new()),
            client: Client::new(Arc::clone(&transport) as _, Endpoints::instagram().unwrap()),
            media: transport,
            clock: Arc::clone(&clock) as _,
        };
        let (changes, _) = broadcast::channel(16);
        let space = Arc::new(Space::open(parts, changes).await.unwrap());
        // Only now, and past the engine: nothing reads them, and what is known of them is what a test says.
        for (number, username) in HANDLES.iter().enumerate() {
            let profile = HandleProfile {
                ig_id: IgId(format!("1784140000000000{number}")),
                app_scoped_id: None,
                username: (*username).to_owned(),
                name: None,
                account_type: None,
                followers: None,
                picture_url: None,
            };
            let facts = TokenFacts::default();
            store.upsert_connected(profile, Flavour::InstagramLogin, facts, clock.now()).await.unwrap();
        }
        let config = config(&folder);
        let host = Arc::new(Desktop::default());
        wish(&store, wishes).await;
        let teller = Teller::begin(Arc::clone(&space), config, Arc::clone(&host) as _).await;
        Self { space, teller, clock, host, written: AtomicU32::default(), folder }
    }

    pub(super) async fn wish(&self, wishes: NotificationSettings) {
        wish(&self.space.store, wishes).await;
    }

    /// The clock shows another time of day, of as many days later, and it is looked at what is to be noticed.
    pub(super) async fn at(&mut self, days: i64, time: &str) {
        self.set(days, time);
        self.teller.look().await;
    }

    /// The app is closed, and opened again at another time of day, of as many days later.
    pub(super) async fn restarts_at(&mut self, days: i64, time: &str) {
        self.set(days, time);
        let (space, host) = (Arc::clone(&self.space), Arc::clone(&self.host));
        self.teller = Teller::begin(space, config(&self.folder), host as _).await;
        self.teller.look().await;
    }

    /// The clock shows another time of day, of as many days later, and nobody has looked yet.
    pub(super) fn set(&self, days: i64, time: &str) {
        self.clock.0.store(on_friday(time).plus(days * domain::time::DAY).0, Ordering::SeqCst);
    }

    /// What was announced since this was asked last.
    pub(super) fn told(&self) -> Vec<Announcement> {
        std::mem::take(&mut *self.host.told.lock().unwrap())
    }

    /// The conversations whose notifications were taken back since this was asked last.
    pub(super) fn withdrawn(&self) -> Vec<i64> {
        std::mem::take(&mut *self.host.withdrawn.lock().unwrap())
    }

    /// The person takes back the newest message that was written.
    pub(super) async fn unsend(&mut self, handle: HandleId) {
        self.unsend_older(handle, 0).await;
    }

    /// The person takes back a message, so many before the newest.
    pub(super) async fn unsend_older(&mut self, handle: HandleId, before: u32) {
        let mid = self.mid(before);
        let unsend = Observation::Unsend { person: None, mid, at: self.clock.now() };
        let changes = self.ingest(handle, vec![unsend]).await.changes;
        self.teller.changed(Some(&changes)).await;
    }

    /// A person sets a reaction on the newest message, or takes theirs away.
    pub(super) async fn react(&mut self, handle: HandleId, person: &str, emoji: Option<&str>) {
        let reaction = Observation::Reaction(ObservedReaction {
            person: Igsid::from(person),
            mid: self.mid(0),
            by: Direction::In,
            emoji: emoji.map(str::to_owned),
            at: self.clock.now(),
        });
        let changes = self.take(handle, vec![reaction]).await;
        self.teller.changed(Some(&changes)).await;
    }

    /// Somebody writes, and nobody is told yet.
    pub(super) async fn arrive(&mut self, handle: HandleId, person: &str) -> News {
        let message = self.message(person, Direction::In, Body::default());
        let taken = self.ingest(handle, vec![message]).await;
        News { handle, messages: taken.new_inbound.into(), reactions: taken.new_reactions.into() }
    }

    /// A handle is deleted from this computer.
    pub(super) async fn delete(&mut self, handle: HandleId) {
        self.space.engine.delete_handle(handle).await.unwrap();
        self.teller.changed(Some(&ChangeSet::of_handle(handle))).await;
    }

    /// People write to a handle, in one batch.
    pub(super) async fn write(&mut self, handle: HandleId, people: &[&str]) {
        let message = |person: &&str| self.message(person, Direction::In, Body::default());
        let messages = people.iter().map(message).collect();
        self.take(handle, messages).await;
    }

    /// Somebody mentions a handle in a story.
    pub(super) async fn mention(&mut self, handle: HandleId, person: &str) {
        let attachments = vec![Attachment::new(AttachmentKind::StoryMention, None)];
        let mention = self.message(person, Direction::In, Body { attachments, ..Body::default() });
        self.take(handle, vec![mention]).await;
    }

    /// Somebody answers, wherever.
    pub(super) async fn answer(&mut self, handle: HandleId, person: &str) {
        let answer = self.message(person, Direction::Out, Body::default());
        self.take(handle, vec![answer]).await;
    }

    /// A reply to somebody fails.
    pub(super) async fn fail(&self, person: &str) {
        let (id, now) = (OutboxId(uuid::Uuid::new_v4()), self.clock.now());
        let reply = NewReply::text(id, self.conversation(person).await, "hello", now);
        let (row, _) = self.space.store.enqueue(reply).await.unwrap();
        let failed = Event::Checked(Err(Verdict::Fail(Reason::WindowClosed)));
        let to = step(&row.progress, failed, now, None).unwrap();
        let done = self.space.store.transition(Transition {
            id,
            rev: row.rev,
            to,
            attempt: None,
            matched_by: None,
            asked_again: false,
            now,
        });
        assert!(matches!(done.await.unwrap(), Transitioned::Done(..)));
    }

    /// Somebody is out of sight for so many milliseconds.
    pub(super) async fn snooze(&self, person: &str, ms: i64) {
        let conversation = self.conversation(person).await;
        let by = By { who: None, now: self.clock.now() };
        self.space.store.act(vec![conversation], Act::Snooze(by.now.plus(ms)), by).await.unwrap();
    }

    /// Nothing is to be done about somebody any more.
    pub(super) async fn done(&self, person: &str) -> Acted {
        let conversation = self.conversation(person).await;
        let by = By { who: None, now: self.clock.now() };
        self.space.store.act(vec![conversation], Act::Done(None), by).await.unwrap().0
    }

    /// What was said is taken back.
    pub(super) async fn take_back(&self, acted: Acted) {
        let by = By { who: None, now: self.clock.now() };
        self.space.store.undo(acted, by).await.unwrap();
    }

    /// Snoozes that are over end.
    pub(super) async fn wake(&self) {
        self.space.store.wake_due(self.clock.now()).await.unwrap();
    }

    pub(super) async fn conversation(&self, person: &str) -> ConversationId {
        let query = ListQuery {
            view: View::All,
            handle: None,
            sort: Sort::Newest,
            filter: Filter::default(),
            after: None,
            limit: 200,
            now: self.clock.now(),
        };
        let rows = self.space.store.conversations(&query).await.unwrap().rows;
        rows.into_iter().find(|row| row.person.igsid.0 == person).unwrap().id
    }

    fn message(&self, person: &str, direction: Direction, body: Body) -> Observation {
        let number = self.written.fetch_add(1, Ordering::SeqCst);
        let now = self.clock.now();
        Observation::Message(ObservedMessage {
            person: Igsid::from(person),
            mid: Mid(format!("mid-{number}")),
            direction,
            origin: if direction == Direction::In { Origin::Person } else { Origin::Elsewhere },
            sent_at: SentAt::exact(now.0 + i64::from(number)),
            as_of: now,
            text: body.attachments.is_empty().then(|| format!("message {number}")),
            body,
            reactions: None,
        })
    }

    async fn ingest(&self, handle: HandleId, observations: Vec<Observation>) -> Ingested {
        let epoch = self.space.store.handle(handle).await.unwrap().unwrap().epoch;
        let batch = IngestBatch::new(handle, epoch, Source::Webhook, self.clock.now(), observations);
        let taken = self.space.store.ingest(batch).await.unwrap();
        assert!(taken.applied);
        taken
    }

    /// The id of a message, so many before the newest.
    fn mid(&self, before: u32) -> Mid {
        Mid(format!("mid-{}", self.written.load(Ordering::SeqCst) - 1 - before))
    }

    async fn take(&mut self, handle: HandleId, observations: Vec<Observation>) -> ChangeSet {
        let taken = self.ingest(handle, observations).await;
        // What is told of it is told a little later.
        self.clock.0.fetch_add(1, Ordering::SeqCst);
        let (messages, reactions) = (taken.new_inbound.into(), taken.new_reactions.into());
        self.teller.news(&News { handle, messages, reactions }).await;
        taken.changes
    }
}

/// The app before anything is connected.
pub(super) async fn app() -> (Arc<App>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(config(&folder), Arc::new(Desktop::default())).await;
    (app, folder)
}

fn config(folder: &TempDir) -> Config {
    Config {
        profile_dir: folder.path().to_owned(),
        graph_url: None,
        undo_ms: None,
        keychain_service: "unused".into(),
        vault: Some(Arc::new(MemoryVault::new())),
        news: None,
        start_demo: false,
    }
}

async fn wish(store: &Store, notifications: NotificationSettings) {
    settings::write(store, &Settings { notifications, ..Settings::default() }).await.unwrap();
}

/// A time of day of 20 November 2026, by this computer's clock.
fn on_friday(time: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = format!("2026-11-20T{time}").parse().unwrap();
    Timestamp(civil.to_zoned(TimeZone::system()).unwrap().timestamp().as_millisecond())
}
