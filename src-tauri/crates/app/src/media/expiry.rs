//! Links expire: each is asked for anew once, by reading its message.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::handle::{Flavour, HandleProfile};
use domain::ids::{IgId, Igsid, Mid};
use domain::message::{Attachment, AttachmentKind, Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::SentAt;
use engine::{Clock, SystemClock};
use graph::media::{Media as Fetched, MediaError as FetchError, MediaSource};
use graph::{Client, Endpoints, Request, Response, Transport, TransportError};
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde_json::json;
use store::handles::TokenFacts;
use store::ingest::IngestBatch;
use store::{OpenOptions, Store};
use tokio::sync::broadcast;
use vault::{MemoryVault, SecretName, Vault};

use super::*;
use crate::space::SpaceParts;

const BRAND: &str = "17841400000000123";

/// An Instagram that has one message, with the link of the moment; only the newest link works.
#[derive(Default)]
struct Instagram {
    link: Mutex<String>,
    works: Mutex<bool>,
    reads: AtomicUsize,
    fetches: AtomicUsize,
}

#[async_trait]
impl Transport for Instagram {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let body = if request.url.path().ends_with("/m1") {
            self.reads.fetch_add(1, Ordering::SeqCst);
            let link = self.link.lock().expect("not poisoned").clone();
            json!({ "id": "m1", "created_time": "2026-09-28T22:44:49+0000", "message": "",
                "from": { "id": "7" }, "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] },
                "attachments": { "data": [{ "image_data": { "url": link } }] } })
        } else {
            json!({ "data": [] })
        };
        Ok(Response { status: StatusCode::OK, headers: HeaderMap::new(), body: body.to_string().into() })
    }
}

#[async_trait]
impl MediaSource for Instagram {
    async fn fetch(&self, link: &Url) -> Result<Fetched, FetchError> {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        let is_newest = *self.link.lock().expect("not poisoned") == link.as_str();
        if is_newest && *self.works.lock().expect("not poisoned") {
            Ok(Fetched { content_type: "image/png", bytes: bytes::Bytes::from_static(b"picture") })
        } else {
            Err(FetchError::Gone)
        }
    }
}

async fn space(instagram: &Arc<Instagram>, folder: &tempfile::TempDir) -> (Space, MessageId) {
    let store = Store::open(OpenOptions { path: &folder.path().join("test.db"), key: &[7; 32] }).await;
    let store = store.expect("opens");
    let now = SystemClock.now();
    let profile = HandleProfile {
        ig_id: IgId::from(BRAND),
        app_scoped_id: None,
        username: "bluekiln".into(),
        name: None,
        account_type: None,
        followers: None,
        picture_url: None,
    };
    let connected = store.upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), now);
    let (handle, _) = connected.await.expect("connects");
    let epoch = store.handle(handle).await.expect("reads").expect("is there").epoch;
    let old = Some("https://lookaside.fbsbx.com/old".to_owned());
    let message = ObservedMessage {
        person: Igsid::from("7"),
        mid: Mid::from("m1"),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::to_the_second(1_790_635_489_000),
        as_of: domain::time::Timestamp(1_790_000_000_000),
        text: None,
        body: Body { attachments: vec![Attachment::new(AttachmentKind::Image, old)], ..Body::default() },
        reactions: None,
    };
    let told = vec![Observation::Message(message)];
    store.ingest(IngestBatch::new(handle, epoch, Source::Webhook, now, told)).await.expect("writes");
    let message = store.message_by_mid(handle, &Mid::from("m1")).await.expect("reads").expect("is there").id;
    let vault = Arc::new(MemoryVault::new());
    let token = SecretString::from("IGAAtest".to_owned());
    vault.set(&SecretName::Token(BRAND.into()), &token).await.expect("kept");
    let client = Client::new(Arc::clone(instagram) as _, Endpoints::instagram().expect("addresses"));
    let parts = SpaceParts {
        store,
        key: None,
        vault,
        client,
        media: Arc::clone(instagram) as _,
        clock: Arc::new(SystemClock),
    };
    let (to, _) = broadcast::channel(8);
    (Space::open(parts, to).await.expect("opens"), message)
}

#[tokio::test]
async fn an_expired_link_is_asked_for_anew_once() {
    let instagram = Arc::new(Instagram::default());
    *instagram.link.lock().expect("not poisoned") = "https://lookaside.fbsbx.com/new".into();
    *instagram.works.lock().expect("not poisoned") = true;
    let folder = tempfile::tempdir().expect("a folder");
    let (space, message) = space(&instagram, &folder).await;
    let wanted = Wanted::Attachment(message, 0);
    let media = of(&space, wanted).await.expect("the fresh link works");
    assert_eq!(media.content_type, "image/png");
    of(&space, wanted).await.expect("and is kept");
    assert_eq!(instagram.reads.load(Ordering::SeqCst), 1);
    space.close().await;
}

#[tokio::test]
async fn what_is_gone_stays_gone_without_a_circle() {
    let instagram = Arc::new(Instagram::default());
    *instagram.link.lock().expect("not poisoned") = "https://lookaside.fbsbx.com/new".into();
    let folder = tempfile::tempdir().expect("a folder");
    let (space, message) = space(&instagram, &folder).await;
    for _ in 0..5 {
        let media = of(&space, Wanted::Attachment(message, 0)).await;
        assert_eq!(media.map(|media| media.content_type), Err(MediaError::Gone));
    }
    assert_eq!(instagram.reads.load(Ordering::SeqCst), 1, "read once");
    assert_eq!(instagram.fetches.load(Ordering::SeqCst), 6, "each look, and the fresh link once");
    space.close().await;
}
