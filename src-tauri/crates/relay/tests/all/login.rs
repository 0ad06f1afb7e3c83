//! Logins, against a Meta that was written from the reference.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use relay::protocol::calls::{Login, OauthClaim, OauthClaimed, OauthStart, OauthStarted, ProblemCode, Token};
use relay::protocol::seal::Usage;
use relay::protocol::text::{Blob, DeviceId, Fixed};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::world::{Laptop, World, http};

pub(crate) const SHORT: &str = "IGAAcanaryShortLived";
pub(crate) const LONG: &str = "IGAAcanaryLongLived";
pub(crate) const CODE: &str = "AQBcanaryCode";
pub(crate) const APP_SECRET: &str = "00112233445566778899aabbccddeeff";
const APP: &str = "27640000000000099";

/// The two token endpoints of both logins (instagram-platform, sections 1.1 and 1.2).
pub(crate) struct FakeMeta {
    address: SocketAddr,
    used: Arc<Mutex<Vec<String>>>,
}

type Pairs = std::collections::HashMap<String, String>;

impl FakeMeta {
    pub(crate) async fn start() -> Self {
        let used = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new()
            .route("/instagram/code", post(instagram_code))
            .route("/instagram/long", get(instagram_long))
            .route("/facebook/token", get(facebook))
            .with_state(Arc::clone(&used));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, used }
    }

    pub(crate) fn settings(&self) -> String {
        let at = self.address;
        format!(
            "[oauth.instagram]\napp_id = \"{APP}\"\napp_secret = \"{APP_SECRET}\"\n\
             token_url = \"http://{at}/instagram/code\"\nexchange_url = \"http://{at}/instagram/long\"\n\
             [oauth.facebook]\napp_id = \"{APP}\"\napp_secret = \"{APP_SECRET}\"\n\
             token_url = \"http://{at}/facebook/token\"\nexchange_url = \"http://{at}/facebook/token\"\n"
        )
    }
}

fn is_used(used: &Mutex<Vec<String>>, code: &str) -> bool {
    let mut used = used.lock().unwrap();
    let known = used.iter().any(|one| one == code);
    used.push(code.to_owned());
    known
}

async fn instagram_code(
    State(used): State<Arc<Mutex<Vec<String>>>>,
    Form(form): Form<Pairs>,
) -> (StatusCode, Json<Value>) {
    let fine = form["client_id"] == APP
        && form["client_secret"] == APP_SECRET
        && form["grant_type"] == "authorization_code"
        && form["redirect_uri"] == "http://127.0.0.1:1/oauth/callback"
        && form["code"].starts_with(CODE);
    if !fine || is_used(&used, &form["code"]) {
        let words = "Matching code was not found or was already used";
        let body = json!({"error_type":"OAuthException","code":400,"error_message":words});
        return (StatusCode::BAD_REQUEST, Json(body));
    }
    let row = json!({"access_token":SHORT,"user_id":27_640_000_000_000_011_u64,"permissions":["instagram_business_basic"]});
    (StatusCode::OK, Json(row))
}

async fn instagram_long(Query(query): Query<Pairs>) -> (StatusCode, Json<Value>) {
    let fine = query["grant_type"] == "ig_exchange_token"
        && query["client_secret"] == APP_SECRET
        && query["access_token"] == SHORT;
    if !fine {
        let body = json!({"error":{"message":"Unsupported request","code":100,"fbtrace_id":"A1"}});
        return (StatusCode::BAD_REQUEST, Json(body));
    }
    (StatusCode::OK, Json(json!({"access_token":LONG,"token_type":"bearer","expires_in":5_183_944})))
}

async fn facebook(Query(query): Query<Pairs>) -> (StatusCode, Json<Value>) {
    let fine = query["client_id"] == APP && query["client_secret"] == APP_SECRET;
    let token = match (query.get("code"), query.get("fb_exchange_token")) {
        (Some(code), None) if fine && code.starts_with(CODE) => "EAAshort",
        (None, Some(short)) if fine && short == "EAAshort" => "EAAlong",
        _ => return (StatusCode::BAD_REQUEST, Json(json!({"error":{"message":"no","code":100}}))),
    };
    (StatusCode::OK, Json(json!({"access_token":token,"token_type":"bearer","expires_in":5_180_000})))
}

/// A login that a laptop began.
pub(crate) struct Flow {
    pub(crate) started: OauthStarted,
    verifier: Fixed<32>,
    state: String,
}

pub(crate) async fn begin(laptop: &Laptop, login: Login) -> Flow {
    let verifier = Fixed::<32>::random();
    let request = OauthStart { login, verifier_hash: Blob(Sha256::digest(verifier.0).to_vec()) };
    let started: OauthStarted = laptop.ask("oauth/start", &request).await.unwrap();
    let url: url::Url = started.authorize_url.parse().unwrap();
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    Flow { started, verifier, state }
}

