//! Which batches are written, and what follows from them.

use domain::conversation::Standing;
use domain::ids::{ConversationId, Igsid, Mid, ThreadId};
use domain::message::MessageKind;
use domain::observation::{Observation, ObservedThread, Source};
use domain::person::Profile;
use domain::position::Position;
use domain::time::{HOUR, MINUTE, SentAt};
use domain::triage::Act;
use store::ChangeSet;
use store::handles::{StreamCursor, SyncState, Synced};
use store::ingest::IngestBatch;
use store::thread::Part;
use store::undelivered::Because;

use crate::support::{
    NOW, World, by, connect, database, from_brand, from_person, hits, mention, message, raw, unsend,
};

#[tokio::test]
async fn a_handle_that_is_off_stores_nothing() {
    let world = World::new().await;
    world.store.set_on(world.handle, false, NOW).await.expect("switches");
    let batch = IngestBatch {
        sync: Some(SyncState { watermark: Some(NOW), ..SyncState::default() }),
        stream: Some(StreamCursor { epoch: "e".into(), seq: 5, mark: None, at: NOW }),
        ..world.batch(Source::Poll, vec![from_person("p1", "m1", 0, "hello")])
    };
    let epoch_of_now = IngestBatch { epoch: world.epoch + 1, ..batch.clone() };
    for batch in [batch, epoch_of_now] {
        let ingested = world.store.ingest(batch).await.expect("is no error");
        assert!(!ingested.applied && ingested.changes.is_empty() && ingested.new_inbound.is_empty());
    }
    let stats = world.store.stats().await.expect("reads");
    assert_eq!((stats.messages, stats.conversations), (0, 0));
    assert_eq!(world.store.stream_cursor().await.expect("reads"), None);
    let handle = world.store.handle(world.handle).await.expect("reads").expect("is there");
    assert_eq!((handle.sync.watermark, handle.last_event_at), (None, None));
}

#[tokio::test]
async fn a_new_sign_in_leaves_the_switch_as_it_is() {
    let world = World::new().await;
    world.store.set_on(world.handle, false, NOW).await.expect("switches");
    let before = world.store.handle(world.handle).await.expect("reads").expect("is there");
    assert_eq!(connect(&world.store, "17841400000000001").await, world.handle);
    let after = world.store.handle(world.handle).await.expect("reads").expect("is there");
    assert!(!after.on && after.epoch > before.epoch);
    assert_eq!(after.paused_at, before.paused_at);
}

#[tokio::test]
async fn work_that_began_before_the_switch_moved_is_void() {
    let world = World::new().await;
    let began_before = world.batch(Source::Poll, vec![from_person("p1", "m1", 0, "hello")]);
    world.store.set_on(world.handle, false, NOW).await.expect("switches");
    world.store.set_on(world.handle, true, NOW).await.expect("switches");
    assert!(!world.store.ingest(began_before.clone()).await.expect("is no error").applied);
    let epoch = world.store.handle(world.handle).await.expect("reads").expect("is there").epoch;
    assert_eq!(epoch, world.epoch + 2);
    assert!(world.store.ingest(IngestBatch { epoch, ..began_before }).await.expect("writes").applied);
}

#[tokio::test]
async fn the_ends_of_rounds_are_written_down_of_handles_that_are_on_as_they_were() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000002").await;
    world.store.set_on(other, false, NOW).await.expect("switches");
    let ends = [(world.handle, world.epoch), (other, 1)];
    let ends = |at| ends.map(|(handle, epoch)| Synced { handle, epoch, at }).into();
    let changes = world.store.set_synced(ends(NOW)).await.expect("writes");
    assert_eq!(changes, ChangeSet::of_handle(world.handle));
    world.store.set_on(other, true, NOW).await.expect("switches");
    world.store.set_synced(ends(NOW.plus(MINUTE))).await.expect("writes");
    let rows = world.store.handles().await.expect("reads");
    let kept = rows.iter().map(|row| row.sync.last_synced_at);
    assert_eq!(kept.collect::<Vec<_>>(), [Some(NOW.plus(MINUTE)), None], "switched since");
    assert_eq!(world.store.count_on().await.expect("reads"), 2);
    world.store.set_on(other, false, NOW).await.expect("switches");
    assert_eq!(world.store.count_on().await.expect("reads"), 1);
}

