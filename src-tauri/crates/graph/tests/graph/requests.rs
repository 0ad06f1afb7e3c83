//! What exactly is asked of Instagram (instagram-platform, sections 2 to 6).

use std::time::Duration;

use domain::handle::Flavour;
use domain::ids::{Igsid, Mid, ThreadId};
use domain::outbox::Outcome;
use graph::{Access, ApiErrorKind, GraphError, Message, PageRequest};
use http::Method;
use serde_json::{Value, json};

use crate::worlds::{Recorder, TOKEN, handle, query, token};

fn unknown_field() -> (u16, Value) {
    let message = "(#100) Tried accessing nonexisting field (reply_to) on node type (IGMessage)";
    (400, json!({"error": {"message": message, "type": "OAuthException", "code": 100}}))
}

/// Which of the requests asked for every field.
fn asked_for_all(recorder: &Recorder) -> Vec<bool> {
    let fields = |request| query(request, "fields").unwrap_or_default();
    recorder.requests().iter().map(|request| fields(request).contains("reply_to")).collect()
}

fn empty_page() -> (u16, Value) {
    (200, json!({"data": []}))
}

#[tokio::test]
async fn the_token_goes_in_a_header_and_nowhere_else() {
    let recorder = Recorder::with([empty_page()]);
    let (handle, token) = (handle(), token());
    let access = Access::of(&handle, &token);
    recorder.client().conversations(access, &PageRequest::default()).await.expect("page");
    let request = recorder.only();
    let header = &request.headers["authorization"];
    assert_eq!(header.to_str().expect("text"), format!("Bearer {TOKEN}"));
    assert!(header.is_sensitive());
    assert!(!request.url.as_str().contains(TOKEN));
    let printed = format!("{request:?} {access:?} {:?}", recorder.client());
    assert!(!printed.contains(TOKEN) && !printed.contains("17841400000000123"), "{printed}");
}

#[tokio::test]
async fn a_page_of_threads() {
    let recorder = Recorder::with([empty_page()]);
    let (handle, token) = (handle(), token());
    let page = PageRequest { after: Some("c+1=".into()), limit: 10, messages: 50 };
    let reply = recorder.client().conversations(Access::of(&handle, &token), &page).await.expect("page");
    assert_eq!(reply.server_time.map(|told| told.at.0), Some(1_790_635_489_000));
    let request = recorder.only();
    assert_eq!(request.url.path(), "/v26.0/17841400000000123/conversations");
    assert_eq!(request.url.host_str(), Some("graph.instagram.com"));
    let asked =
        ["platform", "limit", "after", "fields"].map(|name| query(&request, name).unwrap_or_default());
    let fields = "id,updated_time,participants,messages.limit(20){id,created_time,from,to,message,attachments,shares{link,name},story,reactions,is_unsupported,reply_to}";
    assert_eq!(asked, ["instagram", "10", "c+1=", fields], "never more than the newest 20");
}

#[tokio::test]
async fn ids_are_encoded() {
    let recorder = Recorder::with([(200, json!({})), (200, json!({}))]);
    let (handle, token) = (handle(), token());
    let access = Access::of(&handle, &token);
    recorder.client().thread(access, &ThreadId::from("a/b+c=")).await.expect("thread");
    recorder.client().profile(access, &Igsid::from("7?x")).await.expect("profile");
    let paths: Vec<String> =
        recorder.requests().iter().map(|request| request.url.path().to_owned()).collect();
    assert_eq!(paths, ["/v26.0/a%2Fb%2Bc%3D", "/v26.0/7%3Fx"]);
    let refused = recorder.client().message(access, &Mid::from("..")).await;
    assert!(matches!(refused, Err(GraphError::NoAddress)));
    assert_eq!(recorder.requests().len(), 2);
}

#[tokio::test]
async fn a_person_is_looked_up_in_each_flavour_as_its_page_shows() {
    for (flavour, host, node, platform) in [
        (Flavour::InstagramLogin, "graph.instagram.com", "17841400000000123", None),
        (Flavour::FacebookLogin, "graph.facebook.com", "104000000000001", Some("instagram")),
    ] {
        let recorder = Recorder::with([empty_page()]);
        let (handle, token) = (domain::handle::Handle { flavour, ..handle() }, token());
        let access = Access { node, ..Access::of(&handle, &token) };
        let reply = recorder.client().conversation_with(access, &Igsid::from("7")).await.expect("answer");
        assert_eq!(reply.value, None);
        let request = recorder.only();
        assert_eq!(
            (request.url.host_str(), request.url.path()),
            (Some(host), &*format!("/v26.0/{node}/conversations"))
        );
        assert_eq!(query(&request, "user_id").as_deref(), Some("7"));
        assert_eq!(query(&request, "platform").as_deref(), platform);
    }
}

