//! Handles that are reached through a Page.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Answer, Town, to};

/// The town's handle behind a Page.
struct Hall {
    town: Town,
    page: String,
    token: String,
}

impl Hall {
    async fn with(more: Value) -> Self {
        let town = Town::new().await;
        let mut page = json!({"name": "Blue Kiln", "user": "Dana", "handle": "bluekiln"});
        page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = town.control("pages", page).await;
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Self { page: text("page_id"), token: text("token"), town }
    }

    async fn get(&self, path: &str) -> Answer {
        self.town.get_as(&self.token, &format!("/graph.facebook.com/v26.0{path}")).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let request =
            Request::post(format!("https://graph.facebook.com/v26.0{path}?access_token={}", self.token))
                .header("content-type", "application/json");
        self.town.call(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

#[tokio::test]
async fn conversations_hang_on_the_page_and_need_the_platform() {
    let hall = Hall::with(json!({})).await;
    let mid = hall.town.text("hi").await;
    let fields = "fields=participants,messages{id,from,message}";
    for node in ["me", &hall.page] {
        let list =
            hall.get(&format!("/{node}/conversations?platform=INSTAGRAM&limit=1&{fields}")).await.json();
        let row = &list["data"][0];
        assert_eq!(row["messages"]["data"][0]["id"], json!(mid));
        assert_eq!(row["participants"]["data"][0]["id"], json!(hall.town.ig_id));
    }
    let messenger = hall.get("/me/conversations").await.json();
    assert_eq!(messenger["data"].as_array().unwrap().len(), 2);
    assert!(messenger["data"][0]["id"].as_str().unwrap().starts_with("t_"));
    let ig = format!("/{}/conversations?platform=instagram", hall.town.ig_id);
    assert_eq!(hall.get(&ig).await.error(), (3, None));
    assert_eq!(hall.get(&format!("/{mid}?fields=message")).await.json()["message"], "hi");
    let usage = &hall.get("/me/conversations?platform=instagram").await.headers["x-business-use-case-usage"];
    assert!(usage.to_str().unwrap().contains(&format!("\"{}\"", hall.page)));
}

#[tokio::test]
async fn tokens_and_hosts_belong_together() {
    let hall = Hall::with(json!({})).await;
    let (town, page) = (&hall.town, &hall.token);
    for (token, host, wanted) in [
        (page, "graph.facebook.com", 200),
        (page, "graph.instagram.com", 401),
        (&town.token, "graph.instagram.com", 200),
        (&town.token, "graph.facebook.com", 401),
    ] {
        let by_path = town.get_as(token, &format!("/{host}/v26.0/me")).await;
        let uri = format!("https://{host}/v26.0/me?access_token={token}");
        let by_address = town.call(Request::get(uri).body(Body::empty()).unwrap()).await;
        let request = Request::get(format!("/me?access_token={token}")).header("host", host);
        let by_header = town.call(request.body(Body::empty()).unwrap()).await;
        for answer in [by_path, by_address, by_header] {
            assert_eq!(answer.status, wanted, "{host}: {}", answer.text);
            if wanted != 200 {
                assert_eq!(answer.error(), (190, None));
            }
        }
    }
    for token in [page, &town.token] {
        let open = Request::get(format!("http://127.0.0.1:8700/v26.0/me?access_token={token}"));
        assert_eq!(town.call(open.body(Body::empty()).unwrap()).await.status, 200, "the token decides");
    }
    assert_eq!(hall.get("/me?fields=id,name").await.json(), json!({"id": hall.page, "name": "Blue Kiln"}));
    assert_eq!(hall.get(&format!("/{}?fields=id,username", town.ig_id)).await.json()["username"], "bluekiln");
}

#[tokio::test]
async fn what_a_page_lacks() {
    let messages = "/me/conversations?platform=instagram";
    for (page, change, wanted) in [
        (json!({"handle": null}), None, (100, Some(2_534_013))),
        (json!({"tasks": ["ANALYZE"]}), None, (10, None)),
        (json!({"tasks": ["PROFILE_PLUS_MESSAGING"]}), None, (0, None)),
        (json!({"scopes": ["instagram_basic"]}), None, (10, None)),
        (json!({}), Some(("pages/Blue Kiln", json!({"link_verified": false}))), (10, Some(2_534_077))),
        (json!({}), Some(("handles/bluekiln/access", json!({"on": false}))), (200, Some(2_534_041))),
        (
            json!({}),
            Some(("users/Dana/token", json!({"action": "revoke", "subcode": 492}))),
            (190, Some(492)),
        ),
        (json!({}), Some(("handles/bluekiln/token", json!({"action": "revoke"}))), (190, Some(460))),
        (json!({}), Some(("handles/bluekiln/scopes", json!({"scopes": []}))), (10, None)),
    ] {
        let hall = Hall::with(page.clone()).await;
        if let Some((path, body)) = &change {
            hall.town.control(&path.replace(' ', "%20"), body.clone()).await;
        }
        let answer = hall.get(messages).await;
        match wanted.0 {
            0 => assert_eq!(answer.status, 200, "{page} {change:?}: {}", answer.text),
            _ => assert_eq!(answer.error(), wanted, "{page} {change:?}"),
        }
        // Messenger's threads want the task and a scope of their own, and nothing of Instagram's.
        let refused = wanted == (10, None) || wanted.0 == 190;
        assert_eq!(hall.get("/me/conversations").await.status == 200, !refused, "{page} {change:?}");
    }
}

#[tokio::test]
async fn a_users_token_reads_no_messages() {
    let hall = Hall::with(json!({})).await;
    let user = hall.town.control("users/Dana/token", json!({"action": "issue"})).await;
    let user = user["token"].as_str().unwrap();
    let refused = hall.town.get_as(user, "/graph.facebook.com/me/conversations?platform=instagram").await;
    assert_eq!(refused.error(), (210, None));
    assert_eq!(hall.town.get_as(user, "/graph.facebook.com/me").await.json()["name"], "Dana");
    let other = hall.town.control("handles", json!({"username": "other"})).await;
    let path = format!("/graph.facebook.com/{}?fields=username", other["ig_id"].as_str().unwrap());
    assert_eq!(hall.town.get_as(user, &path).await.error(), (100, Some(33)));
}

#[tokio::test]
async fn subscribing_a_page_takes_the_names_of_pages() {
    let hall = Hall::with(json!({})).await;
    let call = async |method: Method, more: &str| {
        let uri = format!(
            "https://graph.facebook.com/v26.0/{}/subscribed_apps?access_token={}{more}",
            hall.page, hall.token
        );
        hall.town.call(Request::builder().method(method).uri(uri).body(Body::empty()).unwrap()).await
    };
    let refused = call(Method::POST, "&subscribed_fields=messages,messaging_seen").await;
    assert_eq!(refused.error(), (100, None));
    assert!(refused.text.contains("MESSAGE_READS"), "it lists what is allowed: {}", refused.text);
    assert_eq!(
        call(Method::POST, "&subscribed_fields=messages,message_reads").await.json(),
        json!({"success": true})
    );
    let listed = call(Method::GET, "").await.json();
    assert_eq!(listed["data"][0]["subscribed_fields"], json!(["messages", "message_reads"]));
    assert_eq!(call(Method::DELETE, "").await.json(), json!({"success": true}));
    assert_eq!(call(Method::GET, "").await.json(), json!({"data": []}));
}

#[tokio::test]
async fn a_page_sends_as_its_handle() {
    let hall = Hall::with(json!({})).await;
    let mid = hall.town.text("hi").await;
    let mira = hall.town.igsid(0);
    let sent = hall.post(&format!("/{}/messages", hall.page), to(&mira, "hello")).await.json();
    let read =
        hall.town.get(&format!("/{}?fields=message,from", sent["message_id"].as_str().unwrap())).await.json();
    assert_eq!((&read["message"], &read["from"]["id"]), (&json!("hello"), &json!(hall.town.ig_id)));
    let react = |with: &str| json!({"recipient": {"id": mira}, "sender_action": "react", "payload": {"message_id": mid, "reaction": with}});
    assert_eq!(hall.post("/me/messages", react("love")).await.status, 200);
    assert_eq!(hall.post("/me/messages", react("😀")).await.error(), (100, None));
    let upload =
        json!({"message": {"attachment": {"type": "image", "payload": {"url": "https://x.example/a.png"}}}});
    let for_messenger = hall.post("/me/message_attachments", upload.clone()).await.json();
    let mut upload = upload;
    upload["platform"] = "instagram".into();
    let for_instagram = hall.post("/me/message_attachments", upload).await.json();
    let image = |id: &Value| json!({"recipient": {"id": mira}, "message": {"attachment": {"type": "image", "payload": {"attachment_id": id}}}});
    assert_eq!(hall.post("/me/messages", image(&for_instagram["attachment_id"])).await.status, 200);
    let refused = hall.post("/me/messages", image(&for_messenger["attachment_id"])).await;
    assert_eq!(refused.error(), (100, Some(2_018_074)));
    assert_eq!(hall.town.send(image(&for_instagram["attachment_id"])).await.status, 200, "the same account");
}

#[tokio::test]
async fn the_counter_probe_has_pages() {
    let hall = Hall::with(json!({"messenger_threads": 3})).await;
    let first = hall.get("/me/conversations?limit=2").await.json();
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let after = first["paging"]["cursors"]["after"].as_str().unwrap();
    let rest = hall.get(&format!("/me/conversations?limit=2&after={after}")).await.json();
    assert_eq!(rest["data"].as_array().unwrap().len(), 1, "{rest}");
    assert!(rest["paging"]["next"].is_null(), "{rest}");
}

#[tokio::test]
async fn edges_stand_in_their_node_where_they_are_asked_for_so() {
    let hall = Hall::with(json!({})).await;
    let user = hall.town.control("users/Dana/token", json!({"action": "issue"})).await;
    let fields = "name,accounts.limit(1){name,instagram_business_account{username}},permissions";
    let path = format!("/graph.facebook.com/me?fields={fields}");
    let node = hall.town.get_as(user["token"].as_str().unwrap(), &path).await.json();
    assert_eq!(node["name"], "Dana");
    let page = &node["accounts"]["data"][0];
    assert_eq!(
        (&page["name"], &page["instagram_business_account"]["username"]),
        (&json!("Blue Kiln"), &json!("bluekiln"))
    );
    assert_eq!(node["permissions"]["data"][0]["status"], "granted", "{node}");
    let subscribe = format!("/{}/subscribed_apps?subscribed_fields=messages", hall.page);
    let uri = format!("https://graph.facebook.com{subscribe}&access_token={}", hall.token);
    hall.town.call(Request::post(uri).body(Body::empty()).unwrap()).await;
    let node =
        hall.get(&format!("/{}?fields=name,subscribed_apps{{subscribed_fields}}", hall.page)).await.json();
    assert_eq!(node["subscribed_apps"]["data"][0]["subscribed_fields"], json!(["messages"]), "{node}");
}

#[tokio::test]
async fn profiles_and_private_replies_want_all_their_scopes() {
    let all = [
        "instagram_basic",
        "instagram_manage_messages",
        "instagram_manage_comments",
        "pages_manage_metadata",
        "pages_read_engagement",
        "pages_show_list",
        "pages_messaging",
    ];
    for left_out in all {
        let scopes: Vec<&str> = all.into_iter().filter(|scope| *scope != left_out).collect();
        let hall = Hall::with(json!({ "scopes": scopes })).await;
        hall.town.text("hi").await;
        let told = json!({"handle": "bluekiln", "person": "mira", "kind": "comment", "text": "nice"});
        let told = hall.town.control("webhook-body", told).await;
        let body: Value = serde_json::from_str(told["body"].as_str().unwrap()).unwrap();
        let comment = body["entry"][0]["changes"][0]["value"]["id"].clone();
        let reply = json!({"recipient": {"comment_id": comment}, "message": {"text": "thank you"}});
        let refused =
            ["instagram_manage_messages", "instagram_manage_comments", "pages_messaging"].contains(&left_out);
        assert_eq!(hall.post("/me/messages", reply).await.status != 200, refused, "{left_out}");
        let refused = !["instagram_manage_comments", "pages_messaging"].contains(&left_out);
        let profile = hall.get(&format!("/{}?fields=name", hall.town.igsid(0))).await;
        assert_eq!(profile.status != 200, refused, "{left_out}: {}", profile.text);
    }
}
