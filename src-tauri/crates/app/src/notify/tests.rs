//! Storms of events, and exactly what is announced of them.

mod desk;

use api::view::{HealthCode, MessageKind, NotificationSettings, Preview, QuietHours, Settings};
use api::{ErrorCode, Handler as _};
use domain::handle::Trouble;
use domain::ids::{HandleId, Igsid};
use domain::person::fallback_name;
use domain::time::HOUR;

use super::{Announcement, Reacted, Whose, quiet};
use desk::{ACME, Desk, ZETA, nights};

fn crowd(messages: u32, handles: &[&str], sound: bool) -> Announcement {
    Announcement::Crowd {
        messages,
        handles: handles.iter().map(|&handle| handle.to_owned()).collect(),
        sound,
    }
}

const NOTHING: [Announcement; 0] = [];

/// A person ends the quiet hours that are under way.
async fn end_hours(desk: &Desk) {
    let wishes = nights();
    let view = quiet::view(&wishes, desk.space.engine.clock().now()).unwrap();
    desk.wish(NotificationSettings { quiet_hours_off_until: view.hours_until, ..wishes }).await;
}

async fn set_trouble(desk: &Desk, trouble: Option<Trouble>) {
    set_trouble_of(desk, ACME, trouble).await;
}

async fn set_trouble_of(desk: &Desk, handle: HandleId, trouble: Option<Trouble>) {
    let now = desk.space.engine.clock().now();
    desk.space.store.set_trouble(handle, trouble, now).await.unwrap();
}

#[tokio::test]
async fn a_storm_in_quiet_hours_is_told_once_when_they_end() {
    let mut desk = Desk::new(nights(), "21:59").await;
    desk.write(ACME, &["p1"]).await;
    assert_eq!(desk.told().len(), 1, "it is not quiet yet");
    desk.at(0, "22:00").await;
    for round in 0..20 {
        desk.write(if round % 2 == 0 { ACME } else { ZETA }, &["p2", "p3", "p4", "p3"]).await;
    }
    desk.at(1, "03:00").await;
    // Whoever was answered meanwhile waits no more.
    desk.answer(ACME, "p2").await;
    desk.answer(ZETA, "p2").await;
    desk.at(1, "07:59").await;
    assert_eq!(desk.told(), NOTHING);
    desk.at(1, "08:00").await;
    assert_eq!(desk.told(), [crowd(60, &["acme", "zeta"], false)]);
    desk.at(1, "08:01").await;
    assert_eq!(desk.told(), NOTHING, "once");
    desk.write(ACME, &["p5"]).await;
    assert_eq!(desk.told().len(), 1, "and from then on as ever");
    desk.at(1, "22:00").await;
    desk.write(ACME, &["p5"]).await;
    assert_eq!(desk.told(), NOTHING, "the next night is quiet again");
}

#[tokio::test]
async fn what_was_held_back_is_told_though_the_app_was_closed_meanwhile() {
    // Closed in the quiet and opened in it, and once more after it; both times the same is told, and once.
    for opened_again in ["03:00", "09:00"] {
        let mut desk = Desk::new(nights(), "21:58").await;
        desk.write(ACME, &["before"]).await;
        desk.fail("before").await;
        desk.at(0, "21:59").await;
        assert_eq!(desk.told().len(), 2, "it is not quiet yet");
        desk.at(0, "22:00").await;
        desk.write(ACME, &["p1", "p2", "p1"]).await;
        desk.write(ZETA, &["answered"]).await;
        desk.fail("p1").await;
        set_trouble(&desk, Some(Trouble::TokenRevoked)).await;
        desk.restarts_at(1, opened_again).await;
        if opened_again == "03:00" {
            assert_eq!(desk.told(), NOTHING);
            desk.write(ZETA, &["p3"]).await;
            desk.answer(ZETA, "answered").await;
            desk.at(1, "08:00").await;
        }
        let conversation = desk.conversation("p1").await.0;
        let summary = vec![
            crowd(4, &["acme", "zeta"], false),
            Announcement::Stopped { id: ACME.0, handle: "acme".into(), code: HealthCode::TokenRevoked },
            Announcement::ReplyFailed { conversation, replies: 1 },
        ];
        assert_eq!(desk.told(), [Announcement::Summary(summary)], "{opened_again}");
        desk.restarts_at(1, "10:00").await;
        assert_eq!(desk.told(), NOTHING, "once");
    }
}

