//! Requests as other people's clients make them: inboxes, bots, connectors, SDKs and samples that are open to read. What each
//! of them gets is what Meta's pages say, or what makes it work today.

mod calls;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, Town};
use calls::{DEEDS, READS, REFUSED};

/// A handle that is reached by both logins, with a thread in it.
struct Square {
    town: Town,
    page: String,
    page_token: String,
    user_token: String,
    thread: String,
    mid: String,
}

impl Square {
    async fn new() -> Self {
        let town = Town::new().await;
        let page =
            town.control("pages", json!({"name": "Blue Kiln", "user": "Dana", "handle": "bluekiln"})).await;
        let user = town.control("users/Dana/token", json!({"action": "issue"})).await;
        let told = json!({"handle": "bluekiln", "person": "mira", "kind": "text", "text": "hi"});
        let told = town.control("events", told).await;
        town.control("comments", json!({"handle": "bluekiln", "person": "mira", "id": "17900000000000001"}))
            .await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            page: text(&page["page_id"]),
            page_token: text(&page["token"]),
            user_token: text(&user["token"]),
            thread: text(&told["threads"][0]),
            mid: text(&told["mids"][0]),
            town,
        }
    }

    /// Puts the world's ids and tokens in the place of their names.
    fn filled(&self, text: &str) -> String {
        let person = self.town.igsid(0);
        [
            ("<IG>", self.town.ig_id.as_str()),
            ("<IG_TOKEN>", &self.town.token),
            ("<PAGE>", &self.page),
            ("<PAGE_TOKEN>", &self.page_token),
            ("<USER_TOKEN>", &self.user_token),
            ("<THREAD>", &self.thread),
            ("<MID>", &self.mid),
            ("<PERSON>", &person),
            ("<APP>", "123450000000001"),
            ("<APP_TOKEN>", "123450000000001|sandbox_app_secret_0001"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// A call as it is written in a table: `POST graph.instagram.com/v26.0/me/messages`, a bearer token or none, a body or
    /// none. Braces stay as clients write them, but for the signs that no address may have.
    async fn call(&self, line: &str, bearer: &str, body: &str) -> Answer {
        let (method, address) = line.split_once(' ').unwrap();
        let address = self.filled(address).replace('{', "%7B").replace('}', "%7D").replace(' ', "%20");
        let address = address.replace('"', "%22").replace('|', "%7C");
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(format!("https://{address}"));
        if !bearer.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.filled(bearer)));
        }
        let kind = match body.chars().next() {
            Some('{') => "application/json",
            Some('-') => "multipart/form-data; boundary=x",
            _ => "application/x-www-form-urlencoded",
        };
        let request = request.header("content-type", kind).body(Body::from(self.filled(body)));
        self.town.call(request.unwrap()).await
    }
}

/// Whether an answer is what is wanted, in whatever order its fields stand, or has it in it.
fn holds(answer: &Answer, wanted: &str) -> bool {
    let whole = serde_json::from_str::<Value>(wanted);
    answer.text.contains(wanted) || whole.is_ok_and(|whole| whole == answer.json())
}

const A: &str = "graph.instagram.com";
const B: &str = "graph.facebook.com";

/// Makes a call of a table, in which the two hosts are A and B.
async fn made(square: &Square, line: &str, bearer: &str, body: &str) -> Answer {
    let line = line.replacen(" A/", &format!(" {A}/"), 1).replacen(" B/", &format!(" {B}/"), 1);
    square.call(&line, bearer, body).await
}

/// Makes a call that succeeds with what is wanted in its answer.
async fn succeeds(square: &Square, line: &str, bearer: &str, body: &str, wanted: &str) {
    let answer = made(square, line, bearer, body).await;
    assert_eq!(answer.status, 200, "{line}: {}", answer.text);
    let wanted = square.filled(wanted);
    assert!(holds(&answer, &wanted), "{line} has no {wanted}: {}", answer.text);
}

#[tokio::test]
async fn reads() {
    let square = Square::new().await;
    for (line, bearer, wanted) in READS {
        succeeds(&square, line, bearer, "", wanted).await;
    }
}

#[tokio::test]
async fn deeds() {
    let square = Square::new().await;
    for (line, bearer, body, wanted) in DEEDS {
        succeeds(&square, line, bearer, body, wanted).await;
    }
}

#[tokio::test]
async fn refusals() {
    let square = Square::new().await;
    for (line, bearer, body, code, subcode) in REFUSED {
        let answer = made(&square, line, bearer, body).await;
        assert_eq!(answer.error(), (*code, *subcode), "{line}: {}", answer.text);
        assert!(answer.json()["error"]["fbtrace_id"].is_string(), "{line}: {}", answer.text);
    }
}

