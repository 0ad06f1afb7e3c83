//! Saved replies: kept, changed, counted, and gone with their handle.

use std::collections::BTreeMap;

use domain::ids::HandleId;
use domain::saved_reply::{SavedText, Scope};
use store::StoreError;
use store::saved_replies::SavedReply;

use crate::support::{NOW, World, connect, database, open};

fn reply(title: &str, scope: Scope<HandleId>, texts: &[(&str, &str)]) -> SavedText<HandleId> {
    SavedText {
        title: title.into(),
        shortcut: Some("thx".into()),
        scope,
        tags: vec!["service".into(), "תודה".into()],
        texts: texts.iter().map(|(language, text)| ((*language).into(), (*text).into())).collect(),
    }
}

async fn only(world: &World) -> SavedReply {
    let mut all = world.store.saved_replies().await.expect("reads");
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn one_is_kept_word_for_word_changed_counted_deleted_and_brought_back() {
    let world = World::new().await;
    let texts = [("", "Thank you {{first_name|friend}} 💜"), ("de", "Danke!")];
    let written = reply("Thanks", Scope::All, &texts);
    let (ids, changes) = world.store.add_saved_replies(vec![written.clone()], NOW).await.expect("writes");
    assert!(changes.saved_replies && !changes.lists);
    world.store.count_saved_reply(ids[0], NOW.plus(5)).await.expect("counts");
    let kept = only(&world).await;
    assert_eq!((kept.written, kept.uses, kept.used_at), (written, 1, Some(NOW.plus(5))));

    let brand = Scope::Brand { brand: "Blue Kiln".into() };
    let other = SavedText { shortcut: None, ..reply("Thank you", brand, &[("he", "תודה")]) };
    world.store.change_saved_reply(ids[0], other.clone(), NOW.plus(9)).await.expect("writes");
    let changed = only(&world).await;
    assert_eq!((changed.id, &changed.written, changed.uses), (ids[0], &other, 1), "its uses stay");

    world.store.delete_saved_reply(ids[0]).await.expect("deletes");
    assert_eq!(world.store.saved_replies().await.expect("reads"), []);
    let again = world.store.delete_saved_reply(ids[0]).await;
    assert!(matches!(again, Err(StoreError::NotFound(_))));
    world.store.count_saved_reply(ids[0], NOW).await.expect("counts nothing");
    for _ in 0..2 {
        world.store.restore_saved_reply(changed.clone()).await.expect("writes");
        assert_eq!(only(&world).await, changed);
    }
}

#[tokio::test]
async fn they_survive_a_restart_and_those_of_a_handle_go_with_it() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000009").await;
    let of = |handle| reply("For one", Scope::Handle { handle }, &[("", "Hi")]);
    let new = vec![of(world.handle), of(other), reply("For all", Scope::All, &[("", "Hi")])];
    world.store.add_saved_replies(new, NOW).await.expect("writes");
    let missing = world.store.add_saved_replies(vec![of(HandleId(4_711))], NOW).await;
    assert!(matches!(missing, Err(StoreError::NotFound("handle"))));
    assert_eq!(world.store.footprint_of_handle(other).await.expect("reads").saved_replies, 1);

    let World { store, folder, .. } = world;
    store.close().await.expect("closes");
    let store = open(&database(&folder)).await.expect("opens");
    assert_eq!(store.saved_replies().await.expect("reads").len(), 3);
    store.begin_to_erase_handle(other, NOW).await.expect("begins");
    let erasure = store.erasures().await.expect("reads").remove(0);
    while store.erase_some(&erasure).await.expect("deletes") {}
    let left: BTreeMap<i64, String> = store
        .saved_replies()
        .await
        .expect("reads")
        .into_iter()
        .map(|one| (one.id, one.written.title))
        .collect();
    assert_eq!(left.into_values().collect::<Vec<_>>(), ["For one", "For all"]);
}
