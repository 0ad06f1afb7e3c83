//! Story mentions, one by one.

use domain::time::HOUR;
use domain::triage::Act;
use store::lists::{ListQuery, Sort, View};
use store::mentions::{MentionPage, MentionQuery, Thanked};

use crate::support::{NOW, World, all, connect, from_brand, from_person, mention, unsend};

fn query() -> MentionQuery {
    MentionQuery { handle: None, open_only: false, after: None, limit: 50, now: NOW }
}

fn mids(page: &MentionPage) -> Vec<&str> {
    page.mentions.iter().map(|one| one.message.mid.as_str()).collect()
}

async fn world() -> World {
    let world = World::new().await;
    world
        .ingest(vec![
            mention("p1", "old", -30 * HOUR),
            mention("p2", "older", -50 * HOUR),
            mention("p3", "soon", -23 * HOUR),
            mention("p4", "later", -2 * HOUR),
            mention("p5", "thanked", -12 * HOUR),
            from_brand("p5", "thanks", -11 * HOUR, "thank you!"),
            mention("p6", "ancient", -9 * 24 * HOUR),
            from_person("p4", "text", -HOUR, "did you see it?"),
        ])
        .await;
    world
}

#[tokio::test]
async fn what_is_gone_first_comes_first_and_what_is_gone_last() {
    let world = world().await;
    let page = world.store.mentions(&query()).await.expect("reads");
    assert_eq!(mids(&page), ["soon", "thanked", "later", "old", "older", "ancient"]);
    let thanked: Vec<Option<Thanked>> = page.mentions.iter().map(|one| one.thanked).collect();
    assert_eq!(thanked, [None, Some(Thanked::Replied), None, None, None, None]);
    let mut paged = Vec::new();
    let mut next = MentionQuery { limit: 2, ..query() };
    loop {
        let page = world.store.mentions(&next).await.expect("reads");
        paged.extend(mids(&page).into_iter().map(str::to_owned));
        let Some(after) = page.next else { break };
        next = MentionQuery { after: Some(after), now: NOW.plus(HOUR), ..next };
    }
    assert_eq!(paged, mids(&page), "pages keep the border that the first one drew");
}

#[tokio::test]
async fn what_waits_for_thanks_is_shown_alone() {
    let world = world().await;
    let open = MentionQuery { open_only: true, ..query() };
    assert_eq!(mids(&world.store.mentions(&open).await.expect("reads")), ["soon", "later", "old", "older"]);
    world.act(world.conversation("p3").await, Act::Done(None)).await;
    let page = world.store.mentions(&query()).await.expect("reads");
    assert_eq!(page.mentions[0].thanked, Some(Thanked::Done));
    assert_eq!(mids(&world.store.mentions(&open).await.expect("reads")), ["later", "old", "older"]);
    // An unsent mention is none.
    world.ingest(vec![unsend("later", 1)]).await;
    assert_eq!(mids(&world.store.mentions(&open).await.expect("reads")), ["old", "older"]);
    let other = connect(&world.store, "17841400000000002").await;
    for open_only in [true, false] {
        let theirs = MentionQuery { handle: Some(other), open_only, ..query() };
        assert!(world.store.mentions(&theirs).await.expect("reads").mentions.is_empty());
        let ours = MentionQuery { handle: Some(world.handle), open_only, ..query() };
        assert!(!world.store.mentions(&ours).await.expect("reads").mentions.is_empty());
    }
}

/// The rail's number never stands over an empty desk, nor over a desk that has more people.
#[tokio::test]
async fn the_desk_the_list_and_the_count_have_the_same_people() {
    let world = world().await;
    let asked = |now| ListQuery { view: View::Mentions, sort: Sort::Newest, now, ..all() };
    let people = async |now| {
        let open = MentionQuery { open_only: true, now, ..query() };
        let desk = world.store.mentions(&open).await.expect("reads").mentions;
        let mut desk: Vec<_> = desk.into_iter().map(|one| one.conversation.id).collect();
        let list = world.store.conversations(&asked(now)).await.expect("reads").rows;
        let mut list: Vec<_> = list.into_iter().map(|row| row.id).collect();
        desk.sort_unstable_by_key(|id| id.0);
        desk.dedup();
        list.sort_unstable_by_key(|id| id.0);
        assert_eq!(desk, list);
        let count = world.store.counts(None, now).await.expect("counts").mentions;
        assert_eq!(usize::try_from(count), Ok(desk.len()));
        let of_one = world.store.counts(Some(world.handle), now).await.expect("counts").mentions;
        assert_eq!(of_one, count);
        count
    };
    assert_eq!(people(NOW).await, 4, "the ancient one is past thanking");
    world.act(world.conversation("p1").await, Act::Mute(true)).await;
    world.act(world.conversation("p2").await, Act::Snooze(NOW.plus(HOUR))).await;
    assert_eq!(people(NOW).await, 2, "muted and snoozed people are out of sight");
    world.ingest(vec![mention("p2", "again", -HOUR)]).await;
    assert_eq!(people(NOW).await, 3, "what came since the snooze is in sight");
    assert_eq!(people(NOW.plus(8 * 24 * HOUR)).await, 0);
}
