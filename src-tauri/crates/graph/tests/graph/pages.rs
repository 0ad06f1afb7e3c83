//! The same conversations, through a Page (instagram-platform, section 2.2).

use domain::handle::{Flavour, Handle};
use domain::ids::Igsid;
use domain::message::MessageKind;
use domain::outbox::Outcome;
use graph::{Access, PageRequest};
use sandbox::SWITCHES;
use secrecy::SecretString;
use serde_json::json;

use crate::flows::{EVERYTHING, PLAIN, everything, kinds};
use crate::worlds::World;

/// The handle of a world through a Page that is linked to it, with the Page's token.
async fn page(world: &World) -> (Handle, SecretString) {
    let page = json!({ "name": "Blue Kiln", "handle": "bluekiln", "messenger_threads": 2 });
    let made = world.control("POST", "pages", &page).await;
    let id = made["page_id"].as_str().expect("an id").to_owned();
    let token = SecretString::from(made["token"].as_str().expect("a token").to_owned());
    let handle = Handle { flavour: Flavour::FacebookLogin, page_id: Some(id), ..world.handle.clone() };
    (handle, token)
}

/// Whatever Meta's open questions turn out to be, a Page's token works like the handle's own.
#[tokio::test]
async fn every_position_of_every_switch_reads_the_same_through_the_page() {
    for switch in SWITCHES.iter().filter(|switch| switch.name != "conversations_throttle") {
        for position in switch.positions {
            let world = World::new().await;
            everything(&world).await;
            let (handle, token) = page(&world).await;
            let mut turned = json!({});
            turned[switch.name] = json!(position);
            world.control("POST", "switches", &turned).await;
            let at = format!("{} at {position}", switch.name);

            let me = world.client.me(&token, Flavour::FacebookLogin).await.expect(&at).value;
            assert_eq!(
                (&me.ig_id, me.app_scoped_id.as_ref()),
                (&handle.ig_id, handle.page_id.as_ref()),
                "{at}"
            );
            let own = world.client.page(&token, "me").await.expect(&at).value;
            assert!(own.can_message() && own.handle.is_some(), "{at}");

            let access = Access::of(&handle, &token);
            let read = world.client.conversations(access, &PageRequest::default()).await.expect(&at).value;
            if (switch.name, *position) == ("standard_access", "role_holders") {
                // The silence of section 2.3: nothing is refused, and the Page's other threads show that all is well.
                assert!(read.threads.is_empty(), "{at}");
                assert!(world.client.messenger_threads(access).await.expect(&at).value > 0, "{at}");
                continue;
            }
            let mut expected = EVERYTHING.to_vec();
            if (switch.name, *position) == ("shares_on_read", "empty") {
                expected[4].1 = MessageKind::Unsupported;
                expected[5].1 = MessageKind::Unsupported;
            }
            assert_eq!(kinds(read.threads.first().expect(&at)), expected, "{at}");
            let threads = world.client.messenger_threads(access).await.expect(&at).value;
            assert!(threads > 0, "{at}: the Page's own threads");

            let person = world.sandbox.handles()[0].people[0].clone();
            let sent = world.client.send(access, &Igsid(person), PLAIN).await;
            assert!(matches!(sent.outcome, Outcome::Delivered(_)), "{at}: {sent:?}");
            world.client.subscribe(access).await.expect(&at);
            let subscription = world.client.subscription(access).await.expect(&at).value;
            assert!(subscription.has_messages(), "{at}");
        }
    }
}
