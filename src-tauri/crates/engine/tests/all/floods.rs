//! More at once than anything expects, through a real relay.

use domain::time::SECOND;
use engine::Attention;
use serde_json::{Value, json};
use testkit::eventually;

use crate::post::{Post, pair};
use crate::world::World;

/// More events than are read of one body, which nothing here wants, and a message behind them.
fn flood(brand: &str) -> Value {
    let at = World::now().0 - 60 * SECOND;
    let unwanted =
        json!({ "id": brand, "time": at, "changed_fields": ["comments"], "unheard_of": "x".repeat(60) });
    let mut entries = vec![unwanted; 10_500];
    entries.push(json!({ "id": brand, "time": at, "messaging": [{
        "sender": { "id": "1234500000000007" }, "recipient": { "id": brand }, "timestamp": at,
        "message": { "mid": "m1", "text": "behind the flood" },
    }] }));
    json!({ "object": "instagram", "entry": entries })
}

/// A frame can hold more events than are read of one body: it is taken in parts.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_behind_a_flood_is_written_down() {
    let (world, post) = (World::new().await, Post::new().await);
    world.engine.attend(Attention { visible: true, ..Attention::default() });
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    post.receives(&world).await;
    pair(&world, &post).await;
    post.follows(&brand, true).await;

    world.instagram.control("webhooks/raw", Some(flood(&brand.ig_id))).await;
    eventually("the message", || async { (world.texts().await == ["behind the flood"]).then_some(()) }).await;
}
