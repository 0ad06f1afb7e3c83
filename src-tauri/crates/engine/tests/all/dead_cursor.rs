//! An import whose cursor Instagram knows no longer, and does not say so: it begins anew, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use graph::http::{HeaderMap, StatusCode};
use graph::{Client, Endpoints, Https, Request, Response, Transport, TransportError};
use serde_json::json;
use testkit::eventually;
use url::Url;

use crate::world::World;

/// An Instagram whose cursors are refused with this code until the list was begun so often.
struct Forgetful {
    https: Https,
    code: i64,
    begun: AtomicUsize,
    until_begun: usize,
}

#[async_trait]
impl Transport for Forgetful {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let asked = |name: &str| request.url.query_pairs().any(|(key, _)| key == name);
        let is_list = request.url.path().ends_with("/conversations") && !asked("user_id");
        if is_list && asked("after") && self.begun.load(Ordering::SeqCst) < self.until_begun {
            let body = json!({ "error": { "message": "An error occurred", "code": self.code } });
            let status = StatusCode::BAD_REQUEST;
            return Ok(Response { status, headers: HeaderMap::new(), body: body.to_string().into() });
        }
        if is_list && !asked("after") {
            self.begun.fetch_add(1, Ordering::SeqCst);
        }
        self.https.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_with_a_dead_cursor_begins_anew() {
    // What may be one message's fault is looked into first, and what is said of an outage is not.
    for code in [1, 2] {
        let world = World::new().await;
        let base = Url::parse(world.instagram.base()).expect("an address");
        let endpoints = Endpoints::at(&base);
        let https = Https::new(&endpoints).expect("builds");
        let forgetful = Arc::new(Forgetful { https, code, begun: AtomicUsize::new(0), until_begun: 2 });
        let world = world.through(Client::new(Arc::clone(&forgetful) as _, endpoints)).await;
        let brand = world.instagram.brand("bluekiln").await;
        let bulk = json!({ "handle": brand.username, "conversations": 30, "messages_each": 1 });
        world.instagram.control("bulk", Some(bulk)).await;
        let id = world.connect(&brand).await;
        eventually("the end of the import", || async {
            world.engine.sync_now(Some(id)).await.expect("rings");
            let row = world.store.handle(id).await.expect("reads").expect("there");
            row.sync.watermark.is_some().then_some(())
        })
        .await;
        assert_eq!(world.conversations().await.len(), 30, "{code}");
    }
}
