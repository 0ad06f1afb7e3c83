//! What leaves for each kind of content, and how a file is uploaded.

use std::sync::Arc;

use domain::handle::{Flavour, Handle};
use domain::ids::Igsid;
use domain::outgoing::FileKind;
use graph::{
    Access, Button, ButtonTemplate, Class, Content, Element, GenericTemplate, GraphError, Message,
    QuickReplies, QuickReply, Request, UploadFile,
};
use http::Method;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::worlds::{Recorder, World, body, handle, token};

const PDF: UploadFile<'static> = UploadFile {
    kind: FileKind::Pdf,
    name: "price \"list\".pdf",
    media_type: "application/pdf",
    bytes: b"%PDF-1.7 \r\n\xFF\x00 bytes",
};

fn facebook() -> Handle {
    Handle { flavour: Flavour::FacebookLogin, ..handle() }
}

fn uploaded() -> (u16, Value) {
    (200, json!({"attachment_id": "1857"}))
}

async fn upload(recorder: &Arc<Recorder>, handle: &Handle) -> Result<String, GraphError> {
    let token = token();
    let reply = recorder.client().upload(Access::of(handle, &token), PDF).await;
    reply.map(|reply| reply.value)
}

/// The parts of a form, head and content.
fn parts(request: &Request) -> Vec<(String, Vec<u8>)> {
    let content_type = request.headers["content-type"].to_str().expect("text");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let delimiter = format!("--{boundary}").into_bytes();
    let body = &request.body;
    let starts: Vec<usize> = (0..body.len()).filter(|at| body[*at..].starts_with(&delimiter)).collect();
    assert!(body.ends_with(format!("--{boundary}--\r\n").as_bytes()));
    starts
        .windows(2)
        .map(|pair| {
            let part = &body[pair[0] + delimiter.len() + 2..pair[1] - 2];
            let split = part.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
            (String::from_utf8_lossy(&part[..split]).into_owned(), part[split + 4..].to_vec())
        })
        .collect()
}

#[tokio::test]
async fn the_form_of_an_upload() {
    for (handle, platform) in [(handle(), false), (facebook(), true)] {
        let recorder = Recorder::with([uploaded()]);
        assert_eq!(upload(&recorder, &handle).await.expect("uploaded"), "1857");
        let request = recorder.only();
        assert_eq!((request.method.clone(), request.class), (Method::POST, Class::Upload));
        assert_eq!(request.url.path(), "/v26.0/17841400000000123/message_attachments");
        let parts = parts(&request);
        let named = |name: &str| {
            let head = format!("name=\"{name}\"");
            parts.iter().find(|(found, _)| found.contains(&head))
        };
        assert_eq!(
            named("platform").map(|(_, value)| value.as_slice()),
            platform.then_some(&b"instagram"[..])
        );
        let message: Value = serde_json::from_slice(&named("message").expect("a message").1).expect("JSON");
        assert_eq!(message, json!({"attachment": {"type": "file", "payload": {"is_reusable": true}}}));
        let (head, bytes) = named("filedata").expect("a file");
        assert!(head.contains("filename=\"price %22list%22.pdf\""), "{head}");
        assert!(head.contains("Content-Type: application/pdf"), "{head}");
        assert_eq!(bytes, PDF.bytes);
    }
}

#[tokio::test]
async fn of_pictures_films_and_sounds_instagram_learns_no_name() {
    for (kind, media_type, expected) in [
        (FileKind::Image, "image/jpeg", "filename=\"image.jpg\""),
        (FileKind::Video, "video/quicktime", "filename=\"video.mov\""),
        (FileKind::Audio, "audio/mp4", "filename=\"audio.m4a\""),
    ] {
        let recorder = Recorder::with([uploaded()]);
        let (handle, token) = (handle(), token());
        let file = UploadFile { kind, media_type, name: "mira at the beach", bytes: b"bytes" };
        recorder.client().upload(Access::of(&handle, &token), file).await.expect("uploaded");
        let sent = String::from_utf8_lossy(&recorder.only().body).into_owned();
        assert!(sent.contains(expected) && !sent.contains("mira"), "{sent}");
    }
}

