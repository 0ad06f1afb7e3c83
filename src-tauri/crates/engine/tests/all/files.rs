//! Files leave once, when their reply's turn came, and whatever happens on the way nothing goes twice.

use domain::ids::{ConversationId, OutboxId, UploadId};
use domain::message::MessageKind;
use domain::outbox::{Event, Reason, State};
use domain::outgoing::{FileKind, Outgoing};
use serde_json::{Value, json};
use store::outbox::NewReply;
use store::uploads::NewUpload;
use testkit::{Brand, eventually};
use uuid::Uuid;

use crate::world::World;

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a picture";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42 a film";

struct Desk {
    world: World,
    brand: Brand,
    conversation: ConversationId,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        let brand = world.instagram.brand("bluekiln").await;
        world.connect(&brand).await;
        world.instagram.writes("mira", &brand, "Any pictures?").await;
        let conversation = world.shows("Any pictures?").await;
        Self { world, brand, conversation }
    }

    async fn attach(&self, kind: FileKind) -> UploadId {
        let (media_type, bytes, name) = match kind {
            FileKind::Image => ("image/jpeg", JPEG, "cup.jpg"),
            FileKind::Video => ("video/mp4", MP4, "kiln.mp4"),
            FileKind::Audio => ("audio/aac", &b"\xFF\xF1\x50\x80"[..], "voice.aac"),
            FileKind::Pdf => ("application/pdf", &b"%PDF-1.7"[..], "prices.pdf"),
        };
        let id = UploadId(Uuid::now_v7());
        let file = NewUpload {
            id,
            conversation: self.conversation,
            name: name.into(),
            kind,
            media_type,
            bytes: bytes.to_vec().into(),
        };
        self.world.store.attach(file, World::now()).await.expect("kept");
        id
    }

    async fn pictures(&self, count: usize) -> Outgoing {
        let mut files = Vec::new();
        for _ in 0..count {
            files.push(self.attach(FileKind::Image).await);
        }
        Outgoing::Files { kind: FileKind::Image, files }
    }

    async fn send(&self, messages: Vec<Outgoing>) -> OutboxId {
        let id = OutboxId(Uuid::now_v7());
        let reply = NewReply { messages, ..NewReply::text(id, self.conversation, "", World::now()) };
        self.world.store.enqueue(reply).await.expect("taken");
        self.world.engine.wake_outbox();
        id
    }

    async fn ledger(&self) -> Vec<Value> {
        let ledger = self.world.instagram.control("ledger", None).await;
        ledger["sends"].as_array().cloned().unwrap_or_default()
    }

    /// What each accepted message carried: its text, or the types of its attachments.
    async fn sent(&self) -> Vec<String> {
        let sends = self.ledger().await;
        sends.iter().map(|send| carried(&send["body"]["message"])).collect()
    }

    async fn uploads(&self) -> u64 {
        let calls = self.world.instagram.control("calls", None).await;
        let mut count = 0;
        for (_, of) in calls["calls"].as_object().into_iter().flatten() {
            count += of["upload"].as_u64().unwrap_or_default();
        }
        count
    }

    /// Everything that was written is sent, and no file is kept any more.
    async fn settled(&self) {
        eventually("everything sent", || async {
            (self.world.store.outbox_counts(None, World::now()).await.ok()?.open == 0).then_some(())
        })
        .await;
        assert_eq!(self.world.store.uploads(self.conversation).await.expect("reads"), []);
    }
}

fn carried(message: &Value) -> String {
    let kind = |attachment: &Value| attachment["type"].as_str().unwrap_or_default().to_owned();
    match (message["text"].as_str(), message["attachments"].as_array()) {
        (Some(text), _) => text.to_owned(),
        (None, Some(several)) => several.iter().map(kind).collect::<Vec<_>>().join("+"),
        (None, None) => kind(&message["attachment"]),
    }
}

