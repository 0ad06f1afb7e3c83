//! The demo's clock: turned to the days of the roll-out, and past the end of message windows.

use std::collections::BTreeMap;

use api::request::{DemoTime, HealthRequest, TurnDemoClockRequest};
use api::view::{AccessReason, DemoClockTurned, HealthView};
use api::{ApiError, Empty, ErrorCode};

use super::*;

const HOUR: i64 = 3_600_000;
/// 2021-06-02T00:00:00Z, 2021-07-07 and 2021-08-16.
const PHASE_1: i64 = 1_622_592_000_000;
const PHASE_2: i64 = 1_625_616_000_000;
const PHASE_3: i64 = 1_629_072_000_000;

async fn turn(app: &App, to: DemoTime) -> Result<DemoClockTurned, ApiError> {
    Handler::turn_demo_clock(app, TurnDemoClockRequest { to }).await
}

async fn health(app: &App) -> BTreeMap<String, HealthView> {
    let mut pages = BTreeMap::new();
    for handle in app.handles(Empty {}).await.expect("answers") {
        let request = HealthRequest { handle: handle.id, midnight: 0 };
        pages.insert(handle.username, app.health(request).await.expect("answers"));
    }
    pages
}

/// Who may use the API, by name.
async fn eligible(app: &App) -> Vec<String> {
    health(app).await.into_iter().filter(|(_, page)| page.access.eligible).map(|(name, _)| name).collect()
}

/// How often the audit trail says that a handle was given access.
async fn granted(app: &App, name: &str) -> usize {
    health(app).await[name].audit.iter().filter(|line| line.action == "access_granted").count()
}

/// Whom each notice tells of, by its phase.
async fn notices(app: &App) -> Vec<(String, Vec<String>)> {
    let notices = app.notices(Empty {}).await.expect("answers").into_iter().filter_map(|notice| {
        let mut names: Vec<_> = notice.handles.into_iter().map(|one| one.username).collect();
        names.sort();
        Some((notice.phase?, names))
    });
    let mut notices: Vec<_> = notices.collect();
    notices.sort();
    notices
}

#[tokio::test(flavor = "multi_thread")]
async fn each_phase_lets_in_whom_it_asks_for_once() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    assert_eq!(eligible(&app).await.len(), 6, "today everybody");

    let turned = turn(&app, DemoTime::DayBefore).await.expect("turns");
    assert!(turned.anew, "time does not go back in a history");
    assert!((PHASE_1 - 13 * HOUR..PHASE_1).contains(&turned.app.now), "{}", turned.app.now);
    assert_eq!(eligible(&app).await, ["luma.pro"], "nobody but Early Access, with 300 followers");
    let pages = health(&app).await;
    assert_eq!(pages["luma.pro"].access.reason, AccessReason::GrandfatheredEarlyAccess);
    assert_eq!(pages["luma.skin"].access.reason, AccessReason::GaNotStarted);
    let from = |name: &str| pages[name].access.eligible_from;
    assert_eq!(pages["luma.skin"].handle.eligible_from, Some(PHASE_1), "for the headline");
    assert_eq!(pages["luma.pro"].handle.eligible_from, None, "it does not wait");
    assert_eq!(from("luma.skin"), Some(PHASE_1), "48,210 followers");
    assert_eq!(from("luma.lab"), Some(PHASE_2), "9,120 followers");
    assert_eq!(from("luma.home"), Some(PHASE_3), "250,340 followers");
    assert!(notices(&app).await.is_empty());

    let first = ["luma.de", "luma.kids", "luma.skin"].map(str::to_owned).to_vec();
    assert!(!turn(&app, DemoTime::Phase1).await.expect("turns").anew);
    assert_eq!(eligible(&app).await, ["luma.de", "luma.kids", "luma.pro", "luma.skin"]);
    assert_eq!(notices(&app).await, [("phase_1".to_owned(), first.clone())]);

    for _ in 0..2 {
        let turned = turn(&app, DemoTime::Phase2).await.expect("turns");
        assert!(!turned.anew && turned.app.now >= PHASE_2);
        assert_eq!(eligible(&app).await, ["luma.de", "luma.kids", "luma.lab", "luma.pro", "luma.skin"]);
        let second = vec!["luma.lab".to_owned()];
        assert_eq!(
            notices(&app).await,
            [("phase_1".to_owned(), first.clone()), ("phase_2".to_owned(), second)]
        );
        for (name, times) in [("luma.lab", 1), ("luma.skin", 1), ("luma.home", 0), ("luma.pro", 0)] {
            assert_eq!(granted(&app, name).await, times, "{name}");
        }
    }
    // What waited is read from then on, although its sign-in is from long before.
    eventually("the messages of who was let in", || async {
        let handle = app.handles(Empty {}).await.expect("answers").into_iter();
        let skin = handle.into_iter().find(|one| one.username == "luma.skin").expect("is there");
        (skin.health == Health::Receiving).then_some(())
    })
    .await;

    turn(&app, DemoTime::Phase3).await.expect("turns");
    assert_eq!(eligible(&app).await.len(), 6);
    let turned = turn(&app, DemoTime::Now).await.expect("turns");
    assert!(turned.anew && turned.app.now > PHASE_3 + 24 * HOUR);
    assert_eq!(eligible(&app).await.len(), 6);
    assert!(notices(&app).await.is_empty());
    app.shutdown().await;
}