#[tokio::test]
async fn cursors_come_with_their_data() {
    let world = World::new().await;
    let sync = SyncState {
        catching_up: false,
        page_cursor: Some("next".into()),
        watermark: Some(NOW),
        last_synced_at: Some(NOW),
    };
    let stream = StreamCursor { epoch: "e1".into(), seq: 42, mark: Some("m".into()), at: NOW };
    let batch = IngestBatch {
        sync: Some(sync.clone()),
        stream: Some(stream.clone()),
        ..world.batch(Source::Webhook, vec![from_person("p1", "m1", 0, "hello")])
    };
    world.store.ingest(batch).await.expect("writes");
    let handle = world.store.handle(world.handle).await.expect("reads").expect("is there");
    assert_eq!(handle.sync, sync);
    assert_eq!(world.store.stream_cursor().await.expect("reads"), Some(stream));
}

#[tokio::test]
async fn only_what_is_new_is_news() {
    let world = World::new().await;
    let batch = vec![
        from_person("p1", "m2", 2, "second"),
        from_person("p1", "m1", 1, "first"),
        from_brand("p1", "m3", 3, "ours"),
    ];
    let ingested = world.ingest(batch.clone()).await;
    let mids: Vec<&str> = ingested.new_inbound.iter().map(|news| news.mid.as_str()).collect();
    assert_eq!(mids, ["m1", "m2"]);
    assert_eq!(ingested.changes.conversations.len(), 1);
    let again = world.ingest(batch).await;
    assert!(again.applied && again.changes.is_empty() && again.new_inbound.is_empty(), "{again:?}");
    let quiet = world.batch(Source::Poll, vec![from_person("p1", "m4", 4, "old news")]);
    let quiet = world.store.ingest(IngestBatch { quiet: true, ..quiet }).await.expect("writes");
    assert!(quiet.new_inbound.is_empty() && !quiet.changes.is_empty());
}

#[tokio::test]
async fn standing_and_unread_follow_the_events() {
    use Standing::{Done, NeedsReply, Quiet, Waiting};

    let world = World::new().await;
    let check = async |step: &str, standing: Standing, unread: bool| {
        let id = world.conversation("p1").await;
        let row = world.store.conversation(id).await.expect("reads").expect("is there");
        assert_eq!((row.standing, row.unread), (standing, unread), "{step}");
        id
    };
    world.ingest(vec![mention("p1", "m1", 0)]).await;
    let id = check("a story mention alone", Quiet, true).await;
    world.ingest(vec![from_person("p1", "m2", 1, "question")]).await;
    check("a question", NeedsReply, true).await;
    let newest = world.store.conversation(id).await.expect("reads").expect("is there").last.expect("has one");
    world.store.mark_read(id, newest.position).await.expect("marks");
    check("read", NeedsReply, false).await;
    world.ingest(vec![from_brand("p1", "m3", 2, "answer from the phone")]).await;
    check("answered", Waiting, false).await;
    let acted = world.act(id, Act::Done(None)).await;
    check("done", Done, false).await;
    world.store.undo(acted, by()).await.expect("takes back");
    check("done undone", Waiting, false).await;
    world.act(id, Act::Done(None)).await;
    world.ingest(vec![from_person("p1", "m0", -5, "an old one that comes late")]).await;
    check("a late old message", Done, false).await;
    world.ingest(vec![from_person("p1", "m4", 3, "one more thing")]).await;
    check("opened again", NeedsReply, true).await;
    world.store.mark_read(id, Position::first_at(NOW.plus(MINUTE))).await.expect("marks");
    world.ingest(vec![unsend("m4", 4)]).await;
    check("they unsent it", Waiting, false).await;
    world.act(id, Act::Unread).await;
    check("marked unread", Waiting, true).await;
    world.act(id, Act::Reopen).await;
    check("reopened", Waiting, true).await;
}

