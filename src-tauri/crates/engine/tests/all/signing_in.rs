//! A sign-in and the other handles.

use domain::handle::Trouble;
use serde_json::json;
use store::handles::NoticeKind;
use testkit::eventually;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_takes_others_away_is_told_with_their_names() {
    let world = World::new().await;
    let (one, two, new) = (
        world.instagram.brand("one").await,
        world.instagram.brand("two").await,
        world.instagram.brand("new").await,
    );
    let well = world.instagram.brand("well").await;
    let (one_id, two_id) = (world.connect(&one).await, world.connect(&two).await);
    world.connect(&well).await;
    world.connect(&new).await;
    // Choosing accounts anew replaced the choice before.
    for brand in [&one, &two] {
        let revoked = json!({ "action": "revoke", "subcode": 458 });
        world.instagram.control(&format!("handles/{}/token", brand.username), Some(revoked)).await;
    }
    let told = eventually("both are told", || async {
        world.engine.sync_now(None).await.expect("rings");
        let notices = world.store.notices().await.expect("reads");
        notices.into_iter().find(|notice| notice.handles.len() == 2)
    })
    .await;
    assert_eq!(told.kind, NoticeKind::SignInLost);
    assert_eq!(told.handles.iter().map(|one| one.handle).collect::<Vec<_>>(), [one_id, two_id]);
    let row = world.store.handle(one_id).await.expect("reads").expect("is there");
    assert_eq!(row.trouble, Some(Trouble::TokenRevoked));
    world.store.dismiss_notice(told.id).await.expect("dismisses");
    world.read_again().await;
    assert!(world.store.notices().await.expect("reads").is_empty(), "once");
}
