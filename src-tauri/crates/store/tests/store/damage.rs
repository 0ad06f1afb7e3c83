//! Bytes that flip in a real, encrypted file: what is read, what is saved, and what no reply does twice.

use std::collections::BTreeSet;

use domain::ids::{Mid, OutboxId};
use domain::outbox::{Event, Outcome, Reason, State};
use domain::time::DAY;
use sqlx::Connection;
use store::outbox::OutboxRow;
use store::repair::Part;
use store::thread::Part as Of;
use store::{OpenError, Store, StoreError};
use uuid::Uuid;

use crate::home::{EACH, Home, PAGE, PEOPLE, advance, counts, queue};
use crate::support::{NOW, World, database, from_person, hits, open, raw};

/// Tables with row ids and without, indexes that are made anew and those that tell of lost rows, and what the app makes itself.
const OF_EACH_KIND: [&str; 12] = [
    "message",
    "draft",
    "outbox",
    "conversation",
    "person",
    "handle",
    "setting",
    "conversation_newest",
    "sqlite_autoindex_message_1",
    "message_fts_data",
    "_sqlx_migrations",
    "sqlite_autoindex__sqlx_migrations_1",
];

/// The replies of [`Home::new`].
async fn replies(store: &Store) -> Vec<OutboxRow> {
    let mut rows = Vec::new();
    for id in 1..=4 {
        rows.extend(store.outbox_row(OutboxId(Uuid::from_u128(id))).await.expect("reads"));
    }
    rows
}

#[tokio::test]
async fn whatever_page_is_damaged_all_others_are_saved() {
    let home = Home::new().await;
    let whole = counts(&home.path).await;
    assert_eq!(whole, [PEOPLE * EACH, PEOPLE, 4]);
    let mut seen = BTreeSet::new();
    for page in home.pages().await {
        let is_of_each_kind = OF_EACH_KIND.contains(&page.name.as_str());
        if !is_of_each_kind || !seen.insert((page.name.clone(), page.kind.clone())) {
            continue;
        }
        let home = home.copy();
        home.flip(page.number);
        let repaired = home.repair().await.expect("repairs");
        let [messages, drafts, replies] = counts(&home.path).await;
        let is_table = ["message", "draft", "outbox"].contains(&page.name.as_str());
        // A page that is not a leaf is the first of its table here: no other page can be found without it.
        let lost = |name: &str, of: i64| match () {
            () if page.name != name => 0,
            () if page.kind == "leaf" => page.cells,
            () => of,
        };
        let what = format!("{} {}: {repaired:?}", page.name, page.kind);
        assert_eq!(messages, whole[0] - lost("message", whole[0]), "{what}");
        assert_eq!(drafts, whole[1] - lost("draft", whole[1]), "{what}");
        assert_eq!(replies, whole[2] - lost("outbox", whole[2]), "{what}");
        if !is_table {
            assert_eq!([messages, drafts, replies], whole, "{what}");
        } else {
            let unread = repaired.lost() > 0 || repaired.parts.values().any(|part| part.may_be_more);
            assert!(unread, "it is told: {what}");
        }
        let store = home.open().await;
        assert_eq!(store.integrity().await.expect("checks"), Vec::<String>::new(), "{what}");
        assert_eq!(store.repaired().await.expect("reads"), Some(repaired), "{what}");
        if page.name.starts_with("message_fts") {
            assert!(!hits(&store, "question").await.is_empty(), "the search index is made anew");
        }
        store.close().await.expect("closes");
        let aside = home.path.with_file_name(format!("damaged-{}", NOW.0)).join("handrail.db");
        assert!(aside.exists(), "the damaged file is kept");
    }
    assert!(seen.iter().any(|(name, kind)| name == "message" && kind == "internal"), "is large enough");
}