#[tokio::test]
async fn what_was_read_stays_read_when_its_time_becomes_exact() {
    let world = World::new().await;
    let mut polled = message("p1", "m1", 0, "hello");
    polled.sent_at = SentAt::to_the_second(NOW.0);
    world.ingest_as(Source::Poll, vec![Observation::Message(polled)]).await;
    let id = world.conversation("p1").await;
    let last = world.store.conversation(id).await.expect("reads").expect("is there").last.expect("has one");
    world.store.mark_read(id, last.position).await.expect("marks");
    world.ingest(vec![from_person("p1", "m1", 700, "hello")]).await;
    let row = world.store.conversation(id).await.expect("reads").expect("is there");
    assert_eq!(row.last.expect("has one").position.at(), NOW.plus(700));
    assert!(!row.unread);
}

#[tokio::test]
async fn the_list_row_follows_its_newest_message() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "first"), from_person("p1", "m2", 1, "second\nline")]).await;
    let id = world.conversation("p1").await;
    let last =
        async || world.store.conversation(id).await.expect("reads").expect("is there").last.expect("one");
    assert_eq!(last().await.snippet.as_deref(), Some("second line"));
    let edit = Observation::Edit {
        person: None,
        mid: Mid::from("m2"),
        text: "better".into(),
        number: 1,
        at: NOW.plus(5),
    };
    let edited = world.ingest(vec![edit]).await;
    assert_eq!(edited.changes.conversations.into_iter().collect::<Vec<_>>(), [id]);
    assert_eq!(last().await.snippet.as_deref(), Some("better"));
    world.ingest(vec![unsend("m2", 6)]).await;
    assert_eq!((last().await.snippet, last().await.kind), (None, MessageKind::Unsent));
}

#[tokio::test]
async fn a_person_is_known_by_the_listing_and_then_by_the_profile() {
    let world = World::new().await;
    let thread = Observation::Thread(ObservedThread {
        thread: ThreadId::from("t1"),
        person: Igsid::from("p1"),
        profile: Profile { username: Some("maria".into()), ..Profile::default() },
        updated_at: NOW,
        older_exist: false,
    });
    world.ingest_as(Source::Poll, vec![thread, from_person("p1", "m1", 0, "hello")]).await;
    let people = world.store.people_needing_profile(world.handle, NOW, 10).await.expect("reads");
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].profile.username.as_deref(), Some("maria"));
    let waiting = async |now| world.store.handles_needing_profiles(now).await.expect("reads");
    connect(&world.store, "17841400000000002").await;
    assert_eq!(waiting(NOW).await, [world.handle], "and not the one without people");
    let profile = Profile { name: Some("Maria".into()), verified: Some(true), ..Profile::default() };
    let changes = world.store.save_profile(people[0].id, Ok(profile), NOW).await.expect("writes");
    assert_eq!(changes.conversations.len(), 1);
    let row = world.store.conversation(world.conversation("p1").await).await.expect("reads").expect("one");
    assert_eq!(row.person.profile.username.as_deref(), Some("maria"), "what was known stays");
    assert_eq!(
        (row.person.profile.name.as_deref(), row.person.profile.verified),
        (Some("Maria"), Some(true))
    );
    assert!(world.store.people_needing_profile(world.handle, NOW, 10).await.expect("reads").is_empty());
    assert_eq!(
        (waiting(NOW).await, waiting(NOW.plus(1)).await),
        (vec![], vec![world.handle]),
        "it grows old"
    );
    assert_eq!(row.thread, Some(ThreadId::from("t1")));
}

