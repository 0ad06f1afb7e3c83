//! What is fed, and what must hold of whatever comes out. Each target answers with a sign of what it saw: inputs with a
//! new sign are worth being changed further.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use domain::handle::Flavour;
use domain::ids::{IgId, Mid, ThreadId};
use domain::merge::MessageState;
use domain::observation::Observation;
use domain::time::Timestamp;
use graph::webhook::{Content, Ours, WebhookEvent, events, events_for};
use graph::{
    Access, Client, ConversationPage, Endpoints, GraphError, PageRequest, Request, Response, ThreadRead,
    Transport, TransportError,
};
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde_json::{Value, json};

/// No output may contain it.
const TOKEN: &str = "IGAAcanary_token-0001";
const RECEIVED: Timestamp = Timestamp(1_790_000_009_000);

/// Takes an input in, and answers with the sign of what it saw. Panics when a promise is broken.
pub(crate) type Target = fn(&[u8]) -> u64;

/// What can be fed.
pub(crate) const TARGETS: [(&str, Target); 3] = [("webhook", webhook), ("page", page), ("error", error)];

fn sign(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A webhook body.
fn webhook(body: &[u8]) -> u64 {
    let read = events(body, RECEIVED);
    assert!(!read.is_empty() && read.len() <= 10_001, "{} events", read.len());
    assert_eq!(read, events(body, RECEIVED), "the same body reads the same");
    assert_eq!(
        read.len(),
        events_for(body, RECEIVED, |_| Ours { app_id: Some("555"), ids: [Some("178"), None, None] }).len()
    );
    for event in &read {
        whole_event(event);
    }
    takes_no_other_along(body);
    let kinds: Vec<_> = read.iter().take(6).map(kind).collect();
    sign(kinds)
}

fn whole_event(event: &WebhookEvent) {
    match &event.content {
        Content::Observation(observation) => whole(observation),
        Content::Unreadable { field, raw, .. } => {
            assert!(raw.len() <= 16 << 10);
            assert!(field.as_ref().is_none_or(|field| !field.is_empty() && field.chars().count() <= 64));
        }
        Content::Ignored { field } | Content::ValueLeftOut { field } => {
            assert!(!field.is_empty() && field.chars().count() <= 64);
        }
        Content::Fetch { mid, .. } => assert!(!mid.as_str().is_empty()),
        Content::Policy { .. } | Content::Test => {}
    }
}

/// Whatever else an envelope holds, a good event in it is read.
fn takes_no_other_along(body: &[u8]) {
    let Ok(Value::Object(mut envelope)) = serde_json::from_slice(body) else { return };
    let Some(Value::Array(entries)) = envelope.get_mut("entry") else { return };
    if entries.len() > 500 {
        return;
    }
    let good = json!({"id": "178", "messaging": [{"sender": {"id": "7"}, "recipient": {"id": "178"},
        "timestamp": 1_790_000_000_001_i64, "message": {"mid": "the-good-one", "text": "hi"}}]});
    entries.insert(0, good.clone());
    entries.push(good);
    let read = events(Value::Object(envelope).to_string().as_bytes(), RECEIVED);
    let good = |event: &&WebhookEvent| match &event.content {
        Content::Observation(Observation::Message(message)) => message.mid.as_str() == "the-good-one",
        _ => false,
    };
    assert!(read.iter().filter(good).count() >= 2 || read.len() > 10_000);
}

fn kind(event: &WebhookEvent) -> (u8, u64) {
    match &event.content {
        Content::Observation(observation) => (0, shape(observation)),
        Content::Fetch { person, .. } => (1, u64::from(person.is_some())),
        Content::Policy { .. } => (2, 0),
        Content::Ignored { .. } => (3, 0),
        Content::Test => (4, 0),
        Content::ValueLeftOut { .. } => (6, 0),
        Content::Unreadable { field, person, .. } => {
            (5, sign((field.as_deref().map(str::len), person.is_some())))
        }
    }
}

/// What an observation carries, without its values.
fn shape(observation: &Observation) -> u64 {
    let state = MessageState::of(observation);
    let kind = state.as_ref().map(|state| state.kind());
    let carries = match observation {
        Observation::Message(message) => {
            let body = &message.body;
            let attachments: Vec<_> = body
                .attachments
                .iter()
                .take(3)
                .map(|a| {
                    (std::mem::discriminant(&a.kind), a.url.is_some(), a.link.is_some(), a.cards.len().min(2))
                })
                .collect();
            let facts = [
                body.story_reply.is_some(),
                body.reply_to.is_some(),
                body.postback.is_some(),
                body.quick_reply.is_some(),
                body.referral.is_some(),
                body.to_self,
                body.unsupported,
                body.details_unavailable,
                message.text.is_some(),
                message.sent_at.exact,
            ];
            let reactions = message.reactions.as_ref().map(|all| all.len().min(3));
            sign((attachments, facts, reactions, message.origin))
        }
        _ => 0,
    };
    sign((std::mem::discriminant(observation), kind, carries))
}

/// What ingest relies on.
fn whole(observation: &Observation) {
    match observation {
        Observation::Message(message) => {
            assert!(!message.mid.as_str().is_empty() && !message.person.as_str().is_empty());
            assert!(message.sent_at.at.0 > 0 && message.as_of.0 > 0);
            assert!(message.text.as_ref().is_none_or(|text| !text.is_empty()));
            assert!(message.body.attachments.len() <= 20_000);
            // What is kept can be read again.
            let kept = serde_json::to_string(&message.body).unwrap_or_default();
            assert_eq!(serde_json::from_str(&kept).ok().as_ref(), Some(&message.body));
            let _ = domain::position::Position::wanted(message.sent_at, &message.mid);
        }
        Observation::Edit { mid, number, text, .. } => {
            assert!(!mid.as_str().is_empty() && *number > 0 && !text.is_empty());
        }
        Observation::Unsend { mid, .. } => assert!(!mid.as_str().is_empty()),
        Observation::Seen { mid, person, .. } => {
            assert!(!mid.as_str().is_empty() && !person.as_str().is_empty());
        }
        Observation::Reaction(reaction) => assert!(reaction.emoji.as_ref().is_none_or(|e| !e.is_empty())),
        Observation::Line(line) => assert!(!line.person.as_str().is_empty()),
        Observation::Owner(owner) => assert!(!owner.person.as_str().is_empty()),
        Observation::Thread(thread) => assert!(!thread.person.as_str().is_empty()),
        Observation::ClosedThread(closed) => assert!(!closed.thread.as_str().is_empty()),
    }
}

/// Answers every request with one body.
struct Always(Mutex<(StatusCode, Bytes)>);

#[async_trait]
impl Transport for Always {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let (status, body) = match self.0.lock() {
            Ok(answer) => answer.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        };
        Ok(Response { status, headers: HeaderMap::new(), body })
    }
}

