//! An account with so many conversations that Instagram has no time for a page of them ("Your query has timed out since you
//! have too many conversations with users"): less at once is asked for, down to a thread alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::handle::Trouble;
use graph::http::{HeaderMap, StatusCode};
use graph::{Client, Endpoints, Https, Request, Response, Transport, TransportError};
use serde_json::{Value, json};
use testkit::{Brand, eventually};
use url::Url;

use crate::world::World;

/// What Instagram says.
#[derive(Debug, Clone, Copy)]
enum Says {
    /// By its number.
    Number,
    /// In its words alone.
    Words,
}

/// An Instagram that has time for so many threads at once; and for their messages beside them, or not.
struct Slow {
    https: Https,
    says: Says,
    threads: AtomicU32,
    with_messages: bool,
    refused: AtomicUsize,
}

#[async_trait]
impl Transport for Slow {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let asked = |name: &str| {
            request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let limit: Option<u32> = asked("limit").and_then(|limit| limit.parse().ok());
        let with_messages = asked("fields").is_some_and(|fields| fields.contains("messages"));
        let is_list = request.url.path().ends_with("/conversations") && asked("user_id").is_none();
        let too_many = limit.is_some_and(|limit| limit > self.threads.load(Ordering::SeqCst));
        if is_list && (too_many || (with_messages && !self.with_messages)) {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Ok(refusal(self.says));
        }
        self.https.send(request).await
    }
}

fn refusal(says: Says) -> Response {
    let error = match says {
        Says::Number => {
            json!({ "message": "La consulta ha caducado", "type": "IGApiException", "code": -2, "error_subcode": 2_534_084 })
        }
        Says::Words => {
            json!({ "message": "Please reduce the amount of data you're asking for, then retry your request",
            "type": "OAuthException", "code": 1 })
        }
    };
    let body: Value = json!({ "error": error });
    Response { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body: body.to_string().into() }
}

/// A brand to which three people wrote, behind an Instagram that is slow.
async fn slow(says: Says, threads: u32, with_messages: bool) -> (World, Arc<Slow>, Brand) {
    let world = World::new().await;
    let base = Url::parse(world.instagram.base()).expect("an address");
    let endpoints = Endpoints::at(&base);
    let https = Https::new(&endpoints).expect("builds");
    let (threads, refused) = (AtomicU32::new(threads), AtomicUsize::new(0));
    let slow = Arc::new(Slow { https, says, threads, with_messages, refused });
    let world = world.through(Client::new(Arc::clone(&slow) as _, endpoints)).await;
    let brand = world.instagram.brand("bluekiln").await;
    for person in ["mira", "noor", "jun"] {
        world.instagram.writes(person, &brand, &format!("hello from {person}")).await;
    }
    (world, slow, brand)
}

async fn reads_all(says: Says, threads: u32, with_messages: bool) {
    let (world, slow, brand) = slow(says, threads, with_messages).await;
    let id = world.connect(&brand).await;
    for person in ["mira", "noor", "jun"] {
        world.shows(&format!("hello from {person}")).await;
    }
    let trouble = async || world.store.handle(id).await.expect("reads").expect("there").trouble;
    eventually("an end of the round", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        row.sync.watermark.is_some().then_some(())
    })
    .await;
    assert_eq!(trouble().await, None, "{says:?} {threads} {with_messages}");
    // What was learned is remembered: what is refused takes long.
    let refused = slow.refused.load(Ordering::SeqCst);
    world.instagram.writes("mira", &brand, "and again").await;
    world.shows("and again").await;
    let again = slow.refused.load(Ordering::SeqCst) - refused;
    assert!(!with_messages || again == 0, "{again} more refusals");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_too_much_is_read_in_smaller_ones() {
    reads_all(Says::Number, 5, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thread_by_thread_where_more_is_too_much() {
    reads_all(Says::Words, 1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn and_message_by_message_where_even_a_thread_is() {
    reads_all(Says::Number, 1, false).await;
}

/// Where not one can be listed, it is said; what comes by itself is taken nevertheless, and the first that can be ends it.
#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_can_be_listed_it_is_told_and_webhooks_are_taken() {
    let (world, slow, brand) = slow(Says::Number, 0, false).await;
    let id = world.connect(&brand).await;
    eventually("the trouble", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        (row.trouble == Some(Trouble::InstagramDown)).then_some(())
    })
    .await;
    let at = World::now().0;
    let told = json!({ "object": "instagram", "entry": [{ "id": brand.ig_id, "time": at, "messaging": [{
        "sender": { "id": "1234500000000007" }, "recipient": { "id": brand.ig_id }, "timestamp": at,
        "message": { "mid": "m1", "text": "by itself" } }] }] });
    world.engine.webhook(told.to_string().as_bytes()).await.expect("written");
    assert_eq!(world.texts().await, ["by itself"]);
    slow.threads.store(1, Ordering::SeqCst);
    world.shows("hello from jun").await;
    eventually("no trouble", || async {
        world.engine.sync_now(Some(id)).await.expect("rings");
        let row = world.store.handle(id).await.expect("reads").expect("there");
        row.trouble.is_none().then_some(())
    })
    .await;
}
