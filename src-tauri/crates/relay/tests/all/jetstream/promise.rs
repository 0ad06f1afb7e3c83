use axum::Json;
use axum::Router;
use axum::routing::get;
use relay::config::{Config, JetStream};
use relay::log::jetstream::JetStreamLog;
use relay::log::{Log, LogError};
use serde_json::Value;

use crate::nats::Servers;
use crate::operations::relay;
use crate::world::http;

const LARGEST: usize = 8 << 20;

fn settings(servers: &Servers, replicas: usize) -> JetStream {
    Config::parse(&servers.settings(replicas)).unwrap().log.jetstream.unwrap()
}

async fn refused(settings: &JetStream) -> String {
    match JetStreamLog::open(settings, LARGEST).await {
        Err(LogError::Refused(words)) => words,
        Err(other) => panic!("{other}"),
        Ok(log) => panic!("{}", log.promise()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_server_that_may_lose_what_it_acknowledged_is_refused_with_what_to_do() {
    let servers = Servers::start(1).await;
    let one = settings(&servers, 1);
    let words = refused(&one).await;
    assert!(words.contains("a 200 would promise nothing") && words.contains("replicas = 3"), "{words}");
    // Nor does it help to ask one server for three copies, of new streams or of those that are there.
    let three = JetStream { name: "fresh".to_owned(), ..settings(&servers, 3) };
    let words = refused(&three).await;
    assert!(words.contains("There are not 3 servers") && words.contains("replicas = 3"), "{words}");
    let words = refused(&settings(&servers, 3)).await;
    assert!(words.contains("one copy on one server"), "{words}");
    // Its own page does not say that it flushes either: this version cannot.
    let monitors = vec![servers.monitor(0).parse().unwrap()];
    refused(&JetStream { monitors, ..one.clone() }).await;

    let dir = tempfile::TempDir::new().unwrap();
    let section = servers.settings(1);
    let data = dir.path().to_owned();
    let (fine, text) = tokio::task::spawn_blocking(move || relay(&data, &section, &["check"])).await.unwrap();
    assert!(!fine && text.contains("wrong    log.jetstream: A JetStream server answers before"), "{text}");
}

/// The package's server cannot be told to flush: what a newer one says of itself is put before this one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_server_that_says_that_it_flushes_is_believed() {
    let servers = Servers::start(1).await;
    let page = format!("{}/varz", servers.monitor(0));
    let mut about: Value = http().get(page).send().await.unwrap().json().await.unwrap();
    let version = about["version"].as_str().unwrap();
    if !version.starts_with("2.9.") {
        // This one can.
        let servers = Servers::start_with(1, "max_payload: 16MB", "sync_interval: always").await;
        let monitors = vec![servers.monitor(0).parse().unwrap()];
        let settings = JetStream { monitors, ..settings(&servers, 1) };
        let log = JetStreamLog::open(&settings, LARGEST).await.unwrap();
        assert!(
            log.promise().contains("flushed to the disk of the one JetStream server"),
            "{}",
            log.promise()
        );
    }
    about["jetstream"]["config"]["sync_always"] = true.into();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let monitor = format!("http://{}", listener.local_addr().unwrap());
    let mut other = about.clone();
    (other["server_id"], other["server_name"]) = ("NANOTHER".into(), "another".into());
    let pages = Router::new()
        .route("/varz", get(async move || Json(about)))
        .route("/other/varz", get(async move || Json(other)));
    tokio::spawn(async move { axum::serve(listener, pages).await });
    let with =
        |monitor: &str| JetStream { monitors: vec![monitor.parse().unwrap()], ..settings(&servers, 1) };
    let log = JetStreamLog::open(&with(&monitor), LARGEST).await.unwrap();
    assert!(log.promise().contains("flushed to the disk of the one JetStream server"), "{}", log.promise());
    // Not for what another one says, nor for what nobody says.
    refused(&with(&format!("{monitor}/other"))).await;
    refused(&with("http://127.0.0.1:1")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_servers_hold_what_they_acknowledge() {
    let servers = Servers::start(3).await;
    let three = settings(&servers, 3);
    let log = JetStreamLog::open(&three, LARGEST).await.unwrap();
    assert!(log.promise().contains("majority of three or more"), "{}", log.promise());
    // One copy that becomes three counts as three only then.
    let growing = JetStream { name: "growing".to_owned(), replicas: 1, ..three.clone() };
    refused(&growing).await;
    let log = JetStreamLog::open(&JetStream { replicas: 3, ..growing }, LARGEST).await.unwrap();
    assert!(log.promise().contains("majority of three or more"), "{}", log.promise());
    // Streams that are there already are taken as they are, and not another's.
    JetStreamLog::open(&three, LARGEST).await.unwrap();
    let client = async_nats::connect(three.servers.clone()).await.unwrap();
    let context = async_nats::jetstream::new(client);
    let foreign = async_nats::jetstream::stream::Config {
        name: "foreign-deliveries".to_owned(),
        subjects: vec!["foreign.delivery".to_owned()],
        max_age: std::time::Duration::from_secs(3600),
        num_replicas: 3,
        ..Default::default()
    };
    context.create_stream(foreign).await.unwrap();
    let words = refused(&JetStream { name: "foreign".to_owned(), ..three }).await;
    assert!(words.contains("foreign-deliveries"), "{words}");

    let dir = tempfile::TempDir::new().unwrap();
    let section = servers.settings(3);
    let data = dir.path().to_owned();
    let (fine, text) = tokio::task::spawn_blocking(move || relay(&data, &section, &["check"])).await.unwrap();
    assert!(fine && text.contains("majority of three or more"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_take_only_small_messages_are_refused_with_what_to_set() {
    let servers = Servers::start_with(1, "", "").await;
    let words = refused(&settings(&servers, 1)).await;
    assert!(words.contains("max_payload: 15MB"), "{words}");
}
