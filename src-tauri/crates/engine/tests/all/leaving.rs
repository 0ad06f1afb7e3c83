//! Disconnecting, deleting and forgetting: what goes, what stays, and what does not come back.

use domain::handle::Flavour;
use secrecy::SecretString;
use testkit::eventually;

use crate::world::{World, client};

#[tokio::test(flavor = "multi_thread")]
async fn a_disconnected_handle_is_not_called_keeps_its_history_and_comes_back_by_its_token() {
    let world = World::new().await;
    let (goes, stays) = (world.instagram.brand("goes").await, world.instagram.brand("stays").await);
    let id = world.connect(&goes).await;
    world.connect(&stays).await;
    world.instagram.writes("mira", &goes, "before").await;
    let conversation = world.shows("before").await;

    let done = world.engine.disconnect(id).await.expect("disconnects");
    assert!(done.unsubscribed, "Instagram sends no more webhooks");
    assert!(world.kept_token(&goes).await.is_none(), "the token is gone");
    let calls = world.instagram.calls(&goes).await;
    world.instagram.writes("mira", &goes, "meanwhile").await;
    world.instagram.writes("noor", &stays, "a sign of time").await;
    world.shows("a sign of time").await;
    assert_eq!(world.instagram.calls(&goes).await, calls, "not one call");
    assert_eq!(world.messages(conversation).await.len(), 1, "its history is there");

    let world = world.restart().await;
    assert!(world.kept_token(&goes).await.is_none());
    assert_eq!(world.connect(&goes).await, id, "the same handle");
    assert_eq!(world.shows("meanwhile").await, conversation, "the same thread, and the gap is filled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_handle_is_gone_with_its_token_and_can_be_connected_as_a_new_one() {
    let world = World::new().await;
    let (goes, stays) = (world.instagram.brand("goes").await, world.instagram.brand("stays").await);
    let id = world.connect(&goes).await;
    world.connect(&stays).await;
    world.instagram.writes("mira", &goes, "soon gone").await;
    world.instagram.writes("noor", &stays, "still here").await;
    world.shows("soon gone").await;
    world.shows("still here").await;

    world.engine.delete_handle(id).await.expect("deletes");
    assert_eq!(world.texts().await, ["still here"]);
    assert!(world.store.handle(id).await.expect("reads").is_none());
    assert!(world.store.erasures().await.expect("reads").is_empty());
    assert!(world.kept_token(&goes).await.is_none());

    world.connect(&goes).await;
    world.shows("soon gone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_person_is_not_fetched_again() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "forget me").await;
    world.instagram.writes("noor", &brand, "keep me").await;
    let conversation = world.shows("forget me").await;
    world.shows("keep me").await;
    world.engine.forget_person(conversation).await.expect("forgets");
    world.read_again().await;
    assert_eq!(world.texts().await, ["keep me"], "though Instagram goes on listing it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_to_be_deleted_goes_at_the_next_start() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "soon gone").await;
    world.shows("soon gone").await;
    world.store.begin_to_erase_handle(id, World::now()).await.expect("begins");
    let world = world.restart().await;
    eventually("all of it is gone", || async {
        let (rows, left) =
            (world.store.handles().await.expect("reads"), world.store.erasures().await.expect("reads"));
        (rows.is_empty() && left.is_empty()).then_some(())
    })
    .await;
    assert!(world.kept_token(&brand).await.is_none());
    assert!(world.texts().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn subscribing_anew_holds() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    world.engine.resubscribe(id).await.expect("subscribes");
    assert_eq!(world.store.audit_of(id, 1).await.expect("reads")[0].action, "resubscribe");
    world.engine.disconnect(id).await.expect("disconnects");
    assert!(world.engine.resubscribe(id).await.is_err(), "nothing is asked for a handle that is off");
    let token = SecretString::from(brand.token.clone());
    let found = engine::find(&client(world.instagram.base()), &token, Flavour::InstagramLogin).await;
    assert!(found.is_ok(), "the token itself still works elsewhere: it is not taken back");
}
