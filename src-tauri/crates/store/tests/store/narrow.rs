//! Narrowed lists give the same rows whichever way they are found, page by page, and are counted exactly.

use domain::ids::{ConversationId, LabelId};
use domain::person::Profile;
use domain::time::HOUR;
use domain::triage::{Act, Disposition, Intent};
use store::lists::{ConversationRow, Filter, ListQuery, Sort, View};

use crate::support::{NOW, World, all, by, connect, from_brand, from_person};

/// More than a page sorts: some conditions are met by few, some by many.
const PEOPLE: i64 = 2_400;

async fn pages(world: &World, query: &ListQuery) -> Vec<ConversationId> {
    let (mut query, mut found) = (ListQuery { limit: 170, ..query.clone() }, Vec::new());
    loop {
        let page = world.store.conversations(&query).await.expect("reads");
        found.extend(page.rows.iter().map(|row| row.id));
        let Some(next) = page.next else { return found };
        query.after = Some(next);
    }
}

struct Made {
    world: World,
    common: LabelId,
    rare: LabelId,
    rows: Vec<ConversationRow>,
}

async fn made() -> Made {
    let world = World::new().await;
    let asked = (0..PEOPLE).map(|n| from_person(&format!("p{n}"), &format!("m{n}"), -n * HOUR / 40, "hello"));
    world.ingest(asked.collect()).await;
    let answered =
        (0..PEOPLE).step_by(3).map(|n| from_brand(&format!("p{n}"), &format!("a{n}"), 1 + n, "answer"));
    world.ingest(answered.collect()).await;
    let rows = world.store.conversations(&ListQuery { limit: 5_000, ..all() }).await.expect("reads").rows;
    let some = |by: usize, of: usize| -> Vec<ConversationId> {
        rows.iter().enumerate().filter(|(n, _)| n % by == of).map(|(_, row)| row.id).collect()
    };
    let label = async |name: &str| {
        world.store.save_label(None, name.into(), 0).await.expect("saves").expect("free").0
    };
    let (common, rare) = (label("common").await, label("rare").await);
    let acts = [
        (some(2, 0), Act::Label(common, true)),
        (some(100, 4), Act::Label(rare, true)),
        (some(50, 1), Act::Intent(Some(Intent::Praise))),
        (some(7, 2), Act::Done(Some(Disposition::Thanked))),
        (some(30, 3), Act::Mute(true)),
        (some(11, 5), Act::Unread),
        (some(90, 7), Act::Spam(true)),
    ];
    for (ids, act) in acts {
        world.store.act(ids, act, by()).await.expect("says");
    }
    for id in some(60, 8) {
        world.store.add_note(id, "maria".into(), "look".into(), NOW).await.expect("writes");
    }
    for row in rows.iter().step_by(5) {
        let profile = Profile { follows_us: Some(false), ..Profile::default() };
        world.store.save_profile(row.person.id, Ok(profile), NOW).await.expect("writes");
    }
    let mut now = Vec::new();
    for row in rows {
        now.push(world.store.conversation(row.id).await.expect("reads").expect("is there"));
    }
    Made { world, common, rare, rows: now }
}

