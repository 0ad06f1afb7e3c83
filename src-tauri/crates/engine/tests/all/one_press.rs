//! What was sent with one press stays together: what failed holds the rest of it, and a person decides.

use domain::ids::{ConversationId, OutboxId, UploadId};
use domain::outbox::{Event, Reason, State};
use domain::outgoing::{FileKind, Outgoing};
use serde_json::{Value, json};
use store::outbox::NewReply;
use store::uploads::NewUpload;
use uuid::Uuid;

use crate::world::World;

async fn desk() -> (World, ConversationId) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "Any pictures?").await;
    let conversation = world.shows("Any pictures?").await;
    (world, conversation)
}

async fn pictures(world: &World, conversation: ConversationId, count: usize) -> Outgoing {
    let mut files = Vec::new();
    for _ in 0..count {
        let id = UploadId(Uuid::now_v7());
        let bytes = b"\xFF\xD8\xFF\xE0 a picture".to_vec().into();
        let (name, media_type) = ("cup.jpg".into(), "image/jpeg");
        let file = NewUpload { id, conversation, name, kind: FileKind::Image, media_type, bytes };
        world.store.attach(file, World::now()).await.expect("kept");
        files.push(id);
    }
    Outgoing::Files { kind: FileKind::Image, files }
}

fn text(text: &str) -> Outgoing {
    Outgoing::Text { text: text.into() }
}

async fn send(world: &World, conversation: ConversationId, messages: Vec<Outgoing>) -> OutboxId {
    let id = OutboxId(Uuid::now_v7());
    let reply = NewReply { messages, ..NewReply::text(id, conversation, "", World::now()) };
    world.store.enqueue(reply).await.expect("taken");
    world.engine.wake_outbox();
    id
}

/// A picture that Instagram refuses, and the text of the same press, which waits.
async fn stopped() -> (World, OutboxId, OutboxId) {
    let (world, conversation) = desk().await;
    let fault = json!({ "match": { "endpoint": "upload" }, "times": 1, "kind": "error", "code": 100, "subcode": 2_018_109 });
    world.instagram.fault(fault).await;
    let picture = pictures(&world, conversation, 1).await;
    let first = send(&world, conversation, vec![picture, text("This one, in blue")]).await;
    let second = first.part(1);
    world.reaches(first, State::Failed).await;
    let held = world.reaches(second, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::EarlierFailed));
    assert_eq!(world.instagram.sent().await, Vec::<String>::new());
    (world, first, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_failed_holds_its_text_which_goes_behind_it_when_the_file_goes() {
    let (world, first, second) = stopped().await;
    world.person_says(first, Event::SendAgain).await;
    let sent = [world.reaches(first, State::Sent).await, world.reaches(second, State::Sent).await];
    let [file, text] = sent.map(|row| row.attempted_at.expect("attempted"));
    assert!(file <= text, "in order");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_goes_alone_when_a_person_says_so_and_not_because_the_file_was_thrown_away() {
    let (world, first, second) = stopped().await;
    world.person_says(first, Event::Discarded).await;
    let changes = world.store.release_settled(World::now()).await.expect("writes");
    assert!(changes.is_empty(), "nothing is released");
    assert_eq!(world.outbox(second).await.progress.reason, Some(Reason::EarlierFailed));
    world.person_says(second, Event::SendAgain).await;
    world.reaches(second, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["This one, in blue"]);

    let (world, _, second) = stopped().await;
    world.person_says(second, Event::SendAgain).await;
    world.reaches(second, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["This one, in blue"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_files_cannot_be_uploaded_the_reason_is_exact_and_everything_comes_back() {
    let (world, conversation) = desk().await;
    world.instagram.control("switches", Some(json!({ "upload_of_files": "rejected" }))).await;
    let picture = pictures(&world, conversation, 1).await;
    let id = send(&world, conversation, vec![picture, text("Look")]).await;
    let failed = world.reaches(id, State::Failed).await;
    assert_eq!(failed.progress.reason, Some(Reason::FileRefused));
    world.reaches(id.part(1), State::Held).await;
    let (taken, _) = world.store.take_back(id, World::now()).await.expect("writes").expect("not too late");
    assert_eq!(taken, "Look");
    let uploads = world.store.uploads(conversation).await.expect("reads");
    assert_eq!((uploads.len(), uploads.iter().filter(|file| file.reply.is_some()).count()), (1, 0));
    assert_eq!(world.store.outbox_counts(None, World::now()).await.expect("reads").open, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_takes_one_picture_a_message_is_asked_for_more_only_once() {
    for position in ["100/2534068", "2534068"] {
        let (world, conversation) = desk().await;
        world.instagram.control("switches", Some(json!({ "several_images": position }))).await;
        for (press, calls) in [(1, 4), (2, 7)] {
            let three = pictures(&world, conversation, 3).await;
            let id = send(&world, conversation, vec![three, text("Three")]).await;
            world.reaches(id.part(1), State::Sent).await;
            let ledger = world.instagram.control("ledger", None).await;
            let sent = ledger["sends"].as_array().map_or(0, Vec::len);
            // Each press: three pictures and a text; one refused call before the first of all.
            assert_eq!(sent, press * 4, "{position}");
            assert_eq!(
                world.instagram.calls_of("send").await,
                calls + i64::try_from(press).expect("small"),
                "{position}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_that_instagram_does_not_take_is_named_as_the_reason() {
    let (world, conversation) = desk().await;
    world.instagram.control("switches", Some(json!({ "reply_to_on_send": "rejected" }))).await;
    let mid = world.messages(conversation).await[0].mid.clone();
    let id = OutboxId(Uuid::now_v7());
    let reply = NewReply { reply_to: Some(mid), ..NewReply::text(id, conversation, "This?", World::now()) };
    world.store.enqueue(reply).await.expect("taken");
    world.engine.wake_outbox();
    let failed = world.reaches(id, State::Failed).await;
    assert_eq!((failed.progress.reason, failed.what), (Some(Reason::QuoteRefused), text("This?")));
    let ledger: Value = world.instagram.control("ledger", None).await;
    assert_eq!(ledger["sends"], json!([]));
}
