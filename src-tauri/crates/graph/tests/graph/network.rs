//! The real transport against real sockets: what provably never left, and what is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use domain::handle::Trouble;
use domain::ids::Igsid;
use domain::outbox::Outcome;
use graph::{
    Access, Cause, Class, Client, Endpoints, GraphError, Https, Limits, Message, PageRequest, Request,
    Response, Retry, Transport, TransportError,
};
use http::{HeaderMap, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::worlds::{handle, token};

/// Short enough for tests; nothing below depends on how long anything takes.
const LIMITS: Limits = Limits {
    upload: Duration::from_secs(5),
    connect: Duration::from_secs(3),
    send: Duration::from_millis(400),
    read: Duration::from_millis(400),
    body: 4_096,
};

/// A server that treats every connection alike, after the request's head was read, and counts them.
async fn server<F, Fut>(treat: F) -> (Url, Arc<AtomicUsize>)
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let url = address("http", &listener);
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut head = Vec::new();
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read_u8().await {
                    Ok(byte) => head.push(byte),
                    Err(_) => break,
                }
            }
            tokio::spawn(treat(stream));
        }
    });
    (url, connections)
}

pub(crate) async fn answering(answer: impl Into<String>) -> (Url, Arc<AtomicUsize>) {
    let answer: Arc<str> = answer.into().into();
    server(move |mut stream| {
        let answer = Arc::clone(&answer);
        async move {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    })
    .await
}

fn address(scheme: &str, listener: &TcpListener) -> Url {
    let port = listener.local_addr().expect("address").port();
    Url::parse(&format!("{scheme}://127.0.0.1:{port}/")).expect("address")
}

async fn request(base: &Url, class: Class) -> Result<Response, TransportError> {
    let https = Https::with_limits(&Endpoints::at(base), LIMITS).expect("TLS");
    let method = if class == Class::Send { Method::POST } else { Method::GET };
    let url = base.join("v26.0/me?access_token=IGAAcanary").expect("address");
    let body = Bytes::from_static(b"{}");
    https.send(Request { method, url, headers: HeaderMap::new(), body, class }).await
}

async fn failure(base: &Url, class: Class) -> TransportError {
    let failure = request(base, class).await.expect_err("no answer");
    assert!(!format!("{failure} {failure:?}").contains("canary"), "{failure}");
    failure
}

#[tokio::test]
async fn a_refused_connection_never_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let base = address("http", &listener);
    drop(listener);
    for class in [Class::Send, Class::Read] {
        assert_eq!(failure(&base, class).await, TransportError::NeverLeft(Cause::Connect));
    }
}

#[tokio::test]
async fn an_unknown_name_never_left() {
    let base = Url::parse("http://nowhere.invalid/").expect("address");
    let failure = failure(&base, Class::Send).await;
    assert!(matches!(failure, TransportError::NeverLeft(_)), "{failure}");
}

#[tokio::test]
async fn failed_tls_never_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let base = address("https", &listener);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 1_024];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            // Until the client hangs up.
            let _ = stream.read(&mut hello).await;
        }
    });
    assert_eq!(failure(&base, Class::Send).await, TransportError::NeverLeft(Cause::Tls));
}

