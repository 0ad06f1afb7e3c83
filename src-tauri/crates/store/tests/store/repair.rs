//! What is saved of a damaged file is true: rows on several pages, what was switched off, what was sent.

use std::collections::BTreeMap;

use domain::ids::{HandleId, OutboxId, UploadId};
use domain::outgoing::FileKind;
use domain::saved_reply::{SavedText, Scope};
use sqlx::{AssertSqlSafe, Connection};
use store::outbox::NewReply;
use store::uploads::NewUpload;
use store::{Store, handles::HandleRow};
use uuid::Uuid;

use crate::home::{EACH, Home, PEOPLE, counts};
use crate::support::{NOW, World, all, from_person, raw};

const LARGE: usize = 20_000;
/// A large row of each kind of table, and the column that is on several pages.
const ON_SEVERAL: [(&str, &str); 4] =
    [("message", "text"), ("upload", "bytes"), ("saved_reply_text", "text"), ("setting", "value")];

/// [`Home::new`] with a large row in each of [`ON_SEVERAL`].
async fn home_with_large() -> Home {
    let home = Home::new().await;
    let store = home.open().await;
    let handle = store.handles().await.expect("reads")[0].clone();
    let world = World {
        store,
        handle: handle.id,
        epoch: handle.epoch,
        folder: tempfile::tempdir().expect("a folder"),
    };
    world.ingest(vec![from_person("p9", "large", 0, &"m".repeat(LARGE))]).await;
    let file = NewUpload {
        id: UploadId(Uuid::from_u128(7)),
        conversation: world.conversation("p9").await,
        name: "cup.png".into(),
        kind: FileKind::Image,
        media_type: "image/png",
        bytes: vec![7; LARGE].into(),
    };
    world.store.attach(file, NOW).await.expect("is kept");
    let text = SavedText {
        title: "Large".into(),
        shortcut: None,
        scope: Scope::All,
        tags: Vec::new(),
        texts: BTreeMap::from([(String::new(), "s".repeat(LARGE))]),
    };
    world.store.add_saved_replies(vec![text], NOW).await.expect("is kept");
    world.store.set_setting("large", Some("v".repeat(LARGE))).await.expect("is kept");
    world.store.set_setting("last", Some("dark".into())).await.expect("is kept");
    world.store.close().await.expect("closes");
    home
}

/// The large row's column, as bytes.
async fn large(home: &Home, table: &str, column: &str) -> Option<Vec<u8>> {
    let mut raw = raw(&home.path).await;
    let sql = format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE length({column}) > 5000");
    let value = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_optional(&mut raw).await.expect("reads");
    raw.close().await.expect("closes");
    value
}

#[tokio::test]
async fn a_row_on_several_pages_is_saved_as_it_was_or_taken_from_the_copy() {
    let without = home_with_large().await;
    let with = without.copy();
    let store = with.open().await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    store.close().await.expect("closes");
    let others = counts(&without.path).await;
    for (table, column) in ON_SEVERAL {
        let was = large(&without, table, column).await;
        assert_eq!(was.as_ref().map(Vec::len), Some(LARGE));
        for (is_zeroed, has_copy) in [(false, false), (false, true), (true, false), (true, true)] {
            let home = if has_copy { with.copy() } else { without.copy() };
            let page = home.end_of_largest(table).await;
            if is_zeroed {
                home.zero(page);
            } else {
                home.flip(page);
            }
            let repaired = home.repair().await.expect("repairs");
            let what = format!("{table}, zeroed {is_zeroed}, with a copy {has_copy}: {repaired:?}");
            let is = large(&home, table, column).await;
            if has_copy {
                assert!(is == was, "{what}");
            } else if table == "upload" && is_zeroed {
                // Some files end in zeros: it is not thrown away.
                assert_eq!(is.map(|bytes| bytes.len()), Some(LARGE), "{what}");
            } else {
                assert_eq!(is, None, "{what}");
                assert!(repaired.parts.values().any(|part| part.lost > 0 || part.may_be_more), "{what}");
            }
            let lost = i64::from(table == "message" && !has_copy);
            assert_eq!(counts(&home.path).await, [others[0] - lost, others[1], others[2]], "{what}");
            let store = home.open().await;
            assert_eq!(store.setting("theme").await.expect("reads").as_deref(), Some("dark"), "{what}");
            assert_eq!(store.setting("last").await.expect("reads").as_deref(), Some("dark"), "{what}");
        }
    }
}

