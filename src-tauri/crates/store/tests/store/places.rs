//! What is no message: lines, closed threads, holes that a pause left, and what found no place.

use domain::ids::{Igsid, Mid, ThreadId};
use domain::message::{Direction, Referral, ReferralSource};
use domain::observation::{
    ClosedBecause, LineKind, Observation, ObservedClosedThread, ObservedLine, ObservedOwner,
    ObservedReaction, ObservedThread, Reaction, Source,
};
use domain::person::Profile;
use domain::time::{HOUR, MINUTE};
use domain::window::Openers;
use store::ingest::IngestBatch;
use store::thread::Part;
use store::undelivered::{Because, KEPT, Undelivered};

use crate::support::{NOW, World, all, from_brand, from_person, message, unsend};

fn line(ms: i64, what: LineKind) -> Observation {
    Observation::Line(ObservedLine { person: Igsid::from("p1"), at: NOW.plus(ms), what })
}

fn referral(reference: &str) -> LineKind {
    let reference = Some(reference.to_owned());
    LineKind::Referral {
        referral: Referral { source: ReferralSource::Link, reference, ..Referral::default() },
    }
}

#[tokio::test]
async fn a_line_is_told_once_and_stands_on_one_page_only() {
    let world = World::new().await;
    world.ingest((0..10).map(|n| from_person("p1", &format!("m{n}"), n * 10, "x")).collect()).await;
    let id = world.conversation("p1").await;
    let lines: Vec<Observation> = [-5, 0, 15, 40, 95].map(|ms| line(ms, referral(&ms.to_string()))).into();
    let told = world.ingest(lines.clone()).await;
    assert_eq!(told.changes.conversations.len(), 1);
    assert!(world.ingest(lines).await.changes.is_empty(), "nothing new");
    let row = world.store.conversation(id).await.expect("reads").expect("is there");
    let last = row.last.expect("one");
    assert_eq!(last.mid, Mid::from("m9"), "a line is no message");

    let mut found = Vec::new();
    let mut part = Part::Newest;
    loop {
        let page = world.store.messages(id, part, 3).await.expect("reads");
        let mut lines: Vec<i64> = page.lines.iter().map(|line| line.at.since(NOW)).collect();
        lines.append(&mut found);
        found = lines;
        if !page.has_older {
            break;
        }
        part = Part::Before(page.messages.first().expect("has messages").position);
    }
    assert_eq!(found, [-5, 0, 15, 40, 95]);
    let around = world.store.messages(id, Part::After(last.position), 3).await.expect("reads");
    assert_eq!(around.lines.len(), 1, "after the last message");
}

#[tokio::test]
async fn a_closed_thread_is_one_row_and_opens_when_it_has_a_person() {
    let world = World::new().await;
    let closed = |why, ms| {
        Observation::ClosedThread(ObservedClosedThread {
            thread: ThreadId::from("t1"),
            why,
            usernames: vec!["ana".into(), "bo".into()],
            updated_at: NOW.plus(ms),
        })
    };
    let told = world.ingest_as(Source::Poll, vec![closed(ClosedBecause::Group, 5)]).await;
    assert!(!told.changes.is_empty() && told.new_inbound.is_empty());
    assert!(world.ingest_as(Source::Poll, vec![closed(ClosedBecause::Group, 5)]).await.changes.is_empty());
    world.ingest_as(Source::Poll, vec![closed(ClosedBecause::Group, 9)]).await;
    let rows = world.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].closed, rows[0].unread), (Some(ClosedBecause::Group), false));
    assert_eq!(rows[0].activity.map(domain::position::Position::at), Some(NOW.plus(9)));
    assert_eq!(world.store.counts(None, NOW).await.expect("reads").needs_reply, 0);

    let thread = Observation::Thread(ObservedThread {
        thread: ThreadId::from("t1"),
        person: Igsid::from("p1"),
        profile: Profile::default(),
        updated_at: NOW.plus(20),
        older_exist: false,
    });
    world.ingest_as(Source::Poll, vec![thread, from_person("p1", "m1", 20, "just us now")]).await;
    let rows = world.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!(rows.len(), 1, "the stand-in is gone");
    assert_eq!((rows[0].closed, rows[0].thread.clone()), (None, Some(ThreadId::from("t1"))));
    world.ingest_as(Source::Poll, vec![closed(ClosedBecause::Nobody, 30)]).await;
    let rows = world.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!((rows.len(), rows[0].closed), (1, None), "a listing that lacks the person closes nothing");
}

