//! How webhooks are delivered: how they are signed, in what batches and order, and when they are told again.

use std::collections::HashMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use ring::hmac;
use sandbox::Delivery;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{SECRET, first};
use crate::support::{HOUR_MS, Town, to};

fn json_of(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).unwrap()
}

#[tokio::test]
async fn deliveries_are_signed_over_their_bytes_and_only_for_subscribed_handles() {
    let town = Town::new().await;
    let webhooks = town.sandbox.webhooks();
    town.control("webhooks", json!({ "app_secret": SECRET })).await;
    town.text("before").await;
    assert!(webhooks.try_next().is_none());
    town.subscribe().await;
    town.text("grüße 😀").await;
    let delivery = webhooks.next().await;
    let text = String::from_utf8(delivery.body.to_vec()).unwrap();
    assert!(text.contains(r"gr\u00fc\u00dfe \ud83d\ude00"), "{text}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac: String = hmac::sign(&key, &delivery.body).as_ref().iter().map(|b| format!("{b:02x}")).collect();
    let header = delivery.headers.iter().find(|(name, _)| name == "x-hub-signature-256").unwrap();
    assert_eq!(header.1, format!("sha256={mac}"));
    webhooks.answer(delivery, 200);
    assert!(webhooks.try_next().is_none());
    assert_eq!(town.outcomes().await, ["delivered"]);
    let igsid = town.igsid(0);
    let sent = town.send(to(&igsid, "ours")).await.json();
    let echo = json_of(&webhooks.next().await);
    assert_eq!(first(&echo)["message"]["mid"], sent["message_id"], "our own send comes back as an echo");
}

#[tokio::test]
async fn nothing_is_told_nor_read_while_the_owner_disallows_access() {
    let town = Town::subscribed().await;
    let webhooks = town.sandbox.webhooks();
    town.control("handles/bluekiln/access", json!({"on": false})).await;
    let mid = town.text("unheard").await;
    town.event(json!({"kind": "react", "mid": mid})).await;
    town.event(json!({"kind": "phone_reply", "text": "from the phone"})).await;
    assert!(webhooks.try_next().is_none());
    for path in ["/me/conversations?fields=messages{message}".to_owned(), format!("/{mid}?fields=message")] {
        let refused = town.get(&path).await;
        assert_eq!(refused.error(), (200, Some(2_534_041)), "{path}");
    }
    town.control("handles/bluekiln/access", json!({"on": true})).await;
    assert!(webhooks.try_next().is_none(), "what was missed is not told later");
    assert_eq!(town.get(&format!("/{mid}?fields=message")).await.json()["message"], "unheard");
    town.text("heard").await;
    assert_eq!(first(&json_of(&webhooks.next().await))["message"]["text"], "heard");
}

#[tokio::test]
async fn batches_copies_order_and_delay_are_as_asked() {
    let town = Town::subscribed().await;
    let webhooks = town.sandbox.webhooks();
    town.control(
        "webhooks/manners",
        json!({"hold": true, "batch": 3, "copies": 2, "reversed": true, "delay_ms": 60_000}),
    )
    .await;
    for text in ["a", "b", "c", "d"] {
        town.text(text).await;
    }
    town.control("webhooks/release", json!({})).await;
    assert!(webhooks.try_next().is_none(), "delayed");
    town.sandbox.advance(60_000);
    let texts: Vec<Vec<String>> = std::iter::from_fn(|| webhooks.try_next())
        .map(|delivery| {
            let body = json_of(&delivery);
            let events = body["entry"][0]["messaging"].as_array().unwrap().clone();
            events.iter().map(|e| e["message"]["text"].as_str().unwrap().to_owned()).collect()
        })
        .collect();
    assert_eq!(texts, [vec!["d", "c", "b"], vec!["d", "c", "b"], vec!["a"], vec!["a"]]);
}

#[tokio::test]
async fn other_tenants_and_the_dashboards_test_come_as_well() {
    let town = Town::subscribed().await;
    let webhooks = town.sandbox.webhooks();
    town.control(
        "webhooks/foreign",
        json!({"entry": "17841499999999999", "value": {"message": {"mid": "x"}}}),
    )
    .await;
    assert_eq!(json_of(&webhooks.next().await)["entry"][0]["id"], "17841499999999999");
    town.control("webhooks/test", json!({})).await;
    let test = json_of(&webhooks.next().await);
    assert_eq!(test["entry"][0]["id"], "0");
    assert_eq!(test["entry"][0]["changes"][0]["field"], "messages");
    town.control("webhooks/test", json!({"bare": true})).await;
    assert_eq!(json_of(&webhooks.next().await)["field"], "messages");
}

/// An app's callback on a port of its own: answers the handshake to one token, and hands on what is posted.
async fn callback(token: &'static str) -> (String, mpsc::Receiver<(HeaderMap, Bytes)>) {
    let (out, posted) = mpsc::channel(8);
    let handshake = get(move |Query(query): Query<HashMap<String, String>>| async move {
        let known = query.get("hub.verify_token").is_some_and(|given| given == token);
        let challenge = query.get("hub.challenge").cloned().unwrap_or_default();
        if known { (StatusCode::OK, challenge) } else { (StatusCode::FORBIDDEN, String::new()) }
    });
    let deliveries = handshake.post(move |headers: HeaderMap, body: Bytes| async move {
        out.send((headers, body)).await.unwrap();
        StatusCode::OK
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/hook", deliveries)).await });
    (url, posted)
}

#[tokio::test]
async fn a_callback_is_verified_and_then_told_over_http() {
    let town = Town::subscribed().await;
    let (url, mut posted) = callback("right").await;
    let refused = town.sandbox.send_webhooks(&url, "wrong").await;
    assert!(refused.unwrap_err().contains("403"));
    town.sandbox.send_webhooks(&url, "right").await.unwrap();
    town.text("over the wire").await;
    let (headers, body) = posted.recv().await.unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let mac: String = hmac::sign(&key, &body).as_ref().iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(headers["x-hub-signature-256"], format!("sha256={mac}"));
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(first(&body)["message"]["text"], "over the wire");
}

/// Otherwise what is told could overtake what was told before it.
#[tokio::test]
async fn a_callback_that_was_deleted_leaves_nobody_behind_who_delivers() {
    let town = Town::subscribed().await;
    let (url, mut posted) = callback("right").await;
    town.sandbox.send_webhooks(&url, "right").await.unwrap();
    town.text("before").await;
    posted.recv().await.unwrap();
    while town.look("webhooks").await["waiting"] != 0 || town.outcomes().await.is_empty() {
        tokio::task::yield_now().await;
    }
    let app = "123450000000001";
    let path = format!("/graph.facebook.com/v26.0/{app}/subscriptions?access_token={app}%7C{SECRET}");
    let answer = town.call(Request::delete(path).body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    town.text("meanwhile").await;
    // Whoever still waits for a delivery has taken it by now.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(town.look("webhooks").await["waiting"], 1);
    town.sandbox.send_webhooks(&url, "right").await.unwrap();
    let (_, body) = posted.recv().await.unwrap();
    assert!(String::from_utf8_lossy(&body).contains("meanwhile"));
}

/// Whoever takes the app's access away takes its tokens away with it (reference, section 7: 190/458).
#[tokio::test]
async fn a_deauthorised_app_has_no_token_any_more() {
    let town = Town::subscribed().await;
    assert_eq!(town.get("/me").await.status, StatusCode::OK);
    town.control("callbacks", json!({"handle": "bluekiln", "callback": "data_deletion"})).await;
    assert_eq!(town.get("/me").await.status, StatusCode::OK, "only a question");
    town.control("callbacks", json!({"handle": "bluekiln", "callback": "deauthorize"})).await;
    assert_eq!(town.get("/me").await.error(), (190, Some(458)));
}

/// Fails every try and moves the clock on until nothing waits; how often and how long it was tried.
pub(super) async fn fail_always(town: &Town) -> (usize, Vec<String>) {
    let webhooks = town.sandbox.webhooks();
    town.text("hello").await;
    let mut tries = 0;
    for _ in 0..60 * 40 {
        while let Some(delivery) = webhooks.try_next() {
            tries += 1;
            webhooks.answer(delivery, 500);
        }
        town.sandbox.advance(60_000);
    }
    (tries, town.outcomes().await)
}

#[tokio::test]
async fn a_failed_delivery_is_tried_for_36_hours_and_dropped() {
    let town = Town::subscribed().await;
    let (tries, outcomes) = fail_always(&town).await;
    assert_eq!(tries, 10);
    assert_eq!(outcomes.last().map(String::as_str), Some("dropped"));
    let ledger = town.look("ledger").await;
    let times: Vec<i64> =
        ledger["deliveries"].as_array().unwrap().iter().map(|d| d["at_ms"].as_i64().unwrap()).collect();
    assert!(times[9] - times[0] >= 36 * HOUR_MS && times[9] - times[0] < 37 * HOUR_MS, "{times:?}");
    let webhooks = town.sandbox.webhooks();
    town.text("later").await;
    assert!(webhooks.try_next().is_some(), "still subscribed");
}

#[tokio::test]
async fn an_hour_of_failure_ends_the_subscription_in_the_other_regime() {
    let town = Town::subscribed().await;
    town.turn("webhook_retry", "1h_then_unsubscribed").await;
    let (tries, outcomes) = fail_always(&town).await;
    assert_eq!(tries, 8);
    assert_eq!(outcomes.last().map(String::as_str), Some("unsubscribed"));
    let webhooks = town.sandbox.webhooks();
    town.text("later").await;
    assert!(webhooks.try_next().is_none(), "nobody is told any more");
    town.subscribe().await;
    town.text("again").await;
    assert!(webhooks.try_next().is_some());
}
