//! Webhooks: what is told, how it is signed, and when it is told again.

use std::collections::HashMap;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use sandbox::Delivery;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::{Answer, HOUR_MS, Town, to};

const SECRET: &str = "a_secret_of_the_test";

impl Town {
    /// A town whose handle is subscribed.
    async fn subscribed() -> Self {
        let town = Self::new().await;
        town.subscribe().await;
        town.control("webhooks", json!({ "app_secret": SECRET })).await;
        town
    }

    async fn subscribe(&self) {
        let uri = format!("/v26.0/me/subscribed_apps?subscribed_fields=messages&access_token={}", self.token);
        let answer = self.call(Request::post(uri).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    /// The body that tells of these events of `mira`.
    async fn told(&self, mut events: Value) -> Value {
        for event in events.as_array_mut().unwrap() {
            event["handle"] = "bluekiln".into();
            event["person"] = "mira".into();
        }
        let answer = self.control("webhook-body", events).await;
        let body = answer["body"].as_str().unwrap();
        assert!(body.is_ascii(), "{body}");
        serde_json::from_str(body).unwrap()
    }

    async fn turn(&self, name: &str, position: &str) {
        self.control("switches", json!({ name: position })).await;
    }

    async fn outcomes(&self) -> Vec<String> {
        let ledger = self.look("ledger").await;
        let rows = ledger["deliveries"].as_array().unwrap();
        rows.iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
    }
}

fn json_of(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).unwrap()
}

fn first(body: &Value) -> &Value {
    &body["entry"][0]["messaging"][0]
}

#[tokio::test]
async fn each_kind_is_told_as_documented_and_read_as_documented() {
    // The event, where its mark is in the webhook, what is there, and where the read path has something.
    let table = [
        (json!({"kind": "text", "text": "grüße"}), "/message/text", json!("grüße"), "/message"),
        (
            json!({"kind": "image"}),
            "/message/attachments/0/type",
            json!("image"),
            "/attachments/data/0/image_data/url",
        ),
        (
            json!({"kind": "image", "count": 3}),
            "/message/attachments/2/type",
            json!("image"),
            "/attachments/data/2",
        ),
        (
            json!({"kind": "video"}),
            "/message/attachments/0/type",
            json!("video"),
            "/attachments/data/0/video_data/url",
        ),
        (
            json!({"kind": "audio"}),
            "/message/attachments/0/type",
            json!("audio"),
            "/attachments/data/0/file_url",
        ),
        (
            json!({"kind": "file"}),
            "/message/attachments/0/type",
            json!("file"),
            "/attachments/data/0/file_url",
        ),
        (json!({"kind": "gif"}), "/message/attachments/0/type", json!("image"), "/attachments/data/0"),
        (
            json!({"kind": "sticker"}),
            "/message/attachments/0/type",
            json!("image"),
            "/attachments/data/0/image_data/render_as_sticker",
        ),
        (json!({"kind": "share"}), "/message/attachments/0/type", json!("share"), "/shares/data/0/link"),
        (json!({"kind": "ig_post"}), "/message/attachments/0/type", json!("ig_post"), "/shares/data/0/link"),
        (json!({"kind": "ig_reel"}), "/message/attachments/0/type", json!("ig_reel"), "/shares/data/0/link"),
        (json!({"kind": "reel"}), "/message/attachments/0/type", json!("reel"), "/shares/data/0/link"),
        (
            json!({"kind": "story_mention"}),
            "/message/attachments/0/type",
            json!("story_mention"),
            "/story/mention/link",
        ),
        (
            json!({"kind": "story_reply", "text": "oh"}),
            "/message/reply_to/story/link_sticker_url",
            json!("https://example.com/autumn"),
            "/story/reply_to/link",
        ),
        (json!({"kind": "shared_story"}), "/message/attachments/0/type", json!("ig_story"), "/id"),
        (json!({"kind": "media"}), "/message/attachments/0/type", json!("media"), "/shares/data/0/link"),
        (json!({"kind": "ephemeral"}), "/message/attachments/0", json!({"type": "ephemeral"}), "/id"),
        (
            json!({"kind": "template"}),
            "/message/attachments/0/payload/product/elements/0/title",
            json!("Night Serum"),
            "/attachments/data/0/generic_template/title",
        ),
        (
            json!({"kind": "fallback", "url": "https://example.com/a", "title": "A"}),
            "/message/attachments/0/payload/title",
            json!("A"),
            "/shares/data/0/link",
        ),
        (json!({"kind": "fallback"}), "/message/attachments/0", json!({"type": "fallback"}), "/id"),
        (
            json!({"kind": "appointment", "status": "CONFIRMED"}),
            "/message/attachments/0/payload/status",
            json!("CONFIRMED"),
            "/id",
        ),
        (
            json!({"kind": "unsupported_type"}),
            "/message/attachments/0",
            json!({"type": "unsupported_type"}),
            "/id",
        ),
        (json!({"kind": "unsupported"}), "/message/is_unsupported", json!(true), "/is_unsupported"),
        (
            json!({"kind": "attached", "attachments": [{"type": "image"}, {"type": "hologram", "payload": {"x": 1}}]}),
            "/message/attachments/1",
            json!({"type": "hologram", "payload": {"x": 1}}),
            "/attachments/data/0",
        ),
        (
            json!({"kind": "quick_reply", "text": "M", "payload": "SIZE_M"}),
            "/message/quick_reply/payload",
            json!("SIZE_M"),
            "/message",
        ),
        (json!({"kind": "referred", "text": "hi"}), "/message/referral/source", json!("ADS"), "/message"),
        (
            json!({"kind": "referred", "text": "hi", "referral": {"product": {"id": "7"}}}),
            "/message/referral/product/id",
            json!("7"),
            "/message",
        ),
        (
            json!({"kind": "postback", "title": "Open?", "payload": "ICE"}),
            "/postback/payload",
            json!("ICE"),
            "/message",
        ),
        (json!({"kind": "phone_reply", "text": "yes"}), "/message/is_echo", json!(true), "/message"),
        (json!({"kind": "app_reply", "text": "yes"}), "/message/is_echo", json!(true), "/message"),
        (json!({"kind": "self_message", "text": "note"}), "/message/is_self", json!(true), "/message"),
    ];
    let town = Town::subscribed().await;
    for (event, mark, expected, read) in table {
        let body = town.told(json!([event])).await;
        let told = first(&body);
        assert_eq!(told.pointer(mark), Some(&expected), "{event}: {body}");
        let mid = told.pointer("/message/mid").or_else(|| told.pointer("/postback/mid")).unwrap();
        let fields = "id,message,attachments,shares{link,name},story,is_unsupported";
        let answer = town.get(&format!("/v26.0/{}?fields={fields}", mid.as_str().unwrap())).await.json();
        assert!(answer.pointer(read).is_some(), "{event} has no {read}: {answer}");
        let echo = told.pointer("/message/is_echo").is_some();
        assert_eq!(told["sender"]["id"] == town.ig_id.as_str(), echo, "{body}");
        assert_eq!(body["entry"][0]["id"], town.ig_id.as_str());
    }
}

#[tokio::test]
async fn what_happens_to_messages_is_told_with_their_mid() {
    let town = Town::subscribed().await;
    let mid = town.text("first").await;
    let own = town.event(json!({"kind": "phone_reply", "text": "answer"})).await;
    let table = [
        (
            json!({"kind": "react", "mid": mid, "emoji": "❤️"}),
            "/reaction",
            json!({"mid": mid, "action": "react", "reaction": "love", "emoji": "❤️"}),
        ),
        (json!({"kind": "unreact", "mid": mid}), "/reaction", json!({"mid": mid, "action": "unreact"})),
        (json!({"kind": "react", "mid": mid, "emoji": "🪔"}), "/reaction/reaction", json!("other")),
        (json!({"kind": "phone_react", "mid": mid, "emoji": "👍"}), "/sender/id", json!(town.ig_id)),
        (json!({"kind": "seen"}), "/read", json!({ "mid": own })),
        (
            json!({"kind": "edit", "mid": mid, "text": "second"}),
            "/message_edit",
            json!({"mid": mid, "text": "second", "num_edit": 1}),
        ),
        (json!({"kind": "referral", "ref": "shop"}), "/referral/ref", json!("shop")),
        (
            json!({"kind": "policy_enforcement", "action": "block"}),
            "/policy_enforcement/action",
            json!("block"),
        ),
        (json!({"kind": "optin", "optin": {"type": "x"}}), "/optin/type", json!("x")),
        (
            json!({"kind": "request_thread", "app_id": "5"}),
            "/request_thread_control/requested_owner_app_id",
            json!("5"),
        ),
        (json!({"kind": "unsend", "mid": mid}), "/message", json!({"mid": mid, "is_deleted": true})),
        (json!({"kind": "raw", "field": "future", "event": {"hologram": 1}}), "/hologram", json!(1)),
    ];
    for (event, mark, expected) in table {
        let body = town.told(json!([event])).await;
        assert_eq!(first(&body).pointer(mark), Some(&expected), "{event}: {body}");
    }
}

#[tokio::test]
async fn a_thread_of_another_app_is_in_standby_and_refuses_our_sends() {
    let town = Town::subscribed().await;
    town.text("hello").await;
    let igsid = town.igsid(0);
    let told = town.told(json!([{"kind": "pass_thread", "app_id": "912"}])).await;
    assert_eq!(first(&told)["pass_thread_control"]["new_owner_app_id"], "912", "{told}");
    let told = town.told(json!([{"kind": "text", "text": "anybody?"}])).await;
    assert_eq!(told["entry"][0]["standby"][0]["message"]["text"], "anybody?", "{told}");
    assert_eq!(town.send(to(&igsid, "me")).await.error(), (100, Some(2_534_037)));
    town.told(json!([{"kind": "take_thread"}])).await;
    assert_eq!(town.send(to(&igsid, "me")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn comments_and_mentions_stand_in_changes_with_seconds() {
    let town = Town::subscribed().await;
    let body = town.told(json!([{"kind": "comment", "text": "nice"}, {"kind": "mention"}])).await;
    let entry = &body["entry"][0];
    assert!(entry["time"].as_i64().unwrap() < 10_000_000_000, "{body}");
    assert_eq!(entry["changes"][0]["field"], "comments");
    assert_eq!(entry["changes"][0]["value"]["text"], "nice");
    assert_eq!(entry["changes"][1]["field"], "mentions");
    let live = town.told(json!([{"kind": "comment", "text": "hey", "live": true}])).await;
    assert_eq!(live["entry"][0]["changes"][0]["field"], "live_comments");
}

#[tokio::test]
async fn groups_and_threads_with_nobody_in_them_are_listed_as_they_are() {
    let town = Town::new().await;
    for (kind, expected) in
        [(json!({"kind": "group", "others": ["ada", "bo"]}), 4), (json!({"kind": "nobody"}), 3)]
    {
        town.text("hello").await;
        town.event(kind).await;
        let page = town.get("/v26.0/me/conversations?platform=instagram&fields=participants").await.json();
        let people = page["data"][0]["participants"]["data"].as_array().unwrap();
        assert_eq!(people.len(), expected, "{page}");
    }
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

/// Fails every try and moves the clock on until nothing waits; how often and how long it was tried.
async fn fail_always(town: &Town) -> (usize, Vec<String>) {
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
