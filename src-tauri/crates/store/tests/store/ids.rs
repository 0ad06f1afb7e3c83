//! What was given out once is not given out again.

use std::collections::BTreeMap;

use domain::ids::HandleId;
use domain::saved_reply::{SavedText, Scope};
use domain::time::Timestamp;

use crate::support::{NOW, World, connect};

#[tokio::test]
async fn a_new_label_is_not_taken_for_one_that_is_gone() {
    let world = World::new().await;
    let label = async |name: &str| {
        world.store.save_label(None, name.into(), 1).await.expect("saves").expect("is free").0
    };
    let (kept, gone) = (label("kept").await, label("gone").await);
    world.store.delete_label(gone).await.expect("deletes");
    let new = label("new").await;
    assert!(new > gone && gone > kept, "{kept:?} {gone:?} {new:?}");
}

#[tokio::test]
async fn nor_is_a_saved_reply() {
    let world = World::new().await;
    let add = async |title: &str| {
        let written = SavedText {
            title: title.into(),
            shortcut: None,
            scope: Scope::<HandleId>::All,
            tags: Vec::new(),
            texts: BTreeMap::from([(String::new(), "Hi".into())]),
        };
        world.store.add_saved_replies(vec![written], NOW).await.expect("writes").0[0]
    };
    let gone = add("gone").await;
    let deleted = world.store.saved_replies().await.expect("reads").remove(0);
    world.store.delete_saved_reply(gone).await.expect("deletes");
    assert!(add("new").await > gone);
    world.store.restore_saved_reply(deleted).await.expect("brings back");
    assert_eq!(world.store.saved_replies().await.expect("reads").len(), 2);
}

#[tokio::test]
async fn nor_is_a_handle_and_what_meta_asked_for_ends_with_the_one_it_meant() {
    let world = World::new().await;
    let goes = connect(&world.store, "17841400000000009").await;
    world.store.note_deletion("code".into(), Some(goes), NOW).await.expect("writes");
    world.store.begin_to_erase_handle(goes, NOW).await.expect("begins");
    let erasures = world.store.erasures().await.expect("reads");
    while world.store.erase_some(&erasures[0]).await.expect("deletes") {}
    world.store.end_erasures(erasures, NOW).await.expect("ends");
    world.store.rewrite_what_is_owed(Timestamp(i64::MAX)).await.expect("rewrites");

    let asked = world.store.deletions_asked().await.expect("reads");
    assert_eq!(asked.iter().map(|asked| asked.handle).collect::<Vec<_>>(), [None], "only to be told");
    assert!(connect(&world.store, "17841400000000010").await > goes);
}
