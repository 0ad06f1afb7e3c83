//! Webhooks: what is told, and how it is read.

mod deliveries;
mod probe;

pub(crate) use probe::probe;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Town, to};

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
    // With Instagram Login a mention is a comment.
    assert_eq!(entry["changes"][1]["field"], "comments");
    assert_eq!(entry["changes"][1]["value"]["text"], "@bluekiln");
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

/// A town whose handle is subscribed by its Page.
async fn by_page() -> Town {
    let town = Town::new().await;
    let page =
        town.control("pages", json!({"name": "Blue Kiln", "user": "Dana", "handle": "bluekiln"})).await;
    let (id, token) = (page["page_id"].as_str().unwrap(), page["token"].as_str().unwrap());
    let uri =
        format!("/graph.facebook.com/{id}/subscribed_apps?subscribed_fields=messages&access_token={token}");
    assert_eq!(town.call(Request::post(uri).body(Body::empty()).unwrap()).await.status, 200);
    town
}

/// Whether an event is told to an app that chose these fields.
async fn is_told(town: &Town, fields: &[&str], event: Value) -> bool {
    let webhooks = town.sandbox.webhooks();
    town.control("webhooks/manners", json!({ "fields": fields })).await;
    while webhooks.try_next().is_some() {}
    town.event(event).await;
    webhooks.try_next().is_some()
}

#[tokio::test]
async fn with_a_page_echoes_are_messages_and_mentions_a_field() {
    let echo = || json!({"kind": "phone_reply", "text": "x"});
    assert!(is_told(&by_page().await, &["messages"], echo()).await);
    assert!(!is_told(&by_page().await, &["message_echoes"], echo()).await);
    assert!(!is_told(&Town::subscribed().await, &["messages"], echo()).await);
    assert!(is_told(&Town::subscribed().await, &["message_echoes"], echo()).await);
    let told = by_page().await.told(json!([{"kind": "mention"}])).await;
    let change = &told["entry"][0]["changes"][0];
    assert_eq!(change["field"], "mentions");
    assert!(change["value"]["media_id"].is_string() && change["value"]["from"].is_null(), "{told}");
}

#[tokio::test]
async fn fields_are_chosen_by_what_an_event_is_told_under() {
    let text = || json!({"kind": "text", "text": "x"});
    for (fields, told) in [(["messages"], false), (["standby"], true)] {
        let town = Town::subscribed().await;
        town.event(json!({"kind": "pass_thread", "app_id": "7"})).await;
        assert_eq!(is_told(&town, &fields, text()).await, told, "{fields:?}");
    }
    let town = Town::subscribed().await;
    assert!(is_told(&town, &["messaging_referrals"], json!({"kind": "referral", "ref": "a"})).await);
    let mid = town.text("x").await;
    assert!(is_told(&town, &["messaging_reactions"], json!({"kind": "react", "mid": mid})).await);
}