#[tokio::test]
async fn every_narrowing_gives_exactly_what_it_says() {
    let Made { world, common, rare, rows } = made().await;
    let other = connect(&world.store, "17841400000000002").await;
    let none = Filter::default;
    let labelled = |labels: &[LabelId]| Filter { labels: labels.to_vec(), ..none() };
    let window = 3 * HOUR;
    type Holds = Box<dyn Fn(&ConversationRow) -> bool>;
    let table: Vec<(Filter, Holds)> = vec![
        (none(), Box::new(|_| true)),
        (labelled(&[common]), Box::new(move |row| row.labels.contains(&common))),
        (labelled(&[rare]), Box::new(move |row| row.labels.contains(&rare))),
        (labelled(&[common, rare]), Box::new(move |row| row.labels == [common, rare])),
        (Filter { handles: vec![world.handle, other], ..none() }, Box::new(|_| true)),
        (Filter { handles: vec![other], ..none() }, Box::new(|_| false)),
        (
            Filter { intent: Some(Intent::Praise), ..none() },
            Box::new(|row| row.intent == Some(Intent::Praise)),
        ),
        (
            Filter { disposition: Some(Disposition::Thanked), ..none() },
            Box::new(|row| row.disposition == Some(Disposition::Thanked)),
        ),
        (Filter { unread: Some(true), ..none() }, Box::new(|row| row.unread)),
        (Filter { unread: Some(false), ..none() }, Box::new(|row| !row.unread)),
        (Filter { likely_request: Some(true), ..none() }, Box::new(|row| row.likely_request)),
        (Filter { likely_request: Some(false), ..none() }, Box::new(|row| !row.likely_request)),
        (Filter { muted: Some(true), ..none() }, Box::new(|row| row.marks.muted)),
        (
            Filter { muted: Some(false), ..labelled(&[common]) },
            Box::new(move |row| !row.marks.muted && row.labels.contains(&common)),
        ),
        (Filter { noted: true, ..none() }, Box::new(|row| row.noted)),
        (Filter { reply_trouble: true, ..none() }, Box::new(|_| false)),
        (
            Filter { closes_within_ms: Some(window), ..none() },
            Box::new(move |row| {
                row.marks.last_inbound.is_some_and(|last| {
                    let left = last.at().plus(24 * HOUR).since(NOW);
                    left > 0 && left <= window
                })
            }),
        ),
    ];
    for view in [View::NeedsReply, View::Waiting, View::All, View::Requests, View::Spam] {
        let standing = |row: &&ConversationRow| {
            use domain::conversation::Standing;
            match view {
                View::NeedsReply => row.standing == Standing::NeedsReply,
                View::Waiting => row.standing == Standing::Waiting,
                View::Requests => row.standing == Standing::NeedsReply && row.likely_request,
                View::Spam => row.standing == Standing::Spam,
                _ => row.standing != Standing::Spam,
            }
        };
        for (filter, holds) in &table {
            let mut expected: Vec<&ConversationRow> =
                rows.iter().filter(standing).filter(|row| holds(row)).collect();
            for sort in [Sort::Newest, Sort::OldestWaiting, Sort::ClosingSoonest] {
                let query = ListQuery { view, sort, filter: filter.clone(), ..all() };
                expected.sort_by_key(|row| match sort {
                    Sort::Newest => (0, -row.activity.map_or(0, |at| at.0)),
                    Sort::OldestWaiting => (0, row.activity.map_or(0, |at| at.0)),
                    Sort::ClosingSoonest => {
                        let last = row.marks.last_inbound.expect("everybody wrote");
                        if last.at().plus(24 * HOUR) > NOW { (0, last.0) } else { (1, -last.0) }
                    }
                });
                let ids: Vec<ConversationId> = expected.iter().map(|row| row.id).collect();
                assert_eq!(pages(&world, &query).await, ids, "{view:?}, {sort:?}, {filter:?}");
                let of_one = ListQuery { handle: Some(world.handle), ..query.clone() };
                assert_eq!(
                    pages(&world, &of_one).await,
                    ids,
                    "of one handle: {view:?}, {sort:?}, {filter:?}"
                );
                assert_eq!(world.store.count(&query).await.expect("counts") as usize, ids.len());
            }
        }
    }
}

#[tokio::test]
async fn saved_views_are_kept_and_counted() {
    let world = World::new().await;
    world.ingest((0..5).map(|n| from_person(&format!("p{n}"), &format!("m{n}"), n, "hi")).collect()).await;
    let (label, _) = world.store.save_label(None, "Refund".into(), 1).await.expect("saves").expect("is free");
    world.act(world.conversation("p2").await, Act::Label(label, true)).await;
    let filter = Filter { labels: vec![label], closes_within_ms: Some(HOUR), ..Filter::default() };
    let (id, _) = world
        .store
        .save_view(None, "Refunds".into(), View::NeedsReply, Sort::ClosingSoonest, filter.clone())
        .await
        .expect("saves");
    let wider = Filter { closes_within_ms: None, ..filter };
    world
        .store
        .save_view(Some(id), "All refunds".into(), View::All, Sort::Newest, wider.clone())
        .await
        .expect("saves");
    let views = world.store.saved_views(None, NOW).await.expect("reads");
    let (view, count) = views.first().expect("is there");
    assert_eq!(
        (view.name.as_str(), view.view, view.sort, &view.filter, *count),
        ("All refunds", View::All, Sort::Newest, &wider, 1)
    );
    let other = connect(&world.store, "17841400000000002").await;
    assert_eq!(world.store.saved_views(Some(other), NOW).await.expect("reads")[0].1, 0);
    world.store.delete_view(id).await.expect("deletes");
    assert!(world.store.saved_views(None, NOW).await.expect("reads").is_empty());
    assert!(world.store.delete_view(id).await.is_err());
}
