//! A whole list, selected at a moment and acted on afterwards.

use std::collections::BTreeSet;

use domain::conversation::Standing;
use domain::ids::ConversationId;
use domain::position::Position;
use domain::time::HOUR;
use domain::triage::{Act, Disposition};
use store::StoreError;
use store::handles::HandleSetting;
use store::lists::{Filter, ListQuery, View};
use store::triage::{Acted, By};

use crate::support::{NOW, World, all, by, from_brand, from_person};

fn needs_reply() -> ListQuery {
    ListQuery { view: View::NeedsReply, limit: 1, ..all() }
}

/// People who asked: p0 first.
async fn asked(count: i64) -> (World, Vec<ConversationId>) {
    let world = World::new().await;
    world
        .ingest((0..count).map(|n| from_person(&format!("p{n}"), &format!("m{n}"), n, "hello")).collect())
        .await;
    let mut people = Vec::new();
    for n in 0..count {
        people.push(world.conversation(&format!("p{n}")).await);
    }
    (world, people)
}

#[tokio::test]
async fn a_list_is_selected_whole_and_narrowed_as_it_is_shown() {
    let (world, people) = asked(6).await;
    world.act(people[0], Act::Done(None)).await;
    world.act(people[1], Act::Snooze(NOW.plus(HOUR))).await;
    world.act(people[2], Act::Mute(true)).await;
    world.store.mark_read(people[3], all_of(&world).await).await.expect("reads");
    let some_label = world.store.save_label(None, "VIP".into(), 1).await.expect("saves").expect("is free").0;
    world.act(people[5], Act::Label(some_label, true)).await;
    let narrowed = |view, filter| ListQuery { view, filter, limit: 1, ..all() };
    let of = |filter| narrowed(View::All, filter);
    for query in [
        needs_reply(),
        narrowed(View::Snoozed, Filter::default()),
        of(Filter { unread: Some(true), ..Filter::default() }),
        of(Filter { unread: Some(false), ..Filter::default() }),
        of(Filter { labels: vec![some_label], ..Filter::default() }),
        of(Filter { muted: Some(true), ..Filter::default() }),
        of(Filter { closes_within_ms: Some(25 * HOUR), ..Filter::default() }),
        ListQuery { handle: Some(world.handle), ..needs_reply() },
    ] {
        let page =
            world.store.conversations(&ListQuery { limit: 100, ..query.clone() }).await.expect("reads");
        let shown: BTreeSet<_> = page.rows.iter().map(|row| row.id).collect();
        assert!(!shown.is_empty(), "{query:?}");
        let selected = world.store.select(query.clone()).await.expect("selects");
        assert_eq!(selected.conversations().collect::<BTreeSet<_>>(), shown, "{query:?}");
    }
}

async fn all_of(world: &World) -> Position {
    let page = world.store.conversations(&all()).await.expect("reads");
    page.rows[0].activity.expect("has a message")
}

#[tokio::test]
async fn what_came_in_or_changed_since_is_left_alone() {
    let (world, people) = asked(6).await;
    let [same, wrote, answered, done, _, other] = people[..] else { panic!("six") };
    let selected = world.store.select(needs_reply()).await.expect("selects");
    // A message that comes late and is older than the newest of all.
    world.ingest(vec![from_person("p1", "late", 3, "one more")]).await;
    world.ingest(vec![from_brand("p2", "answer", 50, "from the phone")]).await;
    world.ingest(vec![from_person("new", "m", 60, "hello")]).await;
    let new = world.conversation("new").await;
    world.act(done, Act::Done(None)).await;
    let meant: Vec<_> = people.iter().copied().filter(|id| *id != other).chain([new]).collect();
    let said = world.store.act_on_selected(&selected, &meant, Act::Spam(true), by()).await.expect("says");
    assert_eq!((said.acted.changed(), said.left), (2, 4));
    let standing = async |id| world.store.conversation(id).await.expect("reads").expect("is there").standing;
    assert_eq!(standing(same).await, Standing::Spam);
    assert_eq!(standing(wrote).await, Standing::NeedsReply);
    assert_eq!(standing(answered).await, Standing::Waiting);
    assert_eq!(standing(done).await, Standing::Done);
    assert_eq!(standing(other).await, Standing::NeedsReply, "it was taken out");
    assert_eq!(standing(new).await, Standing::NeedsReply);
    // What was said of them already is not said again.
    let again = world.store.act_on_selected(&selected, &meant, Act::Spam(true), by()).await.expect("says");
    assert_eq!((again.acted.changed(), again.left), (0, 6));
    world.store.undo(said.acted, by()).await.expect("takes back");
    assert_eq!(standing(same).await, Standing::NeedsReply);
}

#[tokio::test]
async fn time_alone_changes_nothing_of_what_was_selected() {
    let (world, people) = asked(2).await;
    let closing = Filter { closes_within_ms: Some(25 * HOUR), ..Filter::default() };
    let query = ListQuery { view: View::All, filter: closing, ..all() };
    let selected = world.store.select(query).await.expect("selects");
    let later = By { now: NOW.plus(30 * HOUR), ..by() };
    let said = world.store.act_on_selected(&selected, &people, Act::Done(None), later).await.expect("says");
    assert_eq!((said.acted.changed(), said.left), (2, 0));
}

#[tokio::test]
async fn a_handle_that_wants_to_know_how_is_known_before_anything_is_said() {
    let (world, people) = asked(3).await;
    let selected = world.store.select(needs_reply()).await.expect("selects");
    let asks = async |some: &[_]| world.store.asks_disposition(&selected, some).await.expect("reads");
    assert!(!asks(&people).await);
    world.set(HandleSetting::DispositionRequired(true)).await;
    assert!(asks(&people).await);
    world.act(people[0], Act::Bin(true)).await;
    assert!(!asks(&people[..1]).await, "what has left the list is left alone, and not asked about");
    world.act(people[0], Act::Bin(false)).await;
    let refused = world.store.act_on_selected(&selected, &people, Act::Done(None), by()).await;
    assert!(matches!(refused, Err(StoreError::DispositionRequired)));
    for id in &people {
        world.act(*id, Act::Disposition(Some(Disposition::Thanked))).await;
    }
    assert!(!asks(&people).await);
}

#[tokio::test]
async fn what_was_said_in_parts_is_taken_back_in_parts() {
    let (world, people) = asked(5).await;
    let selected = world.store.select(needs_reply()).await.expect("selects");
    let mut acted = Acted::default();
    for some in people.chunks(2) {
        let said = world.store.act_on_selected(&selected, some, Act::Done(None), by()).await.expect("says");
        acted.join(said.acted);
    }
    assert_eq!(acted.changed(), 5);
    let parts: Vec<_> = acted.parts(2).collect();
    assert_eq!(parts.iter().map(Acted::changed).collect::<Vec<_>>(), [2, 2, 1]);
    for part in parts {
        world.store.undo(part, by()).await.expect("takes back");
    }
    let back = world.store.select(needs_reply()).await.expect("selects");
    assert_eq!(back, selected);
}
