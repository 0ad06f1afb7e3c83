//! Handles, tokens, access, subscriptions.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::support::{HOUR_MS, Town, to};

#[tokio::test]
async fn me_is_flat_with_what_was_asked_for() {
    let town = Town::with(json!({"followers_count": 250_000, "account_type": "Media_Creator"})).await;
    let fields = "user_id,username,account_type,followers_count";
    let flat = json!({"user_id": town.ig_id, "username": "bluekiln", "account_type": "Media_Creator", "followers_count": 250_000});
    assert_eq!(town.get(&format!("/v26.0/me?fields={fields}")).await.json(), flat);
    assert_eq!(town.get(&format!("/{}?fields={fields}", town.ig_id)).await.json(), flat);
    let id = town.get("/me").await.json()["id"].as_str().unwrap().to_owned();
    assert_ne!(id, town.ig_id, "the app-scoped id is another one");
    town.control("switches", json!({"me_envelope": "data"})).await;
    assert_eq!(town.get(&format!("/me?fields={fields}")).await.json(), json!({"data": [flat]}));
}

#[tokio::test]
async fn dead_tokens_tell_how_they_died() {
    let town = Town::new().await;
    assert_eq!(town.get_as("IGAAunknown", "/me").await.error(), (190, None));
    for (change, subcode) in [
        (json!({"action": "expire"}), 463),
        (json!({"action": "revoke"}), 460),
        (json!({"action": "revoke", "subcode": 458}), 458),
    ] {
        town.control("handles/bluekiln/token", change).await;
        let refused = town.get("/me").await;
        assert_eq!((refused.error(), refused.status.as_u16()), ((190, Some(subcode)), 401));
    }
    let fresh = town.control("handles/bluekiln/token", json!({"action": "renew"})).await;
    assert_eq!(town.get_as(fresh["token"].as_str().unwrap(), "/me").await.status, 200);
    assert_eq!(town.get("/me").await.error().0, 190, "the old one stays dead");
}

#[tokio::test]
async fn refresh_wants_a_living_token_a_day_old() {
    let town = Town::with(json!({"token_age_s": 3_600, "token_expires_in_s": 200_000})).await;
    let refresh =
        |token: String| format!("/refresh_access_token?grant_type=ig_refresh_token&access_token={token}");
    assert_eq!(town.get(&refresh(town.token.clone())).await.error(), (100, None), "too young");
    town.sandbox.advance(23 * HOUR_MS + 60_000);
    let fresh = town.get(&refresh(town.token.clone())).await.json();
    assert_eq!(
        (&fresh["token_type"], fresh["expires_in"].as_i64().unwrap() / 86_400),
        (&json!("bearer"), 59)
    );
    assert_ne!(fresh["access_token"], json!(town.token));
    assert_eq!(town.get("/me").await.status, 200, "the old one lives on by default");
    town.sandbox.advance(200_000_000);
    assert_eq!(town.get("/me").await.error(), (190, Some(463)));
    assert_eq!(town.get(&refresh(town.token.clone())).await.error(), (190, Some(463)), "too late");
    assert_eq!(town.get_as(fresh["access_token"].as_str().unwrap(), "/me").await.status, 200);
}

#[tokio::test]
async fn a_token_may_refuse_to_be_refreshed() {
    let town = Town::with(json!({"refresh_fails": true, "token_expires_in_s": 259_200})).await;
    let refused = town.get("/refresh_access_token?grant_type=ig_refresh_token").await;
    assert_eq!(refused.error(), (2, None));
    assert_eq!(town.get("/me").await.status, 200);
}

#[tokio::test]
async fn the_owner_switches_access_off() {
    let town = Town::new().await;
    town.text("hi").await;
    town.control("handles/bluekiln/access", json!({"on": false})).await;
    assert_eq!(town.get("/me/conversations").await.error(), (200, Some(2_534_041)));
    assert_eq!(town.send(to(&town.igsid(0), "x")).await.error(), (200, Some(2_534_041)));
    assert_eq!(town.get("/me").await.status, 200, "the token is fine");
    town.control("switches", json!({"access_off": "empty"})).await;
    assert_eq!(town.get("/me/conversations").await.json(), json!({"data": []}));
    town.control("handles/bluekiln/access", json!({"on": true})).await;
    assert_eq!(town.get("/me/conversations").await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn one_handle_sees_nothing_of_another() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    let thread = town.look("threads").await["threads"][0]["id"].as_str().unwrap().to_owned();
    let other = town.control("handles", json!({"username": "other"})).await;
    let other = other["token"].as_str().unwrap();
    for path in [format!("/{mid}"), format!("/{thread}"), format!("/{}/conversations", town.ig_id)] {
        assert_eq!(town.get_as(other, &path).await.error(), (100, Some(33)), "{path}");
    }
}

#[tokio::test]
async fn subscriptions() {
    let town = Town::new().await;
    let call = async |method: Method, query: &str| {
        let uri = format!("/v26.0/me/subscribed_apps?access_token={}{query}", town.token);
        town.call(Request::builder().method(method).uri(uri).body(Body::empty()).unwrap()).await
    };
    assert_eq!(call(Method::GET, "").await.json(), json!({"data": []}));
    let fields = "&subscribed_fields=messages,message_reactions";
    assert_eq!(call(Method::POST, fields).await.json(), json!({"success": true}));
    let row = call(Method::GET, "").await.json();
    assert_eq!(row["data"][0]["subscribed_fields"], json!(["messages", "message_reactions"]));
    assert_eq!(call(Method::POST, "&subscribed_fields=messages,nonsense").await.error(), (100, None));
    assert_eq!(call(Method::DELETE, "").await.json(), json!({"success": true}));
    assert_eq!(call(Method::GET, "").await.json(), json!({"data": []}));
}