#[tokio::test]
async fn a_damaged_leaf_costs_its_own_rows_and_says_how_many() {
    let home = Home::new().await;
    let leaf =
        home.pages().await.into_iter().filter(|page| page.name == "message" && page.kind == "leaf").nth(3);
    let leaf = leaf.expect("has many");
    home.flip(leaf.number);
    let repaired = home.repair().await.expect("repairs");
    let messages = repaired.parts[&Part::Messages];
    assert_eq!((messages.lost, messages.may_be_more), (u64::try_from(leaf.cells).expect("few"), false));
    assert_eq!(counts(&home.path).await[0], PEOPLE * EACH - leaf.cells);
}

#[tokio::test]
async fn what_a_damaged_page_had_comes_from_the_copy_of_the_day() {
    let home = Home::new().await;
    let store = home.open().await;
    assert!(store.copy_daily(NOW.plus(-3_600_000)).await.expect("copies"));
    store.close().await.expect("closes");
    for name in ["message", "draft", "conversation", "person", "handle"] {
        let home = home.copy();
        let copy = home.path.with_file_name("handrail.db.daily");
        let file = std::fs::File::options().write(true).open(copy).expect("opens");
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_millis(1_789_996_400_000))
            .expect("dates");
        let leaf = home.leaf_of(name).await;
        home.flip(leaf);
        let repaired = home.repair().await.expect("repairs");
        assert_eq!(repaired.copy_of, Some(NOW.plus(-3_600_000)));
        assert_eq!(repaired.lost(), 0, "{name}: {repaired:?}");
        assert_eq!(counts(&home.path).await, [PEOPLE * EACH, PEOPLE, 4], "{name}");
    }
}

#[tokio::test]
async fn a_first_page_that_is_damaged_costs_everything_but_the_copy() {
    let home = Home::new().await;
    let without = home.copy();
    without.flip(1);
    let before = std::fs::read(&without.path).expect("reads");
    assert!(matches!(open(&without.path).await, Err(OpenError::Corrupt)));
    assert!(matches!(without.repair().await, Err(OpenError::Corrupt)));
    assert!(std::fs::read(&without.path).expect("reads") == before, "nothing was touched");

    let store = home.open().await;
    store.copy_daily(NOW).await.expect("copies");
    store.close().await.expect("closes");
    home.flip(1);
    assert!(matches!(open(&home.path).await, Err(OpenError::Corrupt)));
    let repaired = home.repair().await.expect("repairs");
    assert!(repaired.all_from_copy);
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH, PEOPLE, 4]);
}

#[tokio::test]
async fn a_file_that_was_cut_short_gives_what_is_left() {
    let home = Home::new().await;
    let store = home.open().await;
    store.copy_daily(NOW).await.expect("copies");
    store.close().await.expect("closes");
    let bytes = std::fs::read(&home.path).expect("reads");
    for part in [3, 5, 9] {
        for cut in [0, 1_000] {
            let home = home.copy();
            let pages = bytes.len() / PAGE * part / 10;
            std::fs::write(&home.path, &bytes[..pages * PAGE + cut]).expect("writes");
            home.repair().await.expect("repairs");
            assert_eq!(counts(&home.path).await, [PEOPLE * EACH, PEOPLE, 4], "{part} of 10, and {cut}");
        }
    }
}

#[tokio::test]
async fn no_reply_leaves_by_itself_after_a_repair() {
    let home = Home::new().await;
    let store = home.open().await;
    store.copy_daily(NOW).await.expect("copies");
    // Since then one arrived, and one is on its way.
    let due = store.due(NOW).await.expect("reads");
    assert_eq!(due.len(), 4);
    for (row, arrives) in due.iter().zip([true, false]) {
        let sending = advance(&store, row, Event::Checked(Ok(()))).await;
        if arrives {
            advance(&store, &sending, Event::Attempted(Outcome::Delivered(Mid::from("mid")))).await;
        }
    }
    store.close().await.expect("closes");

    let read = home.copy();
    read.flip(read.leaf_of("message").await);
    read.repair().await.expect("repairs");
    let copied = home.copy();
    copied.flip(copied.leaf_of("outbox").await);
    copied.repair().await.expect("repairs");
    for (home, unsure) in [(read, 3), (copied, 4)] {
        let store = home.open().await;
        assert!(store.due(NOW.plus(DAY)).await.expect("reads").is_empty(), "none leaves by itself");
        let rows = replies(&store).await;
        let waiting = rows.iter().filter(|row| row.progress.state.is_uncertain());
        assert_eq!(waiting.clone().count(), unsure, "each is looked for, and asked about");
        assert!(waiting.clone().all(|row| row.what.text() == "an answer"), "its words are kept");
    }
}

