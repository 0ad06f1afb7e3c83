//! Attached files: with the draft, then with their reply, then gone; one press is one transaction.

use domain::ids::{ConversationId, Mid, OutboxId, UploadId};
use domain::outbox::{Event, Outcome, State, step};
use domain::outgoing::{FileKind, Outgoing, UPLOAD_LIFE_MS};
use store::StoreError;
use store::outbox::{Attempt, NewReply, OutboxRow, Transition, Transitioned};
use store::uploads::NewUpload;
use uuid::Uuid;

use crate::support::{NOW, World, database, from_person, open};

struct Desk {
    world: World,
    conversation: ConversationId,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        world.ingest(vec![from_person("p1", "m1", -5_000, "question")]).await;
        let conversation = world.conversation("p1").await;
        Self { world, conversation }
    }

    async fn attach(&self, n: u128) -> UploadId {
        let id = UploadId(Uuid::from_u128(n));
        let file = NewUpload {
            id,
            conversation: self.conversation,
            name: format!("cup {n}.png"),
            kind: FileKind::Image,
            media_type: "image/png",
            bytes: format!("file {n}").into_bytes().into(),
        };
        self.world.store.attach(file, NOW).await.expect("kept");
        id
    }

    async fn send(&self, n: u128, messages: Vec<Outgoing>) -> Result<OutboxRow, StoreError> {
        let id = OutboxId(Uuid::from_u128(n));
        let reply = NewReply { messages, ..NewReply::text(id, self.conversation, "", NOW) };
        self.world.store.enqueue(reply).await.map(|(row, _)| row)
    }

    async fn step(&self, row: &OutboxRow, event: Event) -> OutboxRow {
        let to = step(&row.progress, event, NOW, None).expect("applies");
        let attempt = (to.state == State::Sending).then(|| Attempt { at: NOW, baseline: Vec::new() });
        let transition = Transition {
            id: row.id,
            rev: row.rev,
            to,
            attempt,
            matched_by: None,
            asked_again: false,
            now: NOW,
        };
        match self.world.store.transition(transition).await.expect("writes") {
            Transitioned::Done(row, _) => *row,
            Transitioned::Stale => panic!("is stale"),
        }
    }

    async fn sending(&self, row: &OutboxRow) -> OutboxRow {
        self.step(row, Event::Checked(Ok(()))).await
    }

    async fn attached(&self) -> Vec<UploadId> {
        let uploads = self.world.store.attached(self.conversation).await.expect("reads");
        uploads.into_iter().map(|upload| upload.id).collect()
    }

    async fn kept(&self) -> usize {
        self.world.store.uploads(self.conversation).await.expect("reads").len()
    }

    async fn draft(&self) -> Option<String> {
        self.world.store.draft(self.conversation).await.expect("reads").map(|draft| draft.text)
    }

    async fn has_draft(&self) -> bool {
        self.world.store.conversation(self.conversation).await.expect("reads").expect("is there").has_draft
    }
}

fn pictures(files: &[UploadId]) -> Outgoing {
    Outgoing::Files { kind: FileKind::Image, files: files.to_vec() }
}

fn text(text: &str) -> Outgoing {
    Outgoing::Text { text: text.into() }
}

#[tokio::test]
async fn a_draft_keeps_its_files_over_a_restart() {
    let desk = Desk::new().await;
    let store = &desk.world.store;
    let (first, second) = (desk.attach(1).await, desk.attach(2).await);
    store.save_draft(desk.conversation, "look".into(), NOW).await.expect("saves");
    store.save_draft(desk.conversation, String::new(), NOW).await.expect("saves");
    assert!(desk.has_draft().await, "files are a draft without a word");
    store.close().await.expect("closes");
    let again = open(&database(&desk.world.folder)).await.expect("opens");
    let uploads = again.attached(desk.conversation).await.expect("reads");
    let seen: Vec<_> = uploads.iter().map(|upload| (upload.id, upload.name.as_str(), upload.size)).collect();
    assert_eq!(seen, [(first, "cup 1.png", 6), (second, "cup 2.png", 6)]);
    let (media_type, bytes) = again.upload_bytes(second).await.expect("reads").expect("is there");
    assert_eq!((media_type.as_str(), bytes.as_ref()), ("image/png", &b"file 2"[..]));
    let desk = Desk { world: World { store: again, ..desk.world }, ..desk };
    for (file, left) in [(first, true), (second, false)] {
        assert!(desk.world.store.detach(file, NOW).await.expect("detaches").0);
        assert!(!desk.world.store.detach(file, NOW).await.expect("detaches").0, "it is gone");
        assert_eq!(desk.has_draft().await, left);
    }
}