#[tokio::test]
async fn a_reply_that_instagram_took_shows_whose_the_chat_is() {
    let world = World::new().await;
    let owner = |ms, is_another| {
        Observation::Owner(ObservedOwner { person: Igsid::from("p1"), at: NOW.plus(ms), is_another })
    };
    world.ingest(vec![from_person("p1", "m1", 0, "hi"), owner(0, true)]).await;
    let id = world.conversation("p1").await;
    let owned = async || world.store.conversation(id).await.expect("reads").expect("is there").owned_by_other;
    assert!(owned().await);
    world.ingest_as(Source::Answer, vec![from_brand("p1", "m2", 5, "hello")]).await;
    assert!(!owned().await);
    world.ingest(vec![owner(3, true)]).await;
    assert!(!owned().await, "that was before");
}

#[tokio::test]
async fn a_pause_leaves_a_hole_where_messages_were_left_out() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "before"), from_person("p2", "n1", 0, "before")]).await;
    let skipped = vec![(Igsid::from("p1"), NOW.plus(HOUR)), (Igsid::from("stranger"), NOW.plus(HOUR))];
    let batch = || IngestBatch { skipped: skipped.clone(), ..world.batch(Source::Poll, Vec::new()) };
    let told = world.store.ingest(batch()).await.expect("writes");
    assert_eq!(told.changes.conversations.len(), 1);
    assert!(world.store.ingest(batch()).await.expect("writes").changes.is_empty(), "noted once");
    let after = |person: &str, mid: &str, ms| from_person(person, mid, HOUR + ms, "after");
    world.ingest(vec![after("p1", "m2", 1), after("p1", "m3", 2), after("p2", "n2", 1)]).await;
    let holes = async |person: &str| {
        let id = world.conversation(person).await;
        let page = world.store.messages(id, Part::Newest, 50).await.expect("reads");
        let holes = page.messages.into_iter().filter(|message| message.skipped_before);
        holes.map(|message| message.mid.0).collect::<Vec<_>>()
    };
    assert_eq!(holes("p1").await, ["m2"], "before the first message after the pause");
    assert_eq!(holes("p2").await, Vec::<String>::new());
    let rows = world.store.conversations(&all()).await.expect("reads").rows;
    assert_eq!(rows.len(), 2, "of the stranger nothing is stored");
}

fn undelivered(why: Because, key: &str, ms: i64) -> Undelivered {
    let raw = Some(format!("{{\"mid\":\"{key}\"}}"));
    Undelivered { at: NOW.plus(ms), why, key: key.to_owned(), field: Some("message_edit".into()), raw }
}

