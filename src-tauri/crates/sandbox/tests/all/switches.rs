//! Each switch changes what the sandbox answers, and its default is what Meta documents.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
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
        "upload_edge" => {
            let first = upload_to(town, "message_attachments", "image/png", "pixels").await;
            let second = upload_to(town, "messageattachments", "image/png", "pixels").await;
            told_apart(&json!([first.status.as_u16(), second.status.as_u16()]))
        }
        "referral_opens_window" => {
            town.sandbox.advance(25 * HOUR_MS);
            town.event(json!({"kind": "referral", "ref": "shop"})).await;
            town.send(to(&mira, "x")).await
        }
        "reread_renews" => {
            let picture = town.event(json!({"kind": "image"})).await;
            town.event(json!({"kind": "media_expired", "mid": picture})).await;
            told_apart(&json!(crate::conversations::media(town, &picture).await.status.as_u16()))
        }
        "access_gates" => {
            town.control("handles/bluekiln/access", json!({"on": false})).await;
            town.get("/me/conversations").await
        }
        "login_configuration" => {
            let client = "client_id=123450000000001&redirect_uri=https%3A%2F%2Fx.example%2F&config_id=5";
            let page = town.get(&format!("/www.facebook.com/dialog/oauth?{client}&scope=email")).await;
            told_apart(&json!(["email", "instagram_manage_messages"].map(|scope| page.text.contains(scope))))
        }
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
        "refresh_too_young" => {
            let fresh = town.control("handles", json!({"username": "young", "token_age_s": 60})).await;
            let path = "/refresh_access_token?grant_type=ig_refresh_token";
            town.get_as(fresh["token"].as_str().unwrap(), path).await
        }
        "missing_permission" => {
            town.control("handles/bluekiln/scopes", json!({"scopes": []})).await;
            town.get("/me/conversations").await
        }
        "not_eligible_place" => {
            let closed = town.control("handles", json!({"username": "closed", "eligible": false})).await;
            town.get_as(closed["token"].as_str().unwrap(), "/me").await
        }
        "proof_error" => town.get("/me?appsecret_proof=00").await,
        "feature_status" => town.get("/me/business_messaging_feature_status?feature=HUMAN_AGENT").await,
        "debug_token_instagram" => {
            let path = format!("/debug_token?input_token={}", town.token);
            town.get_as("123450000000001|sandbox_app_secret_0001", &path).await
        }
        "loopback_redirect"
        | "state_on_denial"
        | "exchange_envelope"
        | "exchange_user_id"
        | "exchange_permissions" => login(town, switch).await,
        "page_login_code_token" => {
            page(town).await;
            let client = "client_id=123450000000001&redirect_uri=https%3A%2F%2Fx.example%2F";
            let fields = "account=Dana&decision=allow&grant_pages_show_list=on";
            let dialog = format!("/www.facebook.com/dialog/oauth?{client}&scope=pages_show_list");
            let code = code_of(&post(town, &dialog, fields).await);
            let trade = "client_secret=sandbox_app_secret_0001";
            town.get(&format!("/graph.facebook.com/oauth/access_token?{client}&{trade}&code={code}")).await
        }
        "account_type_on_page_login" => {
            let token = page(town).await;
            town.get_as(&token, &format!("/graph.facebook.com/{}?fields=account_type", town.ig_id)).await
        }
        "recipient_unknown" => town.send(to("1234567890123456", "x")).await,
        "blocked_refusal" => {
            town.control("people", json!({"handle": "bluekiln", "username": "angry", "blocked": true})).await;
            town.event(json!({"person": "angry", "kind": "text", "text": "x"})).await;
            town.send(to(&town.igsid(1), "x")).await
        }
        // What a position says of the one login is not what it says of the other: both are asked.
        "messaging_type" => {
            let token = page(town).await;
            let plain = send_as(town, &token, to(&mira, "x")).await;
            let mut typed = to(&mira, "x");
            typed["messaging_type"] = "RESPONSE".into();
            if plain.status == 200 { town.send(typed).await } else { plain_with(plain, "page") }
        }
        "human_agent_alone" => {
            town.control("handles/bluekiln/token", json!({"action": "renew"})).await;
            let mut body = to(&mira, "x");
            body["tag"] = "HUMAN_AGENT".into();
            town.send(body).await
        }
        "several_images" => {
            let image = json!({"type": "image", "payload": {"url": "https://x.example/a.png"}});
            town.send(json!({"recipient": {"id": mira}, "message": {"attachments": [image, image]}})).await
        }
        "page_text_limit" => {
            let token = page(town).await;
            send_as(town, &token, to(&mira, &"é".repeat(900))).await
        }
        "page_reactions" => {
            let token = page(town).await;
            let payload = json!({"message_id": mid, "reaction": "😀"});
            let react = json!({"recipient": {"id": mira}, "sender_action": "react", "payload": payload});
            send_as(town, &token, react).await
        }
        "send_throttle" => {
            let video = json!({"type": "video", "payload": {"url": "https://x.example/a.mp4"}});
            let body = json!({"recipient": {"id": mira}, "message": {"attachment": video}});
            let mut last = town.send(body.clone()).await;
            for _ in 0..60 {
                if last.status == 200 {
                    last = town.send(body.clone()).await;
                }
            }
            last
        }
        "app_usage_header" | "api_version_header" => town.get("/me").await,
        "not_owner" => {
            town.event(json!({"kind": "pass_thread", "app_id": "263902037430900"})).await;
            town.send(to(&mira, "x")).await
        }
        "standard_access" => town.send(to(&mira, "x")).await,
        "large_creators" => {
            let large =
                json!({"username": "large", "account_type": "Media_Creator", "followers_count": 500_000});
            let large = town.control("handles", large).await;
            town.get_as(large["token"].as_str().unwrap(), "/me?fields=account_type").await
        }
        "declined_permission" => {
            page(town).await;
            let issue = json!({"action": "issue", "scopes": ["pages_show_list"]});
            let user = town.control("users/Dana/token", issue).await;
            town.get_as(user["token"].as_str().unwrap(), "/graph.facebook.com/me/permissions").await
        }
        "profile_without_name" => town.get(&format!("/{mira}?fields=name")).await,
        other => crate::webhooks::probe(town, other).await,
    }
}

