//! Each switch changes what the sandbox answers, and its default is what Meta documents.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use sandbox::SWITCHES;
use serde_json::{Value, json};

use crate::support::{Answer, HOUR_MS, START_MS, Town, to};

/// What a call answers where a switch matters; the town is fresh for each position.
async fn probe(town: &Town, switch: &str) -> Answer {
    let mid = town.event(json!({"kind": "ig_post", "text": "look"})).await;
    let mira = town.igsid(0);
    let messages = |fields: &str| format!("/me/conversations?fields=messages.limit(50){{{fields}}}");
    match switch {
        "me_envelope" | "usage_header" => town.get("/me").await,
        "account_type_case" => town.get("/me?fields=account_type").await,
        "error_http_status" => town.get_as("IGAAunknown", "/me").await,
        "access_off" => {
            town.control("handles/bluekiln/access", json!({"on": false})).await;
            town.get("/me/conversations").await
        }
        "details_gone_place" => {
            town.event(json!({"kind": "unsend", "mid": mid})).await;
            town.get(&format!("/{mid}")).await
        }
        "beyond_newest_20" | "newest_20_counts_unsent" => {
            let mut last = String::new();
            for _ in 0..20 {
                last = town.text("x").await;
            }
            if switch == "newest_20_counts_unsent" {
                town.event(json!({"kind": "unsend", "mid": last})).await;
            }
            town.get(&messages("message,created_time")).await
        }
        "unsent_in_list" => {
            town.event(json!({"kind": "unsend", "mid": mid})).await;
            town.get(&messages("id,message")).await
        }
        "shares_on_read" => town.get(&messages("shares{link}")).await,
        "reactions_shape" => {
            town.event(json!({"kind": "react", "mid": mid})).await;
            town.get(&messages("reactions")).await
        }
        "is_unsupported" => town.get(&messages("is_unsupported")).await,
        "reply_to_on_read" => {
            town.event(json!({"kind": "text", "text": "x", "reply_to": mid})).await;
            town.get(&messages("reply_to")).await
        }
        "reply_to_on_send" => {
            let mut body = to(&mira, "x");
            body["reply_to"] = json!({"mid": mid});
            town.send(body).await
        }
        "upload_of_files" => upload(town, "image/png", "pixels").await,
        "reaction_opens_window" => {
            town.sandbox.advance(25 * HOUR_MS);
            town.event(json!({"kind": "react", "mid": mid})).await;
            town.send(to(&mira, "x")).await
        }
        "human_agent_refusal" => {
            town.sandbox.advance(25 * HOUR_MS);
            let mut body = to(&mira, "x");
            body["tag"] = "HUMAN_AGENT".into();
            town.send(body).await
        }
        "folder_parameter" => town.get("/me/conversations?folder=general").await,
        "updated_after_ms" => {
            town.get(&format!("/me/conversations?updated_after_ms={}", START_MS + HOUR_MS)).await
        }
        "thread_model_fields" => town.get("/me/conversations?fields=unread_count,can_reply").await,
        "page_size_default" | "page_size_max" | "paging_before" | "paging_next_token" => {
            let bulk = json!({"handle": "bluekiln", "conversations": 110, "messages_each": 1});
            town.control("bulk", bulk).await;
            let limit = if switch == "page_size_max" { "?limit=1000" } else { "" };
            town.get(&format!("/me/conversations{limit}")).await
        }
        "conversations_throttle" => {
            town.get("/me/conversations").await;
            town.get("/me/conversations").await;
            town.get("/me/conversations").await
        }
        "profile_no_match" => town.get("/9999999999999999").await,
        "token_after_refresh" => {
            refresh(town).await;
            town.get("/me").await
        }
        "refresh_permissions" => refresh(town).await,
        "subscribe_message_echoes" => subscribe(town, "message_echoes").await,
        "subscribed_apps_row" => {
            subscribe(town, "messages").await;
            town.get("/me/subscribed_apps").await
        }
        other => panic!("no probe for the switch {other}"),
    }
}

async fn refresh(town: &Town) -> Answer {
    town.get("/refresh_access_token?grant_type=ig_refresh_token").await
}

