//! Filters, names, and what comes first.

use domain::ids::Igsid;
use domain::message::{Attachment, AttachmentKind, Body};
use domain::observation::{Observation, ObservedMessage, ObservedThread};
use domain::person::Profile;
use domain::position::Position;
use domain::search::Query;
use domain::time::{DAY, HOUR, Timestamp};
use domain::triage::Act;
use store::search::{Found, Search};

use crate::support::{NOW, World, connect, from_brand, from_person, hits, mention, message, unsend};

const MINUTE: i64 = 60_000;

/// A person with a name, known from a listing.
fn named(person: &str, name: &str, username: &str) -> Observation {
    Observation::Thread(ObservedThread {
        thread: format!("thread of {person}").as_str().into(),
        person: Igsid::from(person),
        profile: Profile {
            name: Some(name.to_owned()),
            username: Some(username.to_owned()),
            ..Profile::default()
        },
        updated_at: NOW,
        older_exist: false,
    })
}

fn with(person: &str, mid: &str, ms: i64, kind: AttachmentKind) -> Observation {
    let attachment = Attachment::new(kind, Some("https://cdn.example/1".to_owned()));
    let body = Body { attachments: vec![attachment], ..Body::default() };
    Observation::Message(ObservedMessage { text: None, body, ..message(person, mid, ms, "") })
}

/// Three people: one needs a reply, one waits on them, one only mentioned the handle.
async fn world() -> World {
    let world = World::new().await;
    world
        .ingest(vec![
            named("p1", "Mira Kovač", "mira.kovac"),
            named("p2", "佐藤 美咲", "misaki_s"),
            named("p3", "Mirella", "mirella.design"),
            from_person("p1", "m1", -3 * DAY, "my blue dress is late"),
            from_brand("p1", "m2", -2 * DAY, "your dress is on its way"),
            from_person("p1", "m3", -23 * HOUR, "thanks for the dress! https://shop.example/dress"),
            from_person("p2", "m4", -5 * HOUR, "a dress in blue?"),
            with("p2", "m5", -4 * HOUR, AttachmentKind::Image),
            from_brand("p2", "m6", -3 * HOUR, "the blue dress, yes"),
            mention("p3", "m7", -2 * HOUR),
            with("p1", "m8", -22 * HOUR, AttachmentKind::Audio),
        ])
        .await;
    world
}

async fn found(world: &World, typed: &str) -> Vec<String> {
    let query = Query::parse(typed);
    let sent = query.sent(NOW, &jiff::tz::TimeZone::UTC);
    let search = Search { sent, ..Search::of(query, 50, NOW) };
    mids(&world.store.search(&search).await.expect("searches"))
}

fn mids(found: &Found) -> Vec<String> {
    found.hits.iter().map(|hit| hit.mid.as_str().to_owned()).collect()
}

#[tokio::test]
async fn filters_narrow_what_is_found() {
    let world = world().await;
    let table: [(&str, &[&str]); 36] = [
        ("from:mira dress", &["m3", "m1"]),
        ("from:@mira.kovac", &["m8", "m3", "m1"]),
        ("from:kovac -late", &["m8", "m3"]),
        ("from:\"mira kov\"", &["m8", "m3", "m1"]),
        ("from:美咲", &["m5", "m4"]),
        ("from:mir from:misaki dress", &["m4", "m3", "m1"]),
        ("from:me dress", &["m6", "m2"]),
        ("dress -from:me", &["m4", "m3", "m1"]),
        ("dress -from:mira", &["m6", "m4", "m2"]),
        ("from:nobody dress", &[]),
        ("dress is:needs", &["m3", "m2", "m1"]),
        ("dress is:waiting", &["m6", "m4"]),
        ("is:needs", &["m8"]),
        ("is:waiting", &["m6"]),
        ("is:unread", &["m7", "m8"]),
        ("-is:unread", &["m6"]),
        ("is:mention", &["m7"]),
        ("is:done", &[]),
        ("is:failed", &[]),
        ("has:image", &["m5"]),
        ("has:voice from:mira", &["m8"]),
        ("has:link", &["m3"]),
        ("dress has:link", &["m3"]),
        ("dress -has:link is:needs", &["m2", "m1"]),
        ("has:video", &[]),
        ("window:<2h", &["m8"]),
        ("window:>20h", &["m7"]),
        ("window:open dress", &["m6", "m4", "m3", "m2", "m1"]),
        ("window:closed", &[]),
        ("dress after:1d", &["m6", "m4", "m3"]),
        ("dress before:1d", &["m2", "m1"]),
        ("before:1d", &["m2", "m1"]),
        ("handle:brand17841400000000001 blue", &["m6", "m4", "m1"]),
        ("handle:brand blue", &["m6", "m4", "m1"]),
        ("handle:other blue", &[]),
        ("-handle:brand blue", &[]),
    ];
    for (typed, expected) in table {
        assert_eq!(found(&world, typed).await, expected, "{typed}");
    }
}