#[tokio::test]
async fn of_several_unsure_replies_to_one_person_the_others_wait_for_a_word() {
    let home = Home::new().await;
    let store = home.open().await;
    let conversation = replies(&store).await[0].conversation;
    queue(&store, 90, conversation).await;
    store.close().await.expect("closes");
    home.flip(home.leaf_of("message").await);
    let repaired = home.repair().await.expect("repairs");
    assert_eq!(repaired.unsure, 5);
    let store = home.open().await;
    let mut states: Vec<_> = store.outbox_of(conversation).await.expect("reads").into_iter().collect();
    states.sort_by_key(|row| row.created_at);
    let states: Vec<_> = states.iter().map(|row| (row.progress.state, row.progress.reason)).collect();
    assert_eq!(states, [(State::Unknown, None), (State::Held, Some(Reason::Stale))]);
}

#[tokio::test]
async fn a_damaged_page_stops_nothing_else() {
    let home = Home::new().await;
    let pages = home.pages().await;
    for page in pages.iter().filter(|page| page.name == "message" && page.kind == "leaf") {
        home.flip(page.number);
    }
    let store = home.open().await;
    let damaged = store.damaged();
    let conversation = replies(&store).await[0].conversation;
    for _ in 0..6 {
        let refused = store.messages(conversation, Of::Newest, 50).await.expect_err("cannot be read");
        assert!(matches!(refused, StoreError::Corrupt), "{refused:?}");
    }
    assert_eq!(store.setting("theme").await.expect("reads").as_deref(), Some("dark"), "readers go on");
    let handle = store.handles().await.expect("reads")[0].id;
    let batch = store::ingest::IngestBatch::new(
        handle,
        1,
        domain::observation::Source::Poll,
        NOW,
        (0..EACH).map(|n| from_person("p1", &format!("p1m{n}"), 1_000 * n + 1, "changed")).collect(),
    );
    store.ingest(batch).await.expect_err("meets what cannot be read");
    store.save_draft(conversation, "after it".into(), NOW).await.expect("the writer goes on");
    assert_eq!(
        store.draft(conversation).await.expect("reads").map(|draft| draft.text).as_deref(),
        Some("after it")
    );
    assert!(!store.look_for_damage().await.expect("looks"));
    assert!(*damaged.borrow());
    store.setting("theme").await.expect("the one that looked reads again");
    assert!(matches!(store.copy_daily(NOW).await, Err(StoreError::Corrupt)), "no copy is made of it");
}

#[tokio::test]
async fn the_copy_of_the_day_is_whole_and_encrypted_and_nothing_of_it_is_left_behind() {
    let home = Home::new().await;
    let store = home.open().await;
    let copy = home.path.with_file_name("handrail.db.daily");
    assert!(store.copy_daily(NOW).await.expect("copies"));
    assert!(!store.copy_daily(NOW.plus(DAY - 1)).await.expect("is new enough"));
    assert!(store.copy_daily(NOW.plus(DAY)).await.expect("copies again"));
    let bytes = std::fs::read(&copy).expect("reads");
    for canary in [&b"SQLite format"[..], b"question", b"draft", b"CREATE TABLE"] {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary), "is encrypted");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&copy).expect("is there").permissions().mode() & 0o777, 0o600);
    }
    let beside: Vec<_> = std::fs::read_dir(home.path.parent().expect("a folder"))
        .expect("reads")
        .map(|file| file.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.contains("daily"))
        .collect();
    assert_eq!(beside, ["handrail.db.daily"]);
    let other = home.folder.path().join("other.db");
    std::fs::copy(&copy, &other).expect("copies");
    let other = open(&other).await.expect("opens with the same key");
    assert_eq!(other.stats().await.expect("reads").messages, PEOPLE * EACH);
}

