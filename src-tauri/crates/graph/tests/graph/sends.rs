//! What a send says, and what each answer to it proves (reliability, section 6.3).

use domain::handle::{Flavour, Handle, Trouble};
use domain::ids::{Igsid, Mid};
use domain::outbox::{Outcome, Reason};
use graph::{Access, Cause, Class, Content, Message, SendOutcome, TransportError};
use http::Method;
use serde_json::{Value, json};
use std::sync::Arc;

use crate::worlds::{Recorder, body, handle, tag, token};

const PLAIN: Message<'static> =
    Message { content: Content::Text("thanks 😀"), reply_to: None, human_agent: None };

async fn send(recorder: &Arc<Recorder>, flavour: Flavour, message: Message<'_>) -> SendOutcome {
    let (handle, token) = (Handle { flavour, ..handle() }, token());
    recorder.client().send(Access::of(&handle, &token), &Igsid::from("7"), message).await
}

async fn outcome_of(recorder: Arc<Recorder>) -> SendOutcome {
    send(&recorder, Flavour::InstagramLogin, PLAIN).await
}

fn delivered() -> (u16, Value) {
    (200, json!({"recipient_id": "7", "message_id": "m1"}))
}

#[tokio::test]
async fn the_body_of_a_send() {
    let mid = Mid::from("m0");
    let quoting = Message { reply_to: Some(&mid), ..PLAIN };
    let tagged = Message { human_agent: Some(tag()), ..PLAIN };
    let plain = json!({"recipient": {"id": "7"}, "message": {"text": "thanks 😀"}});
    let and = |fields: Value| {
        let mut body = plain.clone();
        for (name, value) in fields.as_object().expect("object") {
            body[name] = value.clone();
        }
        body
    };
    let tag = json!({"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"});
    for (flavour, message, expected) in [
        (Flavour::InstagramLogin, PLAIN, plain.clone()),
        (Flavour::InstagramLogin, quoting, and(json!({"reply_to": {"mid": "m0"}}))),
        (Flavour::InstagramLogin, tagged, and(tag.clone())),
        (Flavour::FacebookLogin, PLAIN, and(json!({"messaging_type": "RESPONSE"}))),
        (Flavour::FacebookLogin, tagged, and(tag)),
    ] {
        let recorder = Recorder::with([delivered()]);
        let sent = send(&recorder, flavour, message).await;
        assert_eq!(sent.outcome, Outcome::Delivered(Mid::from("m1")));
        let request = recorder.only();
        assert_eq!((request.method.clone(), request.class), (Method::POST, Class::Send));
        assert_eq!(request.url.path(), "/v26.0/17841400000000123/messages");
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(body(&request), expected);
    }
}

#[tokio::test]
async fn only_an_answer_with_an_id_is_delivered() {
    for (status, answer) in [
        (200, r#"{"recipient_id":"7"}"#),
        (200, r#"{"recipient_id":"7","message_id":""}"#),
        (200, "{}"),
        (200, ""),
        (200, "<html>log in to the hotel's network</html>"),
        (200, r#"{"recipient_id":"7","mess"#),
        (500, ""),
        (502, "<html>bad gateway</html>"),
        (500, r#"{"recipient_id":"7","message_id":"m1"}"#),
        (429, "slow down"),
    ] {
        let sent = outcome_of(Recorder::raw(status, answer)).await;
        assert_eq!(sent.outcome, Outcome::Lost, "{status} {answer}");
        assert!(sent.error.is_some(), "{status} {answer}");
    }
    let sent = outcome_of(Recorder::raw(200, r#"{"message_id":9007199254740993}"#)).await;
    assert_eq!(sent.outcome, Outcome::Delivered(Mid::from("9007199254740993")));
}

#[tokio::test]
async fn a_refusal_counts_whatever_the_status_says() {
    for status in [200, 400, 403, 500] {
        let error = json!({"error": {"code": 10, "error_subcode": "2534022", "message": "(#10) outside"},
            "message_id": "m1"});
        let sent = outcome_of(Recorder::with([(status, error)])).await;
        assert_eq!(sent.outcome, Outcome::RefusedForGood(Reason::WindowClosed), "{status}");
        let lying =
            json!({"error": {"code": 1, "error_subcode": 1_357_046, "message": "may have been sent"}});
        let sent = outcome_of(Recorder::with([(status, lying)])).await;
        assert_eq!(sent.outcome, Outcome::Lost, "{status}");
    }
}

#[tokio::test]
async fn a_refusal_tells_what_is_wrong_with_the_handle() {
    let error = json!({"error": {"code": 190, "error_subcode": 463, "message": "Session has expired"}});
    let sent = outcome_of(Recorder::with([(400, error)])).await;
    assert_eq!(sent.outcome, Outcome::RefusedForNow(Reason::NeedsReconnect));
    assert_eq!(sent.trouble(), Some(Trouble::TokenExpired));
    assert_eq!(sent.server_time.map(|told| told.at.0), Some(1_790_635_489_000));
}

#[tokio::test]
async fn what_never_left_may_go_again_and_what_is_lost_may_not() {
    for cause in [Cause::Dns, Cause::Connect, Cause::Tls, Cause::Timeout] {
        let sent = outcome_of(Recorder::failing(TransportError::NeverLeft(cause))).await;
        assert_eq!(sent.outcome, Outcome::NeverLeft, "{cause}");
        let sent = outcome_of(Recorder::failing(TransportError::Lost(cause))).await;
        assert_eq!(sent.outcome, Outcome::Lost, "{cause}");
        assert_eq!(sent.trouble(), Some(Trouble::Offline));
    }
}

#[tokio::test]
async fn reactions() {
    let recorder = Recorder::with([(200, json!({"recipient_id": "7"})), (200, json!({"recipient_id": "7"}))]);
    let (handle, token) = (handle(), token());
    let (client, access) = (recorder.client(), Access::of(&handle, &token));
    let (person, mid) = (Igsid::from("7"), Mid::from("m1"));
    client.react(access, &person, &mid, "❤️").await.expect("reacted");
    client.unreact(access, &person, &mid).await.expect("taken back");
    let bodies: Vec<Value> = recorder.requests().iter().map(body).collect();
    let to = json!({"id": "7"});
    assert_eq!(
        bodies,
        [
            json!({"recipient": to, "sender_action": "react", "payload": {"message_id": "m1", "reaction": "❤️"}}),
            json!({"recipient": to, "sender_action": "unreact", "payload": {"message_id": "m1"}}),
        ]
    );
}