#[tokio::test]
async fn what_a_person_said_about_conversations_narrows_too() {
    let world = world().await;
    let (mira, misaki, mirella) =
        (world.conversation("p1").await, world.conversation("p2").await, world.conversation("p3").await);
    let saved = world.store.save_label(None, "To do".into(), 3).await.expect("writes");
    let (label, _) = saved.expect("the name is free");
    world.act(mira, Act::Label(label, true)).await;
    world.store.add_note(mira, "maria".into(), "asks for a refund".into(), NOW).await.expect("writes");
    world.act(misaki, Act::Snooze(NOW.plus(DAY))).await;
    world.act(mirella, Act::Mute(true)).await;
    let table: [(&str, &[&str]); 7] = [
        ("dress label:\"to do\"", &["m3", "m2", "m1"]),
        ("label:to", &["m8"]),
        ("dress -label:\"to do\"", &["m6", "m4"]),
        ("label:nothing", &[]),
        ("has:note", &["m8"]),
        ("is:snoozed", &["m6"]),
        ("is:muted", &["m7"]),
    ];
    for (typed, expected) in table {
        assert_eq!(found(&world, typed).await, expected, "{typed}");
    }
    // Spam and the bin have to be asked for.
    world.act(mira, Act::Spam(true)).await;
    world.act(misaki, Act::Bin(true)).await;
    let table: [(&str, &[&str]); 9] = [
        ("dress", &[]),
        ("dress from:mira", &[]),
        ("has:image", &[]),
        ("before:2099", &["m7"]),
        ("-is:done", &["m7"]),
        ("dress is:spam", &["m3", "m2", "m1"]),
        ("is:spam", &["m8"]),
        ("is:bin", &["m6"]),
        ("dress is:bin", &["m6", "m4"]),
    ];
    for (typed, expected) in table {
        assert_eq!(found(&world, typed).await, expected, "{typed}");
    }
    let people = world.store.people_named(&Query::parse("mir"), None, 5).await.expect("searches");
    assert_eq!(people.iter().map(|row| row.id).collect::<Vec<_>>(), [mirella]);
}

#[tokio::test]
async fn a_filter_finds_only_among_the_handle_that_is_looked_at() {
    let world = world().await;
    let other = connect(&world.store, "17841400000000002").await;
    for typed in ["handle:brand17841400000000001 dress", "from:mira", "is:needs", "has:image", "before:2099"]
    {
        let search = Search { handle: Some(other), ..Search::of(Query::parse(typed), 50, NOW) };
        assert_eq!(
            mids(&world.store.search(&search).await.expect("searches")),
            Vec::<String>::new(),
            "{typed}"
        );
    }
}

#[tokio::test]
async fn what_fits_best_comes_first_then_the_newest() {
    let world = World::new().await;
    let texts = [
        (1, "blue dress"),
        (2, "a dress, blue"),
        (3, "blue dresses"),
        (4, "dressed in blue"),
        (5, "the blue dress again"),
        (6, "blue: dressing"),
    ];
    world.ingest(texts.map(|(n, text)| from_person("p1", &format!("m{n}"), n, text)).to_vec()).await;
    let page = |typed: &str, limit| Search::of(Query::parse(typed), limit, NOW);
    let all = world.store.search(&page("blue dress", 50)).await.expect("searches");
    assert_eq!(
        (mids(&all).join(" "), all.best),
        ("m6 m5 m3 m1 m2 m4".to_owned(), 5),
        "the last word may go on"
    );
    let whole = world.store.search(&page("blue dress is:unread", 50)).await.expect("searches");
    assert_eq!((mids(&whole).join(" "), whole.best), ("m5 m1 m2".to_owned(), 2), "the last word is whole");
    let alike = world.store.search(&page("\"blue dress\"", 50)).await.expect("searches");
    assert_eq!((mids(&alike).join(" "), alike.best), ("m5 m1".to_owned(), 0));
    // The best may be further back than a page.
    let short = world.store.search(&page("dress", 2)).await.expect("searches");
    assert_eq!((mids(&short).join(" "), short.best), ("m5 m2".to_owned(), 2));
    let rest = Search { before: short.next, ..page("dress", 50) };
    let rest = mids(&world.store.search(&rest).await.expect("searches"));
    assert_eq!(rest, ["m5", "m2", "m1", "m6", "m4", "m3"], "nothing that had no room is left out");
}