#[tokio::test]
async fn one_press_is_several_messages_in_order_and_twice_the_same() {
    let desk = Desk::new().await;
    let files = [desk.attach(1).await, desk.attach(2).await, desk.attach(3).await];
    desk.world.store.save_draft(desk.conversation, "look".into(), NOW).await.expect("saves");
    let messages = vec![pictures(&files[..2]), text("look")];
    let first = desk.send(9, messages.clone()).await.expect("queued");
    assert_eq!(desk.send(9, messages.clone()).await.expect("pressed twice"), first);
    let rows = desk.world.store.outbox_of(desk.conversation).await.expect("reads");
    assert_eq!(rows.iter().map(|row| row.what.clone()).collect::<Vec<_>>(), messages);
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [first.id, first.id.part(1)]);
    assert_eq!(desk.attached().await, [files[2]], "what did not go along stays");
    assert_eq!(desk.draft().await.as_deref(), Some(""));
    let due = desk.world.store.due(NOW).await.expect("reads");
    assert_eq!(
        due.iter().map(|row| row.id).collect::<Vec<_>>(),
        [first.id],
        "the text waits for the pictures"
    );
}

#[tokio::test]
async fn a_file_goes_with_one_reply_alone_and_a_press_that_fails_writes_nothing() {
    let desk = Desk::new().await;
    let file = desk.attach(1).await;
    desk.send(9, vec![pictures(&[file])]).await.expect("queued");
    let again = desk.send(10_000_000, vec![text("hello"), pictures(&[file])]).await;
    assert!(matches!(again, Err(StoreError::NotFound(_))));
    assert_eq!(desk.world.store.outbox_of(desk.conversation).await.expect("reads").len(), 1);
    assert!(!desk.world.store.detach(file, NOW).await.expect("detaches").0, "it is on its way");
}

#[tokio::test]
async fn files_go_when_their_reply_was_sent_or_thrown_away_and_stay_when_it_failed() {
    let desk = Desk::new().await;
    for (event, kept) in [
        (Outcome::Delivered(Mid::from("s1")), 0),
        (Outcome::RefusedForGood(domain::outbox::Reason::FileRefused), 1),
        (Outcome::Lost, 1),
    ] {
        let file = desk.attach(u128::from(event != Outcome::Lost) + 5).await;
        let id = 1_000 + u128::try_from(kept).expect("small") + u128::from(event == Outcome::Lost) * 7;
        let row = desk.send(id, vec![pictures(&[file])]).await.expect("queued");
        let row = desk.sending(&row).await;
        let row = desk.step(&row, Event::Attempted(event.clone())).await;
        assert_eq!(desk.kept().await, kept, "{event:?}");
        if !row.progress.state.is_final() {
            desk.step(&row, Event::Discarded).await;
        }
        assert_eq!(desk.kept().await, 0, "{event:?}");
    }
}

#[tokio::test]
async fn what_is_taken_back_returns_whole() {
    let desk = Desk::new().await;
    let store = &desk.world.store;
    let files = [desk.attach(1).await, desk.attach(2).await];
    let row = desk.send(9, vec![pictures(&files), text("look"), text("and more")]).await.expect("queued");
    store.save_draft(desk.conversation, "next".into(), NOW).await.expect("saves");
    // The last of them is taken back: nothing of the press has left, so all of it returns.
    let (taken, changes) = store.take_back(row.id.part(2), NOW).await.expect("writes").expect("in time");
    assert_eq!(taken, "look\nand more");
    assert!(changes.outbox);
    assert_eq!(desk.draft().await.as_deref(), Some("look\nand more\nnext"));
    assert_eq!(desk.attached().await, files);
    assert!(store.outbox_of(desk.conversation).await.expect("reads").is_empty());
    assert_eq!(store.take_back(row.id, NOW).await.expect("writes"), None, "once");
    assert_eq!(desk.draft().await.as_deref(), Some("look\nand more\nnext"));
}