/// Section 16.1: the pages and the model behind Meta's own SDKs name the edge differently.
#[tokio::test]
async fn an_unknown_path_leads_to_the_other_which_is_kept_to() {
    let unknown = [
        (400, json!({"error": {"code": 2500, "message": "Unknown path components"}})),
        (400, json!({"error": {"code": 100, "error_subcode": 33, "message": "Unsupported post request"}})),
        (404, json!("no such page")),
    ];
    for refusal in unknown {
        let recorder = Recorder::with([refusal.clone(), uploaded(), uploaded()]);
        let (client, handle, token) = (recorder.client(), handle(), token());
        for _ in 0..2 {
            client.upload(Access::of(&handle, &token), PDF).await.expect("uploaded");
        }
        let paths: Vec<String> = recorder
            .requests()
            .iter()
            .map(|request| request.url.path().rsplit('/').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(paths, ["message_attachments", "messageattachments", "messageattachments"], "{refusal:?}");
    }
    let refused = (400, json!({"error": {"code": 100, "error_subcode": 2_018_109, "message": "too large"}}));
    let recorder = Recorder::with([refused]);
    assert!(upload(&recorder, &handle()).await.is_err());
    recorder.only();
}

#[tokio::test]
async fn only_an_id_is_an_upload() {
    for answer in ["{}", r#"{"attachment_id":""}"#, "", "<html>"] {
        let recorder = Recorder::raw(200, answer);
        assert!(upload(&recorder, &handle()).await.is_err(), "{answer}");
    }
    let recorder = Recorder::raw(200, r#"{"attachment_id":1857000000000000001}"#);
    assert_eq!(upload(&recorder, &handle()).await.expect("uploaded"), "1857000000000000001");
}

#[tokio::test]
async fn the_body_of_each_content() {
    let ids = |count: usize| (1..=count).map(|n| format!("a{n}")).collect::<Vec<_>>();
    let (one, ten) = (ids(1), ids(10));
    let replies = QuickReplies::new(vec![
        QuickReply::Text { title: "Yes".into(), payload: "YES".into() },
        QuickReply::Email,
    ])
    .expect("within limits");
    let url: url::Url = "https://example.com/cup".parse().expect("address");
    let button = Button::Web { title: "See".into(), url: url.clone() };
    let card = Element {
        title: "Cup".into(),
        subtitle: Some("Blue".into()),
        picture: Some(url.clone()),
        link: Some(url),
        buttons: vec![button.clone()],
    };
    let cards = GenericTemplate::new(vec![card]).expect("within limits");
    let buttons = ButtonTemplate::new("Which?", vec![button]).expect("within limits");
    let web = json!({"type": "web_url", "title": "See", "url": "https://example.com/cup"});
    let ten_pictures: Vec<Value> =
        ten.iter().map(|id| json!({"type": "image", "payload": {"attachment_id": id}})).collect();
    let single = |kind: &str| json!({"attachment": {"type": kind, "payload": {"attachment_id": "a1"}}});
    for (content, expected) in [
        (Content::Text("see https://example.com"), json!({"text": "see https://example.com"})),
        (
            Content::Choices("Shall we?", &replies),
            json!({"text": "Shall we?", "quick_replies": [
                {"content_type": "text", "title": "Yes", "payload": "YES"}, {"content_type": "user_email"}]}),
        ),
        (Content::Files(FileKind::Image, &one), single("image")),
        (Content::Files(FileKind::Image, &ten), json!({ "attachments": ten_pictures })),
        (Content::Files(FileKind::Video, &one), single("video")),
        (Content::Files(FileKind::Audio, &one), single("audio")),
        (Content::Files(FileKind::Pdf, &one), single("file")),
        (Content::Heart, json!({"attachment": {"type": "like_heart"}})),
        (Content::Post("1790"), json!({"attachment": {"type": "MEDIA_SHARE", "payload": {"id": "1790"}}})),
        (
            Content::Cards(&cards),
            json!({"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": [
                {"title": "Cup", "subtitle": "Blue", "image_url": "https://example.com/cup",
                 "default_action": {"type": "web_url", "url": "https://example.com/cup"}, "buttons": [web]}]}}}),
        ),
        (
            Content::Buttons(&buttons),
            json!({"attachment": {"type": "template", "payload":
                {"template_type": "button", "text": "Which?", "buttons": [web]}}}),
        ),
    ] {
        let recorder = Recorder::with([(200, json!({"recipient_id": "7", "message_id": "m1"}))]);
        let (handle, token) = (handle(), token());
        let access = Access::of(&handle, &token);
        recorder.client().send(access, &Igsid::from("7"), Message::of(content)).await;
        assert_eq!(body(&recorder.only()), json!({"recipient": {"id": "7"}, "message": expected}));
    }
}

/// The other side takes what leaves here: each kind of content, uploaded and sent.
#[tokio::test]
async fn the_sandbox_takes_every_kind() {
    let world = World::new().await;
    world.event("mira", "text", json!({"text": "hi"})).await.expect("a message");
    let page = graph::PageRequest::default();
    let read = world.client.conversations(world.access(), &page).await.expect("reads");
    let person = read
        .value
        .threads
        .iter()
        .flat_map(|thread| &thread.observations)
        .find_map(|observation| match observation {
            domain::observation::Observation::Message(message) => Some(message.person.clone()),
            _ => None,
        })
        .expect("somebody");
    for (kind, media_type, bytes) in [
        (FileKind::Image, "image/png", &b"\x89PNG\r\n\x1A\n"[..]),
        (FileKind::Video, "video/mp4", b"\0\0\0\x18ftypmp42"),
        (FileKind::Audio, "audio/aac", b"\xFF\xF1\x50\x80"),
        (FileKind::Pdf, "application/pdf", b"%PDF-1.7"),
    ] {
        let file = UploadFile { kind, name: "x", media_type, bytes };
        let id = world.client.upload(world.access(), file).await.expect("uploaded").value;
        let message = Message::of(Content::Files(kind, std::slice::from_ref(&id)));
        let sent = world.client.send(world.access(), &person, message).await;
        assert!(sent.error.is_none(), "{kind:?}: {:?}", sent.error);
    }
    let heart = world.client.send(world.access(), &person, Message::of(Content::Heart)).await;
    assert!(heart.error.is_none(), "{:?}", heart.error);
}

/// Instagram Login has one edge or the other; a Page has that of Meta's pages.
#[tokio::test]
async fn a_file_is_uploaded_at_whichever_edge_there_is() {
    for position in ["both", "message_attachments", "messageattachments"] {
        let world = World::new().await;
        world.control("POST", "switches", &json!({ "upload_edge": position })).await;
        for _ in 0..2 {
            world.client.upload(world.access(), PDF).await.expect(position);
        }
        let made =
            world.control("POST", "pages", &json!({ "name": "Blue Kiln", "handle": "bluekiln" })).await;
        let token = SecretString::from(made["token"].as_str().expect("a token").to_owned());
        let page_id = made["page_id"].as_str().map(str::to_owned);
        let page = Handle { flavour: Flavour::FacebookLogin, page_id, ..world.handle.clone() };
        world.client.upload(Access::of(&page, &token), PDF).await.expect(position);
    }
}
