//! The copy of the day where it is damaged itself, and what it does not bring back.

use domain::ids::{ConversationId, Mid, OutboxId, UploadId};
use domain::outbox::{Event, Outcome};
use domain::outgoing::{FileKind, Outgoing};
use store::outbox::NewReply;
use store::repair::Part;
use store::uploads::NewUpload;
use store::{OpenError, Store};
use uuid::Uuid;

use crate::home::{EACH, Home, PEOPLE, advance, counts, flip, pages};
use crate::support::{NOW, World, all, database, from_person, open, unsend};

/// A closed database with its copy.
async fn home_with_copy() -> Home {
    let home = Home::new().await;
    make_copy(&home).await;
    home
}

async fn make_copy(home: &Home) {
    let store = home.open().await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    store.close().await.expect("closes");
}

/// Damages every leaf of a table in the file, and one in the middle of it in the copy. Answers how many rows that one has.
async fn damage_both(home: &Home, table: &str) -> i64 {
    let is_leaf = |page: &&crate::home::Page| page.name == table && page.kind == "leaf";
    for page in home.pages().await.iter().filter(is_leaf) {
        home.flip(page.number);
    }
    let pages = pages(&home.copy_of_the_day()).await;
    let leaves: Vec<_> = pages.iter().filter(is_leaf).collect();
    assert!(leaves.len() > 2, "{table} is on several pages");
    let middle = leaves[leaves.len() / 2];
    flip(&home.copy_of_the_day(), middle.number);
    middle.cells
}

#[tokio::test]
async fn what_can_be_read_of_a_copy_that_is_damaged_itself_is_taken_from_it() {
    let home = home_with_copy().await;
    let lost = damage_both(&home, "message").await;
    let repaired = home.repair().await.expect("repairs");
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH - lost, PEOPLE, 4], "{repaired:?}");
    assert_eq!(repaired.parts[&Part::Messages].lost, u64::try_from(lost).expect("few"));
}

#[tokio::test]
async fn so_it_is_of_a_table_without_row_ids() {
    const SETTINGS: usize = 60;
    let home = Home::new().await;
    let store = home.open().await;
    let key = |n: usize| format!("k{n:03}");
    for n in 0..SETTINGS {
        store.set_setting(&key(n), Some("v".repeat(700))).await.expect("is kept");
    }
    store.close().await.expect("closes");
    make_copy(&home).await;
    let lost = damage_both(&home, "setting").await;
    home.repair().await.expect("repairs");
    let store = home.open().await;
    let mut missing = Vec::new();
    for n in 0..SETTINGS {
        if store.setting(&key(n)).await.expect("reads").is_none() {
            missing.push(n);
        }
    }
    assert_eq!(missing.len(), usize::try_from(lost).expect("few"), "{missing:?}");
    assert!(!missing.contains(&(SETTINGS - 1)), "what is behind the damaged page is there");
}

#[tokio::test]
async fn a_copy_that_is_damaged_itself_still_tells_a_damaged_first_page_from_a_wrong_key() {
    let home = home_with_copy().await;
    let leaf = pages(&home.copy_of_the_day())
        .await
        .into_iter()
        .find(|page| page.name == "message" && page.kind == "leaf");
    let leaf = leaf.expect("is there");
    flip(&home.copy_of_the_day(), leaf.number);
    // The salt is in the first bytes: without it nothing of the file itself tells.
    let mut bytes = std::fs::read(&home.path).expect("reads");
    bytes[0] ^= 1;
    std::fs::write(&home.path, bytes).expect("writes");
    assert!(matches!(open(&home.path).await, Err(OpenError::Corrupt)));
    let repaired = home.repair().await.expect("repairs");
    assert!(repaired.all_from_copy);
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH - leaf.cells, PEOPLE, 4]);
}

/// What removes something, the copy of the day stays for, or not.
#[tokio::test]
async fn a_copy_goes_with_what_was_deleted_and_stays_for_what_only_changed() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "question")]).await;
    let (store, conversation) = (&world.store, world.conversation("p1").await);
    let (note, _) = store.add_note(conversation, "me".into(), "a note".into(), NOW).await.expect("is kept");
    let file = attach(store, 1, conversation).await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    let copy = database(&world.folder).with_file_name("handrail.db.daily");

    store.change_note(note.id, "another".into(), NOW).await.expect("changes");
    send_file(store, file, conversation, NOW.plus(5)).await;
    assert!(copy.exists(), "nobody was told that it is gone");
    store.delete_note(note.id).await.expect("deletes");
    assert!(!copy.exists(), "what was deleted goes from the copy too");
}

