//! What a person says about conversations: many at once, taken back, and woken by time.

use domain::conversation::Standing;
use domain::ids::{ConversationId, Igsid, LabelId, ThreadId};
use domain::observation::{Observation, ObservedThread, Source};
use domain::person::Profile;
use domain::time::{HOUR, Timestamp};
use domain::triage::{Act, Disposition, Intent};
use store::StoreError;
use store::handles::{HandleSetting, HandleSettings};
use store::ingest::IngestBatch;
use store::lists::{ConversationRow, Counts, ListQuery, Sort, View};
use store::triage::Woken;

use crate::support::{NOW, World, all, by, connect, from_brand, from_person, hits, mention};

async fn row(world: &World, id: ConversationId) -> ConversationRow {
    world.store.conversation(id).await.expect("reads").expect("is there")
}

async fn ids(world: &World, view: View) -> Vec<ConversationId> {
    let page = world.store.conversations(&ListQuery { view, ..all() }).await.expect("reads");
    page.rows.iter().map(|row| row.id).collect()
}

async fn label(world: &World, name: &str) -> LabelId {
    world.store.save_label(None, name.into(), 3).await.expect("saves").expect("is free").0
}

/// Five people who asked: p0 first.
async fn five() -> (World, Vec<ConversationId>) {
    let world = World::new().await;
    let asked = (0..5).map(|n| from_person(&format!("p{n}"), &format!("m{n}"), n, "hello")).collect();
    world.ingest(asked).await;
    let mut people = Vec::new();
    for n in 0..5 {
        people.push(world.conversation(&format!("p{n}")).await);
    }
    (world, people)
}

#[tokio::test]
async fn views_and_counts_follow_every_act() {
    let (world, people) = five().await;
    let [snoozed, spam, binned, muted, done] = people[..] else { panic!("five") };
    world.act(snoozed, Act::Snooze(NOW.plus(HOUR))).await;
    world.act(spam, Act::Spam(true)).await;
    world.act(binned, Act::Bin(true)).await;
    world.act(muted, Act::Mute(true)).await;
    world.act(done, Act::Done(Some(Disposition::Thanked))).await;
    let counts = world.store.counts(None, NOW).await.expect("counts");
    let expected = Counts { snoozed: 1, spam: 1, bin: 1, done: 1, all: 3, unread: 5, ..Counts::default() };
    assert_eq!(counts, expected);
    for (view, expected) in [
        (View::NeedsReply, vec![]),
        (View::Snoozed, vec![snoozed]),
        (View::Spam, vec![spam]),
        (View::Bin, vec![binned]),
        (View::Done, vec![done]),
        (View::All, vec![done, muted, snoozed]),
    ] {
        assert_eq!(ids(&world, view).await, expected, "{view:?}");
        let closing = ListQuery { view, sort: Sort::ClosingSoonest, ..all() };
        assert_eq!(world.store.conversations(&closing).await.expect("reads").rows.len(), expected.len());
    }
    assert_eq!(row(&world, done).await.disposition, Some(Disposition::Thanked));

    // They write again: spam stays, the bin and the snooze give it back, muted stays quiet.
    world
        .ingest((0..5).map(|n| from_person(&format!("p{n}"), &format!("n{n}"), 9 + n, "again")).collect())
        .await;
    let standings = async |id| row(&world, id).await.standing;
    assert_eq!(standings(snoozed).await, Standing::NeedsReply);
    assert_eq!(standings(spam).await, Standing::Spam);
    assert_eq!(standings(binned).await, Standing::NeedsReply);
    assert_eq!(standings(muted).await, Standing::Quiet);
    assert_eq!(standings(done).await, Standing::NeedsReply);
    assert_eq!(ids(&world, View::NeedsReply).await, [done, binned, snoozed]);
}