/// Waits until conversations of a handle have labels, as the team left them.
async fn labelled(app: &App, name: &str) {
    let handles = app.handles(Empty {}).await.expect("answers");
    let handle = handles.iter().find(|one| one.username == name).expect("is there").id;
    let all = ConversationsRequest { view: View::All, sort: Sort::Newest, ..needs_reply() };
    eventually("labels", || async {
        let rows = app.conversations(all.clone()).await.expect("answers").rows;
        rows.iter().any(|row| row.handle == handle && !row.labels.is_empty()).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_let_in_gets_labels_and_is_paused_by_nobody_however_the_day_is_reached() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let on = async |name: &str| {
        let handles = app.handles(Empty {}).await.expect("answers");
        handles.iter().any(|one| one.username == name && one.health == Health::Receiving)
    };
    // Begun anew on that day, and walked to.
    for days in [&[DemoTime::Phase2][..], &[DemoTime::DayBefore, DemoTime::Phase1, DemoTime::Phase2]] {
        for day in days {
            turn(&app, *day).await.expect("turns");
            labelled(&app, "luma.pro").await;
        }
        for name in ["luma.skin", "luma.lab"] {
            labelled(&app, name).await;
            assert!(on(name).await, "{name}");
        }
    }
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_and_an_hour_on_the_windows_of_before_are_closed() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let row = eventually("an open window", || async {
        let rows = app.conversations(needs_reply()).await.expect("answers").rows;
        let now = app.app(Empty {}).await.expect("answers").now;
        rows.into_iter().find(|row| row.window.is_some_and(|window| window.ends_at > now))
    })
    .await;
    let before = app.app(Empty {}).await.expect("answers").now;
    let turned = turn(&app, DemoTime::In25Hours).await.expect("turns");
    assert!(!turned.anew && turned.app.now >= before + 25 * HOUR);
    let row = app.conversation(ConversationRequest { conversation: row.id }).await.expect("is there").row;
    let ends_at = row.window.map_or(0, |window| window.ends_at);
    let now = app.app(Empty {}).await.expect("answers").now;
    assert!(ends_at < now, "it closed: {ends_at} {now}");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_demo_no_clock_is_turned() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    app.leave_demo(Empty {}).await.expect("leaves");
    let refused = turn(&app, DemoTime::Phase1).await.expect_err("is refused");
    assert_eq!(refused.code, ErrorCode::WrongSpace);
    app.shutdown().await;
}