#[tokio::test]
async fn a_search_goes_on_where_a_page_found_too_little() {
    let world = World::new().await;
    for hundred in 0..60 {
        let messages = (0..100).map(|n| hundred * 100 + n);
        world
            .ingest(messages.map(|n| from_person("p1", &format!("m{n}"), n * MINUTE, "order")).collect())
            .await;
    }
    world.ingest(vec![from_brand("p2", "ours", -MINUTE, "your order")]).await;
    let mut search = Search::of(Query::parse("order from:me"), 50, NOW);
    let mut pages = 0;
    let last = loop {
        let page = world.store.search(&search).await.expect("searches");
        pages += 1;
        let Some(next) = page.next else { break page };
        assert!(page.hits.is_empty() && Some(next) < search.before.or(Some(Position(i64::MAX))));
        search.before = Some(next);
    };
    assert_eq!((mids(&last), pages), (vec!["ours".to_owned()], 2));
}

#[tokio::test]
async fn people_are_found_by_how_their_names_begin() {
    let world = world().await;
    let people = async |typed: &str| {
        let rows = world.store.people_named(&Query::parse(typed), None, 5).await.expect("searches");
        rows.into_iter().map(|row| row.person.igsid.0).collect::<Vec<_>>()
    };
    let table: [(&str, &[&str]); 9] = [
        ("mir", &["p3", "p1"]),
        ("KOVAC", &["p1"]),
        ("@mira.kov", &["p1"]),
        ("kov mi", &["p1"]),
        ("misaki_s", &["p2"]),
        ("美", &["p2"]),
        ("美咲", &["p2"]),
        ("mira mirella", &[]),
        ("", &[]),
    ];
    for (typed, expected) in table {
        assert_eq!(people(typed).await, expected, "{typed}");
    }
    // A name that changed is no longer found by what it was.
    let profile = Profile { name: Some("Mira Novak".to_owned()), ..Profile::default() };
    let row =
        world.store.conversation(world.conversation("p1").await).await.expect("reads").expect("is there");
    world.store.save_profile(row.person.id, Ok(profile), NOW).await.expect("writes");
    assert_eq!(
        (people("kovac").await, people("novak").await),
        (vec!["p1".to_owned()], vec!["p1".to_owned()]),
        "the username stays"
    );
    assert_eq!(people("\"Mira Kovač\"").await, ["p1"]);
}

#[tokio::test]
async fn what_was_unsent_is_in_no_hit() {
    let world = world().await;
    world.ingest(vec![unsend("m3", 1), unsend("m5", 1), unsend("m8", 1)]).await;
    for typed in ["thanks", "has:link", "has:image", "has:voice", "from:mira thanks", "is:needs thanks"] {
        assert_eq!(found(&world, typed).await, Vec::<String>::new(), "{typed}");
    }
    // The newest message of a conversation may be one that was unsent: that there is one is said, not what it said.
    for hit in hits(&world.store, "is:needs").await {
        assert_eq!((hit.snippet.as_str(), hit.highlights.len()), ("", 0));
    }
}

#[tokio::test]
async fn days_are_those_of_the_sender_of_the_question() {
    let world = World::new().await;
    let midnight = 1_789_948_800_000 - NOW.0;
    world
        .ingest(vec![
            from_person("p1", "before", midnight - 1_000, "order"),
            from_person("p1", "after", midnight, "order"),
        ])
        .await;
    let query = Query::parse("order after:2026-09-21");
    let sent = query.sent(NOW, &jiff::tz::TimeZone::UTC);
    assert_eq!(sent.start, Timestamp(1_789_948_800_000));
    let search = Search { sent, ..Search::of(query, 50, NOW) };
    assert_eq!(mids(&world.store.search(&search).await.expect("searches")), ["after"]);
}

#[tokio::test]
async fn windows_that_close_soon_are_found_in_the_order_in_which_they_close() {
    let world = World::new().await;
    world
        .ingest(vec![
            from_person("third", "m3", -21 * HOUR, "c"),
            from_person("first", "m1", -23 * HOUR, "a"),
            from_person("second", "m2", -22 * HOUR, "b"),
            // Our answer is newer than all; it closes no window later.
            from_brand("first", "m4", -HOUR, "yes"),
            from_person("fresh", "m5", -HOUR, "d"),
            from_person("closed", "m6", -25 * HOUR, "e"),
        ])
        .await;
    assert_eq!(found(&world, "window:<4h").await, ["m4", "m2", "m3"]);
    assert_eq!(found(&world, "window:<4h is:needs").await, ["m2", "m3"]);
    assert_eq!(found(&world, "window:<4h handle:brand").await, ["m4", "m2", "m3"]);
    let mut paged = Vec::new();
    let mut page = Search::of(Query::parse("window:<4h"), 1, NOW);
    loop {
        let found = world.store.search(&page).await.expect("searches");
        paged.extend(mids(&found));
        let Some(next) = found.next else { break };
        page.before = Some(next);
    }
    assert_eq!(paged, ["m4", "m2", "m3"], "no page leaves one out or shows it twice");
}