#[tokio::test]
async fn a_cut_listing_leaves_a_marked_hole() {
    let world = World::new().await;
    let listing = |older_exist, messages: Vec<Observation>| {
        let thread = ObservedThread {
            thread: ThreadId::from("t1"),
            person: Igsid::from("p1"),
            profile: Profile::default(),
            updated_at: NOW,
            older_exist,
        };
        let mut observations = vec![Observation::Thread(thread)];
        observations.extend(messages);
        observations
    };
    let gaps = async |id: ConversationId| {
        let page = world.store.messages(id, Part::Newest, 50).await.expect("reads");
        let gaps = page.messages.iter().filter(|message| message.gap_before);
        gaps.map(|message| message.mid.as_str().to_owned()).collect::<Vec<_>>()
    };
    world.ingest(vec![from_person("p1", "m5", 5, "by webhook")]).await;
    let id = world.conversation("p1").await;
    let first = vec![from_person("p1", "m4", 4, "x"), from_person("p1", "m5", 5, "by webhook")];
    world.ingest_as(Source::Poll, listing(true, first.clone())).await;
    assert_eq!(gaps(id).await, ["m4"], "what is older was never read");
    world.ingest_as(Source::Poll, listing(true, first)).await;
    assert_eq!(gaps(id).await, ["m4"], "once");
    let away = vec![from_person("p1", "m9", 9, "x"), from_person("p1", "m8", 8, "x")];
    world.ingest_as(Source::Poll, listing(true, away)).await;
    assert_eq!(gaps(id).await, ["m4", "m8"], "all of the listing was unseen");
    let reaches = vec![from_person("p1", "m5", 5, "by webhook"), from_person("p1", "m8", 8, "x")];
    world.ingest_as(Source::Poll, listing(true, reaches)).await;
    assert_eq!(gaps(id).await, ["m4"], "the listing runs over the hole");
    let whole = vec![from_person("p1", "m1", 1, "x"), from_person("p1", "m9", 9, "x")];
    world.ingest_as(Source::Poll, listing(false, whole)).await;
    assert_eq!(gaps(id).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_thread_that_is_claimed_twice_stays_with_its_first_person() {
    let world = World::new().await;
    for person in ["p1", "p2"] {
        let thread = Observation::Thread(ObservedThread {
            thread: ThreadId::from("t1"),
            person: Igsid::from(person),
            profile: Profile::default(),
            updated_at: NOW,
            older_exist: false,
        });
        world.ingest_as(Source::Poll, vec![thread, from_person(person, person, 0, "hello")]).await;
    }
    let first = world.store.conversation(world.conversation("p1").await).await.expect("reads").expect("one");
    let second = world.store.conversation(world.conversation("p2").await).await.expect("reads").expect("one");
    assert_eq!((first.thread, second.thread), (Some(ThreadId::from("t1")), None));
    assert!(second.unread, "all else of the second is kept");
}

#[tokio::test]
async fn a_message_without_details_moves_no_mark() {
    let world = World::new().await;
    world.ingest(vec![from_brand("p1", "m1", 1, "our answer")]).await;
    let id = world.conversation("p1").await;
    let check = async |step: &str, standing: Standing, unread: bool| {
        let row = world.store.conversation(id).await.expect("reads").expect("is there");
        assert_eq!((row.standing, row.unread), (standing, unread), "{step}");
    };
    let mut bare = message("p1", "m2", 2, "");
    (bare.text, bare.body.details_unavailable) = (None, true);
    let told = world.ingest_as(Source::Poll, vec![Observation::Message(bare)]).await;
    assert!(told.new_inbound.is_empty());
    check("listed without details", Standing::Waiting, false).await;
    // Read anew from the rows.
    world.ingest(vec![unsend("m1", 3)]).await;
    check("after a recount", Standing::Quiet, false).await;
    world.ingest(vec![from_person("p1", "m2", 2, "a question after all")]).await;
    check("its details came", Standing::NeedsReply, true).await;
}

#[tokio::test]
async fn reading_reaches_no_further_than_the_newest_message() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 1, "hello")]).await;
    let id = world.conversation("p1").await;
    world.store.mark_read(id, Position(i64::MAX)).await.expect("marks");
    assert!(!world.store.conversation(id).await.expect("reads").expect("is there").unread);
    world.ingest(vec![from_person("p1", "m2", 2, "one more")]).await;
    assert!(world.store.conversation(id).await.expect("reads").expect("is there").unread);
}