/// Calls with an answer of this status and body. Nothing waits in it, so the first poll has the value.
fn answered<T>(
    status: StatusCode,
    body: &[u8],
    flavour: Flavour,
    call: impl AsyncFnOnce(Client, Access<'_>) -> T,
) -> Option<T> {
    let transport = Arc::new(Always(Mutex::new((status, Bytes::copy_from_slice(body)))));
    let client = Client::new(transport, Endpoints::instagram().ok()?);
    let (ig_id, token) = (IgId::from("17841400000000123"), SecretString::from(TOKEN));
    let access = Access {
        flavour,
        node: ig_id.as_str(),
        ig_id: &ig_id,
        app_scoped_id: None,
        username: "bluekiln",
        token: &token,
    };
    let mut future = std::pin::pin!(call(client, access));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => Some(value),
        std::task::Poll::Pending => None,
    }
}

/// An answer of the Conversations API, taken for a page, a thread, a listing and a message.
fn page(body: &[u8]) -> u64 {
    let flavour = Flavour::InstagramLogin;
    let seen = answered(StatusCode::OK, body, flavour, async |client, access| {
        let request = PageRequest { after: Some("c1".into()), ..PageRequest::default() };
        let page = client.conversations(access, &request).await.map(|reply| reply.value);
        let thread = client.thread(access, &ThreadId::from("t")).await.map(|reply| reply.value);
        let listing = client.listing(access, &ThreadId::from("t"), None).await.map(|reply| reply.value);
        let message = client.message(access, &Mid::from("m")).await.map(|reply| reply.value);
        let profile = client.profile(access, &"7".into()).await.is_ok();
        if let Ok(message) = &message {
            whole(&Observation::Message(message.clone()));
        }
        let listed = listing.as_ref().map(|listing| listing.messages.len().min(3)).ok();
        let found = (page.as_ref().map(page_shape).ok(), thread.as_ref().map(thread_shape).ok());
        sign((found, listed, message.is_ok(), profile))
    });
    let pages = answered(StatusCode::OK, body, Flavour::FacebookLogin, async |client, access| {
        let pages = client.pages(access.token, None).await.map(|reply| reply.value);
        let printed = pages.as_ref().map(|list| format!("{:?}", list.pages)).unwrap_or_default();
        assert!(!printed.contains("EAA"), "a token in the open");
        let me = client.me(access.token, access.flavour).await.is_ok();
        let subscribed = client.subscription(access).await.is_ok();
        sign((pages.map(|list| list.pages.len().min(3)).ok(), me, subscribed))
    });
    assert!(seen.is_some() && pages.is_some(), "a call waited for something");
    sign((seen, pages))
}

fn page_shape(page: &ConversationPage) -> u64 {
    assert_ne!(page.after.as_deref(), Some("c1"), "a page that leads to itself");
    sign((page.threads.iter().take(3).map(thread_shape).collect::<Vec<_>>(), page.after.is_some()))
}

fn thread_shape(read: &ThreadRead) -> u64 {
    assert!(!read.observations.is_empty() || !read.problems.is_empty(), "a thread vanished");
    read.observations.iter().for_each(whole);
    sign((read.observations.iter().take(4).map(shape).collect::<Vec<_>>(), read.problems.len().min(3)))
}

/// A refusal, with every status: it must never be taken for an answer, and never quote the token.
fn error(body: &[u8]) -> u64 {
    let mut seen = Vec::new();
    for status in [200, 400, 401, 500, 503] {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        let result = answered(status, body, Flavour::InstagramLogin, async |client, access| {
            client.conversations(access, &PageRequest::default()).await.map(|reply| reply.value)
        });
        let Some(result) = result else { panic!("a call waited for something") };
        seen.push(match result {
            Ok(_) => {
                let value: Option<Value> = serde_json::from_slice(body).ok();
                let refusal =
                    value.as_ref().and_then(|value| value.get("error")).is_some_and(Value::is_object);
                assert!(status.is_success() && !refusal, "a refusal taken for an answer");
                0
            }
            Err(error) => error_shape(&error),
        });
    }
    sign(seen)
}

fn error_shape(error: &GraphError) -> u64 {
    let told = format!("{error} {error:?}");
    assert!(!told.contains("canary"), "a message of Meta's in the open");
    let api = error.api();
    let facts = (error.wait_ms(), api.map(|api| (api.kind, api.code.is_some(), api.subcode.is_some())));
    sign((format!("{:?} {:?} {:?}", error.retry(), error.trouble(), error.send_outcome()), facts))
}