#[tokio::test(start_paused = true)]
async fn a_field_that_a_list_was_refused_for_is_left_out_for_an_hour() {
    let recorder = Recorder::with([unknown_field(), empty_page(), empty_page(), empty_page()]);
    let (handle, token) = (handle(), token());
    let client = recorder.client();
    let access = Access::of(&handle, &token);
    client.conversations(access, &PageRequest::default()).await.expect("page");
    client.clone().conversations(access, &PageRequest::default()).await.expect("page");
    tokio::time::advance(Duration::from_secs(60 * 60)).await;
    client.conversations(access, &PageRequest::default()).await.expect("page");
    assert_eq!(asked_for_all(&recorder), [true, false, false, true]);
}

#[tokio::test]
async fn a_field_that_one_message_lacks_is_asked_for_of_others() {
    let message = json!({"id": "m1", "created_time": "2026-09-28T22:44:49+0000", "message": "hi",
        "from": {"id": "7"}, "to": {"data": [{"id": "17841400000000123"}]}});
    let recorder = Recorder::with([unknown_field(), (200, message), empty_page()]);
    let (handle, token) = (handle(), token());
    let (client, access) = (recorder.client(), Access::of(&handle, &token));
    client.message(access, &Mid::from("m1")).await.expect("the message");
    client.conversations(access, &PageRequest::default()).await.expect("page");
    assert_eq!(asked_for_all(&recorder), [true, false, true]);
}

#[tokio::test]
async fn the_plain_fields_are_tried_once_and_kept_only_if_they_help() {
    let recorder = Recorder::with([unknown_field(), unknown_field(), empty_page()]);
    let (handle, token) = (handle(), token());
    let (client, access) = (recorder.client(), Access::of(&handle, &token));
    let refused = client.conversations(access, &PageRequest::default()).await.expect_err("refused");
    assert_eq!(refused.api().map(|error| error.kind), Some(ApiErrorKind::BadParameter));
    client.conversations(access, &PageRequest::default()).await.expect("page");
    let last = recorder.requests().pop().expect("request");
    assert!(query(&last, "fields").is_some_and(|fields| fields.contains("reply_to")));
}

#[tokio::test]
async fn any_other_refusal_is_one_request() {
    let recorder =
        Recorder::with([(400, json!({"error": {"code": 100, "message": "(#100) Invalid parameter"}}))]);
    let (handle, token) = (handle(), token());
    let access = Access::of(&handle, &token);
    recorder.client().conversations(access, &PageRequest::default()).await.expect_err("refused");
    recorder.only();
}

#[tokio::test]
async fn who_the_token_belongs_to() {
    let recorder = Recorder::with([(200, json!({"id": "1", "user_id": "178", "username": "bluekiln"}))]);
    recorder.client().me(&token(), Flavour::InstagramLogin).await.expect("profile");
    let request = recorder.only();
    assert_eq!((request.method.clone(), request.url.path()), (Method::GET, "/v26.0/me"));
    assert!(query(&request, "fields").is_some_and(|fields| fields.contains("user_id")));
    let recorder = Recorder::with([(200, json!({"id": "104", "name": "Blue Kiln"}))]);
    let unlinked = recorder.client().me(&token(), Flavour::FacebookLogin).await;
    assert!(matches!(unlinked, Err(GraphError::Unreadable)), "a Page without an account");
}

#[tokio::test]
async fn a_refresh_goes_as_documented() {
    let recorder = Recorder::with([(200, json!({"access_token": "IGAAnew", "expires_in": 5_183_944}))]);
    recorder.client().refresh(&token()).await.expect("token");
    let request = recorder.only();
    assert_eq!(request.url.path(), "/refresh_access_token");
    assert_eq!(query(&request, "grant_type").as_deref(), Some("ig_refresh_token"));
    assert_eq!(query(&request, "access_token").as_deref(), Some(TOKEN));
    assert!(!format!("{request:?}").contains(TOKEN));
}

#[tokio::test]
async fn echoes_are_left_out_where_they_are_no_field_of_their_own() {
    let refused = (400, json!({"error": {"code": 100, "message": "(#100) must be one of"}}));
    let recorder = Recorder::with([refused, (200, json!({"success": true}))]);
    let (handle, token) = (handle(), token());
    recorder.client().subscribe(Access::of(&handle, &token)).await.expect("subscribed");
    let asked: Vec<bool> = recorder
        .requests()
        .iter()
        .map(|request| query(request, "subscribed_fields").unwrap_or_default().contains("message_echoes"))
        .collect();
    assert_eq!(asked, [true, false]);
    let recorder = Recorder::with([(200, json!({"success": false}))]);
    let failed = recorder.client().unsubscribe(Access::of(&handle, &token)).await;
    assert!(matches!(failed, Err(GraphError::Unreadable)));
    assert_eq!(recorder.only().method, Method::DELETE);
}

/// The engine runs calls as tasks of their own.
#[tokio::test]
async fn calls_can_be_spawned() {
    let recorder = Recorder::with([empty_page(), (200, json!({"message_id": "m1"}))]);
    let client = recorder.client();
    let task = tokio::spawn(async move {
        let (handle, token) = (handle(), token());
        let access = Access::of(&handle, &token);
        client.conversations(access, &PageRequest::default()).await.expect("page");
        client.send(access, &Igsid::from("7"), Message::text("hi")).await.outcome
    });
    assert_eq!(task.await.expect("task"), Outcome::Delivered(Mid::from("m1")));
}
