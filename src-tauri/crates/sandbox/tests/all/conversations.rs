//! The Conversations API: fields, pages, the newest 20.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{Answer, HOUR_MS, START_MS, Town};

#[tokio::test]
async fn defaults_are_id_and_time() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    let list = town.get("/v26.0/me/conversations?platform=instagram").await.json();
    let row = &list["data"][0];
    assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "updated_time"]);
    assert_eq!(row["updated_time"], "2026-09-21T14:13:20+0000");
    let thread = row["id"].as_str().unwrap();
    let messages = town.get(&format!("/v26.0/{thread}/messages")).await.json();
    assert_eq!(messages["data"], json!([{"id": mid, "created_time": "2026-09-21T14:13:20+0000"}]));
    let message = town.get(&format!("/{mid}")).await.json();
    assert_eq!(message, json!({"id": mid, "created_time": "2026-09-21T14:13:20+0000"}));
}

#[tokio::test]
async fn only_what_was_asked_for_and_nothing_empty() {
    let town = Town::new().await;
    town.event(json!({"kind": "image", "count": 2, "text": "look"})).await;
    let fields = "id,participants,messages.limit(20){id,from{id},to,message,attachments{image_data},shares{link},story,reactions,is_unsupported}";
    let list = town.get(&format!("/v26.0/{}/conversations?fields={fields}", town.ig_id)).await.json();
    let row = &list["data"][0];
    assert_eq!(row["participants"]["data"][0], json!({"id": town.ig_id, "username": "bluekiln"}));
    let message = &row["messages"]["data"][0];
    // Sorted: whether a map keeps the order of writing is a feature of serde_json that other crates may turn on.
    let keys: BTreeSet<&str> = message.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["attachments", "from", "id", "message", "to"]));
    assert_eq!(message["from"], json!({"id": town.igsid(0)}));
    assert_eq!(message["to"]["data"][0]["username"], "bluekiln");
    let images = message["attachments"]["data"].as_array().unwrap();
    assert_eq!(images.len(), 2);
    let url = images[0]["image_data"]["url"].as_str().unwrap();
    assert!(url.starts_with("https://scontent.cdninstagram.com/_cdn/i_"), "{url}");
}

#[tokio::test]
async fn an_unknown_field_fails_the_whole_call() {
    let town = Town::new().await;
    let mid = town.text("hi").await;
    for path in [
        "/v26.0/me?fields=id,shoe_size".to_owned(),
        "/v26.0/me/conversations?fields=id,shoe_size".to_owned(),
        "/v26.0/me/conversations?fields=messages{id,snippet}".to_owned(),
        "/v26.0/me/conversations?fields=messages{attachments{pixels}}".to_owned(),
        format!("/v26.0/{mid}?fields=story_mention"),
        format!("/v26.0/{}?fields=email", town.igsid(0)),
    ] {
        assert_eq!(town.get(&path).await.error(), (100, None), "{path}");
    }
    assert_eq!(town.get("/v26.0/me/conversations?fields=id,,x").await.error().0, 2500);
}

