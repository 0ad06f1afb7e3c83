//! A laptop and a real relay, with the simulated Instagram delivering to it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::ids::HandleId;
use domain::observation::Source;
use engine::Attention;
use engine::relay::{Claim, Service, Standing};
use relay::directory::device_note;
use relay::log::Expect;
use relay::protocol::pairing::PairingLink;
use relay::{housekeeping, laptops};
use serde_json::json;
use store::handles::{Cause, MissedWhy, NoticeKind, ResumeMode};
use testkit::{Brand, eventually};

use crate::pages;
use crate::post::{Post, live, pair, stands};
use crate::proxy;
use crate::world::World;

/// A laptop with a connected handle, paired and told of; and everything was read once.
async fn set_up() -> (World, Post, Brand, HandleId) {
    let (world, post) = (World::new().await, Post::new().await);
    world.engine.attend(Attention { visible: true, ..Attention::default() });
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    post.receives(&world).await;
    pair(&world, &post).await;
    post.follows(&brand, true).await;
    (world, post, brand, id)
}

/// Waits for a text without asking for anything to be read.
async fn comes(world: &World, text: &str) {
    eventually(text, || async { world.texts().await.iter().any(|shown| shown == text).then_some(()) }).await;
}

async fn service(world: &World, id: HandleId) -> Service {
    let row = world.store.handle(id).await.expect("reads").expect("there");
    world.engine.relay_service(&row, world.store.pairing().await.expect("reads").as_ref())
}