#[tokio::test]
async fn whoever_is_blocked_or_handed_over_cannot_be_written_to() {
    let square = Square::new().await;
    let post = async |edge: &str, body: &str| {
        square.call(&format!("POST {B}/v26.0/me/{edge}?access_token=<PAGE_TOKEN>"), "", body).await
    };
    let send = r#"{"recipient":{"id":"<PERSON>"},"message":{"text":"x"}}"#;
    let block = r#"{"user_ids":[{"id":"<PERSON>"}],"actions":["block_user"]}"#;
    assert_eq!(post("moderate_conversations", block).await.status, 200);
    assert_eq!(post("messages", send).await.error(), (551, None));
    assert_eq!(post("moderate_conversations", &block.replace("block_", "unblock_")).await.status, 200);
    assert_eq!(post("messages", send).await.status, 200);
    let hand = r#"{"recipient":{"id":"<PERSON>"},"target_app_id":"263902037430900"}"#;
    assert_eq!(post("pass_thread_control", hand).await.status, 200);
    assert_eq!(post("messages", send).await.error(), (100, Some(2_534_037)));
    assert_eq!(
        post("pass_thread_control", hand).await.error(),
        (100, Some(2_534_037)),
        "one cannot give it twice"
    );
    assert_eq!(post("take_thread_control", hand).await.status, 200);
    assert_eq!(post("messages", send).await.status, 200);
}

#[tokio::test]
async fn batches() {
    let square = Square::new().await;
    let parts = json!([
        {"method": "GET", "relative_url": "me?fields=id,name"},
        {"method": "POST", "relative_url": "v25.0/me/messages",
         "body": "recipient={\"id\":\"<PERSON>\"}&message={\"text\":\"hello\"}"},
        {"method": "GET", "relative_url": "me/conversations?platform=instagram&fields=messages.limit(1){message}"},
        {"method": "GET", "relative_url": "<IG>/nothing"},
        {"method": "GET", "relative_url": "me", "access_token": "EAAunknown"},
        {"method": "GET", "relative_url": "me", "omit_response_on_success": true},
        {"relative": "?"},
    ]);
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("batch", &square.filled(&parts.to_string()))
        .append_pair("access_token", &square.page_token)
        .append_pair("include_headers", "false")
        .finish();
    let answer = square.call(&format!("POST {B}/v26.0/"), "", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rows = answer.json();
    let codes: Vec<Option<i64>> = rows.as_array().unwrap().iter().map(|row| row["code"].as_i64()).collect();
    assert_eq!(codes, [Some(200), Some(200), Some(200), Some(400), Some(401), None, Some(400)], "{rows}");
    let body = |at: usize| rows[at]["body"].as_str().unwrap().to_owned();
    assert!(body(0).contains(&square.page) && body(1).contains("message_id"), "{rows}");
    assert!(body(2).contains("hello"), "in the order in which they stand: {rows}");
    assert!(body(3).contains("\"error_subcode\":33") && rows[0].get("headers").is_none(), "{rows}");
    assert!(rows[5].is_null(), "{rows}");
    let as_json =
        json!({"access_token": square.page_token, "batch": [{"method": "get", "relative_url": "/me"}]});
    let rows = square.call(&format!("POST {B}"), "", &as_json.to_string()).await.json();
    let named = |name: &str| rows[0]["headers"].as_array().unwrap().iter().any(|row| row["name"] == name);
    assert!(named("content-type"), "{rows}");
    let many = json!({"access_token": square.page_token, "batch": vec![json!({"relative_url": "me"}); 51]});
    assert_eq!(square.call(&format!("POST {B}/me"), "", &many.to_string()).await.error(), (100, None));
}

#[tokio::test]
async fn the_app_subscribes_itself() {
    let square = Square::new().await;
    let line = |method: &str| format!("{method} {B}/v26.0/<APP>/subscriptions?access_token=<APP_TOKEN>");
    assert_eq!(square.call(&line("GET"), "", "").await.json(), json!({"data": []}));
    // Nobody answers there, so the callback is not taken.
    let body = "object=instagram&callback_url=http://127.0.0.1:9/&verify_token=v&fields=messages";
    assert_eq!(square.call(&line("POST"), "", body).await.error(), (2200, None));
    assert_eq!(square.call(&line("POST"), "", "object=page").await.error(), (100, None));
    let unknown = body.replace("fields=messages", "fields=messages,message_nonsense");
    assert_eq!(square.call(&line("POST"), "", &unknown).await.error(), (100, None));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let echo = axum::routing::get(|query: axum::extract::RawQuery| async move {
        url::form_urlencoded::parse(query.0.unwrap_or_default().as_bytes())
            .find(|(key, _)| key == "hub.challenge")
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    });
    let callback =
        tokio::spawn(async move { axum::serve(listener, axum::Router::new().route("/", echo)).await });
    let body =
        format!("object=instagram&callback_url=http://{address}/&verify_token=v&fields=messages,comments");
    assert_eq!(square.call(&line("POST"), "", &body).await.json(), json!({"success": true}));
    let shown = square.call(&line("GET"), "", "").await.json();
    assert_eq!(shown["data"][0]["callback_url"], format!("http://{address}/"));
    assert_eq!(shown["data"][0]["fields"][1]["name"], "comments");
    assert_eq!(square.call(&line("DELETE"), "", "").await.json(), json!({"success": true}));
    assert_eq!(square.call(&line("GET"), "", "").await.json(), json!({"data": []}));
    callback.abort();
}