#[tokio::test]
async fn a_file_that_was_sent_since_the_copy_does_not_come_back_and_one_that_waits_is_its_replys() {
    let home = Home::new().await;
    let store = home.open().await;
    let rows = store.conversations(&all()).await.expect("reads").rows;
    let [sent, waiting, drafted] = ["p20", "p21", "p22"]
        .map(|person| rows.iter().find(|row| row.person.igsid.as_str() == person).expect("is listed").id);
    let mut files = Vec::new();
    for (n, conversation) in [(1, sent), (2, waiting), (3, drafted)] {
        files.push(attach(&store, n, conversation).await);
    }
    assert!(store.copy_daily(NOW).await.expect("copies"));
    send_file(&store, files[0], sent, NOW.plus(5)).await;
    let reply = enqueue_file(&store, files[1], waiting, NOW.plus(5)).await;
    store.close().await.expect("closes");
    assert!(home.copy_of_the_day().exists());
    home.flip(home.leaf_of("upload").await);
    let repaired = home.repair().await.expect("repairs");
    assert_eq!(repaired.parts[&Part::Files].from_copy, 2);
    let store = home.open().await;
    assert_eq!(store.uploads(sent).await.expect("reads").len(), 0, "it was sent");
    let of_reply = store.uploads(waiting).await.expect("reads");
    assert_eq!(of_reply.iter().map(|file| file.reply).collect::<Vec<_>>(), [Some(reply)]);
    assert_eq!(store.attached(drafted).await.expect("reads").len(), 1, "it is the draft's still");
}

async fn attach(store: &Store, n: u128, conversation: ConversationId) -> UploadId {
    let id = UploadId(Uuid::from_u128(n));
    let file = NewUpload {
        id,
        conversation,
        name: "cup.png".into(),
        kind: FileKind::Image,
        media_type: "image/png",
        bytes: vec![7; 500].into(),
    };
    store.attach(file, NOW).await.expect("is kept");
    id
}

async fn enqueue_file(
    store: &Store,
    file: UploadId,
    conversation: ConversationId,
    now: domain::time::Timestamp,
) -> OutboxId {
    let messages = vec![Outgoing::Files { kind: FileKind::Image, files: vec![file] }];
    let id = OutboxId(Uuid::from_u128(file.0.as_u128() + 100));
    let reply = NewReply { messages, ..NewReply::text(id, conversation, "", now) };
    store.enqueue(reply).await.expect("is queued").0.id
}

async fn send_file(
    store: &Store,
    file: UploadId,
    conversation: ConversationId,
    now: domain::time::Timestamp,
) {
    let id = enqueue_file(store, file, conversation, now).await;
    let row = store.outbox_row(id).await.expect("reads").expect("is there");
    let sending = advance(store, &row, Event::Checked(Ok(()))).await;
    advance(store, &sending, Event::Attempted(Outcome::Delivered(Mid::from("mid")))).await;
    assert_eq!(store.uploads(conversation).await.expect("reads").len(), 0);
}

#[tokio::test]
async fn a_store_that_is_dropped_ends_as_one_that_is_closed() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "canary")]).await;
    world.ingest(vec![unsend("m1", 5)]).await;
    assert!(world.store.copy_daily(NOW).await.expect("copies"));
    let World { store, folder, .. } = world;
    let path = database(&folder);
    assert!(std::fs::metadata(path.with_file_name("handrail.db-wal")).expect("has a log").len() > 0);
    drop(store);
    let log = std::fs::metadata(path.with_file_name("handrail.db-wal"));
    assert!(log.is_err(), "the log is emptied");
    assert!(path.with_file_name("handrail.db.daily").exists(), "it was made without what was unsent");
    assert!(!open(&path).await.expect("opens at once").ended_uncleanly());
}

#[tokio::test]
async fn a_file_that_cannot_be_reached_is_none_of_which_nothing_can_be_read() {
    let home = home_with_copy().await;
    let away = home.path.with_extension("away");
    std::fs::rename(&home.path, &away).expect("goes away, as with its disk");
    let failed = home.repair().await.expect_err("its copy does not take its place");
    assert!(matches!(failed, OpenError::Io(_)), "{failed:?}");
    std::fs::rename(&away, &home.path).expect("is back");
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH, PEOPLE, 4]);
}