#[tokio::test]
async fn many_at_once_are_one_step_back() {
    let (world, people) = five().await;
    let [first, second, third, ..] = people[..] else { panic!("five") };
    world.act(second, Act::Done(Some(Disposition::Escalated))).await;
    let before = [row(&world, first).await, row(&world, second).await];
    let nobody = ConversationId(999);
    let all = [people.clone(), vec![nobody, first]].concat();
    let (acted, changes) = world.store.act(all, Act::Done(None), by()).await.expect("says");
    assert_eq!(acted.changed(), 4, "one was done already, one is not there");
    assert_eq!(changes.conversations.len(), 4);
    assert_eq!(ids(&world, View::Done).await.len(), 5);

    // Something else is said of one meanwhile, and another is answered.
    world.act(third, Act::Mute(true)).await;
    world.ingest(vec![from_brand("p3", "answer", 50, "from the phone")]).await;
    world.store.undo(acted, by()).await.expect("takes back");
    assert_eq!(before, [row(&world, first).await, row(&world, second).await]);
    let (muted, answered) = (row(&world, third).await, row(&world, people[3]).await);
    assert_eq!((muted.marks.muted, muted.marks.done_through), (true, None));
    assert_eq!(answered.standing, Standing::Waiting);

    let trail = world.store.audit_page(None, None, 200).await.expect("reads");
    let newest = trail.first().expect("is there");
    assert_eq!((newest.action.as_str(), newest.who.as_deref()), ("undo", Some("maria")));
    let done: Vec<_> = trail.iter().filter(|line| line.action == "done").collect();
    assert_eq!(done.len(), 5, "one line for each conversation");
    assert_eq!(done[0].before.as_deref(), Some("needs_reply"));
    assert_eq!(done[0].after.as_deref(), Some("done"));
    let own = world.store.audit_of(world.handle, 50).await.expect("reads");
    assert!(own.iter().all(|entry| entry.action == "connect"), "a handle's page is about the handle");
}

#[tokio::test]
async fn labels_go_on_and_off_and_back() {
    let (world, people) = five().await;
    let refund = label(&world, "Refund").await;
    let vip = label(&world, "a VIP").await;
    assert_eq!(
        world.store.save_label(None, "REFUND".into(), 1).await.expect("answers"),
        None,
        "the name is taken"
    );
    world.act(people[0], Act::Label(refund, true)).await;
    let (acted, _) = world.store.act(people.clone(), Act::Label(refund, true), by()).await.expect("says");
    assert_eq!(acted.changed(), 4);
    world.act(people[0], Act::Label(vip, true)).await;
    assert_eq!(row(&world, people[0]).await.labels, [vip, refund], "by name");
    world.store.undo(acted, by()).await.expect("takes back");
    assert_eq!(row(&world, people[0]).await.labels, [vip, refund], "it had it before");
    assert!(row(&world, people[1]).await.labels.is_empty());
    let counts: Vec<_> =
        world.store.labels().await.expect("reads").iter().map(|label| label.conversations).collect();
    assert_eq!(counts, [1, 1]);

    let taken_off = world.act(people[0], Act::Label(refund, false)).await;
    world.store.delete_label(refund).await.expect("deletes");
    assert!(world.store.undo(taken_off, by()).await.expect("takes back").is_empty(), "the label is gone");
    let gone = world.store.act(people, Act::Label(refund, true), by()).await;
    assert!(matches!(gone, Err(StoreError::NotFound("label"))));
}

#[tokio::test]
async fn snoozes_end_at_their_time_and_once() {
    let (world, people) = five().await;
    for (n, id) in (1..).zip(&people) {
        world.act(*id, Act::Snooze(NOW.plus(n * HOUR))).await;
    }
    assert_eq!(world.store.next_snooze_end().await.expect("reads"), Some(NOW.plus(HOUR)));
    assert!(world.store.wake_due(NOW.plus(HOUR - 1)).await.expect("looks").0.is_empty());
    let (woken, changes) = world.store.wake_due(NOW.plus(3 * HOUR)).await.expect("wakes");
    assert_eq!(woken, people[..3]);
    assert!(changes.lists && changes.conversations.len() == 3);
    assert!(world.store.wake_due(NOW.plus(3 * HOUR)).await.expect("looks").0.is_empty());
    let first = row(&world, people[0]).await;
    assert_eq!((first.standing, first.marks.woke_at()), (Standing::NeedsReply, Some(NOW.plus(HOUR))));
    let woken =
        |n: i64, conversation| Woken { conversation, handle: world.handle, woke_at: NOW.plus(n * HOUR) };
    let expected: Vec<Woken> = (1..=3).zip(&people).map(|(n, id)| woken(n, *id)).collect();
    assert_eq!(world.store.woken().await.expect("reads"), expected);
    assert_eq!(world.store.next_snooze_end().await.expect("reads"), Some(NOW.plus(4 * HOUR)));
    // Our answer, from anywhere, ends the rest.
    world.ingest(vec![from_brand("p3", "a3", 50, "answer"), from_brand("p0", "a0", 51, "answer")]).await;
    assert_eq!(row(&world, people[3]).await.standing, Standing::Waiting);
    assert_eq!(row(&world, people[0]).await.marks.woke_at(), None);
    assert_eq!(world.store.woken().await.expect("reads"), expected[1..]);
    assert_eq!(world.store.next_snooze_end().await.expect("reads"), Some(NOW.plus(5 * HOUR)));
    let trail = world.store.audit_page(Some(world.handle), None, 9).await.expect("reads");
    assert_eq!(trail.iter().filter(|line| line.action == "woke" && line.who.is_none()).count(), 3);
}

