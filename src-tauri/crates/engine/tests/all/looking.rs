//! What a pasted token opens, with either flavour.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::handle::{Flavour, Trouble};
use engine::{Candidate, ConnectError, PageProblem, look};
use graph::http::{HeaderMap, StatusCode};
use graph::{ApiErrorKind, Client, Endpoints, GraphError, Request, Response, Transport, TransportError};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

/// Answers like Meta's two hosts, from a list of (host, path, token, answer).
struct Hosts(Vec<(&'static str, &'static str, &'static str, Value)>);

#[async_trait]
impl Transport for Hosts {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let bearer = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|bearer| bearer.strip_prefix("Bearer ")).unwrap_or_default();
        let path = request.url.path().trim_start_matches("/v26.0").to_owned();
        let host = request.url.host_str().unwrap_or_default().to_owned();
        let found = self.0.iter().find(|(h, p, t, _)| host == *h && path == *p && token == *t);
        let answer = match found {
            Some((.., answer)) => answer.clone(),
            None => json!({ "error": { "message": "Invalid OAuth access token", "code": 190 } }),
        };
        Ok(Response { status: StatusCode::OK, headers: HeaderMap::new(), body: answer.to_string().into() })
    }
}

const A: &str = "graph.instagram.com";
const B: &str = "graph.facebook.com";