#[tokio::test]
async fn what_found_no_place_is_listed_until_it_has_one() {
    let world = World::new().await;
    let note = async |items: Vec<Undelivered>| {
        let batch = IngestBatch { undelivered: items, ..world.batch(Source::Webhook, Vec::new()) };
        world.store.ingest(batch).await.expect("writes").changes
    };
    let keys = async || {
        let rows = world.store.undelivered(Some(world.handle), 1_000).await.expect("reads");
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    let changes = note(vec![
        undelivered(Because::NotFound, "m1", 1),
        undelivered(Because::Unreadable, "m2", 2),
        undelivered(Because::ThreadUnreadable, "t1", 3),
    ])
    .await;
    assert!(changes.handles.contains(&world.handle));
    assert_eq!(keys().await, ["t1", "m2", "m1"]);
    assert!(note(vec![undelivered(Because::NotFound, "m1", 9)]).await.is_empty(), "the same again");
    world.ingest(vec![from_person("p1", "m1", 0, "there it is")]).await;
    assert_eq!(keys().await, ["t1", "m2"]);
    world.ingest(vec![unsend("m2", 0)]).await;
    assert_eq!(keys().await, ["t1"], "what was unsent is kept nowhere");
    let thread = Observation::Thread(ObservedThread {
        thread: ThreadId::from("t1"),
        person: Igsid::from("p1"),
        profile: Profile::default(),
        updated_at: NOW,
        older_exist: false,
    });
    world.ingest_as(Source::Poll, vec![thread]).await;
    assert_eq!(keys().await, Vec::<String>::new());
}

#[tokio::test]
async fn only_the_newest_that_found_no_place_are_kept() {
    let world = World::new().await;
    let items = (0..KEPT + 20).map(|n| undelivered(Because::Unreadable, &format!("k{n}"), n)).collect();
    let batch = IngestBatch { undelivered: items, ..world.batch(Source::Webhook, Vec::new()) };
    world.store.ingest(batch).await.expect("writes");
    let rows = world.store.undelivered(None, 10_000).await.expect("reads");
    assert_eq!(i64::try_from(rows.len()).expect("few"), KEPT);
    assert_eq!(rows.last().expect("some").key, "k20");
}

#[tokio::test]
async fn what_waits_to_be_read_goes_last_and_not_unnoticed() {
    let world = World::new().await;
    let note = async |items: Vec<Undelivered>| {
        let batch = IngestBatch { undelivered: items, ..world.batch(Source::Webhook, Vec::new()) };
        world.store.ingest(batch).await.expect("writes");
        world.store.awaited(NOW.plus(-1)).await.expect("reads").len()
    };
    let named = |from: i64, to: i64| (from..to).map(|n| undelivered(Because::NotFound, &format!("m{n}"), n));
    let unreadable = (0..20).map(|n| undelivered(Because::Unreadable, &format!("k{n}"), KEPT + n)).collect();
    let all = usize::try_from(KEPT).expect("few");
    assert_eq!(note(named(0, KEPT).collect()).await, all);
    assert_eq!(note(unreadable).await, all, "newer ones that nobody can read leave them there");
    assert!(!world.store.owes_sweep(world.handle).await.expect("reads"));
    assert_eq!(note(named(KEPT, KEPT + 1).collect()).await, all);
    assert!(world.store.owes_sweep(world.handle).await.expect("reads"), "one was too many");
}

#[tokio::test]
async fn a_reaction_and_a_return_by_a_link_may_open_the_window_and_oneself_has_none() {
    let world = World::new().await;
    let oneself = "17841400000000001";
    world.ingest(vec![from_brand("p1", "a1", 0, "hi"), from_brand(oneself, "a2", 0, "to me")]).await;
    let (id, to_oneself) = (world.conversation("p1").await, world.conversation(oneself).await);
    let hint = async || {
        let openers = world.store.openers(id).await.expect("reads");
        assert!(!openers.to_self);
        openers.last_hint.map(|at| at.since(NOW))
    };
    let reaction = |ms: i64, by, emoji: Option<&str>| {
        let (person, mid) = (Igsid::from("p1"), Mid::from("a1"));
        let emoji = emoji.map(str::to_owned);
        Observation::Reaction(ObservedReaction { person, mid, by, emoji, at: NOW.plus(ms) })
    };
    assert_eq!(hint().await, None);
    world.ingest(vec![reaction(5, Direction::Out, Some("❤"))]).await;
    assert_eq!(hint().await, None, "ours opens nothing");
    let read = |minutes: i64| {
        let Observation::Message(mut read) = from_brand("p1", "a1", 0, "hi") else { unreachable!() };
        let by = Direction::In;
        read.as_of = NOW.plus(minutes * MINUTE);
        read.reactions = Some(vec![Reaction { by, emoji: "❤".to_owned() }]);
        Observation::Message(read)
    };
    world.ingest_as(Source::Poll, vec![read(20)]).await;
    assert_eq!(hint().await, Some(0), "it is as old as the message, perhaps");
    world.ingest(vec![reaction(10 * MINUTE, Direction::In, Some("❤"))]).await;
    assert_eq!(hint().await, Some(10 * MINUTE), "an event tells when");
    world.ingest(vec![reaction(HOUR, Direction::In, Some("🔥"))]).await;
    assert_eq!(hint().await, Some(HOUR));
    world.ingest(vec![line(2 * HOUR, referral("bio"))]).await;
    assert_eq!(hint().await, Some(2 * HOUR));
    world.ingest(vec![line(3 * HOUR, LineKind::OwnerIsThisApp)]).await;
    assert_eq!(hint().await, Some(2 * HOUR), "no doing of the person's");
    world.ingest(vec![reaction(4 * HOUR, Direction::In, Some("😮"))]).await;
    assert_eq!(hint().await, Some(4 * HOUR));
    world.ingest(vec![reaction(5 * HOUR, Direction::In, None)]).await;
    assert_eq!(hint().await, Some(2 * HOUR), "taken back");
    let mut note = message("own-igsid", "m9", 0, "note");
    note.body.to_self = true;
    world.ingest(vec![Observation::Message(note)]).await;
    for own in [to_oneself, world.conversation("own-igsid").await] {
        let openers = world.store.openers(own).await.expect("reads");
        assert_eq!(openers, Openers { to_self: true, last_hint: None });
    }
}