/// A page in front of the handle; its token.
async fn page(town: &Town) -> String {
    let made = town.control("pages", json!({"name": "P", "user": "Dana", "handle": "bluekiln"})).await;
    made["token"].as_str().unwrap().to_owned()
}

async fn send_as(town: &Town, token: &str, body: Value) -> Answer {
    let request = Request::post(format!("/graph.facebook.com/me/messages?access_token={token}"))
        .header("content-type", "application/json");
    town.call(request.body(Body::from(body.to_string())).unwrap()).await
}

/// What was seen, as an answer to compare.
fn told_apart(seen: &Value) -> Answer {
    Answer { status: StatusCode::OK, headers: HeaderMap::new(), text: seen.to_string() }
}

/// The same answer, told apart.
fn plain_with(mut answer: Answer, mark: &str) -> Answer {
    answer.text = json!({mark: answer.json()}).to_string();
    answer
}

async fn post(town: &Town, uri: &str, body: &str) -> Answer {
    let request = Request::post(uri).header("content-type", "application/x-www-form-urlencoded");
    town.call(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// The code in a redirect's address.
fn code_of(answer: &Answer) -> String {
    let target = answer.headers["location"].to_str().unwrap();
    let (_, after) = target.split_once("code=").unwrap_or_else(|| panic!("no code in {target}"));
    after.split(['&', '#']).next().unwrap_or_default().to_owned()
}

/// A login with Instagram, as far as the switch lets it go.
async fn login(town: &Town, switch: &str) -> Answer {
    let client =
        "client_id=990450000000001&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fback";
    let page = format!(
        "/www.instagram.com/oauth/authorize?{client}&state=s&scope=instagram_business_basic,instagram_business_manage_messages"
    );
    let fields =
        "account=bluekiln&grant_instagram_business_basic=on&grant_instagram_business_manage_messages=on";
    let decision = if switch == "state_on_denial" { "deny" } else { "allow" };
    let mut back = post(town, &page, &format!("{fields}&decision={decision}")).await;
    if switch.starts_with("exchange") {
        let trade = format!(
            "{client}&client_secret=sandbox_app_secret_0001&grant_type=authorization_code&code={}",
            code_of(&back)
        );
        return post(town, "/api.instagram.com/oauth/access_token", &trade).await;
    }
    let target = back.headers.get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    back.text = json!({"state": target.contains("state=s"), "sent back": !target.is_empty()}).to_string();
    back
}

async fn refresh(town: &Town) -> Answer {
    town.get("/refresh_access_token?grant_type=ig_refresh_token").await
}

async fn subscribe(town: &Town, field: &str) -> Answer {
    let uri = format!("/me/subscribed_apps?subscribed_fields={field}&access_token={}", town.token);
    town.call(Request::post(uri).body(Body::empty()).unwrap()).await
}

async fn upload(town: &Town, content_type: &str, bytes: &str) -> Answer {
    upload_to(town, "message_attachments", content_type, bytes).await
}

async fn upload_to(town: &Town, edge: &str, content_type: &str, bytes: &str) -> Answer {
    let message = json!({"attachment": {"type": "image", "payload": {"is_reusable": true}}});
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{message}\r\n--b\r\n\
         Content-Disposition: form-data; name=\"filedata\"; filename=\"a\"\r\nContent-Type: {content_type}\r\n\r\n\
         {bytes}\r\n--b--\r\n"
    );
    let request = Request::post(format!("/v26.0/me/{edge}"))
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
    let has = |name: &str| answer.headers.contains_key(name);
    let mut out = format!(
        "{} {} {} {} ",
        answer.status,
        has("x-business-use-case-usage"),
        has("x-app-usage"),
        has("facebook-api-version")
    );
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
    let id = upload(&town, "image/jpeg", "pixels").await.json()["attachment_id"].as_str().unwrap().to_owned();
    let image = |id: &str| json!({"type": "image", "payload": {"attachment_id": id}});
    let message = json!({"attachments": [image(&id)]});
    let sent = town.send(json!({"recipient": {"id": town.igsid(0)}, "message": message})).await.json();
    let read =
        town.get(&format!("/{}?fields=attachments", sent["message_id"].as_str().unwrap())).await.json();
    let url = read["attachments"]["data"][0]["image_data"]["url"].as_str().unwrap().to_owned();
    let served = town.get(url.strip_prefix("https://scontent.cdninstagram.com").unwrap()).await;
    assert_eq!(
        (served.text.as_str(), &served.headers["content-type"]),
        ("pixels", &"image/jpeg".parse().unwrap())
    );

    let unknown = json!({"recipient": {"id": town.igsid(0)}, "message": {"attachment": image("1")}});
    assert_eq!(town.send(unknown).await.error(), (100, Some(2_018_074)));
    let film = json!({"type": "video", "payload": {"attachment_id": id}});
    let wrong = json!({"recipient": {"id": town.igsid(0)}, "message": {"attachment": film}});
    assert_eq!(town.send(wrong).await.error(), (100, Some(2_018_047)));
    let large = upload(&town, "image/png", &"x".repeat(8 * 1024 * 1024 + 1)).await;
    assert_eq!(large.error(), (100, Some(2_018_109)));
}