fn client(hosts: Vec<(&'static str, &'static str, &'static str, Value)>) -> Client {
    Client::new(Arc::new(Hosts(hosts)), Endpoints::instagram().expect("constants"))
}

fn token(token: &str) -> SecretString {
    SecretString::from(token.to_owned())
}

fn page(id: &str, token: Option<&str>, tasks: &[&str], linked: Option<&str>) -> Value {
    let mut page = json!({ "id": id, "name": format!("Page {id}"), "tasks": tasks });
    if let Some(token) = token {
        page["access_token"] = json!(token);
    }
    if let Some(username) = linked {
        page["instagram_business_account"] = json!({ "id": format!("178{id}"), "username": username });
    }
    page
}

fn facts(candidates: &[Candidate]) -> Vec<(Option<&str>, Option<PageProblem>, &str)> {
    candidates
        .iter()
        .map(|one| {
            let username = one.found.as_ref().map(|found| found.profile.username.as_str());
            (username, one.problem, one.token.expose_secret())
        })
        .collect()
}

fn nothing() -> Value {
    json!({ "data": [] })
}

#[tokio::test]
async fn a_token_of_instagram_login_opens_its_handle_whatever_it_looks_like() {
    for looks_like in [None, Some(Flavour::InstagramLogin), Some(Flavour::FacebookLogin)] {
        let client = client(vec![
            (A, "/me", "t", json!({ "id": "1", "user_id": "178", "username": "bluekiln" })),
            (A, "/178/conversations", "t", nothing()),
        ]);
        let candidates = look(&client, &token("t"), looks_like).await.expect("found");
        assert_eq!(facts(&candidates), [(Some("bluekiln"), None, "t")], "{looks_like:?}");
        let found = candidates[0].found.as_ref().expect("a handle");
        assert_eq!((found.flavour, found.trouble), (Flavour::InstagramLogin, None));
    }
}

#[tokio::test]
async fn a_pages_token_opens_the_handle_linked_to_it_through_the_page() {
    for looks_like in [None, Some(Flavour::FacebookLogin)] {
        let client = client(vec![
            (
                B,
                "/me/accounts",
                "p",
                json!({ "error": { "message": "nonexisting field (accounts)", "code": 100 } }),
            ),
            (B, "/me", "p", page("104", None, &["MESSAGING"], Some("bluekiln"))),
            (B, "/104/conversations", "p", nothing()),
        ]);
        let candidates = look(&client, &token("p"), looks_like).await.expect("found");
        assert_eq!(facts(&candidates), [(Some("bluekiln"), None, "p")]);
        let found = candidates[0].found.as_ref().expect("a handle");
        assert_eq!((found.flavour, found.trouble), (Flavour::FacebookLogin, None));
        assert_eq!(found.profile.app_scoped_id.as_deref(), Some("104"));
    }
}

#[tokio::test]
async fn a_persons_token_opens_all_their_pages_and_says_which_cannot_be_used() {
    let accounts = json!({ "data": [
        page("104", Some("p4"), &["MESSAGING", "MODERATE"], Some("bluekiln")),
        page("105", Some("p5"), &["MESSAGING"], None),
        page("106", Some("p6"), &["ANALYZE"], Some("cobalt")),
        page("107", None, &["MESSAGING"], Some("dune")),
        page("108", Some("p8"), &["PROFILE_PLUS_FULL_CONTROL"], Some("ember")),
    ] });
    let client = client(vec![(B, "/me/accounts", "u", accounts)]);
    let candidates = look(&client, &token("u"), Some(Flavour::FacebookLogin)).await.expect("found");
    assert_eq!(
        facts(&candidates),
        [
            (Some("bluekiln"), None, "p4"),
            (None, Some(PageProblem::NotLinked), "p5"),
            (Some("cobalt"), Some(PageProblem::TaskMissing), "p6"),
            (Some("dune"), Some(PageProblem::TaskMissing), "u"),
            (Some("ember"), None, "p8"),
        ]
    );
    assert_eq!(candidates[0].page_name.as_deref(), Some("Page 104"));
}

#[tokio::test]
async fn the_only_page_of_a_person_is_tried_with_its_own_token() {
    let accounts = json!({ "data": [page("104", Some("p"), &["MESSAGING"], Some("bluekiln"))] });
    let off = json!({ "error": { "message": "off", "code": 200, "error_subcode": 2_534_041 } });
    let client = client(vec![(B, "/me/accounts", "u", accounts), (B, "/104/conversations", "p", off)]);
    let candidates = look(&client, &token("u"), Some(Flavour::FacebookLogin)).await.expect("found");
    let found = candidates[0].found.as_ref().expect("a handle");
    assert_eq!(found.trouble, Some(Trouble::AccessOff));
}

#[tokio::test]
async fn a_page_without_an_account_says_so() {
    let client = client(vec![
        (B, "/me/accounts", "p", nothing()),
        (B, "/me", "p", page("104", None, &["MESSAGING"], None)),
    ]);
    let candidates = look(&client, &token("p"), Some(Flavour::FacebookLogin)).await.expect("found");
    assert_eq!(facts(&candidates), [(None, Some(PageProblem::NotLinked), "p")]);
}

#[tokio::test]
async fn a_token_that_nobody_knows_is_refused_with_the_first_answer() {
    for looks_like in [None, Some(Flavour::FacebookLogin)] {
        let error = look(&client(Vec::new()), &token("x"), looks_like).await.expect_err("refused");
        let ConnectError::Graph(GraphError::Api(refusal)) = error else { panic!("{error:?}") };
        assert_eq!(refusal.kind, ApiErrorKind::TokenRevoked);
    }
}

#[tokio::test]
async fn an_outage_is_not_taken_for_a_foreign_token() {
    let down = json!({ "error": { "message": "An unexpected error", "code": 2 } });
    let client = client(vec![
        (A, "/me", "t", down),
        (B, "/me", "t", page("104", None, &["MESSAGING"], Some("bluekiln"))),
    ]);
    let error = look(&client, &token("t"), None).await.expect_err("down");
    let ConnectError::Graph(GraphError::Api(refusal)) = error else { panic!("{error:?}") };
    assert_eq!(refusal.kind, ApiErrorKind::Unavailable);
}

/// Every page of the list is empty and leads to another one.
#[derive(Default)]
struct Endless(AtomicUsize);

#[async_trait]
impl Transport for Endless {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let calls = self.0.fetch_add(1, Ordering::SeqCst);
        let answer = if request.url.path().ends_with("/me/accounts") {
            let next = format!("https://{B}/v26.0/me/accounts?after=c{calls}");
            json!({ "data": [], "paging": { "cursors": { "after": format!("c{calls}") }, "next": next } })
        } else {
            json!({ "id": "1", "name": "Page 1" })
        };
        Ok(Response { status: StatusCode::OK, headers: HeaderMap::new(), body: answer.to_string().into() })
    }
}

#[tokio::test]
async fn a_list_of_pages_without_an_end_ends() {
    let endless = Arc::new(Endless::default());
    let client = Client::new(Arc::clone(&endless) as _, Endpoints::instagram().expect("constants"));
    let found = look(&client, &token("EAAperson"), None).await.expect("looked");
    assert_eq!(facts(&found), [(None, Some(PageProblem::NotLinked), "EAAperson")]);
    assert!(endless.0.load(Ordering::SeqCst) < 100);
}