#[tokio::test]
async fn what_woke_is_first_and_who_never_wrote_is_last_where_windows_close() {
    let world = World::new().await;
    world
        .ingest(vec![from_brand("silent", "m1", 1, "hello"), from_person("asks", "m2", -30 * HOUR, "hello")])
        .await;
    let silent = world.conversation("silent").await;
    let windows = ListQuery { view: View::Waiting, sort: Sort::ClosingSoonest, ..all() };
    assert_eq!(world.store.conversations(&windows).await.expect("reads").rows[0].id, silent);
    world.act(silent, Act::Snooze(NOW.plus(5))).await;
    world.store.wake_due(NOW.plus(5)).await.expect("wakes");
    let query = ListQuery { view: View::NeedsReply, sort: Sort::ClosingSoonest, limit: 1, ..all() };
    let first = world.store.conversations(&query).await.expect("reads");
    let second =
        world.store.conversations(&ListQuery { after: first.next, ..query.clone() }).await.expect("reads");
    assert_eq!((first.rows[0].id, second.rows[0].id), (silent, world.conversation("asks").await));
    let third = world.store.conversations(&ListQuery { after: second.next, ..query }).await.expect("reads");
    assert_eq!((third.rows.len(), third.next), (0, None));
}

#[tokio::test]
async fn a_handle_decides_about_mentions_and_about_how_things_are_closed() {
    let world = World::new().await;
    world
        .ingest(vec![mention("p1", "m1", 1), mention("p2", "m2", 2), from_brand("p2", "m3", 3, "thanks!")])
        .await;
    let id = world.conversation("p1").await;
    for setting in [
        HandleSetting::Brand(Some("Luma".into())),
        HandleSetting::Brand(Some("Luma".into())),
        HandleSetting::MentionsNeedReply(true),
        HandleSetting::DispositionRequired(true),
        HandleSetting::TimeZone(Some("Asia/Tokyo".into())),
        HandleSetting::Tint(Some(4)),
    ] {
        world.set(setting).await;
    }
    let expected = HandleSettings {
        brand: Some("Luma".into()),
        mentions_need_reply: true,
        disposition_required: true,
        time_zone: Some("Asia/Tokyo".into()),
        sla: None,
        tint: Some(4),
    };
    assert_eq!(world.store.handles().await.expect("reads")[0].settings, expected, "each leaves the others");
    assert_eq!(ids(&world, View::NeedsReply).await, [id]);
    world.ingest(vec![mention("p3", "m4", 4)]).await;
    assert_eq!(ids(&world, View::NeedsReply).await.len(), 2, "new ones, too");
    let refused = world.store.act(vec![id], Act::Done(None), by()).await;
    assert!(matches!(refused, Err(StoreError::DispositionRequired)));
    world.act(id, Act::Disposition(Some(Disposition::NoReplyNeeded))).await;
    world.act(id, Act::Done(None)).await;
    assert_eq!(row(&world, id).await.standing, Standing::Done);
    world.set(HandleSetting::MentionsNeedReply(false)).await;
    world.set(HandleSetting::DispositionRequired(false)).await;
    assert!(ids(&world, View::NeedsReply).await.is_empty());
    let told = world.store.audit_page(Some(world.handle), None, 20).await.expect("reads");
    let told: Vec<_> = told.iter().filter(|line| line.action.starts_with("handle_")).collect();
    assert!(told.iter().all(|line| (line.at, &line.who) == (by().now, &by().who)));
    let told: Vec<_> = told
        .iter()
        .map(|line| {
            [&*line.action, line.before.as_deref().unwrap_or("?"), line.after.as_deref().unwrap_or("?")]
        })
        .collect();
    let expected = [
        ["handle_disposition", "on", "off"],
        ["handle_mentions", "on", "off"],
        ["handle_tint", "none", "4"],
        ["handle_time_zone", "none", "Asia/Tokyo"],
        ["handle_disposition", "off", "on"],
        ["handle_mentions", "off", "on"],
        ["handle_brand", "none", "Luma"],
    ];
    assert_eq!(told, expected, "what did not change is not told of");
    let other = connect(&world.store, "17841400000000002").await;
    world.store.order_handles(vec![other, world.handle]).await.expect("orders");
    let third = connect(&world.store, "17841400000000003").await;
    let order: Vec<_> = world.store.handles().await.expect("reads").iter().map(|row| row.id).collect();
    assert_eq!(order, [other, world.handle, third]);
}

