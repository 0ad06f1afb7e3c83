//! The demo brand.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use sandbox::{Clock, Sandbox, Scenario};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::START_MS;

const HOUR_MS: i64 = 3_600_000;

async fn get(sandbox: &Sandbox, path: &str) -> (u16, String, Vec<u8>) {
    let response = sandbox.router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let kind = parts.headers["content-type"].to_str().unwrap().to_owned();
    (parts.status.as_u16(), kind, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

async fn threads(sandbox: &Sandbox) -> Vec<Value> {
    let (_, _, body) = get(sandbox, "/_control/threads").await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    body["threads"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_brand_has_its_six_handles_and_every_state() {
    let sandbox = Sandbox::new(Scenario::Demo, Clock::At(START_MS));
    let handles = sandbox.handles();
    assert_eq!(handles.len(), 6);
    assert_eq!(handles.iter().filter(|h| h.suggest_paused).count(), 1);
    let threads = threads(&sandbox).await;
    assert!((380..=430).contains(&threads.len()), "{}", threads.len());

    let mut windows: BTreeMap<&str, usize> = BTreeMap::new();
    for thread in &threads {
        let age = START_MS - thread["opener_ms"].as_i64().unwrap();
        let state = match age / HOUR_MS {
            0..20 => "open",
            20..23 => "soon",
            23 => "closing",
            24..168 => "human agent",
            _ => "closed",
        };
        *windows.entry(state).or_default() += 1;
        let newest = thread["messages"].as_array().unwrap().last().unwrap()["at_ms"].as_i64().unwrap();
        assert!(newest <= START_MS + 60_000, "nobody writes from the future");
    }
    assert_eq!(windows.len(), 5, "{windows:?}");

    let readings: Vec<&Value> =
        threads.iter().flat_map(|t| t["messages"].as_array().unwrap()).map(|m| &m["graph"]).collect();
    let mentions = readings.iter().filter(|g| g.pointer("/story/mention").is_some()).count();
    assert!(mentions >= 40, "{mentions}");
    for pointer in
        ["/story/reply_to", "/shares/data/0", "/is_unsupported", "/reactions", "/attachments/data/1"]
    {
        assert!(readings.iter().any(|g| g.pointer(pointer).is_some()), "{pointer}");
    }
    for mime in ["image/png", "video/mp4", "audio/wav", "application/pdf"] {
        let found = readings.iter().any(|g| g.pointer("/attachments/data/0/mime_type") == Some(&json!(mime)));
        assert!(found, "{mime}");
    }
    let flood = threads.iter().filter(|t| t["handle"] == json!(handles[1].ig_id));
    let flood: usize = flood
        .flat_map(|t| t["messages"].as_array().unwrap())
        .filter(|m| {
            (6 * HOUR_MS - 300_000..=6 * HOUR_MS).contains(&(START_MS - m["at_ms"].as_i64().unwrap()))
        })
        .count();
    assert!(flood >= 500, "{flood}");
}

#[tokio::test]
async fn the_same_clock_makes_the_same_brand() {
    let one = threads(&Sandbox::new(Scenario::Demo, Clock::At(START_MS))).await;
    let two = threads(&Sandbox::new(Scenario::Demo, Clock::At(START_MS))).await;
    let texts = |threads: &[Value]| -> Vec<(String, String)> {
        let text = |t: &Value| {
            let last = t["messages"].as_array().unwrap().last().unwrap()["text"].to_string();
            (t["username"].to_string(), last)
        };
        threads.iter().map(text).collect()
    };
    assert_eq!(texts(&one), texts(&two));
}

#[tokio::test]
async fn media_are_what_they_say_and_stories_end() {
    let sandbox = Sandbox::new(Scenario::Demo, Clock::At(START_MS));
    for (id, kind, magic) in [
        ("i_1", "image/png", &b"\x89PNG"[..]),
        ("a_mira", "image/png", &b"\x89PNG"[..]),
        ("v_1", "video/mp4", &b"\0\0\0"[..]),
        ("u_1", "audio/wav", &b"RIFF"[..]),
        ("f_1", "application/pdf", &b"%PDF"[..]),
    ] {
        let (status, content_type, bytes) = get(&sandbox, &format!("/_cdn/{id}?oh=1")).await;
        assert_eq!((status, content_type.as_str()), (200, kind), "{id}");
        assert!(bytes.starts_with(magic), "{id}");
    }
    let story = format!("/_cdn/s_1_{}", START_MS / 1_000 + 3_600);
    let response = |sandbox: Sandbox, path: String| async move {
        sandbox.router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().status()
    };
    assert_eq!(response(sandbox.clone(), story.clone()).await, 200);
    sandbox.advance(HOUR_MS);
    assert_eq!(response(sandbox.clone(), story).await, 404);
    assert_eq!(response(sandbox, "/_cdn/x_1".to_owned()).await, 404);
}

#[tokio::test(start_paused = true)]
async fn life_goes_on_until_it_is_cancelled() {
    let sandbox = Sandbox::new(Scenario::Demo, Clock::At(START_MS));
    let handle = &sandbox.handles()[0];
    let count = |threads: &[Value]| -> usize {
        threads.iter().map(|t| t["messages"].as_array().unwrap().len()).sum()
    };
    // Noor wrote less than a day ago: she can be answered.
    let body = json!({"recipient": {"id": handle.people[0]}, "message": {"text": "Yes, since Monday!"}});
    let request = Request::post("/me/messages").header("authorization", format!("Bearer {}", handle.token));
    let sent = sandbox.router().oneshot(request.body(Body::from(body.to_string())).unwrap()).await.unwrap();
    assert_eq!(sent.status(), 200);
    let before = count(&threads(&sandbox).await);

    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let living = sandbox.clone();
    let life = tokio::spawn(async move { living.run_life(stopped).await });
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let now = threads(&sandbox).await;
        let seen = now.iter().any(|t| {
            t["person"] == json!(handle.people[0]) && t["seen_by_person_ms"].as_i64().unwrap() > START_MS
        });
        if seen && count(&now) > before {
            break;
        }
        assert!(Instant::now() < deadline, "nobody read or wrote");
        // The sandbox's clock runs on its own; people act when it reaches their time.
        sandbox.advance(5_000);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    stop.send(()).unwrap();
    life.await.unwrap();
}

#[tokio::test]
async fn one_thread_of_the_demo_holds_every_kind() {
    let sandbox = Sandbox::new(Scenario::Demo, Clock::At(START_MS));
    let threads = threads(&sandbox).await;
    let every = threads.iter().find(|t| t["username"] == "elin.everything").unwrap();
    let messages = every["messages"].as_array().unwrap();
    for pointer in [
        "/graph/attachments/data/0/image_data",
        "/graph/attachments/data/0/video_data",
        "/graph/attachments/data/0/generic_template",
        "/graph/shares/data/0",
        "/graph/story/mention",
        "/graph/story/reply_to",
        "/graph/is_unsupported",
        "/graph/reactions",
    ] {
        assert!(messages.iter().any(|m| m.pointer(pointer).is_some()), "no {pointer}");
    }
    assert!(messages.iter().any(|m| m["unsent"] == true));
    assert!(messages.iter().any(|m| m["edits"] == 1));
    assert!(messages.len() >= 35, "{}", messages.len());
}
