//! An engine whose Instagram says what the test wrote.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::conversation::Standing;
use domain::handle::{Flavour, HandleProfile};
use domain::ids::{HandleId, IgId, Igsid};
use domain::message::{Direction, MessageKind};
use domain::time::Timestamp;
use engine::{Clock, Engine, Parts, SystemClock, Taken};
use graph::http::{HeaderMap, StatusCode};
use graph::{Client, Endpoints, Request, Response, Transport, TransportError};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::handles::TokenFacts;
use store::lists::{Filter, ListQuery, Sort, View};
use store::thread::Part;
use store::{OpenOptions, Store};
use tempfile::TempDir;
use testkit::eventually;
use vault::{MemoryVault, SecretName, Vault};

/// The handle's Instagram id.
pub(crate) const BRAND: &str = "17841400000000123";
const KEY: [u8; 32] = [7; 32];

/// A message on screen: its id, kind, direction and text.
pub(crate) type Row = (String, MessageKind, Direction, Option<String>);

/// What is on screen of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub messages: Vec<Row>,
    pub reactions: Vec<(Direction, String)>,
    pub lines: usize,
    pub standing: Standing,
    pub unread: bool,
    pub window: bool,
    pub seen: bool,
}

/// What Instagram answers.
#[derive(Default)]
struct Answers {
    /// The pages of the list of threads.
    threads: Mutex<Vec<Value>>,
    /// Single messages, by id.
    messages: Mutex<Vec<Value>>,
    /// A thread that cannot be read together with its messages, nor any page with it.
    bad: Mutex<Option<Value>>,
    lists: AtomicUsize,
    singles: AtomicUsize,
}

#[async_trait]
impl Transport for Answers {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let path = request.url.path().to_owned();
        let body = if path.ends_with("/conversations") {
            self.lists.fetch_add(1, Ordering::SeqCst);
            let with_messages = request.url.query_pairs().any(|(_, value)| value.contains("messages.limit"));
            if with_messages && self.bad.lock().expect("not poisoned").is_some() {
                return Ok(answer(&UNKNOWN));
            }
            json!({ "data": self.threads.lock().expect("not poisoned").clone() })
        } else if let Some(thread) = self.thread(&path, &request) {
            thread
        } else if let Some(message) = self.message(&path) {
            self.singles.fetch_add(1, Ordering::SeqCst);
            message
        } else {
            // Nobody has a profile, and nothing else is asked for here.
            json!({ "error": { "message": "User consent is required", "type": "OAuthException", "code": 230 } })
        };
        Ok(answer(&body))
    }
}

/// Code 1, which says nothing.
static UNKNOWN: std::sync::LazyLock<Value> = std::sync::LazyLock::new(
    || json!({ "error": { "message": "Unknown", "type": "OAuthException", "code": 1 } }),
);

