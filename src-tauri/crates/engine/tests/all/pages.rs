//! A handle through its Page (Facebook Login), and a change of login.

use domain::handle::{Flavour, Trouble};
use domain::ids::HandleId;
use domain::outbox::State;
use engine::{PageProblem, look};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use testkit::eventually;

use crate::world::{World, client};

const SOMEBODY: &str = "Alex of the team";

/// A Page with this handle linked to it; gives its token.
pub(crate) async fn page(
    world: &World,
    name: &str,
    handle: Option<&str>,
    tasks: Option<Value>,
) -> SecretString {
    let mut page = json!({ "name": name, "handle": handle, "user": SOMEBODY });
    if let Some(tasks) = tasks {
        page["tasks"] = tasks;
    }
    let made = world.instagram.control("pages", Some(page)).await;
    SecretString::from(made["token"].as_str().expect("a token").to_owned())
}

pub(crate) async fn connect(world: &World, token: &SecretString) -> HandleId {
    let candidates = look(&client(world.instagram.base()), token, None).await.expect("found");
    let [one] = candidates.as_slice() else { panic!("{candidates:?}") };
    assert_eq!(one.problem, None);
    let found = one.found.clone().expect("a handle");
    assert_eq!((found.flavour, found.trouble), (Flavour::FacebookLogin, None));
    world.engine.connect(found, one.token.clone()).await.expect("connects")
}

async fn count(world: &World, text: &str) -> usize {
    world.texts().await.iter().filter(|shown| *shown == text).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_in_and_replies_go_out_through_the_page() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let token = page(&world, "Blue Kiln", Some("bluekiln"), None).await;
    let id = connect(&world, &token).await;
    let row = world.store.handle(id).await.expect("reads").expect("is there");
    assert_eq!(row.profile.ig_id.as_str(), brand.ig_id);
    assert!(row.page_id.is_some());
    world.instagram.writes("mira", &brand, "Is the refill back?").await;
    let conversation = world.shows("Is the refill back?").await;
    let reply = world.reply(conversation, "It is!").await;
    world.reaches(reply, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["It is!"]);
    world.shows("It is!").await;
    assert_eq!(count(&world, "It is!").await, 1);
    // The people of the thread are named through the Page as well.
    eventually("the profile", || async { world.conversations().await.first()?.person.profile.followers })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_login_keeps_threads_shows_nothing_twice_and_leaves_no_old_token() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "before").await;
    let conversation = world.shows("before").await;
    let reply = world.reply(conversation, "answered before").await;
    world.reaches(reply, State::Sent).await;

    let token = page(&world, "Blue Kiln", Some("bluekiln"), None).await;
    assert_eq!(connect(&world, &token).await, id, "the same handle");
    assert_eq!(world.token_of(&brand).await.expose_secret(), token.expose_secret());
    world.instagram.writes("mira", &brand, "after").await;
    assert_eq!(world.shows("after").await, conversation, "the same conversation");
    for text in ["before", "answered before", "after"] {
        assert_eq!(count(&world, text).await, 1, "{text}");
    }
    let reply = world.reply(conversation, "answered after").await;
    world.reaches(reply, State::Sent).await;

    // And back again.
    assert_eq!(world.connect(&brand).await, id);
    assert_eq!(world.token_of(&brand).await.expose_secret(), brand.token);
    world.instagram.writes("mira", &brand, "back").await;
    assert_eq!(world.shows("back").await, conversation);
    for text in ["before", "answered before", "after", "answered after", "back"] {
        assert_eq!(count(&world, text).await, 1, "{text}");
    }
    let row = world.store.handle(id).await.expect("reads").expect("is there");
    assert_eq!((row.flavour, row.page_id), (Flavour::InstagramLogin, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_several_pages_chooses_among_those_that_can_be_used() {
    let world = World::new().await;
    for name in ["bluekiln", "cobalt", "dune"] {
        world.instagram.brand(name).await;
    }
    page(&world, "Blue Kiln", Some("bluekiln"), None).await;
    page(&world, "Cobalt", Some("cobalt"), Some(json!(["ANALYZE"]))).await;
    page(&world, "Nothing linked", None, None).await;
    page(&world, "Dune", Some("dune"), None).await;
    let users = world.instagram.control("users", None).await;
    let user = users["users"][0]["id"].as_str().expect("a user").to_owned();
    let issued =
        world.instagram.control(&format!("users/{user}/token"), Some(json!({ "action": "issue" }))).await;
    let token = SecretString::from(issued["token"].as_str().expect("a token").to_owned());
    let candidates = look(&client(world.instagram.base()), &token, None).await.expect("found");
    let facts: Vec<_> = candidates
        .iter()
        .map(|one| (one.found.as_ref().map(|found| found.profile.username.as_str()), one.problem))
        .collect();
    for expected in [
        (Some("bluekiln"), None),
        (Some("cobalt"), Some(PageProblem::TaskMissing)),
        (None, Some(PageProblem::NotLinked)),
        (Some("dune"), None),
    ] {
        assert!(facts.contains(&expected), "{expected:?} in {facts:?}");
    }
    assert_eq!(facts.len(), 4);
    let dune = candidates.into_iter().find(|one| one.page_name.as_deref() == Some("Dune")).expect("listed");
    world.engine.connect(dune.found.expect("a handle"), dune.token).await.expect("connects");
    let names: Vec<String> =
        world.store.handles().await.expect("reads").into_iter().map(|row| row.profile.username).collect();
    assert_eq!(names, ["dune"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_takes_another_handles_away_shows_at_once() {
    let world = World::new().await;
    let (one, two) = (world.instagram.brand("one").await, world.instagram.brand("two").await);
    let id = world.connect(&one).await;
    eventually("a first round", || async {
        let row = world.store.handle(id).await.expect("reads").expect("is there");
        row.sync.last_synced_at
    })
    .await;
    world.instagram.control("handles/one/token", Some(json!({ "action": "revoke" }))).await;
    world.connect(&two).await;
    // Nobody rings for it: connecting the other one does.
    eventually("the regression", || async {
        let row = world.store.handle(id).await.expect("reads").expect("is there");
        (row.trouble == Some(Trouble::TokenRevoked)).then_some(())
    })
    .await;
}

/// What the relay asks for does not open Messenger's threads, which an empty list makes the engine look at.
#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_is_no_trouble_without_the_permission_for_messenger() {
    let world = World::new().await;
    world.instagram.brand("quiet").await;
    let scopes = [
        "instagram_basic",
        "instagram_manage_messages",
        "pages_manage_metadata",
        "pages_show_list",
        "pages_read_engagement",
        "business_management",
    ];
    let page = json!({ "name": "Quiet", "handle": "quiet", "user": SOMEBODY, "scopes": scopes });
    let made = world.instagram.control("pages", Some(page)).await;
    let token = SecretString::from(made["token"].as_str().expect("a token").to_owned());
    let id = connect(&world, &token).await;
    let row = eventually("the doubt", || async {
        world.engine.sync_now(Some(id)).await.expect("rings");
        world.store.handle(id).await.expect("reads").filter(|row| row.empty_since.is_some())
    })
    .await;
    assert_eq!(row.trouble, None);
}
