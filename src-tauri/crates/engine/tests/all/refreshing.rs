//! Tokens are exchanged long before they end; one that is refused stays as it is, and is its handle's affair alone.

use domain::handle::TOKEN_WARNING_MS;
use domain::time::DAY;
use secrecy::ExposeSecret;
use serde_json::json;
use store::handles::TokenFacts;
use testkit::eventually;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_fails_keeps_the_token_and_leaves_the_others_alone() {
    let world = World::new().await;
    let old = |username: &str, fails: bool| json!({ "username": username, "token_age_s": 8 * 86_400, "refresh_fails": fails });
    let fails = world.instagram.brand_with(old("fails", true)).await;
    let well = world.instagram.brand_with(old("well", false)).await;
    let (id, other) = (world.connect(&fails).await, world.connect(&well).await);
    let now = World::now();
    let facts = TokenFacts { set_at: Some(now.plus(-8 * DAY)), ends_at: Some(now.plus(6 * DAY)) };
    for id in [id, other] {
        world.store.set_token_facts(id, facts).await.expect("writes");
    }
    // What is due is looked at first of all.
    let world = world.restart().await;
    eventually("the other's new token", || async {
        (world.token_of(&well).await.expose_secret() != well.token).then_some(())
    })
    .await;
    eventually("the refusal", || async { (world.instagram.calls_of("refresh").await >= 2).then_some(()) })
        .await;

    let row = world.store.handle(id).await.expect("reads").expect("is there");
    assert_eq!(world.token_of(&fails).await.expose_secret(), fails.token, "the old one is kept");
    assert_eq!((row.token, row.trouble), (facts, None));
    let ends_at = row.token.ends_at.expect("is known");
    assert!(ends_at.since(World::now()) < TOKEN_WARNING_MS, "its page warns");
    assert!(engine::refreshes_at(&row).is_some_and(|at| at <= World::now()), "and it is tried again");
    world.instagram.writes("mira", &fails, "still comes").await;
    world.shows("still comes").await;

    let row = world.store.handle(other).await.expect("reads").expect("is there");
    assert!(row.token.ends_at.is_some_and(|end| end.since(World::now()) > 50 * DAY));
    let audit = world.store.audit_of(other, 9).await.expect("reads");
    assert!(audit.iter().any(|line| line.action == "token_refreshed"));
}