#[tokio::test]
async fn what_comes_between_the_end_of_the_quiet_and_the_next_look_is_told_once() {
    let mut desk = Desk::new(nights(), "22:30").await;
    desk.write(ACME, &["p1"]).await;
    desk.set(1, "08:00:20");
    desk.write(ACME, &["p2"]).await;
    assert_eq!(desk.told(), [crowd(2, &["acme"], false)]);
    desk.at(1, "08:01").await;
    assert_eq!(desk.told(), NOTHING, "once");
    // The same where a person ends the quiet.
    desk.at(1, "23:00").await;
    desk.write(ZETA, &["p3"]).await;
    end_hours(&desk).await;
    desk.write(ZETA, &["p4"]).await;
    assert_eq!(desk.told(), [crowd(2, &["zeta"], false)]);
    desk.at(1, "23:01").await;
    assert_eq!(desk.told(), NOTHING, "once");
}

#[tokio::test]
async fn what_comes_after_a_clock_that_was_ahead_is_set_right_is_told_when_the_quiet_ends() {
    for closed_meanwhile in [false, true] {
        let mut desk = Desk::new(nights(), "23:30").await;
        if closed_meanwhile {
            desk.restarts_at(0, "22:30").await;
        }
        desk.set(0, "22:30");
        desk.write(ACME, &["p1", "p2"]).await;
        if closed_meanwhile {
            desk.restarts_at(0, "23:40").await;
        }
        desk.at(1, "08:00").await;
        assert_eq!(desk.told(), [crowd(2, &["acme"], false)], "closed meanwhile: {closed_meanwhile}");
    }
    // Nobody has looked yet when a person ends the quiet.
    let mut desk = Desk::new(nights(), "23:30").await;
    desk.set(0, "22:30");
    end_hours(&desk).await;
    desk.write(ACME, &["p1", "p2"]).await;
    assert_eq!(desk.told(), [crowd(2, &["acme"], false)]);
}

#[tokio::test]
async fn one_person_in_quiet_hours_is_told_by_name() {
    let mut desk = Desk::new(nights(), "22:00").await;
    desk.write(ACME, &["p1", "p1"]).await;
    desk.write(ACME, &["p1"]).await;
    desk.at(1, "08:00").await;
    let told = Announcement::Message {
        conversation: desk.conversation("p1").await.0,
        person: Some(fallback_name(&Igsid::from("p1"))),
        handle: "acme".into(),
        kind: Some(MessageKind::Text),
        text: Some("message 2".into()),
        messages: 3,
        sound: false,
    };
    assert_eq!(desk.told(), [told]);
}

#[tokio::test]
async fn quiet_that_was_asked_for_goes_on_into_quiet_hours_and_hours_ended_early_are_over() {
    let mut desk = Desk::new(nights(), "21:00").await;
    let hour = desk.space.engine.clock().now().plus(HOUR).0;
    desk.wish(NotificationSettings { quiet_until: Some(hour), ..nights() }).await;
    desk.write(ACME, &["p1"]).await;
    desk.at(0, "22:30").await;
    desk.write(ACME, &["p2"]).await;
    assert_eq!(desk.told(), NOTHING);
    end_hours(&desk).await;
    desk.at(0, "22:31").await;
    assert_eq!(desk.told(), [crowd(2, &["acme"], false)]);
    desk.write(ACME, &["p3"]).await;
    assert_eq!(desk.told().len(), 1);
    desk.at(1, "22:00").await;
    desk.write(ACME, &["p4"]).await;
    assert_eq!(desk.told(), NOTHING);
}

#[tokio::test]
async fn what_stopped_or_failed_in_quiet_hours_is_told_when_they_end_if_it_is_still_so() {
    let mut desk = Desk::new(nights(), "21:59").await;
    desk.write(ACME, &["p1", "p2"]).await;
    desk.told();
    desk.at(0, "22:00").await;
    set_trouble(&desk, Some(Trouble::TokenRevoked)).await;
    desk.fail("p1").await;
    desk.at(0, "23:00").await;
    assert_eq!(desk.told(), NOTHING);
    desk.at(1, "08:00").await;
    let stopped = Announcement::Stopped { id: ACME.0, handle: "acme".into(), code: HealthCode::TokenRevoked };
    let failed = Announcement::ReplyFailed { conversation: desk.conversation("p1").await.0, replies: 1 };
    assert_eq!(desk.told(), [Announcement::Summary(vec![stopped.clone(), failed.clone()])]);
    desk.at(1, "08:01").await;
    assert_eq!(desk.told(), NOTHING, "once");

    // What has mended itself by the end is no news.
    set_trouble(&desk, None).await;
    desk.at(1, "22:00").await;
    set_trouble(&desk, Some(Trouble::TokenRevoked)).await;
    desk.at(1, "23:00").await;
    set_trouble(&desk, None).await;
    desk.at(2, "08:00").await;
    assert!(!desk.told().contains(&stopped));
}

