//! The relay and the simulated Instagram, which was written without knowing it.

use relay::protocol::calls::Login;
use relay::protocol::frame::Content;
use sandbox::{Clock, Sandbox, Scenario};
use serde_json::{Value, json};

use crate::login;
use crate::meta::{SECRET, TOKEN};
use crate::world::{World, http, texts};

struct Simulated {
    base: String,
    account: String,
    token: String,
}

impl Simulated {
    async fn start() -> Self {
        let sandbox = Sandbox::new(Scenario::Empty, Clock::Real);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, sandbox.router()).await });
        let mut this = Self { base, account: String::new(), token: String::new() };
        let made = this.control("handles", json!({"username": "bluekiln"})).await;
        this.account = made["ig_id"].as_str().unwrap().to_owned();
        this.token = made["token"].as_str().unwrap().to_owned();
        this
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let answer = http().post(format!("{}/_control/{path}", self.base)).json(&body).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// What a person does in Meta's dashboard, and the app for its handle.
    async fn deliver_to(&self, relay: &str) {
        let callback = format!("{relay}/webhook");
        let set_up = json!({"callback_url": callback, "verify_token": TOKEN, "app_secret": SECRET});
        self.control("webhooks", set_up).await;
        let fields = "subscribed_fields=messages,message_reactions,messaging_seen";
        let subscribe =
            format!("{}/v26.0/me/subscribed_apps?{fields}&access_token={}", self.base, self.token);
        assert_eq!(http().post(subscribe).send().await.unwrap().status(), 200);
    }

    async fn text(&self, text: &str) {
        self.control("events", json!({"handle": "bluekiln", "person": "mira", "kind": "text", "text": text}))
            .await;
    }
}

#[tokio::test]
async fn what_people_write_arrives() {
    let simulated = Simulated::start().await;
    let world = World::new().await;
    simulated.deliver_to(&world.base).await;
    let mut laptop = world.laptop(&[&simulated.account]).await;
    for text in ["grüße 😀", "</script>", "last"] {
        simulated.text(text).await;
    }
    let mut received = Vec::new();
    while received.len() < 3 {
        received.extend(texts(&laptop.receive(1).await));
    }
    assert_eq!(received, ["grüße 😀", "</script>", "last"]);
    simulated.control("webhooks/test", json!({"field": "messages"})).await;
    let test = laptop.receive(1).await;
    assert!(matches!(&test[0].content, Some(Content::Test { .. })), "{test:?}");
    let event =
        json!({"entry": "17841499999999999", "value": {"message": {"mid": "x", "text": "another tenant's"}}});
    simulated.control("webhooks/foreign", event).await;
    simulated.text("ours again").await;
    assert_eq!(texts(&laptop.receive(1).await), ["ours again"]);
}

#[tokio::test]
async fn what_could_not_be_delivered_is_delivered_later() {
    let simulated = Simulated::start().await;
    let mut world = World::new().await;
    simulated.deliver_to(&world.base).await;
    let mut laptop = world.laptop(&[&simulated.account]).await;
    simulated.text("before").await;
    assert_eq!(texts(&laptop.receive(1).await), ["before"]);
    let address = world.base.trim_start_matches("http://").to_owned();
    world.stop().await;
    simulated.text("while it was down").await;
    world.start_at(&address).await;
    laptop.base.clone_from(&world.base);
    // Meta comes again in its own time; here its clock is moved on.
    simulated.control("clock", json!({"advance_ms": 3_600_000})).await;
    assert_eq!(texts(&laptop.receive(1).await), ["while it was down"]);
}

#[tokio::test]
async fn a_person_takes_access_away_and_asks_for_deletion() {
    let simulated = Simulated::start().await;
    let world = World::new().await;
    simulated.deliver_to(&world.base).await;
    let mut laptop = world.laptop(&[&simulated.account]).await;
    for (callback, path) in [("deauthorize", "deauthorize"), ("data_deletion", "delete")] {
        let url = format!("{}/meta/{path}", world.base);
        let called = json!({"handle": "bluekiln", "callback": callback, "url": url});
        let answer = simulated.control("callbacks", called).await;
        assert_eq!(answer["status"], 200, "{answer}");
    }
    let received = laptop.receive(1).await;
    assert!(matches!(&received[0].content, Some(Content::Deauthorised { .. })), "{received:?}");
}

#[tokio::test]
async fn a_person_logs_in() {
    let simulated = Simulated::start().await;
    let at = &simulated.base;
    let world = World::with(&format!(
        "[oauth.instagram]\napp_id = \"990450000000001\"\napp_secret = \"sandbox_app_secret_0001\"\n\
         authorize_url = \"{at}/oauth/authorize\"\ntoken_url = \"{at}/oauth/access_token\"\n\
         exchange_url = \"{at}/access_token\"\n"
    ))
    .await;
    let laptop = world.laptop(&[]).await;
    let flow = login::begin(&laptop, Login::Instagram).await;
    let page = http().get(&flow.started.authorize_url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let form = [
        ("account", "bluekiln"),
        ("decision", "allow"),
        ("grant_instagram_business_basic", "on"),
        ("grant_instagram_business_manage_messages", "on"),
    ];
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let pressed = browser.post(&flow.started.authorize_url).form(&form).send().await.unwrap();
    assert_eq!(pressed.status(), 302);
    let back = pressed.headers()["location"].to_str().unwrap().replace("http://127.0.0.1:1", &world.base);
    let page = http().get(back).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Back to Handrail") && page.contains(&flow.started.match_code), "{page}");
    let token = login::claim(&laptop, &flow).await;
    assert!(token.expires_in.is_some_and(|seconds| seconds > 50 * 86_400));
    let granted = ["instagram_business_basic", "instagram_business_manage_messages"].map(str::to_owned);
    assert_eq!(token.permissions.as_deref(), Some(&granted[..]));
    let me = format!("{at}/me?fields=user_id,username&access_token={}", token.access_token);
    let me: Value = http().get(me).send().await.unwrap().json().await.unwrap();
    assert_eq!(me["username"], "bluekiln");
}
