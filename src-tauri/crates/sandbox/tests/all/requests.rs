//! Every way in which real clients write a request.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::support::Town;

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn one_send_in_many_writings() {
    let town = Town::new().await;
    town.text("hi").await;
    let (mira, token) = (town.igsid(0), town.token.clone());
    let whole = json!({"recipient": {"id": mira}, "message": {"text": "x"}});
    let with_token = json!({"recipient": {"id": mira}, "message": {"text": "x"}, "access_token": token});
    let as_text =
        json!({"recipient": json!({"id": mira}).to_string(), "message": json!({"text": "x"}).to_string()});
    let recipient = json!({"id": mira}).to_string();
    let json_values =
        form(&[("recipient", &recipient), ("message", "{\"text\":\"x\"}"), ("access_token", &token)]);
    let brackets = form(&[("recipient[id]", &mira), ("message[text]", "x"), ("access_token", &token)]);
    let loose = form(&[("recipient", &format!("{{id:{mira}}}")), ("message", "{text:'x'}")]);
    let multipart = [
        ("recipient", recipient.as_str()),
        ("message", "{\"text\":\"x\"}"),
        ("access_token", token.as_str()),
    ]
    .iter()
    .map(|(k, v)| format!("--b\r\nContent-Disposition: form-data; name=\"{k}\"\r\n\r\n{v}\r\n"))
    .collect::<String>()
        + "--b--\r\n";
    let (bearer, lowercase) = (format!("Bearer {token}"), format!("bearer {token}"));
    let (id, form_type, json_type) =
        (town.ig_id.clone(), "application/x-www-form-urlencoded", "application/json");
    let mut sent = 0;
    for (path, kind, body, header) in [
        ("/v26.0/me/messages".to_owned(), json_type, whole.to_string(), bearer.as_str()),
        (format!("/{id}/messages"), json_type, whole.to_string(), bearer.as_str()),
        // The name of a scheme has no case (RFC 9110, 11.1).
        (format!("/{id}/messages"), json_type, whole.to_string(), lowercase.as_str()),
        (format!("/v25.0/{id}/messages?access_token={token}"), json_type, whole.to_string(), ""),
        ("/me/messages".to_owned(), json_type, with_token.to_string(), ""),
        ("/me/messages".to_owned(), json_type, as_text.to_string(), bearer.as_str()),
        ("/me/messages".to_owned(), form_type, json_values, ""),
        ("/me/messages".to_owned(), form_type, brackets, ""),
        ("/me/messages".to_owned(), form_type, loose.clone(), bearer.as_str()),
        // As Meta's samples of the Messenger Platform send: everything in the address, or only the recipient.
        (format!("/v26.0/{id}/messages?{loose}&messaging_type=RESPONSE"), "", String::new(), bearer.as_str()),
        (
            format!(
                "/me/messages?{}&access_token={token}",
                form(&[("recipient", &format!("{{id: {mira}}}"))])
            ),
            json_type,
            json!({"message": {"text": "x"}}).to_string(),
            "",
        ),
        (
            "/graph.instagram.com/v26.0/me/messages".to_owned(),
            "multipart/form-data; boundary=b",
            multipart,
            "",
        ),
        (
            format!("/me/messages?{}", form(&[("recipient", &recipient), ("message", "{\"text\":\"x\"}")])),
            form_type,
            String::new(),
            bearer.as_str(),
        ),
    ] {
        let request = Request::post(&path).header("content-type", kind).header("authorization", header);
        let answer = town.call(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, 200, "{path} {kind}: {}", answer.text);
        sent += 1;
    }
    let ledger = town.look("ledger").await;
    assert_eq!(ledger["sends"].as_array().unwrap().len(), sent);
    assert!(ledger["sends"].as_array().unwrap().iter().all(|s| s["text"] == "x"), "{ledger}");
    assert!(!ledger.to_string().contains(&token));
}