#[tokio::test]
async fn what_is_known_is_known_again_whatever_signs_it_has() {
    let world = World::new().await;
    let odd = ["a\0b", "\"quoted\" \\ \u{1}\u{7f}\u{2028}", "\u{10ffff}\u{fffd}👩🏽‍🚀 שלום", "{\"text\": null}"];
    let told = || {
        let texts = odd.iter().enumerate();
        texts.map(|(n, text)| from_person("p1", &format!("m\0\"{n}"), 0, text)).collect::<Vec<_>>()
    };
    let first = world.store.ingest(world.batch(Source::Poll, told())).await.expect("writes");
    assert_eq!(first.new_inbound.len(), odd.len());
    let again = world.store.ingest(world.batch(Source::Poll, told())).await.expect("writes");
    assert!(again.applied && again.changes.is_empty() && again.new_inbound.is_empty(), "{again:?}");
    assert_eq!(world.store.stats().await.expect("reads").messages, 4);
}

#[tokio::test]
async fn what_cannot_be_written_is_listed_and_holds_up_nothing_else() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "hello")]).await;
    // As damage, or another version of the app, would leave it.
    let broken = "UPDATE message SET body = 'nonsense' WHERE mid = 'm1'";
    sqlx::query(broken).execute(&mut raw(&database(&world.folder)).await).await.expect("writes");
    let place = StreamCursor { epoch: "e".into(), seq: 5, mark: None, at: NOW };
    let told = vec![
        from_person("p1", "m1", 0, "hello, again"),
        from_person("p1", "m2", 10, "of the same person"),
        from_person("p2", "m3", 20, "of another"),
    ];
    let batch = IngestBatch { stream: Some(place.clone()), ..world.batch(Source::Webhook, told) };
    let ingested = world.store.ingest(batch.clone()).await.expect("writes");
    let new: Vec<_> = ingested.new_inbound.iter().map(|new| new.mid.as_str()).collect();
    assert!(ingested.applied && new == ["m2", "m3"], "{new:?}");
    assert_eq!(world.store.stream_cursor().await.expect("reads"), Some(place));
    let listed = world.store.undelivered(None, 10).await.expect("reads");
    let listed: Vec<_> = listed.iter().map(|row| (row.key.as_str(), row.why)).collect();
    assert_eq!(listed, [("m1", Because::Unreadable)]);
    // The same again changes nothing.
    let again = world.store.ingest(batch).await.expect("writes");
    assert!(again.applied && again.changes.is_empty() && again.new_inbound.is_empty());
    assert_eq!(world.store.undelivered(None, 10).await.expect("reads").len(), 1);
}

/// As damage, or another version of the app, would leave a message's row.
async fn break_row(world: &World, mid: &str) {
    let broken = format!("UPDATE message SET body = 'nonsense' WHERE mid = '{mid}'");
    let mut file = raw(&database(&world.folder)).await;
    sqlx::query(sqlx::AssertSqlSafe(broken)).execute(&mut file).await.expect("writes");
}

