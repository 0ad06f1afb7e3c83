//! Everything that can be sent, everything that is refused, and how fast.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, HOUR_MS, Town, to};

const DAY_MS: i64 = 24 * HOUR_MS;

fn message(igsid: &str, message: Value) -> Value {
    let mut body = json!({"recipient": {"id": igsid}});
    body["message"] = message;
    body
}

fn media(kind: &str, url: &str) -> Value {
    json!({"attachment": {"type": kind, "payload": {"url": url}}})
}

fn generic(elements: Value) -> Value {
    let mut payload = json!({"template_type": "generic"});
    payload["elements"] = elements;
    json!({"attachment": {"type": "template", "payload": payload}})
}

fn button(text: &str, count: usize) -> Value {
    let one = json!({"type": "postback", "title": "Yes", "payload": "YES"});
    json!({"attachment": {"type": "template", "payload": {"template_type": "button", "text": text, "buttons": vec![one; count]}}})
}

fn quick(count: usize) -> Value {
    let one = json!({"content_type": "text", "title": "A title that is longer than twenty", "payload": "P"});
    json!({"text": "Which?", "quick_replies": vec![one; count]})
}

#[tokio::test]
async fn every_kind_is_sent() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    let image = json!({"type": "image", "payload": {"url": "https://x.example/a.jpg"}});
    let cases = [
        json!({"text": "see https://x.example"}),
        json!({"attachment": image}),
        json!({"attachments": image}),
        json!({"attachments": vec![image.clone(); 10]}),
        media("audio", "https://x.example/a.m4a"),
        media("video", "https://x.example/a.mov"),
        media("VIDEO", "https://x.example/no-extension"),
        media("file", "https://x.example/a.pdf"),
        json!({"attachment": {"type": "like_heart"}}),
        json!({"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "17900000000000001"}}}),
        quick(13),
        json!({"text": "How to reach you?", "quick_replies": [{"content_type": "user_email"}]}),
        generic(
            json!([{"title": "One", "subtitle": "Two", "buttons": [{"type": "web_url", "title": "Look", "url": "https://x.example"}]}]),
        ),
        button("Shall we?", 3),
    ];
    for case in &cases {
        let answer = town.send(message(&mira, case.clone())).await;
        assert_eq!(answer.status, 200, "{case}: {}", answer.text);
        assert!(answer.json()["message_id"].is_string());
    }
    assert_eq!(town.look("ledger").await["sends"].as_array().unwrap().len(), cases.len());
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    let image = json!({"type": "image", "payload": {"url": "https://x.example/a.jpg"}});
    let invalid = (100, Some(2_534_015));
    for (case, wanted) in [
        (json!({"text": "x".repeat(1001)}), (100, Some(2_534_038))),
        (json!({"text": 7}), (100, None)),
        (json!({"text": "x", "attachment": image}), invalid),
        (json!({}), invalid),
        (json!({"attachments": vec![image.clone(); 11]}), invalid),
        (
            json!({"attachments": [image, {"type": "video", "payload": {"url": "https://x.example/a.mp4"}}]}),
            invalid,
        ),
        (json!({"attachment": {"type": "hologram", "payload": {"url": "https://x.example/a"}}}), invalid),
        (json!({"attachment": {"type": "image"}}), invalid),
        (json!({"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "somebody's"}}}), invalid),
        (media("image", "https://x.example/a.mp4"), (100, Some(2_018_047))),
        (media("file", "https://x.example/a.docx"), (100, Some(2_018_047))),
        (media("image", "http://x.example/a.png"), (100, Some(2_018_008))),
        (media("image", "https://nowhere.invalid/a.png"), (100, Some(2_018_008))),
        (media("image", "https://x.example/unreachable.png"), (100, Some(2_018_008))),
        (media("video", "https://x.example/too-large.mp4"), (100, Some(2_018_109))),
        (media("video", "https://x.example/too-slow.mp4"), (100, Some(2_018_294))),
        (quick(14), invalid),
        (json!({"text": "x", "quick_replies": [{"content_type": "text", "title": "no payload"}]}), invalid),
        (generic(json!([])), invalid),
        (generic(json!([{"title": "alone"}])), invalid),
        (generic(json!([{"title": "x".repeat(81), "subtitle": "y"}])), invalid),
        (generic(json!(vec![json!({"title": "a", "subtitle": "b"}); 11])), invalid),
        (button("", 1), invalid),
        (button(&"x".repeat(641), 1), invalid),
        (button("x", 0), invalid),
        (button("x", 4), invalid),
    ] {
        assert_eq!(town.send(message(&mira, case.clone())).await.error(), wanted, "{case}");
    }
    for (more, wanted) in [
        (json!({"messaging_type": "MESSAGE_TAG"}), (100, None)),
        (json!({"messaging_type": "SHOUT"}), (100, None)),
        (json!({"tag": "CONFIRMED_EVENT_UPDATE", "messaging_type": "MESSAGE_TAG"}), (100, None)),
        (json!({"reply_to": {"mid": "unknown"}}), (100, None)),
        (json!({"sender_action": "typing_on"}), (100, Some(2_018_014))),
    ] {
        let mut body = to(&mira, "x");
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(town.send(body).await.error(), wanted, "{more}");
    }
    assert_eq!(town.look("ledger").await["sends"], json!([]));
}

#[tokio::test]
async fn only_a_message_of_the_same_thread_is_quoted() {
    let town = Town::new().await;
    let mine = town.text("hi").await;
    let others = town.event(json!({"person": "ben", "kind": "text", "text": "hi"})).await;
    let mut body = to(&town.igsid(0), "x");
    body["reply_to"] = json!({"mid": others});
    assert_eq!(town.send(body.clone()).await.error(), (100, None));
    body["reply_to"] = json!({"mid": mine});
    let mid = town.send(body.clone()).await.json()["message_id"].clone();
    body["reply_to"] = json!({"mid": mid});
    assert_eq!(town.send(body).await.status, 200, "one of ours as well");
}

#[tokio::test]
async fn an_upload_lasts_ninety_days_and_belongs_to_its_handle() {
    let town = Town::new().await;
    town.text("hi").await;
    let upload = json!({"message": {"attachment": {"type": "image", "payload": {"url": "https://x.example/a.png", "is_reusable": "true"}}}});
    let request = Request::post("/v26.0/me/messageattachments")
        .header("authorization", format!("Bearer {}", town.token))
        .header("content-type", "application/json");
    let made = town.call(request.body(Body::from(upload.to_string())).unwrap()).await.json();
    let id = &made["attachment_id"];
    let image = |igsid: &str| {
        message(igsid, json!({"attachment": {"type": "image", "payload": {"attachment_id": id}}}))
    };
    assert_eq!(town.send(image(&town.igsid(0))).await.status, 200);

    let other = town.control("handles", json!({"username": "other"})).await;
    town.event(json!({"kind": "text", "text": "x"})).await;
    town.control("events", json!({"handle": "other", "person": "zoe", "kind": "text", "text": "x"})).await;
    let zoe = town.sandbox.handles()[1].people[0].clone();
    let request = Request::post("/me/messages")
        .header("authorization", format!("Bearer {}", other["token"].as_str().unwrap()))
        .header("content-type", "application/json");
    let foreign = town.call(request.body(Body::from(image(&zoe).to_string())).unwrap()).await;
    assert_eq!(foreign.error(), (100, Some(2_018_074)));

    town.sandbox.advance(90 * DAY_MS);
    town.control("handles/bluekiln/token", json!({"action": "renew"})).await;
    town.text("again").await;
    let fresh = town.sandbox.handles()[0].token.clone();
    let request = Request::post("/me/messages")
        .header("authorization", format!("Bearer {fresh}"))
        .header("content-type", "application/json");
    let late = town.call(request.body(Body::from(image(&town.igsid(0)).to_string())).unwrap()).await;
    assert_eq!(late.error(), (100, Some(2_018_074)));
}

async fn comment(town: &Town, more: Value) -> String {
    let mut comment = json!({"handle": "bluekiln", "person": "commenter"});
    comment.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    town.control("comments", comment).await["comment_id"].as_str().unwrap().to_owned()
}

async fn private_reply(town: &Town, comment: &str) -> Answer {
    town.send(json!({"recipient": {"comment_id": comment}, "message": {"text": "thank you"}})).await
}

#[tokio::test]
async fn one_private_reply_to_a_comment() {
    let town = Town::new().await;
    let id = comment(&town, json!({})).await;
    let sent = private_reply(&town, &id).await.json();
    assert_eq!(sent["recipient_id"], json!(town.igsid(0)));
    let invalid = (100, Some(2_534_025));
    assert_eq!(private_reply(&town, &id).await.error(), invalid, "one only");
    assert_eq!(town.send(to(&town.igsid(0), "more")).await.error(), (10, Some(2_534_022)), "no window");
    assert_eq!(town.get(&format!("/{}", town.igsid(0))).await.error(), (230, None), "no consent either");
    assert_eq!(private_reply(&town, "17900000000000000").await.error(), invalid);
    let gone = comment(&town, json!({"gone": true})).await;
    assert_eq!(private_reply(&town, &gone).await.error(), invalid);
    let over = comment(&town, json!({"live": true, "broadcast_over": true})).await;
    assert_eq!(private_reply(&town, &over).await.error(), invalid);
    let live = comment(&town, json!({"live": true})).await;
    assert_eq!(private_reply(&town, &live).await.status, 200);
    let old = comment(&town, json!({})).await;
    town.sandbox.advance(7 * DAY_MS);
    assert_eq!(private_reply(&town, &old).await.error(), invalid);
    let fresh = comment(&town, json!({})).await;
    town.control(
        "handles/bluekiln/scopes",
        json!({"scopes": ["instagram_business_basic", "instagram_business_manage_messages"]}),
    )
    .await;
    assert_eq!(private_reply(&town, &fresh).await.error(), (10, None), "comments have a scope of their own");
}

#[tokio::test]
async fn sends_have_rates() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    // The clock runs on a little while the test does: what was counted a second ago is forgotten, so look at
    // which call is refused first, not at how many pass.
    let video = message(&mira, media("video", "https://x.example/a.mp4"));
    let mut refused = None;
    for n in 0..200 {
        let answer = town.send(video.clone()).await;
        if answer.status != 200 {
            refused = Some((n, answer));
            break;
        }
    }
    let (after, answer) = refused.unwrap();
    assert!(after >= 10, "{after}");
    assert_eq!(answer.error(), (80_002, None));
    let usage: Value =
        serde_json::from_str(answer.headers["x-business-use-case-usage"].to_str().unwrap()).unwrap();
    assert_eq!(usage[&town.ig_id][0]["estimated_time_to_regain_access"], 1);
    assert_eq!(town.send(to(&mira, "text has its own rate")).await.status, 200);
    town.sandbox.advance(1_000);
    assert_eq!(town.send(video).await.status, 200);
}

#[tokio::test]
async fn the_whole_app_is_limited() {
    let town = Town::new().await;
    town.control("app", json!({"calls_per_hour": 3})).await;
    for _ in 0..3 {
        assert_eq!(town.get("/me").await.status, 200);
    }
    let refused = town.get("/me").await;
    assert_eq!(refused.error(), (4, None));
    assert_eq!(
        serde_json::from_str::<Value>(refused.headers["x-app-usage"].to_str().unwrap()).unwrap()["call_count"],
        100
    );
    town.sandbox.advance(HOUR_MS);
    assert_eq!(town.get("/me").await.status, 200);
}