#[tokio::test]
async fn likely_requests_are_who_does_not_follow_and_was_never_written_to() {
    let (world, people) = five().await;
    for (id, follows) in
        [(people[0], Some(false)), (people[1], Some(true)), (people[2], None), (people[3], Some(false))]
    {
        let profile = Profile { follows_us: follows, ..Profile::default() };
        world.store.save_profile(row(&world, id).await.person.id, Ok(profile), NOW).await.expect("saves");
    }
    assert_eq!(ids(&world, View::Requests).await, [people[3], people[0]]);
    world.ingest(vec![from_brand("p0", "a0", 50, "answer")]).await;
    assert_eq!(ids(&world, View::Requests).await, [people[3]], "our first reply ends it");
    assert_eq!(world.store.counts(None, NOW).await.expect("counts").requests, 1);
    world.act(people[3], Act::Done(None)).await;
    assert!(ids(&world, View::Requests).await.is_empty());
    assert!(row(&world, people[3]).await.likely_request, "the chip stays");
}

#[tokio::test]
async fn who_may_have_been_answered_in_a_hole_is_no_likely_request() {
    let (world, people) = five().await;
    let strange = async |id: ConversationId| {
        let profile = Profile { follows_us: Some(false), ..Profile::default() };
        let person = row(&world, id).await.person.id;
        world.store.save_profile(person, Ok(profile), NOW).await.expect("saves");
    };
    strange(people[0]).await;
    strange(people[1]).await;
    assert_eq!(ids(&world, View::Requests).await, [people[1], people[0]]);
    let skipped = vec![(Igsid::from("p0"), NOW)];
    let left_out = IngestBatch { skipped, ..world.batch(Source::Poll, Vec::new()) };
    world.store.ingest(left_out).await.expect("writes");
    let listed = |older_exist, from: i64| {
        let thread = ObservedThread {
            thread: ThreadId::from("t1"),
            person: Igsid::from("p1"),
            profile: Profile::default(),
            updated_at: NOW,
            older_exist,
        };
        let messages = (from..50).map(|n| from_person("p1", &format!("l{n}"), n, "x"));
        std::iter::once(Observation::Thread(thread)).chain(messages).collect::<Vec<_>>()
    };
    world.ingest_as(Source::Poll, listed(true, 45)).await;
    assert!(ids(&world, View::Requests).await.is_empty(), "what is missing may have been answered");
    strange(people[0]).await;
    strange(people[1]).await;
    assert!(ids(&world, View::Requests).await.is_empty(), "whatever is known of the person");
    world.ingest_as(Source::Poll, listed(false, 40)).await;
    assert_eq!(ids(&world, View::Requests).await, [people[1]], "now all of it was read");
}

#[tokio::test]
async fn notes_and_intents_are_kept_beside_the_messages() {
    let (world, people) = five().await;
    let id = people[0];
    world.act(id, Act::Intent(Some(Intent::Issue))).await;
    let (note, _) =
        world.store.add_note(id, "maria".into(), "Ask Ben first".into(), NOW).await.expect("writes");
    let later = Timestamp(NOW.0 + 5);
    world.store.change_note(note.id, "Ask Ben, then Eva".into(), later).await.expect("writes");
    let kept = world.store.notes(id).await.expect("reads").remove(0);
    assert_eq!((kept.text.as_str(), kept.edited_at, kept.at), ("Ask Ben, then Eva", Some(later), NOW));
    let shown = row(&world, id).await;
    assert_eq!((shown.noted, shown.intent), (true, Some(Intent::Issue)));
    assert!(hits(&world.store, "Eva").await.is_empty(), "notes are not searched");
    world.store.delete_note(note.id).await.expect("deletes");
    assert!(!row(&world, id).await.noted);
    let nobody = world.store.add_note(ConversationId(999), "maria".into(), "lost".into(), NOW).await;
    assert!(matches!(nobody, Err(StoreError::NotFound("conversation"))));
}