#[tokio::test]
async fn every_kind_of_message_reads_as_documented() {
    let town = Town::new().await;
    let all = "message,attachments,shares{link,name},story,is_unsupported,reactions,reply_to";
    for (event, pointer, wanted) in [
        (json!({"kind": "text", "text": "hi"}), "/message", json!("hi")),
        (json!({"kind": "video"}), "/attachments/data/0/mime_type", json!("video/mp4")),
        (json!({"kind": "audio"}), "/attachments/data/0/mime_type", json!("audio/wav")),
        (json!({"kind": "file", "name": "a.pdf"}), "/attachments/data/0/name", json!("a.pdf")),
        (json!({"kind": "sticker"}), "/attachments/data/0/image_data/render_as_sticker", json!(true)),
        (
            json!({"kind": "ig_reel", "link": "https://x.example/r"}),
            "/shares/data/0/link",
            json!("https://x.example/r"),
        ),
        (json!({"kind": "ig_post", "title": "t"}), "/shares/data/0/name", json!("t")),
        (
            json!({"kind": "story_mention", "url": "https://x.example/s"}),
            "/story/mention/link",
            json!("https://x.example/s"),
        ),
        (
            json!({"kind": "story_reply", "text": "wow", "url": "https://x.example/s"}),
            "/story/reply_to/link",
            json!("https://x.example/s"),
        ),
        (json!({"kind": "unsupported"}), "/is_unsupported", json!(true)),
    ] {
        let mid = town.event(event.clone()).await;
        let message = town.get(&format!("/v26.0/{mid}?fields={all}")).await.json();
        assert_eq!(message.pointer(pointer), Some(&wanted), "{event}: {message}");
    }
    let mid = town.text("one").await;
    town.event(json!({"kind": "react", "mid": mid, "emoji": "😍"})).await;
    town.event(json!({"kind": "edit", "mid": mid, "text": "two"})).await;
    let reply = town.event(json!({"kind": "text", "text": "see above", "reply_to": mid})).await;
    let message = town.get(&format!("/v26.0/{mid}?fields={all}")).await.json();
    assert_eq!(message["message"], "two");
    assert_eq!(message["reactions"]["data"][0]["reaction"], "😍");
    let message = town.get(&format!("/v26.0/{reply}?fields=reply_to")).await.json();
    assert_eq!(message["reply_to"], json!({"mid": mid, "is_self_reply": true}));
}

#[tokio::test]
async fn details_only_of_the_newest_20() {
    let town = Town::new().await;
    let mut mids = Vec::new();
    for n in 0..25 {
        let at = START_MS - (25 - n) * 1_000;
        mids.push(town.event(json!({"kind": "text", "text": n.to_string(), "at_ms": at})).await);
    }
    assert_eq!(town.get(&format!("/v26.0/{}?fields=message", mids[4])).await.error(), (9_000_001, None));
    assert_eq!(town.get(&format!("/v26.0/{}?fields=message", mids[5])).await.json()["message"], "5");
    let list = town.get("/v26.0/me/conversations?fields=messages.limit(25){id,message}").await.json();
    let rows = list["data"][0]["messages"]["data"].as_array().unwrap();
    assert_eq!(rows.len(), 25);
    assert_eq!(rows[0], json!({"id": mids[24], "message": "24"}));
    assert_eq!(rows[20], json!({"id": mids[4]}));

    town.control("switches", json!({"beyond_newest_20": "error", "details_gone_place": "subcode"})).await;
    let refused = town.get("/v26.0/me/conversations?fields=messages.limit(25){id,message}").await;
    assert_eq!(refused.error(), (100, Some(9_000_001)));
}

