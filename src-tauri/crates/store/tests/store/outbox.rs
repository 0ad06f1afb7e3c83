//! The outbox: one row, one bubble, and nothing sent on an outdated decision.

use domain::ids::{ConversationId, Mid, OutboxId};
use domain::message::{Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::outbox::{Event, Outcome, Progress, Reason, State, Verdict, step};
use domain::time::{DAY, SECOND, Timestamp};
use store::handles::ResumeMode;
use store::outbox::{Attempt, Decision, MatchedBy, NewReply, OutboxRow, Transition, Transitioned};
use store::thread::Part;
use uuid::Uuid;

use crate::support::{NOW, World, connect, from_brand, from_person, message};

struct Desk {
    world: World,
    conversation: ConversationId,
}

impl Desk {
    async fn new() -> Self {
        let world = World::new().await;
        world.ingest(vec![from_person("p1", "m1", -5_000, "question")]).await;
        let conversation = world.conversation("p1").await;
        Self { world, conversation }
    }

    async fn write(&self, n: u128, text: &str) -> OutboxRow {
        let reply = NewReply::text(OutboxId(Uuid::from_u128(n)), self.conversation, text, NOW);
        self.world.store.enqueue(reply).await.expect("is queued").0
    }

    async fn step(&self, row: &OutboxRow, event: Event) -> Transitioned {
        let to = step(&row.progress, event, NOW, None).expect("applies");
        let sending = to.state == State::Sending;
        let attempt = if sending {
            let baseline = self.world.store.own_mids(self.conversation).await.expect("reads");
            Some(Attempt { at: NOW, baseline })
        } else {
            None
        };
        let transition = Transition {
            id: row.id,
            rev: row.rev,
            to,
            attempt,
            matched_by: None,
            asked_again: false,
            now: NOW,
        };
        self.world.store.transition(transition).await.expect("writes")
    }

    async fn must(&self, row: &OutboxRow, event: Event) -> OutboxRow {
        match self.step(row, event).await {
            Transitioned::Done(row, _) => *row,
            Transitioned::Stale => panic!("is stale"),
        }
    }

    async fn sending(&self, n: u128, text: &str) -> OutboxRow {
        let row = self.write(n, text).await;
        self.must(&row, Event::Checked(Ok(()))).await
    }

    /// Every bubble of the thread that is ours: mid, text, whether this app wrote it.
    async fn bubbles(&self) -> Vec<(String, String, bool)> {
        let page = self.world.store.messages(self.conversation, Part::Newest, 50).await.expect("reads");
        let ours = page.messages.into_iter().filter(|message| message.origin != Origin::Person);
        let mut bubbles: Vec<_> = ours
            .map(|message| {
                let here = message.origin == Origin::ThisApp;
                (message.mid.0, message.text.unwrap_or_default(), here)
            })
            .collect();
        for row in self.world.store.outbox_of(self.conversation).await.expect("reads") {
            bubbles.push((String::new(), row.what.text().to_owned(), true));
        }
        bubbles
    }
}

fn bubble(mid: &str, text: &str) -> (String, String, bool) {
    (mid.into(), text.into(), true)
}

#[tokio::test]
async fn a_double_click_is_one_row_and_clears_the_draft() {
    let desk = Desk::new().await;
    desk.world.store.save_draft(desk.conversation, "hel".into(), NOW).await.expect("saves");
    let first = desk.write(1, "hello").await;
    assert_eq!(first, desk.write(1, "hello").await);
    assert_eq!(desk.world.store.draft(desk.conversation).await.expect("reads"), None);
    assert_eq!(desk.world.store.outbox_of(desk.conversation).await.expect("reads").len(), 1);
}

#[tokio::test]
async fn a_step_from_an_old_revision_is_refused() {
    let desk = Desk::new().await;
    let queued = desk.write(1, "hello").await;
    let sending = desk.must(&queued, Event::Checked(Ok(()))).await;
    assert_eq!(desk.step(&queued, Event::Checked(Ok(()))).await, Transitioned::Stale);
    assert_eq!((sending.progress.state, sending.progress.attempts, sending.rev), (State::Sending, 1, 2));
    assert_eq!(desk.world.store.outbox_row(queued.id).await.expect("reads"), Some(sending));
}

#[tokio::test]
async fn one_reply_of_a_conversation_is_uncertain_at_a_time() {
    let desk = Desk::new().await;
    let first = desk.sending(1, "first").await;
    let second = desk.write(2, "second").await;
    assert_eq!(desk.step(&second, Event::Checked(Ok(()))).await, Transitioned::Stale);
    let due = desk.world.store.due(NOW).await.expect("reads");
    assert_eq!(due.iter().map(|row| row.id).collect::<Vec<_>>(), [second.id], "so that it gets its reason");
    desk.must(&second, Event::Checked(Err(Verdict::Hold(Reason::Uncertain)))).await;
    desk.write(3, "third").await;
    assert!(desk.world.store.due(NOW).await.expect("reads").is_empty(), "the third waits behind the second");
    assert!(desk.world.store.release_settled(NOW).await.expect("releases").is_empty());
    desk.must(&first, Event::Attempted(Outcome::Delivered(Mid::from("sent1")))).await;
    assert!(desk.world.store.release_settled(NOW).await.expect("releases").outbox);
    let due = desk.world.store.due(NOW).await.expect("reads");
    assert_eq!(due.iter().map(|row| row.id).collect::<Vec<_>>(), [second.id]);
}

#[tokio::test]
async fn a_reply_waits_for_its_undo_delay() {
    let desk = Desk::new().await;
    let reply = NewReply {
        not_before: Some(NOW.plus(5 * SECOND)),
        ..NewReply::text(OutboxId(Uuid::from_u128(9)), desk.conversation, "hello", NOW)
    };
    desk.world.store.enqueue(reply).await.expect("is queued");
    assert!(desk.world.store.due(NOW.plus(4_999)).await.expect("reads").is_empty());
    assert_eq!(desk.world.store.next_due(NOW).await.expect("reads"), Some(NOW.plus(5 * SECOND)));
    assert_eq!(desk.world.store.due(NOW.plus(5_000)).await.expect("reads").len(), 1);
}

#[tokio::test]
async fn the_bubble_never_doubles_whichever_comes_first() {
    for echo_first in [false, true] {
        let desk = Desk::new().await;
        let row = desk.sending(1, "our answer").await;
        let echo = vec![from_brand("p1", "sent1", 300, "our answer")];
        if echo_first {
            desk.world.ingest(echo.clone()).await;
        }
        let sent = desk.must(&row, Event::Attempted(Outcome::Delivered(Mid::from("sent1")))).await;
        assert_eq!((sent.progress.state, sent.what.text()), (State::Sent, ""));
        assert_eq!(desk.bubbles().await, [bubble("sent1", "our answer")]);
        desk.world.ingest(echo).await;
        assert_eq!(desk.bubbles().await, [bubble("sent1", "our answer")], "echo first: {echo_first}");
    }
}

#[tokio::test]
async fn one_that_was_thrown_away_is_looked_for_when_it_comes_back() {
    let desk = Desk::new().await;
    let row = desk.sending(1, "thanks").await;
    let unknown = desk.must(&row, Event::Attempted(Outcome::Lost)).await;
    desk.must(&unknown, Event::NotFound).await;
    let (done, _) = desk.world.store.decide(vec![row.id], Decision::Discard, NOW).await.expect("writes");
    desk.world.ingest_as(Source::Poll, vec![from_brand("p1", "late", 2_000, "thanks")]).await;
    assert_eq!(desk.world.store.restore(done, NOW).await.expect("writes").0, 1);
    let found = desk.world.store.outbox_row(row.id).await.expect("reads").expect("is there");
    assert_eq!(found.progress.state, State::Sent, "nobody is asked what can be seen");
}

#[tokio::test]
async fn a_lost_answer_is_found_by_the_message_itself() {
    let desk = Desk::new().await;
    desk.world.ingest(vec![from_brand("p1", "old", -1_000, "thanks")]).await;
    let row = desk.sending(1, "thanks").await;
    let unknown = desk.must(&row, Event::Attempted(Outcome::Lost)).await;
    assert_eq!(unknown.progress.state, State::Unknown, "the older message with the same text proves nothing");
    desk.world.store.looked(unknown.id).await.expect("counts");
    assert_eq!(desk.world.store.unknown().await.expect("reads")[0].looks, 1);
    let asked = desk.must(&unknown, Event::NotFound).await;
    assert_eq!(asked.progress.state, State::Ask);
    let told = desk.world.ingest_as(Source::Poll, vec![from_brand("p1", "late", 2_000, "thanks ")]).await;
    assert!(told.changes.outbox);
    let found = desk.world.store.outbox_row(row.id).await.expect("reads").expect("is there");
    assert_eq!((found.progress.state, found.matched_by), (State::Sent, Some(MatchedBy::Text)));
    assert_eq!(desk.bubbles().await[1..], [bubble("late", "thanks ")]);
}

#[tokio::test]
async fn an_echo_that_came_during_the_attempt_proves_it_at_once() {
    let desk = Desk::new().await;
    let row = desk.sending(1, "thanks").await;
    desk.world.ingest(vec![from_brand("p1", "echo", 400, "thanks")]).await;
    let settled = desk.must(&row, Event::Attempted(Outcome::Lost)).await;
    assert_eq!((settled.progress.state, settled.matched_by), (State::Sent, Some(MatchedBy::Text)));
    assert_eq!(desk.bubbles().await, [bubble("echo", "thanks")]);
}

#[tokio::test]
async fn a_start_in_the_middle_of_a_send_asks_nobody_to_send_again() {
    let desk = Desk::new().await;
    let row = desk.sending(1, "hello").await;
    let (lost, changes) = desk.world.store.recover_sending(NOW).await.expect("recovers");
    assert!(changes.outbox);
    assert_eq!(
        lost.iter().map(|row| (row.id, row.progress.state)).collect::<Vec<_>>(),
        [(row.id, State::Unknown)]
    );
    assert!(desk.world.store.due(Timestamp(i64::MAX)).await.expect("reads").is_empty());
}

#[tokio::test]
async fn holds_end_by_their_reason_or_time() {
    let desk = Desk::new().await;
    let row = desk.write(1, "hello").await;
    let held = desk.must(&row, Event::Checked(Err(Verdict::Hold(Reason::Offline)))).await;
    assert_eq!(held.progress.reason, Some(Reason::Offline));
    let other = desk.world.store.release(None, &[Reason::Throttled], NOW).await.expect("releases");
    assert!(other.is_empty());
    assert!(
        desk.world
            .store
            .release(Some(desk.world.handle), &[Reason::Offline], NOW)
            .await
            .expect("releases")
            .outbox
    );
    let queued = desk.world.store.outbox_row(row.id).await.expect("reads").expect("is there");
    let sending = desk.must(&queued, Event::Checked(Ok(()))).await;
    let refused = Event::Attempted(Outcome::RefusedForNow(Reason::Throttled));
    let to = step(&sending.progress, refused, NOW, Some(90 * SECOND)).expect("applies");
    let Progress { not_before, .. } = to.clone();
    let transition = Transition {
        id: sending.id,
        rev: sending.rev,
        to,
        attempt: None,
        matched_by: None,
        asked_again: false,
        now: NOW,
    };
    desk.world.store.transition(transition).await.expect("writes");
    assert_eq!(desk.world.store.next_due(NOW).await.expect("reads"), not_before);
    assert!(desk.world.store.release_due(NOW.plus(89 * SECOND)).await.expect("releases").is_empty());
    assert!(desk.world.store.release_due(NOW.plus(90 * SECOND)).await.expect("releases").outbox);
}

/// An echo can name this app before the lost answer does: it is the proof, and no message of another reply.
#[tokio::test]
async fn an_echo_that_says_it_was_written_here_proves_a_lost_reply() {
    let desk = Desk::new().await;
    let sending = desk.sending(1, "hello").await;
    let lost = desk.must(&sending, Event::Attempted(Outcome::Lost)).await;
    let echo = ObservedMessage {
        direction: Direction::Out,
        origin: Origin::ThisApp,
        ..message("p1", "e1", 500, "hello")
    };
    desk.world.ingest(vec![Observation::Message(echo.clone())]).await;
    let row = desk.world.store.outbox_row(lost.id).await.expect("reads").expect("is there");
    assert_eq!((row.progress.state, row.matched_by), (State::Sent, Some(MatchedBy::Text)));
    assert_eq!(desk.bubbles().await, [bubble("e1", "hello")]);

    // The same words again: the echo of the first is bound, and proves nothing of the second.
    let second = desk.sending(2, "hello").await;
    let lost = desk.must(&second, Event::Attempted(Outcome::Lost)).await;
    desk.world.ingest(vec![Observation::Message(echo)]).await;
    let row = desk.world.store.outbox_row(lost.id).await.expect("reads").expect("is there");
    assert_ne!(row.progress.state, State::Sent);
}

#[tokio::test]
async fn a_refused_reply_keeps_its_text_and_marks_its_row() {
    let desk = Desk::new().await;
    let row = desk.sending(1, "hello").await;
    let failed = desk.must(&row, Event::Attempted(Outcome::RefusedForGood(Reason::WindowClosed))).await;
    assert_eq!((failed.progress.state, failed.what.text()), (State::Failed, "hello"));
    let row = desk.world.store.conversation(desk.conversation).await.expect("reads").expect("is there");
    assert!(row.outbox.failed && !row.outbox.held && !row.outbox.leaving);
    assert_eq!(desk.world.store.outbox_counts(None, NOW).await.expect("reads").open, 1);
    let again = desk.must(&failed, Event::SendAgain).await;
    assert_eq!(again.progress.state, State::Queued);
}

#[tokio::test]
async fn what_instagram_asked_to_wait_with_waits_whatever_else_ends() {
    let desk = Desk::new().await;
    let sending = desk.sending(1, "hello").await;
    let refused = Event::Attempted(Outcome::RefusedForNow(Reason::Throttled));
    let to = step(&sending.progress, refused, NOW, Some(90 * SECOND)).expect("applies");
    let transition = Transition {
        id: sending.id,
        rev: sending.rev,
        to,
        attempt: None,
        matched_by: None,
        asked_again: false,
        now: NOW,
    };
    desk.world.store.transition(transition).await.expect("writes");
    let handle = desk.world.handle;
    let released = desk.world.store.release(Some(handle), &[Reason::Throttled], NOW).await.expect("releases");
    assert!(released.is_empty());
    let other = connect(&desk.world.store, "17841400000000002").await;
    assert!(desk.world.store.release_all(other, NOW).await.expect("releases").is_empty());
    assert!(desk.world.store.release_all(handle, NOW).await.expect("releases").outbox);
    let row = desk.world.store.outbox_row(sending.id).await.expect("reads").expect("is there");
    assert_eq!((row.progress.state, row.progress.not_before), (State::Queued, None));
}

#[tokio::test]
async fn a_throttle_that_is_over_frees_what_it_held_and_not_what_instagram_refused() {
    let desk = Desk::new().await;
    let hold = async |row: &OutboxRow, event: Event| {
        let to = step(&row.progress, event, NOW, Some(3_600 * SECOND)).expect("applies");
        let (id, rev) = (row.id, row.rev);
        let transition =
            Transition { id, rev, to, attempt: None, matched_by: None, asked_again: false, now: NOW };
        desk.world.store.transition(transition).await.expect("writes");
        id
    };
    let refused = desk.sending(1, "refused").await;
    let refused = hold(&refused, Event::Attempted(Outcome::RefusedForNow(Reason::Throttled))).await;
    let untried = desk.write(2, "not tried").await;
    let untried = hold(&untried, Event::Checked(Err(Verdict::Hold(Reason::Throttled)))).await;
    let offline = desk.write(3, "offline").await;
    let offline = hold(&offline, Event::Checked(Err(Verdict::Hold(Reason::Offline)))).await;
    let other = connect(&desk.world.store, "17841400000000002").await;
    assert!(desk.world.store.release_untried(other, NOW).await.expect("releases").is_empty());
    assert!(desk.world.store.release_untried(desk.world.handle, NOW).await.expect("releases").outbox);
    let state = async |id| {
        let row = desk.world.store.outbox_row(id).await.expect("reads").expect("is there");
        (row.progress.state, row.progress.not_before.is_some())
    };
    assert_eq!(state(refused).await, (State::Held, true));
    assert_eq!(state(untried).await, (State::Queued, false));
    assert_eq!(state(offline).await, (State::Held, true));
}

#[tokio::test]
async fn a_new_sign_in_does_not_send_what_a_person_should_look_at_again() {
    let desk = Desk::new().await;
    let row = desk.write(1, "hello").await;
    desk.must(&row, Event::Checked(Err(Verdict::Hold(Reason::Stale)))).await;
    assert!(desk.world.store.release_all(desk.world.handle, NOW).await.expect("releases").is_empty());
}

#[tokio::test]
async fn replies_that_are_settled_for_a_day_hold_neither_text_nor_what_they_were_compared_with() {
    let desk = Desk::new().await;
    desk.world.ingest(vec![from_brand("p1", "before", -4_000, "ours")]).await;
    let store = &desk.world.store;
    let row = async |row: &OutboxRow| store.outbox_row(row.id).await.expect("reads").expect("is there");
    let sent = desk.sending(1, "sent text").await;
    assert_eq!(sent.baseline, [Mid::from("before")]);
    let sent = desk.must(&sent, Event::Attempted(Outcome::Delivered(Mid::from("sent1")))).await;
    assert!(sent.baseline.is_empty(), "of no use from here on");
    let open = desk.write(2, "still to go").await;
    let lost = desk.sending(3, "brought back").await;
    let lost = desk.must(&lost, Event::Attempted(Outcome::Lost)).await;
    let lost = desk.must(&lost, Event::NotFound).await;
    let (thrown, _) = store.decide(vec![lost.id], Decision::Discard, NOW).await.expect("discards");

    assert_eq!(store.empty_settled(NOW.plus(DAY - 1)).await.expect("looks"), 0);
    assert_eq!(store.restore(thrown, NOW).await.expect("restores").0, 1, "it can be brought back for a day");
    assert_eq!(row(&lost).await.baseline.len(), 2, "and looked for as before");
    let (thrown, _) = store.decide(vec![lost.id], Decision::Discard, NOW).await.expect("discards");
    assert_eq!(store.empty_settled(NOW.plus(DAY)).await.expect("looks"), 1);
    let emptied = row(&lost).await;
    assert_eq!((emptied.what.text(), emptied.baseline.len()), ("", 0));
    assert_eq!(row(&open).await.what.text(), "still to go");
    assert_eq!(store.empty_settled(NOW.plus(DAY)).await.expect("looks"), 0, "once");
    assert_eq!(store.restore(thrown, NOW.plus(DAY)).await.expect("restores").0, 0);
}

#[tokio::test]
async fn what_people_decide_and_how_replies_end_is_in_the_audit_trail() {
    let desk = Desk::new().await;
    let store = &desk.world.store;
    let decide = async |row: &OutboxRow, event: Event| {
        let to = step(&row.progress, event, NOW, None).expect("applies");
        let transition = Transition {
            id: row.id,
            rev: row.rev,
            matched_by: (to.state == State::Sent).then_some(MatchedBy::Human),
            asked_again: to.state == State::Queued,
            to,
            attempt: None,
            now: NOW,
        };
        match store.transition(transition).await.expect("writes") {
            Transitioned::Done(row, _) => *row,
            Transitioned::Stale => panic!("is stale"),
        }
    };
    let failed = desk.sending(1, "secret").await;
    let refused = Event::Attempted(Outcome::RefusedForGood(Reason::Refused));
    let failed = desk.must(&failed, refused).await;
    let again = decide(&failed, Event::SendAgain).await;
    let sending = desk.must(&again, Event::Checked(Ok(()))).await;
    desk.must(&sending, Event::Attempted(Outcome::Delivered(Mid::from("sent1")))).await;
    let lost = desk.sending(2, "secret").await;
    let lost = desk.must(&lost, Event::Attempted(Outcome::Lost)).await;
    let asked = desk.must(&lost, Event::NotFound).await;
    decide(&asked, Event::Arrived).await;
    let taken_back = desk.write(3, "secret").await;
    decide(&taken_back, Event::Discarded).await;
    connect(store, "17841400000000001").await;
    store.set_on(desk.world.handle, false, NOW).await.expect("switches");
    store.set_on(desk.world.handle, false, NOW).await.expect("is off already");
    store.resume(desk.world.handle, ResumeMode::FromNow, NOW).await.expect("switches");
    let mut trail = store.audit(50).await.expect("reads");
    trail.reverse();
    assert!(trail.iter().all(|line| line.handle == Some(desk.world.handle) && line.at == NOW));
    let said: Vec<(&str, &str)> =
        trail.iter().map(|line| (line.action.as_str(), line.outcome.as_str())).collect();
    let expected = [
        ("connect", "done"),
        ("reply", "failed"),
        ("send_again", "queued"),
        ("reply", "sent"),
        ("arrived", "sent"),
        ("discard", "cancelled"),
        ("reconnect", "done"),
        ("switch_off", "done"),
        ("switch_on", "done"),
    ];
    assert_eq!(said, expected);
}
