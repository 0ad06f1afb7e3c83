//! More at once than anything expects, through a real relay.

use domain::time::SECOND;
use engine::Attention;
use serde_json::{Value, json};
use testkit::eventually;

use crate::post::{Post, live, pair};
use crate::world::World;

/// An event that only its webhook tells of, with so many bytes that nobody understands.
fn event(brand: &str, n: i64, padding: usize) -> Value {
    let at = World::now().0 - 60 * SECOND + n;
    json!({ "entry": brand, "value": {
        "sender": { "id": "1234500000000007" }, "recipient": { "id": brand }, "timestamp": at,
        "message": { "mid": format!("m{n}"), "text": format!("number {n}") }, "unheard_of": "x".repeat(padding),
    } })
}

/// The relay puts a large delivery behind small ones into one frame, which is then larger than any body of Meta's.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_delivery_behind_a_small_one_is_written_down() {
    let (world, post) = (World::new().await, Post::new().await);
    world.engine.attend(Attention { visible: true, ..Attention::default() });
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    post.receives(&world).await;
    pair(&world, &post).await;
    post.follows(&brand, true).await;

    world.engine.stop().await;
    let before = post.relay().log.bounds().await.expect("reads").newest;
    let deliveries = [(1_i64, 600_000_usize), (11, 740_000)];
    let mut n = 0;
    for (number, (batch, padding)) in (1..).zip(deliveries) {
        world.instagram.control("webhooks/manners", Some(json!({ "batch": batch }))).await;
        for _ in 0..batch {
            n += 1;
            world.instagram.control("webhooks/foreign", Some(event(&brand.ig_id, n, padding))).await;
        }
        eventually("is at the relay", || async {
            (post.relay().log.bounds().await.expect("reads").newest == before + number).then_some(())
        })
        .await;
    }
    let world = world.restart().await;
    live(&world).await;
    post.drained().await;
    let mut texts = world.texts().await;
    texts.sort();
    let mut sent: Vec<String> = (1..=n).map(|n| format!("number {n}")).collect();
    sent.sort();
    assert_eq!(texts, sent);
}
