//! Faults on demand.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use serde_json::json;

use crate::support::{Town, to};

async fn sends(town: &Town) -> usize {
    town.look("ledger").await["sends"].as_array().unwrap().len()
}

#[tokio::test]
async fn unprocessed_faults_leave_no_trace() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    for (fault, status, error) in [
        (json!({"kind": "error", "code": 2, "subcode": 1_545_133}), 500, Some((2, Some(1_545_133)))),
        (json!({"kind": "throttle", "code": 613, "minutes": 7}), 403, Some((613, None))),
        (json!({"kind": "token_dead"}), 401, Some((190, Some(460)))),
        (json!({"kind": "status", "status": 503}), 503, None),
        (json!({"kind": "html"}), 502, None),
        (json!({"kind": "redirect"}), 302, None),
    ] {
        let mut rule = fault.clone();
        rule["times"] = 1.into();
        rule["match"] = json!({"endpoint": "send"});
        town.control("faults", rule).await;
        assert_eq!(town.get("/me").await.status, 200, "another endpoint is left alone");
        let answer = town.send(to(&mira, "x")).await;
        assert_eq!(answer.status, status, "{fault}");
        if let Some(error) = error {
            assert_eq!(answer.error(), error, "{fault}");
        }
    }
    assert_eq!(sends(&town).await, 0);
    assert_eq!(town.send(to(&mira, "x")).await.status, 200, "every rule was used up");
}

#[tokio::test]
async fn processed_faults_are_in_the_ledger() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    for (n, kind) in ["lying_error", "empty_body", "half_body", "malformed", "slow_body"].iter().enumerate() {
        let rule = json!({"kind": kind, "times": 1, "delay_ms": 1, "match": {"method": "post", "handle": "bluekiln"}});
        town.control("faults", rule).await;
        let answer = town.send(to(&mira, "x")).await;
        match *kind {
            "lying_error" => assert_eq!(answer.error(), (1, Some(1_357_046))),
            "slow_body" => assert_eq!(answer.json()["recipient_id"], json!(mira)),
            _ => assert!(serde_json::from_str::<serde_json::Value>(&answer.text).is_err(), "{kind}"),
        }
        assert_eq!(sends(&town).await, n + 1, "{kind}");
    }
}

#[tokio::test]
async fn timeouts_hang_before_or_after() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    for (kind, sent) in [("timeout_before", 0), ("timeout_after", 1)] {
        town.control("faults", json!({"kind": kind, "times": 1})).await;
        let mut call = pin!(town.send(to(&mira, "x")));
        // One look is enough: nothing in the call waits for anything but the planted silence.
        let pending = std::future::poll_fn(|cx| Poll::Ready(call.as_mut().poll(cx).is_pending())).await;
        assert!(pending, "{kind}");
        assert_eq!(sends(&town).await, sent, "{kind}");
    }
}

#[tokio::test]
async fn rows_twice_and_in_reverse() {
    let town = Town::new().await;
    for text in ["a", "b"] {
        town.text(text).await;
    }
    let path = "/me/conversations?fields=participants,messages{message}";
    town.control("faults", json!([{"kind": "duplicate", "times": 1}, {"kind": "reorder", "times": 1}])).await;
    let doubled = town.get(path).await.json();
    assert_eq!(doubled["data"].as_array().unwrap().len(), 2);
    assert_eq!(doubled["data"][0]["messages"]["data"].as_array().unwrap().len(), 4);
    assert_eq!(doubled["data"][0]["participants"]["data"].as_array().unwrap().len(), 2);
    let turned = town.get(path).await.json();
    let first = |page: &serde_json::Value| page["data"][0]["messages"]["data"][0]["message"].clone();
    assert_ne!(first(&turned), first(&town.get(path).await.json()));
}

#[tokio::test]
async fn rules_skip_end_and_are_cleared() {
    let town = Town::new().await;
    town.control("faults", json!({"kind": "token_dead", "skip": 2, "times": 1})).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(town.get("/me").await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 401, 200]);
    town.control("faults", json!({"kind": "status", "status": 500})).await;
    assert_eq!(town.get("/me").await.status, 500);
    let clear = axum::http::Request::delete("/_control/faults").body(axum::body::Body::empty()).unwrap();
    town.call(clear).await;
    assert_eq!(town.get("/me").await.status, 200);
    town.control("faults", json!({"kind": "status", "status": 500, "probability": 0.0})).await;
    assert_eq!(town.get("/me").await.status, 200);
}

#[tokio::test]
async fn any_error_in_any_writing() {
    let town = Town::new().await;
    for (rule, body) in [
        (
            json!({"code": 613, "subcode": 1996, "is_transient": true}),
            json!({"code": 613, "error_subcode": 1996, "is_transient": true}),
        ),
        (json!({"code": 2, "is_transient": false}), json!({"code": 2})),
        (
            json!({"code": 190, "subcode": 459, "twist": "string_codes"}),
            json!({"code": "190", "error_subcode": "459"}),
        ),
        (json!({"code": 100, "subcode": 2_534_068, "twist": "subcode_as_code"}), json!({"code": 2_534_068})),
        (json!({"code": 36_103, "twist": "code_as_subcode"}), json!({"code": 100, "error_subcode": 36_103})),
        (json!({"code": 4, "twist": "bare", "status": 200}), json!({"code": 4})),
    ] {
        let mut fault = rule.clone();
        fault["kind"] = "error".into();
        fault["times"] = 1.into();
        fault["match"] = json!({"endpoint": "me", "handle": town.ig_id});
        town.control("faults", fault).await;
        let answer = town.get("/me").await;
        let error = answer.json()["error"].clone();
        for key in ["code", "error_subcode", "is_transient"] {
            assert_eq!(error[key], body[key], "{rule}: {}", answer.text);
        }
        assert_eq!(answer.status == 200, rule["status"] == 200);
        assert_eq!(error.get("fbtrace_id").is_some(), rule["twist"] != "bare");
        assert_eq!(town.get("/me").await.status, 200, "once");
    }
}

#[tokio::test]
async fn any_body_at_all() {
    let town = Town::new().await;
    for (status, kind, body) in [
        (200, "application/json", "{\"error\":{\"message\":\"x\",\"code\":\"190\"}}"),
        (200, "text/html", "<html>"),
        (500, "application/json", ""),
        (200, "application/json", "{\"data\":[{\"id\""),
        (200, "application/json", "[]"),
    ] {
        let rule = json!({"kind": "body", "status": status, "content_type": kind, "body": body, "times": 1});
        town.control("faults", rule).await;
        let answer = town.get("/me").await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (status, body));
        assert_eq!(answer.headers["content-type"], kind);
    }
}
