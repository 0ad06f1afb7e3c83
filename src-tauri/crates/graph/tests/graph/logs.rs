//! What the client writes into logs: enough to explain a failure, and nothing of anybody.

use std::io::Write;
use std::sync::{Arc, Mutex};

use domain::handle::Flavour;
use domain::ids::{Igsid, Mid};
use graph::{Access, Client, Endpoints, Https, Message, PageRequest};
use http::StatusCode;
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;
use url::Url;

use crate::worlds::{TOKEN, handle, token};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn refusing(body: &'static str) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let port = listener.local_addr().expect("address").port();
    let router = axum::Router::new().fallback(move || async move { (StatusCode::BAD_REQUEST, body) });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Url::parse(&format!("http://127.0.0.1:{port}/")).expect("address")
}

#[tokio::test]
async fn no_log_line_names_anybody_or_carries_a_token() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let body = r#"{"error":{"message":"Malformed access token IGAAcanary_token-0001 of canary-person",
        "code":190,"error_subcode":460,"error_user_msg":"canary-words","fbtrace_id":"AbC123"}}"#;
    let endpoints = Endpoints::at(&refusing(body).await);
    let https = Arc::new(Https::new(&endpoints).expect("TLS"));
    let client = Client::new(https, endpoints);
    let (handle, token) = (handle(), token());
    let access = Access::of(&handle, &token);
    let person = Igsid::from("canary-person");
    let _ = client.me(&token, Flavour::InstagramLogin).await;
    // Its token stands in the address.
    let _ = client.refresh(&token).await;
    let _ = client.conversations(access, &PageRequest::default()).await;
    let _ = client.conversation_with(access, &person).await;
    let _ = client.message(access, &Mid::from("canary-mid")).await;
    let sent = client.send(access, &person, Message::text("canary-words")).await;
    assert!(!format!("{sent:?}").contains("canary"));
    let log = String::from_utf8(log.0.lock().expect("lock").clone()).expect("text");
    for told in ["conversations", "send", "190", "460", "AbC123"] {
        assert!(log.contains(told), "{told} in {log}");
    }
    for secret in [TOKEN, "canary", "bluekiln", "17841400000000123", "access_token"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