#[tokio::test]
async fn a_connection_that_closes_after_the_request_is_lost_and_not_tried_again() {
    for class in [Class::Send, Class::Read] {
        let (base, connections) = server(|stream| async move { drop(stream) }).await;
        assert_eq!(failure(&base, class).await, TransportError::Lost(Cause::Reset));
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn silence_is_lost() {
    for class in [Class::Send, Class::Read] {
        let (base, connections) = server(|stream| async move {
            std::future::pending::<()>().await;
            drop(stream);
        })
        .await;
        assert_eq!(failure(&base, class).await, TransportError::Lost(Cause::Timeout));
        assert_eq!(connections.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn half_a_body_is_lost() {
    let (base, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"message_id\":").await;
    assert_eq!(failure(&base, Class::Send).await, TransportError::Lost(Cause::Reset));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, visits) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let (base, _) =
            answering(format!("HTTP/1.1 {status}\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n"))
                .await;
        assert_eq!(failure(&base, Class::Send).await, TransportError::Lost(Cause::Redirect), "{status}");
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_huge_body_is_given_up() {
    let huge = "x".repeat(LIMITS.body + 1);
    let (base, _) =
        answering(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{huge}", huge.len())).await;
    assert_eq!(failure(&base, Class::Read).await, TransportError::Lost(Cause::TooLarge));
    let (base, _) = answering(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{huge}")).await;
    assert_eq!(failure(&base, Class::Read).await, TransportError::Lost(Cause::TooLarge));
    let fits = "x".repeat(LIMITS.body);
    let (base, _) =
        answering(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{fits}", fits.len())).await;
    assert_eq!(request(&base, Class::Read).await.expect("answer").body.len(), LIMITS.body);
}

/// A server that keeps its connections, and counts them.
async fn keeping() -> (Url, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let base = address("http", &listener);
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let router = axum::Router::new().fallback(|| async { "{}" });
    let listener = axum::serve::ListenerExt::tap_io(listener, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (base, connections)
}

async fn call(https: &Https, base: &Url, class: Class) {
    let method = if class == Class::Send { Method::POST } else { Method::GET };
    let request = Request { method, url: base.clone(), headers: HeaderMap::new(), body: Bytes::new(), class };
    https.send(request).await.expect("answer");
}

#[tokio::test]
async fn every_send_has_a_connection_of_its_own() {
    let (base, connections) = keeping().await;
    let https = Https::with_limits(&Endpoints::at(&base), Limits::default()).expect("TLS");
    for _ in 0..3 {
        call(&https, &base, Class::Send).await;
    }
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn no_read_goes_over_a_connection_from_before_a_sleep() {
    let (base, connections) = keeping().await;
    let https = Https::with_limits(&Endpoints::at(&base), Limits::default()).expect("TLS");
    for _ in 0..2 {
        call(&https, &base, Class::Read).await;
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1, "it is kept");
    https.let_go();
    call(&https, &base, Class::Read).await;
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn instagram_is_never_spoken_to_in_plain_text() {
    let (base, connections) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let https = Https::new(&Endpoints::instagram().expect("constants")).expect("TLS");
    let (method, headers) = (Method::GET, HeaderMap::new());
    let request = Request { method, url: base, headers, body: Bytes::new(), class: Class::Read };
    let failure = https.send(request).await.expect_err("refused");
    assert_eq!(failure, TransportError::NeverLeft(Cause::Other));
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

fn client(base: &Url) -> Client {
    let endpoints = Endpoints::at(base);
    Client::new(Arc::new(Https::with_limits(&endpoints, LIMITS).expect("TLS")), endpoints)
}

#[tokio::test]
async fn too_many_calls_is_a_throttle_whoever_says_it_and_not_for_longer_than_a_while() {
    for (asked, wait_ms) in [("7", 7_000), ("86400", 15 * 60_000)] {
        let head = "HTTP/1.1 429 Too Many Requests\r\ncontent-length: 4\r\n";
        let (base, _) = answering(format!("{head}retry-after: {asked}\r\n\r\nslow")).await;
        let (client, handle, token) = (client(&base), handle(), token());
        let access = Access::of(&handle, &token);
        let read = client.conversations(access, &PageRequest::default()).await.expect_err("no answer");
        assert_eq!(
            (read.retry(), read.trouble(), read.wait_ms()),
            (Retry::AfterPause, Some(Trouble::RateLimited), Some(wait_ms))
        );
        assert!(read.is_app_wide(), "it asks the address, whichever handle called");
        let sent = client.send(access, &Igsid::from("7"), Message::text("hi")).await;
        assert_eq!(sent.outcome, Outcome::Lost, "Graph itself did not refuse it");
    }
}

#[tokio::test]
async fn a_captive_portal_is_no_answer() {
    let page = "<html>Welcome to the hotel</html>";
    let (base, _) =
        answering(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len())).await;
    let client = client(&base);
    let (handle, token) = (handle(), token());
    let access = Access::of(&handle, &token);
    let read = client.conversations(access, &PageRequest::default()).await;
    assert!(matches!(read, Err(GraphError::NotJson { status: 200, .. })), "{read:?}");
    let sent = client.send(access, &Igsid::from("7"), Message::text("hi")).await;
    assert_eq!(sent.outcome, Outcome::Lost);
}
