//! The control interface itself, and scenario files.

use axum::body::Body;
use axum::http::Request;
use sandbox::{Clock, SWITCHES, Sandbox, Scenario, ScenarioError};
use serde_json::json;

use crate::support::{START_MS, Town};

#[tokio::test]
async fn calls_are_counted_by_handle_and_endpoint() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    for path in ["/me", "/v26.0/me", "/me/conversations", &format!("/{mid}")] {
        town.get(path).await;
    }
    let calls = town.look("calls").await;
    assert_eq!(calls["calls"][&town.ig_id], json!({"me": 2, "conversations": 1, "message": 1}));
}

#[tokio::test]
async fn the_clock_is_set_and_advanced() {
    let town = Town::new().await;
    town.control("clock", json!({"set": "2027-01-01T00:00:00Z", "advance_ms": 60_000})).await;
    let now = town.look("clock").await;
    let passed = now["now_ms"].as_i64().unwrap() - 1_798_761_660_000;
    assert!((0..60_000).contains(&passed), "{now}");
    assert!(now["now"].as_str().unwrap().starts_with("2027-01-01T00:01:"), "{now}");
}

#[tokio::test]
async fn mistakes_are_explained() {
    let town = Town::new().await;
    for (path, body, word) in [
        ("events", json!({"handle": "nobody", "person": "x", "kind": "text", "text": "x"}), "nobody"),
        ("events", json!({"handle": "bluekiln", "person": "x", "kind": "dance"}), "dance"),
        (
            "events",
            json!({"handle": "bluekiln", "person": "x", "kind": "edit", "mid": "m", "text": "y"}),
            "no message",
        ),
        ("handles", json!({"username": "bluekiln"}), "bluekiln"),
        ("handles", json!({"username": "x", "hight": 3}), "hight"),
        ("switches", json!({"nonsense": "yes"}), "nonsense"),
        ("switches", json!({"me_envelope": "round"}), "flat, data"),
        ("clock", json!({"set": "yesterday"}), ""),
    ] {
        let request = Request::post(format!("/_control/{path}")).header("content-type", "application/json");
        let answer = town.call(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["error"].as_str().unwrap().contains(word), "{}", answer.text);
    }
}

#[tokio::test]
async fn every_switch_can_be_turned_to_every_position() {
    let town = Town::new().await;
    for switch in SWITCHES {
        assert!(switch.positions.len() > 1, "{}", switch.name);
        for position in switch.positions.iter().rev() {
            let now = town.control("switches", json!({switch.name: position})).await;
            assert_eq!(now[switch.name], **position);
        }
    }
}

#[tokio::test]
async fn a_scenario_file_is_a_world() {
    let folder = std::env::temp_dir().join(format!("sandbox-scenario-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("world.json");
    let document = json!({
        "now": "2026-09-21T14:13:20Z",
        "switches": {"me_envelope": "data"},
        "handles": [{"username": "bluekiln"}],
        "people": [{"handle": "bluekiln", "username": "mira", "name": "Mira"}],
        "events": [{"handle": "bluekiln", "person": "mira", "kind": "text", "text": "hi", "ago_s": 3600}],
        "bulk": [{"handle": "bluekiln", "conversations": 3, "messages_each": 4}],
        "faults": [{"kind": "status", "status": 500, "times": 1}],
    });
    std::fs::write(&file, document.to_string()).unwrap();
    let sandbox = Sandbox::load(Scenario::File(file.clone()), Clock::Real).unwrap();
    assert!((START_MS..START_MS + 60_000).contains(&sandbox.now_ms()));
    assert_eq!(sandbox.handles()[0].people.len(), 4);
    std::fs::write(&file, r#"{"events": [{"handle": "x", "person": "y", "kind": "seen"}]}"#).unwrap();
    let error = Sandbox::load(Scenario::File(file.clone()), Clock::Real).unwrap_err();
    assert!(matches!(error, ScenarioError::Senseless(_)), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
    let error = Sandbox::load(Scenario::File(file), Clock::Real).unwrap_err();
    assert!(matches!(error, ScenarioError::Unreadable(_)), "{error}");
}