#[tokio::test]
async fn what_left_already_is_not_taken_back() {
    let desk = Desk::new().await;
    let file = desk.attach(1).await;
    let row = desk.send(9, vec![pictures(&[file]), text("look")]).await.expect("queued");
    let sending = desk.sending(&row).await;
    assert_eq!(desk.world.store.take_back(sending.id, NOW).await.expect("writes"), None);
    let (taken, _) = desk.world.store.take_back(row.id.part(1), NOW).await.expect("writes").expect("in time");
    assert_eq!((taken.as_str(), desk.attached().await.len()), ("look", 0));
}

#[tokio::test]
async fn pictures_that_go_one_by_one_keep_their_place_and_are_nowhere_twice() {
    let desk = Desk::new().await;
    let mut files = Vec::new();
    for n in 1..=10 {
        files.push(desk.attach(n).await);
    }
    let row = desk.send(90, vec![pictures(&files), text("look")]).await.expect("queued");
    let later = desk.send(500, vec![text("later")]).await.expect("queued");
    let sending = desk.sending(&row).await;
    let parted = desk.world.store.part_pictures(sending.id, sending.rev - 1, NOW).await.expect("writes");
    assert_eq!(parted, Transitioned::Stale, "an outdated decision");
    let parted = desk.world.store.part_pictures(sending.id, sending.rev, NOW).await.expect("writes");
    assert!(matches!(parted, Transitioned::Done(row, _) if row.progress.state == State::Queued));
    let rows = desk.world.store.outbox_of(desk.conversation).await.expect("reads");
    let mut expected: Vec<Outgoing> = files.iter().map(|file| pictures(&[*file])).collect();
    expected.extend([text("look"), text("later")]);
    assert_eq!(rows.iter().map(|row| row.what.clone()).collect::<Vec<_>>(), expected);
    assert_eq!(rows.last().map(|row| row.id), Some(later.id));
    let uploads = desk.world.store.uploads(desk.conversation).await.expect("reads");
    for (row, file) in rows.iter().zip(&files) {
        let owner = uploads.iter().find(|upload| upload.id == *file).and_then(|upload| upload.reply);
        assert_eq!(owner, Some(row.id));
    }
    // Taken back, all of them return.
    let due = desk.world.store.due(NOW).await.expect("reads");
    assert_eq!(due.len(), 1);
    desk.world.store.take_back(due[0].id, NOW).await.expect("writes").expect("in time");
    assert_eq!(desk.attached().await, files);
}

#[tokio::test]
async fn an_upload_is_remembered_for_ninety_days() {
    let desk = Desk::new().await;
    let file = desk.attach(1).await;
    let row = desk.send(9, vec![pictures(&[file])]).await.expect("queued");
    desk.world.store.uploaded(file, "18570000".into(), NOW).await.expect("writes");
    let upload = desk.world.store.uploads(desk.conversation).await.expect("reads").remove(0);
    assert_eq!(upload.attachment_id(NOW), Some("18570000"));
    assert_eq!(upload.attachment_id(NOW.plus(UPLOAD_LIFE_MS - 1)), Some("18570000"));
    assert_eq!(upload.attachment_id(NOW.plus(UPLOAD_LIFE_MS)), None);
    desk.world.store.forget_uploaded(row.id).await.expect("writes");
    assert_eq!(desk.world.store.uploads(desk.conversation).await.expect("reads")[0].uploaded, None);
}

#[tokio::test]
async fn agreeing_once_is_enough() {
    let desk = Desk::new().await;
    let (store, handle) = (&desk.world.store, desk.world.handle);
    assert!(!store.human_agent_agreed(handle).await.expect("reads"));
    for _ in 0..2 {
        store.agree_to_human_agent(handle, NOW).await.expect("writes");
    }
    assert!(store.human_agent_agreed(handle).await.expect("reads"));
    let trail = store.audit(10).await.expect("reads");
    assert_eq!(trail.iter().filter(|line| line.action == "agree_to_human_agent").count(), 1);
    let nobody = store.agree_to_human_agent(domain::ids::HandleId(999), NOW).await;
    assert!(matches!(nobody, Err(StoreError::NotFound(_))));
}
