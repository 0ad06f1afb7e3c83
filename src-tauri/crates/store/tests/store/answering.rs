//! Scheduled replies, the outbox over all handles, and deciding about many replies at once.

use domain::ids::{ConversationId, OutboxId};
use domain::outbox::{Event, Outcome, Reason, State, Verdict, step};
use domain::time::{HOUR, SECOND};
use store::outbox::{
    Decision, NewReply, OutboxCounts, OutboxPart, OutboxQuery, OutboxRow, Transition, Transitioned,
};
use uuid::Uuid;

use crate::support::{NOW, World, from_person};

struct Desk {
    world: World,
    conversations: Vec<ConversationId>,
}

impl Desk {
    /// A store with three conversations.
    async fn new() -> Self {
        let world = World::new().await;
        let mut conversations = Vec::new();
        for person in ["p1", "p2", "p3"] {
            let mid = format!("m-{person}");
            world.ingest(vec![from_person(person, &mid, -5_000, "question")]).await;
            conversations.push(world.conversation(person).await);
        }
        Self { world, conversations }
    }

    async fn write(&self, n: u128, later: Option<i64>) -> OutboxRow {
        let conversation = self.conversations[usize::try_from(n).expect("small") % 3];
        let reply = NewReply {
            scheduled_for: later.map(|ms| NOW.plus(ms)),
            ..NewReply::text(
                OutboxId(Uuid::from_u128(n * 100)),
                conversation,
                format!("reply {n}"),
                NOW.plus(i64::try_from(n).expect("small")),
            )
        };
        self.world.store.enqueue(reply).await.expect("is queued").0
    }

    async fn step(&self, row: &OutboxRow, event: Event) -> OutboxRow {
        let to = step(&row.progress, event, NOW, None).expect("applies");
        let transition = Transition {
            id: row.id,
            rev: row.rev,
            to,
            attempt: None,
            matched_by: None,
            asked_again: false,
            now: NOW,
        };
        match self.world.store.transition(transition).await.expect("writes") {
            Transitioned::Done(row, _) => *row,
            Transitioned::Stale => panic!("is stale"),
        }
    }

    async fn state(&self, row: &OutboxRow) -> (State, Option<Reason>) {
        let row = self.world.store.outbox_row(row.id).await.expect("reads").expect("is there");
        (row.progress.state, row.progress.reason)
    }

    async fn shown(&self, part: OutboxPart, after: Option<OutboxId>, limit: u32) -> (Vec<String>, bool) {
        let query = OutboxQuery { handle: None, part, after, limit, now: NOW };
        let (entries, more) = self.world.store.outbox_page(&query).await.expect("reads");
        (entries.iter().map(|entry| entry.row.what.text().to_owned()).collect(), more)
    }
}

#[tokio::test]
async fn what_is_scheduled_holds_nothing_back_and_does_not_grow_old() {
    let desk = Desk::new().await;
    let later = desk.write(3, Some(2 * HOUR)).await;
    let now = desk.write(6, None).await;
    assert_eq!((later.conversation, later.progress.not_before), (now.conversation, Some(NOW.plus(2 * HOUR))));
    assert_eq!(due(&desk.world, NOW).await, [now.id], "the one behind it goes first");
    let desk = Desk::new().await;
    let later = desk.write(3, Some(2 * HOUR)).await;
    assert_eq!(due(&desk.world, NOW.plus(2 * HOUR - 1)).await, []);
    assert_eq!(due(&desk.world, NOW.plus(2 * HOUR)).await, [later.id]);
    assert_eq!(desk.world.store.next_due(NOW).await.expect("reads"), Some(NOW.plus(2 * HOUR)));
    assert_eq!(later.wanted_at(), NOW.plus(2 * HOUR));

    let (moved, _) =
        desk.world.store.reschedule(later.id, NOW.plus(HOUR), NOW).await.expect("writes").expect("in time");
    assert_eq!(
        (moved.scheduled_for, moved.progress.not_before),
        (Some(NOW.plus(HOUR)), Some(NOW.plus(HOUR)))
    );
    let late =
        desk.world.store.reschedule(later.id, NOW.plus(3 * HOUR), NOW.plus(HOUR)).await.expect("reads");
    assert_eq!(late, None, "its time has come");

    let (done, _) =
        desk.world.store.decide(vec![later.id], Decision::SendAgain, NOW.plus(SECOND)).await.expect("writes");
    assert_eq!(done.len(), 1);
    let row = desk.world.store.outbox_row(later.id).await.expect("reads").expect("is there");
    assert_eq!((row.scheduled_for, row.wanted_at(), row.progress.not_before), (None, NOW.plus(SECOND), None));
}

