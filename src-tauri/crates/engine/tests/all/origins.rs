//! Where our side's messages were written (lessons, 18).

use domain::message::Origin;
use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn an_echo_shows_which_tool_it_was_written_in() {
    let world = World::new().await;
    world.instagram.control("switches", Some(json!({ "echo_app_id": "present" }))).await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    let app = world.instagram.control("app", None).await;
    let row = world.store.handle(id).await.expect("reads").expect("is there");
    assert_eq!(row.app_id.as_deref(), app["app_id"].as_str(), "learned with the subscription");

    let reply = |kind: &str, text: &str| json!({ "handle": "bluekiln", "person": "mira", "kind": kind, "text": text });
    let mut by_this_app = reply("app_reply", "from here");
    by_this_app["app_id"] = app["app_id"].clone();
    let events =
        json!([reply("phone_reply", "from the phone"), reply("app_reply", "from a tool"), by_this_app]);
    let (body, _) = world.instagram.told(events).await;
    world.engine.webhook(&body).await.expect("written");
    let conversation = world.conversations().await[0].id;
    let mut origins: Vec<_> = world
        .messages(conversation)
        .await
        .into_iter()
        .map(|message| (message.text.unwrap_or_default(), message.origin))
        .collect();
    origins.sort();
    let expected = [
        ("from a tool".to_owned(), Origin::OtherApp),
        ("from here".to_owned(), Origin::ThisApp),
        ("from the phone".to_owned(), Origin::InstagramApp),
    ];
    assert_eq!(origins, expected);
}
