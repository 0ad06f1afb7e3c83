//! The other answer to an open question: Facebook Login may call threads, messages and people by other ids than
//! Instagram Login does (instagram-platform, section 13.15). Here it does, whatever the simulated Instagram says.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::outbox::State;
use engine::look;
use graph::{Client, Endpoints, Https, Request, Response, Transport, TransportError};
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::world::{World, client};

/// What the other login's ids end in.
const OTHER: &str = "zz9zz";

/// Calls with a Page's token see other ids.
struct OtherIds {
    https: Https,
    /// The Page's token, and the ids of Page and handle, which are the same for both.
    page: Mutex<Option<(String, [String; 2])>>,
}

impl OtherIds {
    fn page_of(&self, request: &Request) -> Option<[String; 2]> {
        let bearer = request.headers.get("authorization")?.to_str().ok()?;
        let page = self.page.lock().expect("lock");
        let (token, keep) = page.as_ref()?;
        bearer.ends_with(token.as_str()).then(|| keep.clone())
    }
}

#[async_trait]
impl Transport for OtherIds {
    async fn send(&self, mut request: Request) -> Result<Response, TransportError> {
        let Some(keep) = self.page_of(&request) else { return self.https.send(request).await };
        let known = request.url.as_str().replace(OTHER, "");
        request.url = Url::parse(&known).expect("an address");
        let body = String::from_utf8_lossy(&request.body).replace(OTHER, "");
        request.body = body.into_bytes().into();
        let answer = self.https.send(request).await?;
        let Ok(mut value) = serde_json::from_slice::<Value>(&answer.body) else { return Ok(answer) };
        rename(&mut value, &keep);
        Ok(Response { body: value.to_string().into(), ..answer })
    }
}

fn rename(value: &mut Value, keep: &[String; 2]) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|one| rename(one, keep)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(id)
                        if matches!(name.as_str(), "id" | "message_id" | "recipient_id" | "mid") =>
                    {
                        if !keep.contains(id) {
                            id.push_str(OTHER);
                        }
                    }
                    other => rename(other, keep),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_login_joins_threads_that_have_other_ids() {
    let world = World::new().await;
    let base = Url::parse(world.instagram.base()).expect("an address");
    let endpoints = Endpoints::at(&base);
    let https = Https::new(&endpoints).expect("builds");
    let transport = Arc::new(OtherIds { https, page: Mutex::default() });
    let world = world.through(Client::new(Arc::clone(&transport) as _, endpoints)).await;

    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "before").await;
    world.instagram.writes("noor", &brand, "somebody else").await;
    let conversation = world.shows("before").await;
    let others = world.shows("somebody else").await;
    let reply = world.reply(conversation, "answered before").await;
    world.reaches(reply, State::Sent).await;
    let was = world.conversations().await.into_iter().find(|row| row.id == conversation).expect("listed");

    let page = json!({ "name": "Blue Kiln", "handle": "bluekiln" });
    let made = world.instagram.control("pages", Some(page)).await;
    let text = |name: &str| made[name].as_str().expect("text").to_owned();
    let keep = [text("page_id"), brand.ig_id.clone()];
    *transport.page.lock().expect("lock") = Some((text("token"), keep));
    let token = SecretString::from(text("token"));
    let found = look(&client(world.instagram.base()), &token, None).await.expect("found").remove(0);
    let connected = world.engine.connect(found.found.expect("a handle"), found.token).await;
    assert_eq!(connected.expect("connects"), id);

    world.instagram.writes("mira", &brand, "after").await;
    assert_eq!(world.shows("after").await, conversation, "the same conversation");
    world.instagram.writes("noor", &brand, "me too").await;
    assert_eq!(world.shows("me too").await, others);
    assert_eq!(world.conversations().await.len(), 2);
    let texts = world.texts().await;
    for text in ["before", "answered before", "after", "somebody else", "me too"] {
        assert_eq!(texts.iter().filter(|shown| *shown == text).count(), 1, "{text} in {texts:?}");
    }
    let is = world.conversations().await.into_iter().find(|row| row.id == conversation).expect("listed");
    assert_eq!(is.person.igsid.0, format!("{}{OTHER}", was.person.igsid.0));
    // A reply goes to the id that this login knows.
    let reply = world.reply(conversation, "answered after").await;
    world.reaches(reply, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["answered before", "answered after"]);
}