#[tokio::test]
async fn what_takes_several_handles_away_is_told_in_one_line() {
    let mut desk = Desk::new(nights(), "12:00").await;
    let both =
        |code| Announcement::StoppedMany { id: ACME.0, handles: vec!["acme".into(), "zeta".into()], code };
    set_trouble_of(&desk, ACME, Some(Trouble::TokenRevoked)).await;
    set_trouble_of(&desk, ZETA, Some(Trouble::TokenRevoked)).await;
    desk.at(0, "12:01").await;
    assert_eq!(desk.told(), [both(Some(HealthCode::TokenRevoked))]);

    for handle in [ACME, ZETA] {
        set_trouble_of(&desk, handle, None).await;
    }
    desk.at(0, "21:00").await;
    set_trouble_of(&desk, ACME, Some(Trouble::TokenRevoked)).await;
    set_trouble_of(&desk, ZETA, Some(Trouble::AccessOff)).await;
    desk.at(0, "23:00").await;
    assert_eq!(desk.told(), NOTHING);
    desk.at(1, "08:00").await;
    assert_eq!(desk.told(), [both(None)], "each for its own reason");
}

#[tokio::test]
async fn what_may_pass_is_told_at_once_and_not_again() {
    let passing = NotificationSettings { stopped_in_quiet: true, failed_in_quiet: true, ..nights() };
    let mut desk = Desk::new(passing.clone(), "22:00").await;
    desk.write(ACME, &["p1", "p2"]).await;
    desk.at(0, "22:01").await;
    set_trouble(&desk, Some(Trouble::TokenRevoked)).await;
    desk.at(0, "22:02").await;
    let stopped = Announcement::Stopped { id: ACME.0, handle: "acme".into(), code: HealthCode::TokenRevoked };
    assert_eq!(desk.told(), [stopped]);
    desk.fail("p1").await;
    desk.at(0, "22:03").await;
    let failed = |replies, conversation| Announcement::ReplyFailed { conversation, replies };
    let first = desk.conversation("p1").await.0;
    assert_eq!(desk.told(), [failed(1, first)]);
    desk.wish(NotificationSettings { failed_in_quiet: false, ..passing }).await;
    desk.fail("p2").await;
    desk.at(0, "22:04").await;
    assert_eq!(desk.told(), NOTHING);
    desk.at(1, "08:00").await;
    let second = desk.conversation("p2").await.0;
    let summary = vec![crowd(2, &["acme"], false), failed(1, second)];
    assert_eq!(desk.told(), [Announcement::Summary(summary)]);
}

#[tokio::test]
async fn snoozes_that_end_are_a_kind_of_their_own_and_many_are_one_line() {
    let shown = NotificationSettings { preview: Preview::Nothing, ..NotificationSettings::default() };
    let mut desk = Desk::new(shown, "12:00").await;
    desk.write(ACME, &["p1", "p2", "p3"]).await;
    desk.write(ZETA, &["p4"]).await;
    for (person, hours) in [("p1", 1), ("p2", 2), ("p3", 3), ("p4", 4)] {
        desk.snooze(person, hours * HOUR).await;
    }
    desk.told();
    desk.at(0, "13:00:01").await;
    assert_eq!(desk.told(), NOTHING);
    desk.wake().await;
    desk.at(0, "13:01").await;
    let woken = |conversation, handle: &str, conversations| Announcement::Woken {
        conversation,
        person: None,
        handle: handle.to_owned(),
        conversations,
    };
    assert_eq!(desk.told(), [woken(desk.conversation("p1").await.0, "acme", 1)]);
    // Done, and not done after all: the same end of the same snooze.
    let done = desk.done("p1").await;
    desk.at(0, "13:02").await;
    desk.take_back(done).await;
    desk.at(0, "13:03").await;
    assert_eq!(desk.told(), NOTHING);
    // The computer slept over two.
    desk.at(0, "15:30").await;
    desk.wake().await;
    desk.at(0, "15:31").await;
    assert_eq!(desk.told(), [woken(desk.conversation("p3").await.0, "acme", 2)]);
    // Of a handle that is not heard nothing, and nothing again when it is.
    desk.wish(NotificationSettings { quiet_handles: vec![ZETA.0], ..NotificationSettings::default() }).await;
    desk.at(0, "16:00:01").await;
    desk.wake().await;
    desk.at(0, "16:01").await;
    desk.wish(NotificationSettings::default()).await;
    desk.at(0, "16:02").await;
    assert_eq!(desk.told(), NOTHING);
    // The same one anew is news; not where the kind is off.
    desk.snooze("p1", HOUR).await;
    desk.at(0, "17:02").await;
    desk.wake().await;
    desk.at(0, "17:03").await;
    assert_eq!(desk.told().len(), 1);
    desk.wish(NotificationSettings { woken: false, ..NotificationSettings::default() }).await;
    desk.snooze("p1", HOUR).await;
    desk.at(0, "18:03").await;
    desk.wake().await;
    desk.at(0, "18:04").await;
    assert_eq!(desk.told(), NOTHING);
}