async fn gaps(world: &World, id: HandleId) -> Vec<Cause> {
    let found = world.store.interruptions(id, 20).await.expect("reads");
    found.into_iter().map(|gap| gap.cause).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_comes_by_the_relay_once_and_reading_rests() {
    let (world, post, brand, id) = set_up().await;
    world.instagram.writes("mira", &brand, "by the relay").await;
    comes(&world, "by the relay").await;
    eventually("served", || async { (service(&world, id).await == Service::Served).then_some(()) }).await;
    post.drained().await;
    world.read_again().await;
    assert_eq!(world.texts().await, ["by the relay"]);
    let row = world.conversations().await.remove(0);
    assert_eq!(world.messages(row.id).await[0].found_by, Source::Webhook);
    world.engine.stop().await;
    post.relay().log.probe().await.expect("is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_relay_cannot_sort_is_read_here_all_the_same() {
    let (world, post, brand, _) = set_up().await;
    // One entry without a list around it, of a person whom no read shows.
    let event = json!({ "sender": { "id": "12345000000000099" }, "recipient": { "id": brand.ig_id },
        "timestamp": World::now().0, "message": { "mid": "unsorted", "text": "in a form of its own" } });
    let entry = json!({ "id": brand.ig_id, "messaging": [event] });
    world.instagram.control("webhooks/raw", Some(json!({ "object": "instagram", "entry": entry }))).await;
    comes(&world, "in a form of its own").await;
    post.drained().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_ends_is_followed_again_and_nothing_is_missing_or_there_twice() {
    let (world, mut post, brand, _) = set_up().await;
    for round in 0..3 {
        world.instagram.writes("mira", &brand, &format!("before {round}")).await;
        post.stop().await;
        // Delivered later; reading finds it meanwhile, without being asked.
        world.instagram.writes("mira", &brand, &format!("while it was down {round}")).await;
        comes(&world, &format!("while it was down {round}")).await;
        post.start().await;
        if round > 0 {
            // Three times within a minute make the pauses long: a person does not wait for them.
            world.engine.try_relay();
        }
        live(&world).await;
        world.instagram.control("clock", Some(json!({ "advance_ms": 3_600_000 }))).await;
        world.instagram.writes("mira", &brand, &format!("after {round}")).await;
        comes(&world, &format!("after {round}")).await;
    }
    post.drained().await;
    let mut texts = world.texts().await;
    texts.sort();
    let mut once = texts.clone();
    once.dedup();
    assert_eq!(texts, once);
    assert_eq!(texts.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_is_killed_goes_on_where_it_was() {
    let (world, post, brand, _) = set_up().await;
    world.instagram.writes("mira", &brand, "before").await;
    comes(&world, "before").await;
    let world = world.restart().await;
    world.instagram.writes("mira", &brand, "after").await;
    comes(&world, "after").await;
    live(&world).await;
    post.drained().await;
    assert_eq!(world.texts().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_is_off_is_dropped_at_the_relays_door() {
    let (world, post, brand, id) = set_up().await;
    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("off");
    post.follows(&brand, false).await;
    assert_eq!(service(&world, id).await, Service::Off);
    let newest = async || post.relay().log.bounds().await.expect("reads").newest;
    let before = newest().await;
    world.instagram.writes("mira", &brand, "while off").await;
    world.instagram.control("webhooks/test", Some(json!({ "field": "messages" }))).await;
    eventually("the test", || async { (newest().await > before).then_some(()) }).await;
    post.drained().await;
    assert_eq!(newest().await, before + 1, "only the test was stored");
    assert!(world.texts().await.is_empty());
    world.engine.set_switch(id, true, ResumeMode::FromNow).await.expect("on");
    post.follows(&brand, true).await;
    world.instagram.writes("mira", &brand, "on again").await;
    comes(&world, "on again").await;
    assert_eq!(world.texts().await, ["on again"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_laptop_that_was_removed_from_the_list_is_told_and_reads_by_itself() {
    let (world, post, brand, id) = set_up().await;
    laptops::pair::revoke(post.relay(), post.newest()).await.expect("revoked");
    stands(&world, Standing::Revoked).await;
    assert_eq!(service(&world, id).await, Service::ReadOnly);
    world.instagram.writes("mira", &brand, "by reading").await;
    world.shows("by reading").await;
    // It can be paired anew once a person has parted.
    assert!(world.engine.pair(&post.link().await, "Mia's laptop").await.is_err());
    assert!(world.engine.part().await.expect("parts").told, "the relay knows it already");
    pair(&world, &post).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_has_not_heard_of_the_laptop_yet_is_believed_the_second_time() {
    let (world, post, ..) = set_up().await;
    world.engine.stop().await;
    let (log, name) = (Arc::clone(&post.relay().log), device_note(post.newest()));
    let note = log.note(&name).await.expect("reads").expect("is there");
    log.remove(vec![name.clone()]).await.expect("removes");
    post.relay().shows(|directory| directory.devices().count() == 0).await;
    let world = world.restart().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.engine.relay_state().standing, Standing::Connecting, "refused once");
    log.write(&name, note.value, Expect::Nothing).await.expect("writes");
    live(&world).await;

    world.engine.stop().await;
    laptops::pair::revoke(post.relay(), post.newest()).await.expect("revoked");
    let world = world.restart().await;
    stands(&world, Standing::Revoked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parting_leaves_no_keys_and_no_place() {
    let (world, post, brand, _) = set_up().await;
    assert!(world.relay_keys().await.is_some());
    assert!(world.engine.part().await.expect("parts").told);
    stands(&world, Standing::NotPaired).await;
    assert!(world.relay_keys().await.is_none());
    assert_eq!(world.store.stream_cursor().await.expect("reads"), None);
    assert_eq!(world.store.pairing().await.expect("reads"), None);
    post.follows(&brand, false).await;
    assert_eq!(post.relay().directory().devices().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn parting_works_without_the_relay() {
    let (world, mut post, ..) = set_up().await;
    post.stop().await;
    assert!(!world.engine.part().await.expect("parts").told);
    assert!(world.relay_keys().await.is_none());
    stands(&world, Standing::NotPaired).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_link_leaves_nothing_behind() {
    let (world, post) = (World::new().await, Post::new().await);
    let link = post.link().await;
    assert_eq!(engine::relay::look(&link).await.expect("looks").organisation, "Blue Kiln");
    world.engine.pair(&link, "Mia's laptop").await.expect("pairs");
    world.engine.part().await.expect("parts");
    let error = world.engine.pair(&link, "Mia's laptop").await.expect_err("was used");
    assert_eq!(error.look(), Some(engine::relay::Look::WrongCode));
    let error = world.engine.pair(&link[..link.len() - 3], "Mia's laptop").await.expect_err("is half a link");
    assert_eq!(error.look(), Some(engine::relay::Look::NotALink));
    assert!(world.relay_keys().await.is_none());
    assert_eq!(world.store.pairing().await.expect("reads"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_thrown_away_is_read_and_the_gap_is_told() {
    let (world, post, brand, id) = set_up().await;
    world.engine.stop().await;
    world.instagram.writes("mira", &brand, "thrown away").await;
    eventually("stored", || async {
        (post.relay().log.bounds().await.expect("reads").newest > 0).then_some(())
    })
    .await;
    let in_eight_days = now() + 8 * 86_400_000;
    housekeeping::once(post.relay(), in_eight_days).await.expect("keeps house");
    let world = world.restart().await;
    comes(&world, "thrown away").await;
    eventually("the gap", || async {
        gaps(&world, id).await.contains(&Cause::Missed(MissedWhy::ThrownAway)).then_some(())
    })
    .await;
    eventually("the sweep", || async { (!world.store.owes_sweep(id).await.expect("reads")).then_some(()) })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_was_put_back_is_noticed() {
    let (world, mut post, brand, id) = set_up().await;
    let copies = tempfile::tempdir().expect("a folder");
    let copy = copies.path().join("relay.db");
    post.relay().log.back_up(&copy).await.expect("copies");
    world.instagram.writes("mira", &brand, "after the copy").await;
    comes(&world, "after the copy").await;
    post.drained().await;
    post.stop().await;
    std::fs::copy(post.folder.path().join("identity.key"), copies.path().join("identity.key"))
        .expect("copies");
    post.start_in(copies.path().to_owned()).await;
    live(&world).await;
    eventually("the gap", || async {
        gaps(&world, id).await.contains(&Cause::Missed(MissedWhy::PutBack)).then_some(())
    })
    .await;
    post.follows(&brand, true).await;
    world.instagram.writes("mira", &brand, "from the copy").await;
    comes(&world, "from the copy").await;
    assert_eq!(world.texts().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_laptops_show_the_same_and_a_colleagues_reply() {
    let (mia, post, brand, _) = set_up().await;
    let tom = World::beside(&mia).await;
    tom.connect(&brand).await;
    pair(&tom, &post).await;
    eventually("both follow", || async {
        (post.relay().directory().followers(Some(&brand.ig_id)).len() == 2).then_some(())
    })
    .await;
    mia.instagram.writes("mira", &brand, "hello you two").await;
    comes(&mia, "hello you two").await;
    comes(&tom, "hello you two").await;
    let conversation = mia.conversations().await.remove(0).id;
    mia.reply(conversation, "Mia answers").await;
    comes(&tom, "Mia answers").await;
    post.drained().await;
    assert_eq!(mia.texts().await.len(), 2);
    assert_eq!(tom.texts().await.len(), 2);
    let theirs = tom.conversations().await.remove(0).id;
    let last = tom.messages(theirs).await;
    assert!(last.iter().any(|message| message.found_by == Source::Webhook));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_to_a_person_is_known_on_the_other_laptop_and_holds_nobody_up() {
    let (mia, mut post, brand, _) = set_up().await;
    let tom = World::beside(&mia).await;
    tom.connect(&brand).await;
    tom.engine.pair(&post.link().await, "Tom's laptop").await.expect("pairs");
    live(&tom).await;
    eventually("both follow", || async {
        (post.relay().directory().followers(Some(&brand.ig_id)).len() == 2).then_some(())
    })
    .await;
    mia.instagram.writes("mira", &brand, "to you two").await;
    comes(&mia, "to you two").await;
    comes(&tom, "to you two").await;
    let (hers, his) = (mia.conversations().await.remove(0).id, tom.conversations().await.remove(0).id);
    assert_eq!(tom.engine.claim(his, Claim::Take).await.expect("asks"), None, "it is his");
    let colleague = mia.engine.claim(hers, Claim::Take).await.expect("asks").expect("Tom writes");
    assert_eq!(colleague.laptop, "Tom's laptop");
    tom.engine.claim(his, Claim::Release).await.expect("asks");
    assert_eq!(mia.engine.claim(hers, Claim::Look).await.expect("asks"), None);
    post.stop().await;
    assert_eq!(mia.engine.claim(hers, Claim::Take).await.expect("asks"), None, "nobody is held up");
    let sent = mia.reply(hers, "without the relay").await;
    mia.reaches(sent, domain::outbox::State::Sent).await;
}

/// Pairs through a proxy.
async fn pair_through(world: &World, post: &Post, proxy: String) {
    let link: PairingLink = post.link().await.parse().expect("a link");
    let link = PairingLink { relay: proxy.parse().expect("an address"), ..link };
    world.engine.pair(&link.to_string(), "Mia's laptop").await.expect("pairs");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_relay_was_not_told_is_said_again() {
    let (world, post) = (World::new().await, Post::new().await);
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    post.receives(&world).await;
    // That of the greeting, and the one of the message.
    let proxy = proxy::losing_acknowledgements(post.port, 2).await;
    pair_through(&world, &post, proxy).await;
    live(&world).await;
    post.follows(&brand, true).await;
    world.instagram.writes("mira", &brand, "the last one").await;
    comes(&world, "the last one").await;
    // Nothing comes after it whose place would say this too.
    post.drained().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_holds_streams_back_is_got_around() {
    let (world, post) = (World::new().await, Post::new().await);
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    post.receives(&world).await;
    let proxy = proxy::before(post.port).await;
    pair_through(&world, &post, proxy).await;
    stands(&world, Standing::Live { by_asking: true }).await;
    post.follows(&brand, true).await;
    world.instagram.writes("mira", &brand, "by asking").await;
    comes(&world, "by asking").await;
    post.drained().await;
}

/// A handle whose subscription Instagram ended while the relay was down: it is down still.
async fn unsubscribed() -> (World, Post, Brand, HandleId) {
    let (world, mut post, brand, id) = set_up().await;
    world.instagram.writes("mira", &brand, "before").await;
    comes(&world, "before").await;
    post.stop().await;
    // As Meta does when nothing could be delivered for an hour (instagram-platform, section 6.4).
    let switch = json!({ "webhook_retry": "1h_then_unsubscribed" });
    world.instagram.control("switches", Some(switch)).await;
    world.instagram.writes("mira", &brand, "while it was down").await;
    eventually("unsubscribed", || async {
        world.instagram.control("clock", Some(json!({ "advance_ms": 1_800_000 }))).await;
        let ledger = world.instagram.control("ledger", None).await;
        let deliveries = ledger["deliveries"].as_array().cloned().unwrap_or_default();
        deliveries.iter().any(|delivery| delivery["outcome"] == "unsubscribed").then_some(())
    })
    .await;
    (world, post, brand, id)
}

/// The time without webhooks is written down.
async fn is_noted(world: &World, id: HandleId) {
    eventually("the gap", || async {
        gaps(world, id).await.contains(&Cause::Missed(MissedWhy::Unsubscribed)).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_instagram_ended_is_made_anew() {
    let (world, mut post, brand, id) = unsubscribed().await;
    post.start().await;
    live(&world).await;
    is_noted(&world, id).await;
    eventually("subscribed anew", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        row.unsubscribed_since.is_none().then_some(())
    })
    .await;
    world.instagram.writes("mira", &brand, "told again").await;
    comes(&world, "told again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_without_a_subscription_is_noted_though_nobody_sees_that_it_is_there_again() {
    let (world, mut post, _, id) = unsubscribed().await;
    // It is read and made anew; the look whether it is there fails.
    let third = json!({ "match": { "endpoint": "subscribed_apps" }, "kind": "error", "code": 2, "skip": 2 });
    world.instagram.fault(third).await;
    post.start().await;
    is_noted(&world, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_meta_asks_for_is_carried_out_and_confirmed() {
    let (world, post, brand, id) = set_up().await;
    world.instagram.writes("mira", &brand, "to be deleted").await;
    comes(&world, "to be deleted").await;
    let called = json!({
        "handle": brand.username, "callback": "data_deletion",
        "url": format!("http://127.0.0.1:{}/meta/delete", post.port),
    });
    world.instagram.control("callbacks", Some(called)).await;
    eventually("gone", || async { world.store.handle(id).await.expect("reads").is_none().then_some(()) })
        .await;
    assert!(world.texts().await.is_empty());
    eventually("confirmed", || async {
        world.store.deletions_asked().await.expect("reads").is_empty().then_some(())
    })
    .await;
    let notes = post.relay().log.notes("deletion/").await.expect("reads");
    let note: serde_json::Value = serde_json::from_slice(&notes[0].value).expect("json");
    assert!(note["done"].is_u64(), "{note}");
}

/// With Facebook Login Meta names whoever signed in, whom nothing here tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_of_somebody_unknown_is_not_called_done_before_a_person_saw_to_it() {
    let (world, post) = (World::new().await, Post::new().await);
    let brand = world.instagram.brand("bluekiln").await;
    let token = pages::page(&world, "Blue Kiln", Some("bluekiln"), None).await;
    let id = pages::connect(&world, &token).await;
    post.receives(&world).await;
    pair(&world, &post).await;
    let called = json!({
        "handle": brand.username, "callback": "data_deletion",
        "url": format!("http://127.0.0.1:{}/meta/delete", post.port),
    });
    world.instagram.control("callbacks", Some(called)).await;
    let told = eventually("a question", || async { world.store.notices().await.ok()?.pop() }).await;
    assert_eq!((told.kind, told.handles[0].handle), (NoticeKind::DeletionAsked, id));
    eventually("kept", || async {
        (world.store.deletions_asked().await.expect("reads").len() == 1).then_some(())
    })
    .await;
    world.engine.dismiss_notice(told.id).await.expect("dismisses");
    eventually("confirmed", || async {
        world.store.deletions_asked().await.expect("reads").is_empty().then_some(())
    })
    .await;
    assert!(world.store.handle(id).await.expect("reads").is_some(), "nobody said that it was this one's");
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    u64::try_from(since.as_millis()).expect("fits")
}
