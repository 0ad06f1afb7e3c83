//! A store in a temporary folder, and short ways to say what Instagram told.

use std::path::{Path, PathBuf};

use domain::handle::{Flavour, HandleProfile};
use domain::ids::{ConversationId, HandleId, IgId, Igsid, Mid};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::search::Query;
use domain::time::{SentAt, Timestamp};
use domain::triage::Act;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use store::handles::{HandleSetting, TokenFacts};
use store::ingest::{IngestBatch, Ingested};
use store::lists::{Filter, ListQuery, Sort, View};
use store::search::{Hit, Search};
use store::triage::{Acted, By};
use store::{ChangeSet, OpenError, OpenOptions, Store};
use tempfile::TempDir;

pub(crate) const KEY: [u8; 32] = [7; 32];
pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) handle: HandleId,
    pub(crate) epoch: i64,
    pub(crate) folder: TempDir,
}

impl World {
    /// A store with one handle, which is on.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&database(&folder)).await.expect("opens");
        let handle = connect(&store, "17841400000000001").await;
        let epoch = store.handle(handle).await.expect("reads").expect("is there").epoch;
        Self { store, handle, epoch, folder }
    }

    pub(crate) async fn ingest(&self, observations: Vec<Observation>) -> Ingested {
        self.ingest_as(Source::Webhook, observations).await
    }

    pub(crate) async fn ingest_as(&self, source: Source, observations: Vec<Observation>) -> Ingested {
        self.store.ingest(self.batch(source, observations)).await.expect("writes")
    }

    pub(crate) fn batch(&self, source: Source, observations: Vec<Observation>) -> IngestBatch {
        IngestBatch {
            handle: self.handle,
            epoch: self.epoch,
            source,
            now: NOW,
            observations,
            sync: None,
            stream: None,
            while_paused: false,
            undelivered: Vec::new(),
            skipped: Vec::new(),
            left_out: Vec::new(),
            quiet: false,
            settles: false,
        }
    }

    /// Says something about one conversation.
    pub(crate) async fn act(&self, conversation: ConversationId, act: Act) -> Acted {
        self.store.act(vec![conversation], act, by()).await.expect("says").0
    }

    /// Changes one of the handle's settings.
    pub(crate) async fn set(&self, setting: HandleSetting) -> ChangeSet {
        self.store.save_handle_setting(self.handle, setting, by()).await.expect("saves")
    }

    /// The conversation with a person, who must have written something.
    pub(crate) async fn conversation(&self, person: &str) -> ConversationId {
        let page = self.store.conversations(&all()).await.expect("reads");
        page.rows.iter().find(|row| row.person.igsid == Igsid::from(person)).expect("is listed").id
    }
}

/// The person at this computer, now.
pub(crate) fn by() -> By {
    By { who: Some("maria".into()), now: NOW }
}

pub(crate) fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("data").join("handrail.db")
}

pub(crate) async fn open(path: &Path) -> Result<Store, OpenError> {
    Store::open(OpenOptions { path, key: &KEY }).await
}

/// The file itself, behind the store's back; made where there is none.
pub(crate) async fn raw(path: &Path) -> SqliteConnection {
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let options = options.pragma("key", format!("\"x'{hex}'\""));
    options.disable_statement_logging().connect().await.expect("opens")
}

pub(crate) async fn connect(store: &Store, ig_id: &str) -> HandleId {
    let profile = HandleProfile {
        ig_id: IgId::from(ig_id),
        app_scoped_id: None,
        username: format!("brand{ig_id}"),
        name: None,
        account_type: None,
        followers: None,
        picture_url: None,
    };
    let connected = store.upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), NOW);
    connected.await.expect("connects").0
}

/// The hits of a search over everything.
pub(crate) async fn hits(store: &Store, query: &str) -> Vec<Hit> {
    store.search(&Search::of(Query::parse(query), 50, NOW)).await.expect("searches").hits
}

/// The hits of a search among a handle's messages.
pub(crate) async fn hits_of(store: &Store, query: &str, handle: HandleId) -> Vec<Hit> {
    let search = Search { handle: Some(handle), ..Search::of(Query::parse(query), 50, NOW) };
    store.search(&search).await.expect("searches").hits
}

pub(crate) fn all() -> ListQuery {
    let (view, sort, filter) = (View::All, Sort::Newest, Filter::default());
    ListQuery { view, handle: None, sort, filter, after: None, limit: 100, now: NOW }
}

/// A message of a person, `ms` after [`NOW`].
pub(crate) fn from_person(person: &str, mid: &str, ms: i64, text: &str) -> Observation {
    Observation::Message(message(person, mid, ms, text))
}

/// A message of the brand that was written in another app.
pub(crate) fn from_brand(person: &str, mid: &str, ms: i64, text: &str) -> Observation {
    Observation::Message(ObservedMessage {
        direction: Direction::Out,
        origin: Origin::Elsewhere,
        ..message(person, mid, ms, text)
    })
}

pub(crate) fn mention(person: &str, mid: &str, ms: i64) -> Observation {
    Observation::Message(ObservedMessage {
        text: None,
        body: Body {
            attachments: vec![Attachment::new(AttachmentKind::StoryMention, None)],
            ..Body::default()
        },
        ..message(person, mid, ms, "")
    })
}

pub(crate) fn unsend(mid: &str, ms: i64) -> Observation {
    Observation::Unsend { person: None, mid: Mid::from(mid), at: NOW.plus(ms) }
}

pub(crate) fn message(person: &str, mid: &str, ms: i64, text: &str) -> ObservedMessage {
    ObservedMessage {
        person: Igsid::from(person),
        mid: Mid::from(mid),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(NOW.0 + ms),
        as_of: NOW.plus(ms),
        text: Some(text.to_owned()),
        body: Body::default(),
        reactions: None,
    }
}