#[tokio::test]
async fn a_window_that_closes_soon_after_the_quiet_is_told_when_it_ends() {
    let mut desk = Desk::new(nights(), "07:30").await;
    desk.write(ACME, &["gone"]).await;
    desk.at(0, "08:30").await;
    desk.told();
    desk.write(ACME, &["p1"]).await;
    desk.write(ZETA, &["p2"]).await;
    desk.told();
    desk.wish(NotificationSettings { quiet_handles: vec![ZETA.0], ..nights() }).await;
    desk.at(0, "22:00").await;
    desk.at(1, "07:59").await;
    assert_eq!(desk.told(), NOTHING);
    desk.at(1, "08:00").await;
    let p1 = Whose {
        conversation: desk.conversation("p1").await.0,
        person: Some(fallback_name(&Igsid::from("p1"))),
        handle: "acme".into(),
    };
    assert_eq!(desk.told(), [Announcement::Closing { conversations: 1, only: Some(p1) }]);
}

#[tokio::test]
async fn windows_that_close_name_one_person_and_never_one_of_many() {
    let shown = NotificationSettings { preview: Preview::Nothing, ..NotificationSettings::default() };
    let mut desk = Desk::new(shown, "07:30").await;
    desk.write(ACME, &["closes before"]).await;
    desk.at(0, "07:50").await;
    desk.write(ACME, &["p1"]).await;
    desk.at(0, "08:10").await;
    desk.write(ACME, &["p2", "p3"]).await;
    desk.at(1, "06:40").await;
    desk.told();
    desk.at(1, "06:51").await;
    let only = Whose { conversation: desk.conversation("p1").await.0, person: None, handle: "acme".into() };
    assert_eq!(desk.told(), [Announcement::Closing { conversations: 1, only: Some(only) }]);
    desk.at(1, "07:11").await;
    assert_eq!(desk.told(), [Announcement::Closing { conversations: 2, only: None }]);
}

