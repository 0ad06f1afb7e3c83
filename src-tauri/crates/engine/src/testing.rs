//! What the tasks share, for tests of theirs that call nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use domain::handle::{AccountType, Flavour, HandleProfile};
use domain::ids::{HandleId, IgId};
use domain::time::Timestamp;
use graph::http::header::DATE;
use graph::http::{HeaderMap, HeaderValue, StatusCode};
use graph::{Client, Endpoints, Https, Request, Response, ServerTime, Transport, TransportError};
use serde_json::Value;
use store::handles::TokenFacts;
use store::{OpenOptions, Store};
use tokio::time::Instant;
use vault::MemoryVault;

use crate::clock::{Clock, ServerClock};
use crate::relay::Link;
use crate::shared::Shared;
use crate::tokens::Tokens;

/// The computer's clock, which a test sets.
pub(crate) struct Set(pub AtomicI64);

impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// An Instagram that answers every call so.
pub(crate) struct Says(Value, HeaderMap);

impl Says {
    pub(crate) fn new(body: Value) -> Self {
        Self(body, HeaderMap::new())
    }

    /// The same, which tells its time in the form of a `Date` header.
    pub(crate) fn at(body: Value, date: &'static str) -> Self {
        Self(body, HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]))
    }
}

#[async_trait]
impl Transport for Says {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let body = self.0.to_string().into();
        Ok(Response { status: StatusCode::OK, headers: self.1.clone(), body })
    }
}

pub(crate) struct World {
    pub shared: Shared,
    pub clock: Arc<Set>,
    pub folder: tempfile::TempDir,
}

impl World {
    /// An empty database at that time.
    pub(crate) async fn at(now: i64) -> Self {
        let endpoints = Endpoints::instagram().expect("addresses");
        Self::before(Arc::new(Https::new(&endpoints).expect("builds")), now).await
    }

    /// The same before an Instagram that answers so.
    pub(crate) async fn before(instagram: Arc<dyn Transport>, now: i64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        let store = Store::open(OpenOptions { path: &path, key: &[1; 32] }).await.expect("opens");
        let client = Client::new(instagram, Endpoints::instagram().expect("addresses"));
        let clock = Arc::new(Set(AtomicI64::new(now)));
        let server_clock = ServerClock::new(Arc::clone(&clock) as _);
        let vault = Arc::new(MemoryVault::new());
        let link = Link::new(Arc::clone(&vault) as _);
        let shared = Shared::new(store, client, Tokens::new(vault), link, server_clock);
        Self { shared, clock, folder }
    }

    pub(crate) async fn handle(&self, username: &str, followers: i64) -> HandleId {
        let profile = profile(username, followers);
        let now = self.clock.now();
        let facts = TokenFacts::default();
        let connected = self.shared.store.upsert_connected(profile, Flavour::InstagramLogin, facts, now);
        connected.await.expect("connects").0
    }

    /// Instagram is asked, and tells that it is this time.
    pub(crate) fn told(&self, at: i64) {
        let _a_step_is_noticed_before = self.shared.clock.now();
        self.shared.clock.learn(ServerTime { at: Timestamp(at), asked: Instant::now() });
    }
}

pub(crate) fn profile(username: &str, followers: i64) -> HandleProfile {
    HandleProfile {
        ig_id: IgId::from(username),
        app_scoped_id: None,
        username: username.into(),
        name: None,
        account_type: Some(AccountType::Business),
        followers: Some(followers),
        picture_url: None,
    }
}