#[tokio::test]
async fn brackets_and_text_within() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    let mira = town.igsid(0);
    let post = async |body: String| {
        let request = Request::post("/me/messages")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Bearer {}", town.token));
        town.call(request.body(Body::from(body)).unwrap()).await
    };
    let image = form(&[
        ("recipient[id]", &mira),
        ("message[attachment][type]", "image"),
        ("message[attachment][payload][url]", "https://x.example/a.png"),
    ]);
    assert_eq!(post(image).await.status, 200);
    let payload = json!({"message_id": mid, "reaction": "love"}).to_string();
    let react = form(&[("recipient[id]", &mira), ("sender_action", "REACT"), ("payload", &payload)]);
    assert_eq!(post(react).await.status, 200);
    let looks_like_json = json!({"text": "{\"a\": 1}"}).to_string();
    let text = form(&[("recipient[id]", &mira), ("message", &looks_like_json)]);
    assert_eq!(post(text).await.status, 200);
    let ledger = town.look("ledger").await;
    assert_eq!(ledger["sends"][1]["text"], "{\"a\": 1}", "a text that looks like JSON stays a text");
    assert_eq!(ledger["actions"][0]["emoji"], "❤️");
}

#[tokio::test]
async fn harmless_methods_and_many_ids() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    let call = async |method: Method, path: &str| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", format!("Bearer {}", town.token));
        town.call(request.body(Body::empty()).unwrap()).await
    };
    let head = call(Method::HEAD, "/v26.0/me").await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    let options = call(Method::OPTIONS, "/v26.0/me/messages").await;
    assert_eq!((options.status.as_u16(), options.text.as_str()), (200, ""));
    assert_eq!(call(Method::PATCH, "/v26.0/me").await.error(), (100, Some(33)));
    let both = call(Method::GET, &format!("/v26.0/?ids={mid},{}&fields=id", town.ig_id)).await.json();
    assert_eq!(both[&mid]["id"], json!(mid));
    assert!(both[&town.ig_id]["id"].is_string(), "{both}");
    let unknown = call(Method::GET, "/api.instagram.com/v26.0/nothing").await.json();
    assert_eq!(unknown["error_type"], "OAuthException", "that host has errors of its own shape");
}

#[tokio::test]
async fn a_list_of_brackets_without_numbers() {
    let town = Town::new().await;
    for (in_address, names) in [(true, ["messages", "comments"]), (false, ["messages", "standby"])] {
        let form = form(&names.map(|name| ("subscribed_fields[]", name)));
        let (query, body) =
            if in_address { (format!("?{form}"), String::new()) } else { (String::new(), form) };
        let request = Request::post(format!("/me/subscribed_apps{query}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", format!("Bearer {}", town.token));
        assert_eq!(town.call(request.body(Body::from(body)).unwrap()).await.status, 200);
        let listed = town.get("/me/subscribed_apps").await.json();
        assert_eq!(listed["data"][0]["subscribed_fields"], json!(names));
    }
}

#[tokio::test]
async fn a_batch_proves_its_parts() {
    let town = Town::new().await;
    town.control("app", json!({"require_proof": true})).await;
    let handle = town.control("handles", json!({"username": "x", "token": "EAASANDBOXTOKEN"})).await;
    let token = handle["token"].as_str().unwrap();
    let parts = json!([
        {"relative_url": "me"},
        {"relative_url": "me?fields=username"},
        {"relative_url": "me", "access_token": town.token},
    ]);
    let codes = async |proof: &[(&str, &str)]| {
        let body = form(&[&[("batch", parts.to_string().as_str()), ("access_token", token)], proof].concat());
        let request = Request::post("https://graph.instagram.com/")
            .header("content-type", "application/x-www-form-urlencoded");
        let rows = town.call(request.body(Body::from(body)).unwrap()).await.json();
        rows.as_array().unwrap().iter().map(|row| row["code"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let classic = "09e7a66ef4f79a98990e7682606bc33fd3b129620adc16da742efdf034e81d3a";
    let timed = "3c415af115c716c2c0b62099e3debc656dd75a6cd3ad3b81a35ccf3c1abf810a";
    assert_eq!(codes(&[]).await, [400, 400, 400]);
    assert_eq!(
        codes(&[("appsecret_proof", classic)]).await,
        [200, 200, 400],
        "it proves its own token alone"
    );
    let timed = [("appsecret_proof", timed), ("appsecret_time", "1790000000")];
    assert_eq!(codes(&timed).await, [200, 200, 400]);
}

#[tokio::test]
async fn an_answer_is_of_the_version_that_was_asked_for() {
    let town = Town::new().await;
    let version = async |path: &str| town.get(path).await.headers["facebook-api-version"].clone();
    assert_eq!(version("/v25.0/me").await, "v25.0");
    assert_eq!(version("/v25.0/nothing/there").await, "v25.0");
    assert_eq!(version("/me").await, "v26.0");
}