#[tokio::test]
async fn one_whose_time_went_by_asleep_holds_nothing_back_either() {
    let desk = Desk::new().await;
    let missed = desk.write(3, Some(HOUR)).await;
    desk.step(&missed, Event::Checked(Err(Verdict::Hold(Reason::Stale)))).await;
    let now = desk.write(6, None).await;
    assert_eq!(missed.conversation, now.conversation);
    assert_eq!(due(&desk.world, NOW.plus(2 * HOUR)).await, [now.id]);
}

/// The replies whose turn it is.
async fn due(world: &World, at: domain::time::Timestamp) -> Vec<OutboxId> {
    world.store.due(at).await.expect("reads").into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn the_outbox_shows_what_is_not_settled_newest_first_a_page_at_a_time() {
    let desk = Desk::new().await;
    let failed = desk.write(1, None).await;
    desk.step(&failed, Event::Checked(Err(Verdict::Fail(Reason::Refused)))).await;
    let offline = desk.write(2, None).await;
    desk.step(&offline, Event::Checked(Err(Verdict::Hold(Reason::Offline)))).await;
    desk.write(3, Some(HOUR)).await;
    let gone = desk.write(4, None).await;
    desk.step(&gone, Event::Discarded).await;
    let stale = desk.write(5, None).await;
    desk.step(&stale, Event::Checked(Err(Verdict::Hold(Reason::Stale)))).await;

    let all = ["reply 5", "reply 3", "reply 2", "reply 1"].map(str::to_owned).to_vec();
    assert_eq!(desk.shown(OutboxPart::All, None, 10).await, (all.clone(), false));
    assert_eq!(desk.shown(OutboxPart::All, None, 2).await, (all[..2].to_vec(), true));
    let third = OutboxId(Uuid::from_u128(300));
    assert_eq!(desk.shown(OutboxPart::All, Some(third), 2).await, (all[2..].to_vec(), false));
    assert_eq!(desk.shown(OutboxPart::NeedsPerson, None, 10).await.0, ["reply 5", "reply 1"]);
    assert_eq!(desk.shown(OutboxPart::Scheduled, None, 10).await.0, ["reply 3"]);

    let counts = OutboxCounts { open: 4, needs_person: 2, scheduled: 1 };
    let handle = desk.world.handle;
    for of in [None, Some(handle)] {
        assert_eq!(desk.world.store.outbox_counts(of, NOW).await.expect("reads"), counts);
    }
    let other = crate::support::connect(&desk.world.store, "17841400000000077").await;
    let query = OutboxQuery { handle: Some(other), part: OutboxPart::All, after: None, limit: 10, now: NOW };
    assert_eq!(desk.world.store.outbox_page(&query).await.expect("reads"), (vec![], false));
    let of_handle = OutboxQuery { handle: Some(handle), limit: 3, ..query };
    assert_eq!(desk.world.store.outbox_page(&of_handle).await.expect("reads").0.len(), 3);
}

#[tokio::test]
async fn many_are_discarded_at_once_and_come_back_as_they_stood() {
    let desk = Desk::new().await;
    let failed = desk.write(1, None).await;
    desk.step(&failed, Event::Checked(Err(Verdict::Fail(Reason::Refused)))).await;
    let scheduled = desk.write(2, Some(HOUR)).await;
    let unsure = desk.write(3, None).await;
    let sending = desk.step(&unsure, Event::Checked(Ok(()))).await;
    desk.step(&sending, Event::Attempted(Outcome::Lost)).await;
    let leaving = desk.write(4, None).await;
    let leaving = desk.step(&leaving, Event::Checked(Ok(()))).await;

    let ids = vec![failed.id, scheduled.id, unsure.id, leaving.id, OutboxId(Uuid::nil())];
    let (done, changes) = desk.world.store.decide(ids, Decision::Discard, NOW).await.expect("writes");
    assert_eq!(done.len(), 3, "the one on its way stays");
    assert!(changes.outbox && changes.lists);
    for row in [&failed, &scheduled, &unsure] {
        assert_eq!(desk.state(row).await, (State::Cancelled, None));
    }
    assert_eq!(desk.state(&leaving).await.0, State::Sending);

    let (back, _) = desk.world.store.restore(done.clone(), NOW).await.expect("writes");
    assert_eq!(back, 3);
    assert_eq!(desk.state(&failed).await, (State::Failed, Some(Reason::Refused)));
    assert_eq!(desk.state(&scheduled).await, (State::Queued, None));
    assert_eq!(desk.state(&unsure).await, (State::Ask, None), "asked about, never sent by itself");
    assert_eq!(due(&desk.world, NOW.plus(HOUR)).await, [scheduled.id]);
    assert_eq!(desk.world.store.restore(done, NOW).await.expect("writes").0, 0, "once");
}
