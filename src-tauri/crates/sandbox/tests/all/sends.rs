//! Sending: windows, limits, the ledger.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{HOUR_MS, Town, to};

const DAY_MS: i64 = 24 * HOUR_MS;

#[tokio::test]
async fn an_accepted_send_is_in_the_ledger_and_in_the_thread() {
    let town = Town::new().await;
    town.text("hi").await;
    let mira = town.igsid(0);
    let sent = town.send(to(&mira, "hello")).await.json();
    assert_eq!(sent["recipient_id"], json!(mira));
    let mid = sent["message_id"].as_str().unwrap();
    let message = town.get(&format!("/{mid}?fields=from,message")).await.json();
    assert_eq!(message["message"], "hello");
    assert_eq!(message["from"]["id"], json!(town.ig_id));
    let ledger = town.look("ledger").await;
    let entry = &ledger["sends"][0];
    assert_eq!(
        (&entry["mid"], &entry["recipient"], &entry["text"], &entry["handle"], &entry["tag"]),
        (&json!(mid), &json!(mira), &json!("hello"), &json!(town.ig_id), &Value::Null)
    );
    assert_eq!(entry["body"], to(&mira, "hello"));
}

#[tokio::test]
async fn windows_by_the_second() {
    for (age, tagged, wanted) in [
        (0, false, None),
        (DAY_MS - 5_000, false, None),
        (DAY_MS, false, Some((10, Some(2_534_022)))),
        (DAY_MS, true, None),
        (7 * DAY_MS - 5_000, true, None),
        (7 * DAY_MS, true, Some((10, Some(2_534_022)))),
        (7 * DAY_MS - 5_000, false, Some((10, Some(2_534_022)))),
    ] {
        let town = Town::new().await;
        town.text("hi").await;
        town.sandbox.advance(age);
        let mut body = to(&town.igsid(0), "answer");
        if tagged {
            body["tag"] = "HUMAN_AGENT".into();
            body["messaging_type"] = "MESSAGE_TAG".into();
        }
        let answer = town.send(body).await;
        let sends = town.look("ledger").await["sends"].as_array().unwrap().len();
        match wanted {
            None => assert_eq!((answer.status.as_u16(), sends), (200, 1), "{age} {tagged}: {}", answer.text),
            Some(error) => assert_eq!((answer.error(), sends), (error, 0), "{age} {tagged}"),
        }
    }
}

#[tokio::test]
async fn what_opens_a_window() {
    for (event, opens) in [
        (json!({"kind": "story_mention"}), true),
        (json!({"kind": "story_reply", "text": "wow"}), true),
        (json!({"kind": "unsupported"}), true),
        (json!({"kind": "seen"}), false),
        (json!({"kind": "phone_reply", "text": "hello?"}), false),
    ] {
        let town = Town::new().await;
        town.event(event.clone()).await;
        let answer = town.send(to(&town.igsid(0), "hi")).await;
        assert_eq!(answer.status == 200, opens, "{event}: {}", answer.text);
    }
    for (position, opens) in [("yes", true), ("no", false)] {
        let town = Town::new().await;
        town.control("switches", json!({"reaction_opens_window": position})).await;
        let mid = town.text("hi").await;
        town.sandbox.advance(25 * HOUR_MS);
        town.event(json!({"kind": "react", "mid": mid})).await;
        assert_eq!(town.send(to(&town.igsid(0), "hi")).await.status == 200, opens, "{position}");
    }
}