#[tokio::test]
async fn an_unsent_message_is_gone_and_makes_room_for_an_older_one() {
    let town = Town::new().await;
    let mut mids = Vec::new();
    for n in 0..21 {
        mids.push(town.event(json!({"kind": "image", "at_ms": START_MS - (30 - n) * 1_000})).await);
    }
    let url = town.get(&format!("/{}?fields=attachments", mids[20])).await.json();
    let url = url["attachments"]["data"][0]["image_data"]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("https://scontent.cdninstagram.com").unwrap();
    assert_eq!(town.get(path).await.status, 200);
    assert_eq!(town.get(&format!("/{}?fields=id", mids[0])).await.error().0, 9_000_001);
    town.event(json!({"kind": "unsend", "mid": mids[20]})).await;
    assert_eq!(town.get(&format!("/{}", mids[20])).await.error().0, 9_000_001);
    assert_eq!(town.get(&format!("/{}?fields=id", mids[0])).await.json()["id"], json!(mids[0]));
    assert_eq!(town.get(path).await.status, 404);
    let list = town.get("/me/conversations?fields=messages.limit(50)").await.json();
    assert_eq!(list["data"][0]["messages"]["data"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn pages_cover_a_list_that_moves_under_them() {
    let town = Town::new().await;
    town.control("bulk", json!({"handle": "bluekiln", "conversations": 57, "messages_each": 2, "seed": 4}))
        .await;
    let mut seen: Vec<String> = Vec::new();
    let mut after = String::new();
    let mut pages = 0;
    loop {
        let page =
            town.get(&format!("/v26.0/me/conversations?platform=instagram&limit=10{after}")).await.json();
        seen.extend(
            page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        pages += 1;
        if pages == 2 {
            town.text("a new conversation jumps to the top").await;
        }
        let Some(next) = page["paging"]["next"].as_str() else { break };
        let cursor = page["paging"]["cursors"]["after"].as_str().unwrap();
        assert!(next.contains("limit=10") && next.contains(cursor), "{next}");
        after = format!("&after={cursor}");
    }
    assert_eq!(pages, 6);
    assert_eq!(seen.len(), 57);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 57, "no row twice");
    assert_eq!(town.get("/v26.0/me/conversations?after=junk").await.error(), (100, None));
}

/// As clients page that use the address which they are given: it leads back here, and needs nothing added.
#[tokio::test]
async fn the_address_of_the_next_page_can_be_followed() {
    let town = Town::new().await;
    for n in 0..5 {
        town.event(json!({"kind": "text", "text": "hi", "person": format!("p{n}")})).await;
    }
    for before in ["", "/graph.instagram.com"] {
        let at = "http://127.0.0.1:8700";
        let mut path = format!("{before}/v25.0/me/conversations?limit=2&access_token={}", town.token);
        let (mut rows, mut read) = (BTreeSet::new(), 0);
        loop {
            let request = Request::get(&path).header("host", "127.0.0.1:8700").body(Body::empty()).unwrap();
            let page = town.call(request).await.json();
            let shown = page["data"].as_array().unwrap();
            read += shown.len();
            rows.extend(shown.iter().map(|row| row["id"].to_string()));
            let Some(next) = page["paging"]["next"].as_str() else { break };
            path = next.strip_prefix(at).unwrap_or_else(|| panic!("{next}")).to_owned();
            assert!(path.starts_with(&format!("{before}/v25.0/")), "{path}");
        }
        assert_eq!((rows.len(), read), (5, 5), "each once");
    }
}

/// Also of the messages that are listed within a list of threads: the address asks for nothing of that list.
#[tokio::test]
async fn the_address_of_a_threads_next_messages_can_be_followed() {
    let town = Town::new().await;
    for n in 0..5 {
        town.text(&format!("{n}")).await;
    }
    let at = "http://127.0.0.1:8700";
    let fields = "id,messages.limit(2){id,message}";
    for list in ["me/conversations?limit=1&platform=instagram&", "THREAD?"] {
        let threads = town.get("/me/conversations").await.json();
        let list = list.replace("THREAD", threads["data"][0]["id"].as_str().unwrap());
        let path = format!("/v25.0/{list}fields={fields}&access_token={}", town.token);
        let mut path = path.replace('{', "%7B").replace('}', "%7D");
        let mut read = Vec::new();
        loop {
            let request = Request::get(&path).header("host", "127.0.0.1:8700").body(Body::empty()).unwrap();
            let answer = town.call(request).await.json();
            let within = [&answer["data"][0]["messages"], &answer["messages"], &answer];
            let page = within.into_iter().find(|page| page["data"].is_array()).unwrap();
            let texts = page["data"].as_array().unwrap().iter();
            read.extend(
                texts.map(|row| row["message"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()),
            );
            let Some(next) = page["paging"]["next"].as_str() else { break };
            path = next.strip_prefix(at).unwrap_or_else(|| panic!("{next}")).to_owned();
        }
        assert_eq!(read, ["4", "3", "2", "1", "0"], "{list}");
    }
}

#[tokio::test]
async fn newest_first_and_one_person() {
    let town = Town::new().await;
    for (n, person) in ["ann", "ben", "cleo"].iter().enumerate() {
        let at = START_MS - HOUR_MS + n as i64 * 1_000;
        town.event(json!({"person": person, "kind": "text", "text": "x", "at_ms": at})).await;
    }
    town.event(json!({"person": "ann", "kind": "text", "text": "again"})).await;
    let list = town.get("/me/conversations?fields=participants").await.json();
    let names: Vec<&Value> =
        list["data"].as_array().unwrap().iter().map(|r| &r["participants"]["data"][1]["username"]).collect();
    assert_eq!(names, ["ann", "cleo", "ben"]);
    let one = town.get(&format!("/me/conversations?user_id={}", town.igsid(1))).await.json();
    assert_eq!(one["data"].as_array().unwrap().len(), 1);
    assert_eq!(town.get("/me/conversations?user_id=1234567890123456").await.json(), json!({"data": []}));
}

#[tokio::test]
async fn requests_nobody_touched_for_30_days_are_not_listed() {
    let town = Town::new().await;
    town.control("people", json!({"handle": "bluekiln", "username": "fan", "follows": true})).await;
    for person in ["fan", "stranger"] {
        town.event(json!({"person": person, "kind": "text", "text": "hi"})).await;
    }
    town.sandbox.advance(30 * 24 * HOUR_MS + 60_000);
    let list = town.get("/me/conversations?fields=participants").await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["participants"]["data"][1]["username"], "fan");
}

#[tokio::test]
async fn two_calls_a_second() {
    let town = Town::new().await;
    town.control("switches", json!({"conversations_throttle": "80002"})).await;
    assert_eq!(town.get("/me/conversations").await.status, 200);
    assert_eq!(town.get("/me/conversations").await.status, 200);
    let refused = town.get("/me/conversations").await;
    assert_eq!(refused.error(), (80002, None));
    let usage: Value =
        serde_json::from_str(refused.headers["x-business-use-case-usage"].to_str().unwrap()).unwrap();
    assert_eq!(usage[&town.ig_id][0]["estimated_time_to_regain_access"], 1);
    town.sandbox.advance(59_000);
    assert_eq!(town.get("/me/conversations").await.error(), (80002, None), "and lengthens the throttle");
    town.sandbox.advance(61_000);
    assert_eq!(town.get("/me/conversations").await.status, 200);
}

#[tokio::test]
async fn profiles_need_consent() {
    let town = Town::new().await;
    let quiet = town.control("people", json!({"handle": "bluekiln", "username": "quiet"})).await;
    let quiet = quiet["igsid"].as_str().unwrap();
    let fields = "name,username,profile_pic,follower_count,is_user_follow_business,is_business_follow_user,is_verified_user";
    assert_eq!(town.get(&format!("/v26.0/{quiet}?fields={fields}")).await.error(), (230, None));
    town.event(json!({"person": quiet, "kind": "text", "text": "hi"})).await;
    let profile = town.get(&format!("/v26.0/{quiet}?fields={fields}")).await.json();
    assert_eq!(profile["username"], "quiet");
    assert_eq!(profile["is_user_follow_business"], false);
    assert!(profile.get("name").is_none(), "an unknown name is absent");
    assert_eq!(town.get("/v26.0/9999999999999999").await.error(), (100, Some(2_534_014)));
    assert_eq!(town.get("/v26.0/nonsense").await.error(), (100, Some(33)));
}

/// What the address answers at which a message's picture stands when it is read.
pub(crate) async fn media(town: &Town, mid: &str) -> Answer {
    let read = town.get(&format!("/{mid}?fields=attachments")).await.json();
    let url = read["attachments"]["data"][0]["image_data"]["url"].as_str().unwrap().to_owned();
    town.get(url.strip_prefix("https://scontent.cdninstagram.com").unwrap()).await
}

#[tokio::test]
async fn an_address_that_expired_is_renewed_by_reading_again() {
    let town = Town::new().await;
    let mid = town.event(json!({"kind": "image"})).await;
    let read = town.get(&format!("/{mid}?fields=attachments")).await.json();
    let old = read["attachments"]["data"][0]["image_data"]["url"].as_str().unwrap().to_owned();
    let old = old.strip_prefix("https://scontent.cdninstagram.com").unwrap();
    assert_eq!(town.get(old).await.status, 200);
    for _ in 0..2 {
        town.event(json!({"kind": "media_expired", "mid": mid})).await;
        assert_eq!(town.get(old).await.status, 404);
        assert_eq!(media(&town, &mid).await.status, 200);
    }
    town.control("switches", json!({"reread_renews": "no"})).await;
    assert_eq!(media(&town, &mid).await.status, 404);
}
