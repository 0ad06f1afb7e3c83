//! What a switch of webhooks changes.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

use super::SECRET;
use super::deliveries::fail_always;
use crate::support::{Answer, Town};

/// What differs with the moment is left out, so that only the switch can make a difference.
fn without_time(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|name, _| !["time", "timestamp", "mid"].contains(&name.as_str()));
            for field in fields.values_mut() {
                *field = without_time(field.take());
            }
        }
        Value::Array(rows) => {
            for row in rows {
                *row = without_time(row.take());
            }
        }
        _ => {}
    }
    value
}

/// What a switch of webhooks changes, as text to compare.
pub(crate) async fn probe(town: &Town, name: &str) -> Answer {
    town.subscribe().await;
    let event = |kind: Value| async move { town.told(json!([kind])).await };
    let said = match name {
        "comment_entry" | "comment_id_key" => event(json!({"kind": "comment", "text": "x"})).await,
        "sticker_webhook" => event(json!({"kind": "sticker"})).await,
        "post_share" | "ig_post_id" => event(json!({"kind": "ig_post"})).await,
        "link_sticker" => event(json!({"kind": "story_reply", "text": "x"})).await,
        "ad_id_type" => event(json!({"kind": "referred", "text": "x"})).await,
        "handover_app_ids" => event(json!({"kind": "pass_thread", "app_id": "7"})).await,
        "echo_app_id" => event(json!({"kind": "phone_reply", "text": "x"})).await,
        "message_entry" | "webhook_wrapping" | "webhook_values" | "edit_zero" => {
            event(json!({"kind": "text", "text": "x"})).await
        }
        "unreact_webhook" | "num_edit_type" | "unsend_webhook" => {
            let kind = if name == "unsend_webhook" { "phone_reply" } else { "text" };
            let mid = town.event(json!({"kind": kind, "text": "x"})).await;
            let change = match name {
                "unreact_webhook" => json!({"kind": "unreact", "mid": mid}),
                "num_edit_type" => json!({"kind": "edit", "mid": mid, "text": "y"}),
                _ => json!({"kind": "unsend", "mid": mid}),
            };
            event(change).await
        }
        "entry_id_of_page" => {
            town.control("pages", json!({"name": "Blue Kiln", "handle": "bluekiln"})).await;
            let told = event(json!({"kind": "text", "text": "x"})).await;
            json!(told["entry"][0]["id"] == town.ig_id.as_str())
        }
        "echo_field" => {
            let webhooks = town.sandbox.webhooks();
            town.control("webhooks/manners", json!({"fields": ["messages"]})).await;
            town.event(json!({"kind": "phone_reply", "text": "x"})).await;
            json!(webhooks.try_next().is_some())
        }
        "webhook_retry" => {
            let outcomes = fail_always(town).await;
            json!(outcomes.0)
        }
        "signed_request_user" => {
            let answer =
                town.control("callbacks", json!({"handle": "bluekiln", "callback": "data_deletion"})).await;
            let (_, payload) = answer["signed_request"].as_str().unwrap().split_once('.').unwrap();
            let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
            json!(payload["user_id"] == town.ig_id.as_str())
        }
        "signed_request_secret" => {
            let answer =
                town.control("callbacks", json!({"handle": "bluekiln", "callback": "data_deletion"})).await;
            let (mac, payload) = answer["signed_request"].as_str().unwrap().split_once('.').unwrap();
            let key = hmac::Key::new(hmac::HMAC_SHA256, b"sandbox_app_secret_0001");
            let mac = URL_SAFE_NO_PAD.decode(mac).unwrap();
            json!(hmac::verify(&key, payload.as_bytes(), &mac).is_ok())
        }
        "webhook_escapes" | "webhook_secret" | "webhook_sha1" => {
            let wanted =
                json!([{"handle": "bluekiln", "person": "mira", "at_ms": 1, "kind": "text", "text": "ä/<"}]);
            town.control("app", json!({"app_secret": SECRET, "instagram_app_secret": "other"})).await;
            let told = town.control("webhook-body", wanted).await;
            let body = told["body"].as_str().unwrap();
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
            let mac = hmac::sign(&key, body.as_bytes());
            let mac: String = mac.as_ref().iter().map(|b| format!("{b:02x}")).collect();
            let by_meta = told["headers"]["x-hub-signature-256"] == format!("sha256={mac}");
            let sha1 = !told["headers"]["x-hub-signature"].is_null();
            json!([body.contains(r"\/"), body.contains(r"\u003C"), by_meta, sha1])
        }
        "media_content_type" => {
            let picture = town.call(Request::get("/_cdn/i_00ff").body(Body::empty()).unwrap()).await;
            json!(picture.headers["content-type"] == "text/html")
        }
        other => panic!("no probe for the switch {other}"),
    };
    Answer { status: StatusCode::OK, headers: HeaderMap::new(), text: without_time(said).to_string() }
}
