//! What is kept for variables: one for each name and handle, and gone with its handle.

use domain::ids::HandleId;
use domain::saved_reply::VariableValue;
use store::StoreError;

use crate::support::{NOW, World, connect};

fn value(name: &str, handle: Option<HandleId>, text: &str) -> VariableValue<HandleId> {
    VariableValue { name: name.into(), handle, text: text.into() }
}

#[tokio::test]
async fn there_is_one_for_each_name_and_handle_and_those_of_a_handle_go_with_it() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000009").await;
    let first =
        vec![value("shop", None, "here"), value("link", Some(other), "old"), value("link", None, "all")];
    let changes = world.store.save_variable_values(first).await.expect("writes");
    assert!(changes.saved_replies && !changes.lists);
    world.store.save_variable_values(vec![value("link", Some(other), "its own")]).await.expect("writes");
    let missing =
        world.store.save_variable_values(vec![value("x", None, "1"), value("x", Some(HandleId(4_711)), "2")]);
    assert!(matches!(missing.await, Err(StoreError::NotFound("handle"))));
    let kept =
        vec![value("link", None, "all"), value("link", Some(other), "its own"), value("shop", None, "here")];
    assert_eq!(world.store.variable_values().await.expect("reads"), kept);

    for _ in 0..2 {
        world.store.delete_variable_value("shop".into(), None).await.expect("deletes");
    }
    world.store.begin_to_erase_handle(other, NOW).await.expect("begins");
    let erasure = world.store.erasures().await.expect("reads").remove(0);
    while world.store.erase_some(&erasure).await.expect("deletes") {}
    assert_eq!(world.store.variable_values().await.expect("reads"), [value("link", None, "all")]);
}