#[tokio::test]
async fn a_handle_can_be_told_of_without_its_mentions_or_not_at_all() {
    let mut desk = Desk::new(NotificationSettings::default(), "12:00").await;
    let (mut said, less) = (Vec::new(), |quiet_handles, no_mentions_of| NotificationSettings {
        quiet_handles,
        no_mentions_of,
        ..NotificationSettings::default()
    });
    for wishes in [less(vec![], vec![]), less(vec![], vec![ACME.0]), less(vec![ACME.0], vec![])] {
        desk.wish(wishes).await;
        for handle in [ACME, ZETA] {
            desk.mention(handle, "fan").await;
            let mentions = desk.told().len();
            desk.write(handle, &["asks"]).await;
            said.push((handle, mentions, desk.told().len()));
        }
    }
    let zeta = (ZETA, 1, 1);
    assert_eq!(said, [(ACME, 1, 1), zeta, (ACME, 0, 1), zeta, (ACME, 0, 0), zeta]);
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_that_cannot_be_kept_are_refused() {
    let (app, _folder) = desk::app().await;
    app.live_space().await.expect("is made");
    let hours = |days: &[u8], from, to| vec![QuietHours { days: days.to_vec(), from, to }];
    for (quiet_hours, refused) in [
        (hours(&[], 0, 60), Some(ErrorCode::Invalid)),
        (hours(&[1], 0, 1_440), Some(ErrorCode::Invalid)),
        (hours(&[1, 2, 3, 4, 5, 6, 7], 60, 60), Some(ErrorCode::AlwaysQuiet)),
        (nights().quiet_hours, None),
    ] {
        let notifications = NotificationSettings { quiet_hours, ..NotificationSettings::default() };
        let kept = app.save_settings((&Settings { notifications, ..Settings::default() }).into()).await;
        assert_eq!(kept.err().map(|error| error.code), refused);
    }
    app.shutdown().await;
}

#[tokio::test]
async fn what_shows_a_message_that_is_no_more_is_taken_back() {
    let mut desk = Desk::new(NotificationSettings::default(), "12:00").await;
    desk.write(ACME, &["p1"]).await;
    desk.write(ZETA, &["p2"]).await;
    let (unsent, deleted) = (desk.conversation("p1").await.0, desk.conversation("p2").await.0);
    assert_eq!(desk.told().len(), 2);
    desk.answer(ACME, "p1").await;
    assert_eq!(desk.withdrawn(), [0; 0], "its text is there still");
    desk.at(0, "12:30").await;
    desk.write(ACME, &["p1"]).await;
    desk.unsend(ACME).await;
    assert_eq!(desk.withdrawn(), [unsent]);
    desk.delete(ZETA).await;
    assert_eq!(desk.withdrawn(), [deleted]);
    desk.unsend(ACME).await;
    assert_eq!(desk.withdrawn(), [0; 0], "once");
}

#[tokio::test]
async fn a_reaction_is_told_of_where_it_is_wanted_and_taken_back_with_it() {
    let mut desk = Desk::new(NotificationSettings::default(), "12:00").await;
    desk.write(ACME, &["p1"]).await;
    desk.answer(ACME, "p1").await;
    assert_eq!(desk.told().len(), 1);
    desk.react(ACME, "p1", Some("❤️")).await;
    assert_eq!(desk.told(), NOTHING, "nobody asked for it");
    let wishes = NotificationSettings { reactions: true, ..NotificationSettings::default() };
    desk.wish(wishes.clone()).await;
    let conversation = desk.conversation("p1").await.0;
    let said = |emoji: &str, preview: Preview| Announcement::Reaction {
        conversation,
        person: (preview != Preview::Nothing).then(|| fallback_name(&Igsid::from("p1"))),
        handle: "acme".into(),
        reaction: (preview == Preview::Full).then(|| Reacted {
            emoji: emoji.to_owned(),
            kind: MessageKind::Text,
            text: Some("message 1".into()),
        }),
    };
    for (emoji, preview) in [("🔥", Preview::Full), ("👍", Preview::Sender), ("😮", Preview::Nothing)] {
        desk.wish(NotificationSettings { preview, ..wishes.clone() }).await;
        desk.react(ACME, "p1", Some(emoji)).await;
        assert_eq!(desk.told(), [said(emoji, preview)]);
    }
    desk.react(ACME, "p1", Some("😮")).await;
    assert_eq!(desk.told(), NOTHING, "it is the same one");
    desk.withdrawn();
    desk.react(ACME, "p1", None).await;
    assert_eq!((desk.told().len(), desk.withdrawn()), (0, vec![conversation]));
}

#[tokio::test]
async fn of_a_reaction_nothing_is_told_in_the_quiet_nor_beside_an_unread_message() {
    let wishes = NotificationSettings { reactions: true, ..nights() };
    let mut desk = Desk::new(wishes, "21:00").await;
    desk.answer(ACME, "p1").await;
    desk.at(0, "22:30").await;
    desk.react(ACME, "p1", Some("❤️")).await;
    desk.at(1, "08:00").await;
    assert_eq!(desk.told(), NOTHING, "nor when the quiet ends");
    desk.answer(ACME, "p2").await;
    let before = desk.arrive(ACME, "p2").await;
    desk.teller.news(&before).await;
    assert_eq!(desk.told().len(), 1);
    desk.react(ACME, "p2", Some("🔥")).await;
    assert_eq!(desk.told(), NOTHING);
}

#[tokio::test]
async fn what_is_taken_back_is_of_the_message_that_was_told() {
    let mut desk = Desk::new(NotificationSettings::default(), "12:00").await;
    let first = desk.arrive(ACME, "p1").await;
    let (space, host) = (std::sync::Arc::clone(&desk.space), std::sync::Arc::clone(&desk.teller.host));
    let wishes = desk.teller.wishes().await;
    let told = desk.teller.arrivals.news(&space, &*host, &wishes, &first).await;
    // Another one comes before it is shown.
    desk.arrive(ACME, "p1").await;
    told.into_iter().for_each(|told| desk.teller.tell(told));
    assert_eq!(desk.told().len(), 1);
    desk.unsend(ACME).await;
    assert_eq!(desk.withdrawn(), [0; 0], "nothing of it is shown");
    desk.unsend_older(ACME, 1).await;
    assert_eq!(desk.withdrawn(), [desk.conversation("p1").await.0]);
}