#[tokio::test]
async fn what_is_unsent_goes_from_the_copy_of_the_day_too() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "canary")]).await;
    assert!(world.store.copy_daily(NOW).await.expect("copies"));
    let copy = database(&world.folder).with_file_name("handrail.db.daily");
    assert!(copy.exists());
    world.ingest(vec![crate::support::unsend("m1", 5)]).await;
    assert!(!copy.exists(), "the whole copy goes, and no crash leaves it");
    assert!(world.store.copy_daily(NOW).await.expect("copies again"), "without it");
    world.store.close().await.expect("closes");
    let mut copy = raw(&copy).await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM message WHERE text IS NOT NULL")
        .fetch_one(&mut copy)
        .await
        .expect("one that was made right after it stays");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_copy_of_another_version_and_what_a_crash_left_of_one_are_no_copies() {
    let home = Home::new().await;
    let copy = home.path.with_file_name("handrail.db.daily");
    let part = home.path.with_file_name("handrail.db.daily-part");
    std::fs::write(&part, "canary").expect("writes");
    let store = home.open().await;
    assert!(!part.exists());
    assert!(store.copy_daily(NOW).await.expect("copies"));
    let mut raw = raw(&copy).await;
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
        .execute(&mut raw)
        .await
        .expect("makes it an older one");
    raw.close().await.expect("closes");
    assert!(store.copy_daily(NOW).await.expect("copies again"));
    assert!(!store.copy_daily(NOW).await.expect("is new enough"));
}

#[tokio::test]
async fn damage_that_is_read_as_zeros_stops_nothing_else_and_is_found() {
    let home = Home::new().await;
    let store = home.open().await;
    let conversation = replies(&store).await[0].conversation;
    store.save_draft(conversation, "long ".repeat(3_000), NOW).await.expect("saves");
    store.close().await.expect("closes");
    let pages = home.pages().await;
    let last = pages.iter().rfind(|page| page.name == "draft" && page.kind == "overflow");
    home.flip(last.expect("is that long").number);

    let store = home.open().await;
    for _ in 0..6 {
        // Answered with zeros once on each connection, and refused from then on.
        let _ = store.draft(conversation).await;
        let _ = store.setting("theme").await;
    }
    for _ in 0..3 {
        assert_eq!(store.setting("theme").await.expect("readers go on").as_deref(), Some("dark"));
    }
    let _ = store.save_draft(conversation, "after it".into(), NOW).await;
    let _ = store.set_setting("theme", Some("light".into())).await;
    store.set_setting("theme", Some("light".into())).await.expect("the writer goes on");
    assert!(!store.look_for_damage().await.expect("looks"));
    assert!(*store.damaged().borrow());
    store.setting("theme").await.expect("the one that looked reads again");
}

#[tokio::test]
async fn a_crash_before_the_new_file_is_in_its_place_goes_on_at_the_next_start() {
    let home = Home::new().await;
    home.flip(home.leaf_of("message").await);
    home.repair().await.expect("repairs");
    // As it was after the log had gone aside and before the file did.
    let folder = home.path.with_file_name(format!("damaged-{}", NOW.0));
    let whole = home.path.with_file_name(format!("handrail.db.repaired.damaged-{}", NOW.0));
    std::fs::rename(&home.path, &whole).expect("moves");
    std::fs::rename(folder.join("handrail.db"), &home.path).expect("moves");
    // What an earlier one left that was never whole.
    let parts =
        ["handrail.db.repairing", "handrail.db.repairing-wal"].map(|name| home.path.with_file_name(name));
    for part in &parts {
        std::fs::write(part, "part").expect("writes");
    }
    let store = home.open().await;
    assert!(parts.iter().all(|part| !part.exists()), "it goes");
    assert!(store.repaired().await.expect("reads").is_some(), "it is the new one");
    assert!(folder.join("handrail.db").exists() && !whole.exists());
}