/// A home with a copy, of which the handle was done something to since, and of which these tables are damaged.
async fn since_the_copy(tables: &[&str], done: impl AsyncFnOnce(&Store, HandleId)) -> (Home, HandleId) {
    let home = Home::new().await;
    let store = home.open().await;
    let handle = store.handles().await.expect("reads")[0].id;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    done(&store, handle).await;
    store.close().await.expect("closes");
    let mut leaves = Vec::new();
    for table in tables {
        leaves.push(home.leaf_of(table).await);
    }
    leaves.into_iter().for_each(|leaf| home.flip(leaf));
    (home, handle)
}

async fn repaired(home: &Home, handle: HandleId) -> HandleRow {
    home.repair().await.expect("repairs");
    home.open().await.handle(handle).await.expect("reads").expect("is there")
}

#[tokio::test]
async fn a_handle_that_was_switched_off_since_the_copy_stays_off() {
    let later = NOW.plus(5);
    let (home, handle) = since_the_copy(&["handle"], async |store, handle| {
        store.set_on(handle, false, later).await.expect("switches");
    })
    .await;
    let row = repaired(&home, handle).await;
    assert_eq!((row.switched_on, row.paused_at), (false, Some(later)));

    let (home, handle) = since_the_copy(&["handle"], async |store, handle| {
        store.disconnect(handle, later).await.expect("disconnects");
    })
    .await;
    let row = repaired(&home, handle).await;
    assert_eq!((row.on, row.disconnected_at), (false, Some(later)));

    let (home, handle) = since_the_copy(&["handle"], async |store, handle| {
        store.set_on(handle, false, later).await.expect("switches");
        store.set_on(handle, true, later.plus(5)).await.expect("switches");
    })
    .await;
    assert!(repaired(&home, handle).await.on, "the last word counts");

    let (home, handle) = since_the_copy(&["handle"], async |_, _| {}).await;
    assert!(repaired(&home, handle).await.on, "nothing was done");
}

#[tokio::test]
async fn a_handle_of_which_nobody_knows_whether_it_was_switched_off_comes_back_off() {
    let (home, handle) = since_the_copy(&["handle", "audit"], async |_, _| {}).await;
    let row = repaired(&home, handle).await;
    assert_eq!((row.switched_on, row.paused_at), (false, Some(NOW)));
}

#[tokio::test]
async fn a_draft_that_was_sent_since_the_copy_does_not_come_back() {
    let home = Home::new().await;
    let store = home.open().await;
    assert!(store.copy_daily(NOW).await.expect("copies"));
    let page = store.conversations(&all()).await.expect("reads");
    let at = |person: &str| {
        page.rows.iter().find(|row| row.person.igsid.as_str() == person).expect("is listed").id
    };
    let (sent, taken_back) = (at("p10"), at("p11"));
    let later = NOW.plus(5);
    for (n, conversation) in [(70, sent), (71, taken_back)] {
        let reply = NewReply::text(OutboxId(Uuid::from_u128(n)), conversation, "an answer", later);
        store.enqueue(reply).await.expect("is queued");
    }
    store.take_back(OutboxId(Uuid::from_u128(71)), later).await.expect("is taken back");
    store.close().await.expect("closes");
    home.flip(home.leaf_of("draft").await);
    home.repair().await.expect("repairs");
    let store = home.open().await;
    assert_eq!(store.draft(sent).await.expect("reads"), None);
    assert!(store.draft(taken_back).await.expect("reads").is_some());
    assert_eq!(counts(&home.path).await, [PEOPLE * EACH, PEOPLE - 1, 6]);
}