/// Comes back from Meta. The page.
async fn back(world: &World, query: &str) -> (u16, String) {
    let answer = http().get(format!("{}/oauth/callback?{query}", world.base)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn ask_for(laptop: &Laptop, flow: DeviceId, verifier: Fixed<32>) -> Result<OauthClaimed, ProblemCode> {
    let request = OauthClaim { flow, verifier: Blob(verifier.0.to_vec()) };
    laptop.ask("oauth/claim", &request).await.map_err(|problem| problem.code)
}

pub(crate) async fn log_in(world: &World, laptop: &Laptop, _fake: &FakeMeta) -> Flow {
    let flow = begin(laptop, Login::Instagram).await;
    let waiting = ask_for(laptop, flow.started.flow, flow.verifier).await;
    assert!(matches!(waiting, Ok(OauthClaimed::Waiting)));
    let (status, page) = back(world, &format!("code={CODE}&state={}", flow.state)).await;
    assert_eq!(status, 200);
    assert!(page.contains(&flow.started.match_code), "{page}");
    assert!(!page.contains(LONG) && !page.contains(SHORT));
    flow
}

pub(crate) async fn claim(laptop: &Laptop, flow: &Flow) -> Token {
    let Ok(OauthClaimed::Done { sealed }) = ask_for(laptop, flow.started.flow, flow.verifier).await else {
        panic!()
    };
    let plain = laptop.keys.open(Usage::Token, &flow.started.flow.0, &sealed.0).unwrap();
    serde_json::from_slice(&plain).unwrap()
}

#[tokio::test]
async fn a_login_gives_its_token_to_its_laptop_once() {
    let fake = FakeMeta::start().await;
    let world = World::with(&fake.settings()).await;
    let mia = world.laptop(&[]).await;
    let tom = world.laptop(&[]).await;
    let flow = log_in(&world, &mia, &fake).await;
    let id = flow.started.flow;
    assert_eq!(ask_for(&tom, id, flow.verifier).await.unwrap_err(), ProblemCode::NoSuchFlow);
    assert_eq!(ask_for(&mia, id, Fixed::random()).await.unwrap_err(), ProblemCode::NoSuchFlow);
    let token = claim(&mia, &flow).await;
    assert_eq!((token.access_token.as_str(), token.expires_in), (LONG, Some(5_183_944)));
    assert_eq!(token.user_id.as_deref(), Some("27640000000000011"));
    assert_eq!(token.permissions.as_deref(), Some(&["instagram_business_basic".to_owned()][..]));
    assert!(!format!("{token:?}").contains(LONG));
    assert_eq!(ask_for(&mia, id, flow.verifier).await.unwrap_err(), ProblemCode::NoSuchFlow);
    assert!(world.relay().log.notes("flow/").await.unwrap().is_empty(), "nothing of it is kept");
    // The same address opened again.
    let (status, page) = back(&world, &format!("code={CODE}&state={}", flow.state)).await;
    assert!(status == 410 && page.contains("This login is over"));
    assert_eq!(fake.used.lock().unwrap().len(), 1, "the code was sent to Meta once");
}

#[tokio::test]
async fn facebooks_login_is_exchanged_too() {
    let fake = FakeMeta::start().await;
    let world = World::with(&fake.settings()).await;
    let laptop = world.laptop(&[]).await;
    let flow = begin(&laptop, Login::Facebook).await;
    assert!(flow.started.authorize_url.starts_with("https://www.facebook.com/v26.0/dialog/oauth?"));
    assert_eq!(back(&world, &format!("code={CODE}&state={}", flow.state)).await.0, 200);
    let token = claim(&laptop, &flow).await;
    assert_eq!(token.access_token, "EAAlong");
    assert_eq!(token.appsecret_proof.map(|proof| proof.len()), Some(64));
}

#[tokio::test]
async fn refusals_and_failures_are_told_to_both() {
    let fake = FakeMeta::start().await;
    let world = World::with(&fake.settings()).await;
    let laptop = world.laptop(&[]).await;

    let flow = begin(&laptop, Login::Instagram).await;
    let denied =
        "error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request";
    let (_, page) = back(&world, &format!("{denied}&state={}", flow.state)).await;
    assert!(page.contains("Nothing was connected") && page.contains("The user denied your request"));
    let Ok(OauthClaimed::Refused { error, .. }) = ask_for(&laptop, flow.started.flow, flow.verifier).await
    else {
        panic!()
    };
    assert_eq!(error, "access_denied");
    let (_, page) = back(&world, denied).await;
    assert!(page.contains("Nothing was connected"), "without a state as well");

    let flow = begin(&laptop, Login::Instagram).await;
    let (status, page) = back(&world, &format!("code=wrong&state={}", flow.state)).await;
    assert!(status == 502 && page.contains("Matching code was not found or was already used"), "{page}");
    let Ok(OauthClaimed::Refused { description, .. }) =
        ask_for(&laptop, flow.started.flow, flow.verifier).await
    else {
        panic!()
    };
    assert!(description.contains("Matching code"));
}

#[tokio::test]
async fn a_wrong_state_is_worth_nothing() {
    let fake = FakeMeta::start().await;
    let world = World::with(&fake.settings()).await;
    let laptop = world.laptop(&[]).await;
    let (one, two) = (begin(&laptop, Login::Instagram).await, begin(&laptop, Login::Instagram).await);
    let (id, _) = one.state.split_once('.').unwrap();
    let (_, secret) = two.state.split_once('.').unwrap();
    for state in
        [String::new(), "x".into(), format!("{id}.{secret}"), format!("{id}."), one.state[1..].to_owned()]
    {
        let (status, page) = back(&world, &format!("code={CODE}&state={state}")).await;
        assert!(status == 410 && page.contains("This login is over"), "{state}");
    }
    assert!(fake.used.lock().unwrap().is_empty(), "no code was sent to Meta");
    let (status, _) = back(&world, &format!("code={CODE}2&state={}", two.state)).await;
    assert_eq!(status, 200, "the right one still counts");
}

#[tokio::test]
async fn a_login_that_is_not_set_up_is_refused() {
    let world = World::new().await;
    let laptop = world.laptop(&[]).await;
    let request = OauthStart { login: Login::Instagram, verifier_hash: Blob(vec![0; 32]) };
    let refused = laptop.ask::<OauthStarted>("oauth/start", &request).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotSetUp);
}