#[tokio::test]
async fn refusals() {
    let town = Town::new().await;
    town.text("hi").await;
    for (username, flag) in [("ghost", "gone"), ("angry", "blocked")] {
        let person = json!({"handle": "bluekiln", "username": username, flag: true});
        town.control("people", person).await;
        town.event(json!({"person": username, "kind": "text", "text": "x"})).await;
    }
    town.control("people", json!({"handle": "bluekiln", "username": "silent"})).await;
    let (mira, ghost, angry, silent) = (town.igsid(0), town.igsid(1), town.igsid(2), town.igsid(3));
    let emoji = "😀".repeat(250);
    for (body, wanted) in [
        (to("1234567890123456", "x"), (100, Some(2_534_014))),
        (to(&ghost, "x"), (100, Some(2_534_014))),
        (to(&angry, "x"), (551, None)),
        (to(&silent, "x"), (10, Some(2_534_022))),
        (to(&mira, &format!("{emoji}x")), (100, Some(2_534_038))),
        (to(&mira, ""), (100, Some(2_534_015))),
        (json!({"message": {"text": "x"}}), (100, None)),
        (json!({"recipient": {"id": mira}}), (100, None)),
        (json!({"recipient": {"id": mira}, "message": {"text": "x"}, "tag": "ACCOUNT_UPDATE"}), (100, None)),
        (
            json!({"recipient": {"id": mira}, "message": {"text": "x"}, "sender_action": "typing_on"}),
            (100, Some(2_018_014)),
        ),
        (
            json!({"recipient": {"id": mira}, "message": {"attachment": {"type": "image", "payload": {"url": "http://x.example/a.png"}}}}),
            (100, Some(2_018_008)),
        ),
    ] {
        assert_eq!(town.send(body.clone()).await.error(), wanted, "{body}");
    }
    assert_eq!(town.send(to(&mira, &emoji)).await.status, 200, "exactly 1000 bytes");
    assert_eq!(town.look("ledger").await["sends"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forms_attachments_reactions_and_actions() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    let mira = town.igsid(0);
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("recipient", &json!({"id": mira}).to_string())
        .append_pair("message", &json!({"text": "from a form"}).to_string())
        .append_pair("access_token", &town.token)
        .finish();
    let request =
        Request::post("/v26.0/me/messages").header("content-type", "application/x-www-form-urlencoded");
    let answer = town.call(request.body(Body::from(form)).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!town.look("ledger").await.to_string().contains(&town.token), "the ledger keeps no token");

    let image = json!({"type": "image", "payload": {"url": "https://x.example/a.png"}});
    for message in [
        json!({"attachment": image}),
        json!({"attachments": image}),
        json!({"attachments": [image, image]}),
        json!({"attachment": {"type": "like_heart"}}),
    ] {
        let answer = town.send(json!({"recipient": {"id": mira}, "message": message})).await;
        assert_eq!(answer.status, 200, "{message}: {}", answer.text);
    }

    let react = json!({"recipient": {"id": mira}, "sender_action": "react", "payload": {"message_id": mid, "reaction": "love"}});
    assert_eq!(town.send(react).await.json(), json!({"recipient_id": mira}));
    let message = town.get(&format!("/{mid}?fields=reactions")).await.json();
    assert_eq!(message["reactions"]["data"][0]["users"][0]["id"], json!(town.ig_id));
    town.send(json!({"recipient": {"id": mira}, "sender_action": "MARK_SEEN"})).await;
    let ledger = town.look("ledger").await;
    let actions: Vec<&Value> = ledger["actions"].as_array().unwrap().iter().map(|a| &a["action"]).collect();
    assert_eq!(actions, ["react", "mark_seen"]);
    assert_eq!(ledger["sends"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn human_agent_without_the_feature() {
    let town = Town::with(json!({"human_agent": false})).await;
    town.text("hi").await;
    town.sandbox.advance(2 * DAY_MS);
    let mut body = to(&town.igsid(0), "x");
    body["tag"] = "HUMAN_AGENT".into();
    assert_eq!(town.send(body.clone()).await.error(), (10, None));
    town.control("switches", json!({"human_agent_refusal": "10/2534022"})).await;
    assert_eq!(town.send(body).await.error(), (10, Some(2_534_022)));
}

#[tokio::test]
async fn the_human_agents_days_count_from_the_message() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    town.sandbox.advance(6 * DAY_MS);
    town.event(json!({"kind": "react", "mid": mid})).await;
    assert_eq!(town.send(to(&town.igsid(0), "at once")).await.status, 200);
    town.sandbox.advance(2 * DAY_MS);
    let mut body = to(&town.igsid(0), "late");
    body["tag"] = "HUMAN_AGENT".into();
    assert_eq!(town.send(body).await.error(), (10, Some(2_534_022)), "eight days after the message");
}

#[tokio::test]
async fn whoever_writes_to_themselves_needs_no_window() {
    let town = Town::new().await;
    town.event(json!({"person": "own", "kind": "self_message", "text": "note"})).await;
    town.sandbox.advance(30 * DAY_MS);
    assert_eq!(town.send(to(&town.igsid(0), "another note")).await.status, 200);
}