#[tokio::test]
async fn an_unsend_takes_the_words_of_a_row_that_nobody_can_read() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m0", 0, "hello"), from_person("p1", "m1", 1, "regretted")]).await;
    let id = world.conversation("p1").await;
    break_row(&world, "m1").await;
    // What cannot be written of it either.
    world.ingest(vec![from_person("p1", "m1", 2, "regretted, too")]).await;
    let told = world.ingest(vec![unsend("m1", 3)]).await;
    assert!(told.changes.conversations.contains(&id));
    let mut file = raw(&database(&world.folder)).await;
    let kept: (Option<String>, Option<String>, String) =
        sqlx::query_as("SELECT text, body, kind FROM message WHERE mid = 'm1'")
            .fetch_one(&mut file)
            .await
            .expect("reads");
    assert_eq!(kept, (None, None, "unsent".to_owned()));
    assert!(hits(&world.store, "regretted").await.is_empty());
    assert_eq!(world.store.undelivered(None, 10).await.expect("reads"), []);
    let last = world.store.conversation(id).await.expect("reads").expect("is there").last.expect("has one");
    assert_eq!((last.mid.as_str(), last.snippet), ("m1", None));
}

#[tokio::test]
async fn an_unsend_takes_words_that_are_no_text_any_more() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m0", 0, "hello"), from_person("p1", "m1", 1, "regretted")]).await;
    let mut file = raw(&database(&world.folder)).await;
    let broken = "UPDATE message SET text = CAST(x'726567ff' AS TEXT) WHERE mid = 'm1'";
    sqlx::query(broken).execute(&mut file).await.expect("writes");
    world.ingest(vec![unsend("m1", 3)]).await;
    let kept: (i64, String) =
        sqlx::query_as("SELECT (text IS NOT NULL) + (body IS NOT NULL), kind FROM message WHERE mid = 'm1'")
            .fetch_one(&mut file)
            .await
            .expect("reads");
    assert_eq!(kept, (0, "unsent".to_owned()));
}

#[tokio::test]
async fn everything_that_cannot_be_written_of_one_message_is_kept() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 0, "hello")]).await;
    break_row(&world, "m1").await;
    let edit = |number, text: &str| Observation::Edit {
        person: None,
        mid: Mid::from("m1"),
        text: text.into(),
        number,
        at: NOW.plus(i64::from(number)),
    };
    world.ingest(vec![from_person("p1", "m1", 0, "hello"), edit(1, "once"), edit(2, "twice")]).await;
    let mut file = raw(&database(&world.folder)).await;
    let kept: Vec<(String, String)> =
        sqlx::query_as("SELECT field, raw ->> 'said' FROM undelivered ORDER BY field")
            .fetch_all(&mut file)
            .await
            .expect("reads");
    let kept: Vec<(&str, &str)> = kept.iter().map(|(field, said)| (field.as_str(), said.as_str())).collect();
    assert_eq!(kept, [("message", "hello"), ("message_edit", "twice")]);
}

#[tokio::test]
async fn how_a_message_came_is_not_how_an_event_named_it_first() {
    let world = World::new().await;
    let edit = Observation::Edit {
        person: None,
        mid: Mid::from("m1"),
        text: "better".into(),
        number: 1,
        at: NOW.plus(1),
    };
    world.ingest(vec![edit]).await;
    let read = IngestBatch {
        while_paused: true,
        now: NOW.plus(HOUR),
        ..world.batch(Source::Poll, vec![from_person("p1", "m1", 0, "good")])
    };
    world.store.ingest(read).await.expect("writes");
    let row = async || {
        world.store.message_by_mid(world.handle, &Mid::from("m1")).await.expect("reads").expect("is there")
    };
    let found = row().await;
    assert_eq!((found.found_by, found.found_at, found.while_paused), (Source::Poll, NOW.plus(HOUR), true));
    // What comes later of a message that is there says nothing of how it came.
    world.ingest(vec![from_person("p1", "m1", 0, "better still")]).await;
    let again = row().await;
    assert_eq!((again.found_by, again.found_at, again.while_paused), (Source::Poll, NOW.plus(HOUR), true));
}