fn once(endpoint: &str, mut fault: Value) -> Value {
    fault["match"] = json!({ "endpoint": endpoint });
    fault["times"] = json!(1);
    fault
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_file_and_the_heart_go_in_order() {
    let desk = Desk::new().await;
    let pictures = desk.pictures(3).await;
    let mut messages = vec![pictures];
    for kind in [FileKind::Video, FileKind::Audio, FileKind::Pdf] {
        messages.push(Outgoing::Files { kind, files: vec![desk.attach(kind).await] });
    }
    messages.extend([Outgoing::Text { text: "That is all".into() }, Outgoing::Heart]);
    assert_eq!(desk.uploads().await, 0, "nothing leaves before Send");
    desk.send(messages).await;
    desk.settled().await;
    assert_eq!(
        desk.sent().await,
        ["image+image+image", "video", "audio", "file", "That is all", "like_heart"]
    );
    assert_eq!(desk.uploads().await, 6);
    // The bubbles are there at once, of their kind, and are still single after the next read.
    desk.world.instagram.writes("mira", &desk.brand, "Lovely").await;
    desk.world.shows("Lovely").await;
    let kinds: Vec<MessageKind> =
        desk.world.messages(desk.conversation).await.iter().map(|message| message.kind).collect();
    let count = |kind| kinds.iter().filter(|other| **other == kind).count();
    for kind in [MessageKind::Image, MessageKind::Video, MessageKind::Audio, MessageKind::File] {
        assert_eq!(count(kind), 1, "{kind:?} of {kinds:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_pictures_go_one_by_one_where_the_account_takes_one_and_none_goes_twice() {
    let desk = Desk::new().await;
    let fault = once("send", json!({ "kind": "error", "code": 100, "subcode": 2_534_068 }));
    desk.world.instagram.fault(fault).await;
    let pictures = desk.pictures(4).await;
    desk.send(vec![pictures, Outgoing::Text { text: "Four of them".into() }]).await;
    desk.settled().await;
    assert_eq!(desk.sent().await, ["image", "image", "image", "image", "Four of them"]);
    let mut ids: Vec<String> = desk
        .ledger()
        .await
        .iter()
        .filter_map(|send| {
            send.pointer("/body/message/attachment/payload/attachment_id")?.as_str().map(Into::into)
        })
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), desk.uploads().await), (4, 4), "each once, and none uploaded anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_instagram_no_longer_has_is_uploaded_again_once() {
    let desk = Desk::new().await;
    let gone = json!({ "kind": "error", "code": 100, "subcode": 2_018_074 });
    // A throttle comes between upload and sending, so that the file is one from before.
    desk.world
        .instagram
        .fault(once("send", json!({ "kind": "error", "code": 613, "subcode": 2_534_040 })))
        .await;
    desk.world.instagram.fault(once("send", gone.clone())).await;
    let picture = desk.pictures(1).await;
    let id = desk.send(vec![picture]).await;
    let held = desk.world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Throttled));
    assert!(held.progress.not_before.is_some(), "a countdown");
    desk.world.person_says(id, Event::SendAgain).await;
    desk.settled().await;
    assert_eq!((desk.sent().await, desk.uploads().await), (vec!["image".to_owned()], 2));
    // One that was uploaded just now is not uploaded in a circle.
    desk.world.instagram.fault(once("send", gone)).await;
    let picture = desk.pictures(1).await;
    let id = desk.send(vec![picture]).await;
    let failed = desk.world.reaches(id, State::Failed).await;
    assert_eq!(failed.progress.reason, Some(Reason::FileRefused));
    assert_eq!(desk.uploads().await, 3);
    assert_eq!(
        desk.world.store.uploads(desk.conversation).await.expect("reads").len(),
        1,
        "the file is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_answer_is_lost_is_done_again_and_the_message_goes_once() {
    let desk = Desk::new().await;
    desk.world.instagram.fault(once("upload", json!({ "kind": "empty_body" }))).await;
    desk.world.instagram.fault(once("upload", json!({ "kind": "status", "status": 502 }))).await;
    let picture = desk.pictures(1).await;
    desk.send(vec![picture]).await;
    desk.settled().await;
    assert_eq!((desk.sent().await, desk.uploads().await), (vec!["image".to_owned()], 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_the_middle_of_an_upload_loses_nothing_and_sends_once() {
    let desk = Desk::new().await;
    // The second of three uploads gets no answer.
    let mut fault = once("upload", json!({ "kind": "timeout_before" }));
    fault["skip"] = json!(1);
    desk.world.instagram.fault(fault).await;
    let pictures = desk.pictures(3).await;
    let id = desk.send(vec![pictures, Outgoing::Text { text: "Three".into() }]).await;
    let kept = || async {
        let uploads = desk.world.store.uploads(desk.conversation).await.ok()?;
        (uploads.iter().filter(|upload| upload.uploaded.is_some()).count() == 1).then_some(())
    };
    eventually("the first file is at Instagram", kept).await;
    eventually("the second is on its way", || async { (desk.uploads().await == 2).then_some(()) }).await;
    let Desk { world, brand, conversation } = desk;
    let desk = Desk { world: world.restart().await, brand, conversation };
    let row = desk.world.outbox(id).await;
    assert!(!row.progress.state.is_uncertain(), "a file alone reaches nobody");
    desk.settled().await;
    assert_eq!(desk.sent().await, ["image+image+image", "Three"]);
    assert_eq!(desk.uploads().await, 4, "the first is not uploaded again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_of_files_whose_answer_is_lost_is_found_by_kind_and_number() {
    let desk = Desk::new().await;
    // An older picture of the handle's own proves nothing.
    let first = desk.pictures(1).await;
    desk.send(vec![first]).await;
    desk.settled().await;
    desk.world.instagram.fault(once("send", json!({ "kind": "lying_error" }))).await;
    let second = desk.pictures(1).await;
    desk.send(vec![second]).await;
    desk.settled().await;
    assert_eq!(desk.sent().await, ["image", "image"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_instagram_does_not_take_is_kept_with_its_reason() {
    let desk = Desk::new().await;
    for (fault, reason) in [
        (json!({ "kind": "error", "code": 100, "subcode": 2_018_109 }), Reason::FileRefused),
        (json!({ "kind": "error", "code": 100, "subcode": 2_018_047 }), Reason::FileRefused),
        (json!({ "kind": "error", "code": 100, "subcode": 2_018_294 }), Reason::FileRefused),
        (json!({ "kind": "error", "code": 100 }), Reason::FileRefused),
    ] {
        desk.world.instagram.fault(once("upload", fault.clone())).await;
        let film = Outgoing::Files { kind: FileKind::Video, files: vec![desk.attach(FileKind::Video).await] };
        let id = desk.send(vec![film]).await;
        let failed = desk.world.reaches(id, State::Failed).await;
        assert_eq!(failed.progress.reason, Some(reason), "{fault}");
        desk.world.person_says(id, Event::Discarded).await;
    }
    assert_eq!(desk.ledger().await, Vec::<Value>::new());
    assert_eq!(desk.world.store.uploads(desk.conversation).await.expect("reads"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_upload_waits_with_a_countdown_and_then_goes() {
    let desk = Desk::new().await;
    desk.world.instagram.fault(once("upload", json!({ "kind": "error", "code": 613 }))).await;
    let picture = desk.pictures(1).await;
    let id = desk.send(vec![picture]).await;
    let held = desk.world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Throttled));
    assert!(held.progress.not_before.is_some());
    desk.world.person_says(id, Event::SendAgain).await;
    desk.settled().await;
    assert_eq!(desk.sent().await, ["image"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn code_4_holds_the_replies_of_all_handles() {
    let desk = Desk::new().await;
    let other = desk.world.instagram.brand("zeta").await;
    desk.world.connect(&other).await;
    desk.world.instagram.writes("noor", &other, "And you?").await;
    let elsewhere = desk.world.shows("And you?").await;
    desk.world.instagram.fault(once("send", json!({ "kind": "error", "code": 4 }))).await;
    let first = desk.world.reply(desk.conversation, "first").await;
    desk.world.reaches(first, State::Held).await;
    let second = desk.world.reply(elsewhere, "second").await;
    let held = desk.world.reaches(second, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Throttled));
    assert!(held.progress.not_before.is_some(), "a countdown");
    assert_eq!(desk.ledger().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edge_that_asks_for_fewer_calls_holds_the_replies_of_all_handles() {
    for (endpoint, first_is) in [("send", State::Unknown), ("upload", State::Held)] {
        let desk = Desk::new().await;
        let other = desk.world.instagram.brand("zeta").await;
        desk.world.connect(&other).await;
        desk.world.instagram.writes("noor", &other, "And you?").await;
        let elsewhere = desk.world.shows("And you?").await;
        // No error of Graph's: it stands before it, and asks the address that calls.
        desk.world.instagram.fault(once(endpoint, json!({ "kind": "status", "status": 429 }))).await;
        let first = desk.pictures(1).await;
        let first = desk.send(vec![first]).await;
        desk.world.reaches(first, first_is).await;
        let second = desk.world.reply(elsewhere, "second").await;
        let held = desk.world.reaches(second, State::Held).await;
        assert_eq!(held.progress.reason, Some(Reason::Throttled), "{endpoint}");
        assert!(held.progress.not_before.is_some(), "a countdown");
        assert_eq!(desk.ledger().await, Vec::<Value>::new());
    }
}