fn answer(body: &Value) -> Response {
    let ok = body.get("error").is_none();
    let status = if ok { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    Response { status, headers: HeaderMap::new(), body: body.to_string().into() }
}

impl Answers {
    /// A thread by its id; of the bad one only the ids of its messages.
    fn thread(&self, path: &str, request: &Request) -> Option<Value> {
        let id = path.rsplit('/').next()?;
        let bad = self.bad.lock().expect("not poisoned").clone().filter(|bad| bad["id"] == id);
        let with_fields = request.url.query_pairs().any(|(_, value)| value.contains("messages.limit"));
        match bad {
            Some(_) if with_fields => Some(UNKNOWN.clone()),
            Some(bad) => Some(bad),
            None => {
                let threads = self.threads.lock().expect("not poisoned");
                threads.iter().find(|thread| thread["id"] == id).cloned()
            }
        }
    }

    fn message(&self, path: &str) -> Option<Value> {
        let id = path.rsplit('/').next()?;
        let messages = self.messages.lock().expect("not poisoned");
        messages.iter().find(|message| message["id"] == id).cloned()
    }
}

pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    pub(crate) handle: HandleId,
    vault: Arc<MemoryVault>,
    answers: Arc<Answers>,
    _folder: TempDir,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        let store = Store::open(OpenOptions { path: &path, key: &KEY }).await.expect("opens");
        let vault = Arc::new(MemoryVault::new());
        let handle = connect(&store, &vault, BRAND, "bluekiln").await;
        let answers = Arc::new(Answers::default());
        let endpoints = Endpoints::instagram().expect("addresses");
        let client = Client::new(Arc::clone(&answers) as _, endpoints);
        let parts = Parts {
            store: store.clone(),
            vault: Arc::clone(&vault) as _,
            client,
            clock: Arc::new(SystemClock),
        };
        let engine = Engine::start(parts).await.expect("starts");
        Self { store, engine, handle, vault, answers, _folder: folder }
    }

    pub(crate) async fn close(self) {
        self.engine.stop().await;
        self.store.close().await.expect("closes");
    }

    /// Instagram sends events about the brand.
    pub(crate) async fn webhook(&self, events: &[Value]) -> Taken {
        let entry = json!({ "id": BRAND, "time": now().0, "messaging": events });
        self.body(&json!({ "object": "instagram", "entry": [entry] })).await
    }

    pub(crate) async fn body(&self, body: &Value) -> Taken {
        self.engine.webhook(body.to_string().as_bytes()).await.expect("written")
    }

    /// Instagram lists these threads, newest message first, and the brand reads them to the end.
    pub(crate) async fn list(&self, threads: Vec<(String, Value)>) {
        self.list_raw(threads.into_iter().map(|(person, messages)| thread(&person, messages)).collect())
            .await;
    }

    /// Instagram lists these threads, and the brand reads them to the end.
    pub(crate) async fn list_raw(&self, threads: Vec<Value>) {
        *self.answers.threads.lock().expect("not poisoned") = threads;
        let before = self.answers.lists.load(Ordering::SeqCst);
        // The second of two reads began after this, and the first is written down before the second begins.
        eventually("two reads", || async {
            self.engine.sync_now(None).await.expect("rings");
            (self.answers.lists.load(Ordering::SeqCst) >= before + 3).then_some(())
        })
        .await;
    }

    /// Instagram gives this message when it is asked for by its id.
    pub(crate) fn gives(&self, message: Value) {
        self.answers.messages.lock().expect("not poisoned").push(message);
    }

    /// Instagram refuses whatever shows this thread's messages with their details.
    pub(crate) fn refuses(&self, thread: Value) {
        *self.answers.bad.lock().expect("not poisoned") = Some(thread);
    }

    /// How many messages were asked for by their ids.
    pub(crate) fn reads_of_messages(&self) -> usize {
        self.answers.singles.load(Ordering::SeqCst)
    }

    /// How many pages of the list of threads were asked for.
    pub(crate) fn reads_of_the_list(&self) -> usize {
        self.answers.lists.load(Ordering::SeqCst)
    }

    /// One more handle. The engine does not read it until it is switched on anew.
    pub(crate) async fn also(&self, ig_id: &str, username: &str) -> HandleId {
        connect(&self.store, &self.vault, ig_id, username).await
    }

    /// What is on screen of the conversation with a person.
    pub(crate) async fn shown(&self, person: &str) -> Option<Shown> {
        let rows = self.store.conversations(&all()).await.expect("reads").rows;
        let row = rows.into_iter().find(|row| row.person.igsid == Igsid::from(person))?;
        let page = self.store.messages(row.id, Part::Newest, 100).await.expect("reads");
        let reactions = page.messages.iter().flat_map(|message| message.reactions.iter());
        Some(Shown {
            reactions: reactions.map(|reaction| (reaction.by, reaction.emoji.clone())).collect(),
            lines: page.lines.len(),
            standing: row.standing,
            unread: row.unread,
            window: row.marks.window(now()).allows_reply(),
            seen: page.seen.is_some(),
            messages: page
                .messages
                .into_iter()
                .map(|message| (message.mid.0, message.kind, message.direction, message.text))
                .collect(),
        })
    }
}

/// A handle that is connected without asking anybody.
pub(crate) async fn connect(store: &Store, vault: &MemoryVault, ig_id: &str, username: &str) -> HandleId {
    let profile = HandleProfile {
        ig_id: IgId::from(ig_id),
        app_scoped_id: None,
        username: username.to_owned(),
        name: None,
        account_type: None,
        followers: None,
        picture_url: None,
    };
    let token = SecretString::from("IGAAtest".to_owned());
    vault.set(&SecretName::Token(ig_id.to_owned()), &token).await.expect("kept");
    let connected = store.upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), now());
    connected.await.expect("connects").0
}

fn thread(person: &str, messages: Value) -> Value {
    let participants =
        json!([{ "id": BRAND, "username": "bluekiln" }, { "id": person, "username": format!("p{person}") }]);
    json!({
        "id": format!("t{person}"),
        "updated_time": iso(now()),
        "participants": { "data": participants },
        "messages": { "data": messages },
    })
}

/// A time as the Conversations API writes it.
pub(crate) fn iso(at: Timestamp) -> String {
    let seconds = at.0.div_euclid(1_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // The civil date of a day count (Howard Hinnant's algorithm).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest % 3_600 / 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+0000")
}

pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

/// All conversations.
pub(crate) fn all() -> ListQuery {
    let (view, sort, filter) = (View::All, Sort::Newest, Filter::default());
    ListQuery { view, handle: None, sort, filter, after: None, limit: 500, now: now() }
}