async fn subscribe(town: &Town, field: &str) -> Answer {
    let uri = format!("/me/subscribed_apps?subscribed_fields={field}&access_token={}", town.token);
    town.call(Request::post(uri).body(Body::empty()).unwrap()).await
}

async fn upload(town: &Town, content_type: &str, bytes: &str) -> Answer {
    let message = json!({"attachment": {"type": "image", "payload": {"is_reusable": true}}});
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{message}\r\n--b\r\n\
         Content-Disposition: form-data; name=\"filedata\"; filename=\"a\"\r\nContent-Type: {content_type}\r\n\r\n\
         {bytes}\r\n--b--\r\n"
    );
    let request = Request::post("/v26.0/me/message_attachments")
        .header("authorization", format!("Bearer {}", town.token))
        .header("content-type", "multipart/form-data; boundary=b");
    town.call(request.body(Body::from(body)).unwrap()).await
}

/// An answer's form: what is chance or only a mid is taken out.
fn shape(answer: &Answer) -> String {
    fn keys(value: &Value, out: &mut String) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object.iter().filter(|(key, _)| *key != "fbtrace_id") {
                    out.push_str(key);
                    out.push('{');
                    keys(inner, out);
                    out.push('}');
                }
            }
            Value::Array(rows) => {
                out.push_str(&format!("[{}:", rows.len()));
                rows.iter().for_each(|row| keys(row, out));
                out.push(']');
            }
            Value::String(text) if text.len() > 30 => {
                out.push_str(if text.contains("access_token=") { "+t" } else { "" });
            }
            Value::String(text) if text.bytes().any(|b| b.is_ascii_digit()) => {}
            other => out.push_str(&other.to_string()),
        }
    }
    let mut out = format!("{} {} ", answer.status, answer.headers.contains_key("x-business-use-case-usage"));
    keys(&answer.json(), &mut out);
    out
}

#[tokio::test]
async fn every_position_of_every_switch_answers_differently() {
    for switch in SWITCHES {
        let mut shapes = BTreeSet::new();
        for position in switch.positions {
            let town = Town::with(json!({"human_agent": false})).await;
            town.control("switches", json!({switch.name: position})).await;
            let shape = shape(&probe(&town, switch.name).await);
            assert!(
                shapes.insert(shape.clone()),
                "{} at {position} is as at another position: {shape}",
                switch.name
            );
        }
    }
}

#[tokio::test]
async fn an_uploaded_picture_is_sent_and_served() {
    let town = Town::new().await;
    town.text("hi").await;
    let id = upload(&town, "image/webp", "pixels").await.json()["attachment_id"].as_str().unwrap().to_owned();
    let image = |id: &str| json!({"type": "image", "payload": {"attachment_id": id}});
    let message = json!({"attachments": [image(&id)]});
    let sent = town.send(json!({"recipient": {"id": town.igsid(0)}, "message": message})).await.json();
    let read =
        town.get(&format!("/{}?fields=attachments", sent["message_id"].as_str().unwrap())).await.json();
    let url = read["attachments"]["data"][0]["image_data"]["url"].as_str().unwrap().to_owned();
    let served = town.get(url.strip_prefix("https://scontent.cdninstagram.com").unwrap()).await;
    assert_eq!(
        (served.text.as_str(), &served.headers["content-type"]),
        ("pixels", &"image/webp".parse().unwrap())
    );

    let unknown = json!({"recipient": {"id": town.igsid(0)}, "message": {"attachment": image("1")}});
    assert_eq!(town.send(unknown).await.error(), (100, Some(2_018_074)));
    let film = json!({"type": "video", "payload": {"attachment_id": id}});
    let wrong = json!({"recipient": {"id": town.igsid(0)}, "message": {"attachment": film}});
    assert_eq!(town.send(wrong).await.error(), (100, Some(2_018_047)));
    let large = upload(&town, "image/png", &"x".repeat(8 * 1024 * 1024 + 1)).await;
    assert_eq!(large.error(), (100, Some(2_018_109)));
}
