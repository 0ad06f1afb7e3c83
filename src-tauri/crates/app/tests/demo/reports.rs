//! Reports, as the window asks for them.

use api::ErrorCode;
use api::request::ReportsRequest;
use api::view::Reports;

use super::*;

async fn of(app: &App, handle: Option<i64>, imported: bool) -> Reports {
    app.reports(ReportsRequest { handle, days: 28, imported }).await.expect("answers")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_something_to_report_once_its_history_counts() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let all = eventually("answers of many conversations", || async {
        let found = of(&app, None, true).await;
        (found.first_response.times.is_some() && found.mentions.received > 10).then_some(found)
    })
    .await;
    assert!(all.response.times.is_some_and(|times| times.median > 0 && times.median <= times.p90));
    assert!(all.misses.missed > 0 && all.backlog.by_age.iter().sum::<u32>() > 20);
    assert!(all.volume.by_handle.is_sorted_by_key(|of| std::cmp::Reverse(of.messages)));
    let cells: u32 = all.volume.messages.iter().flatten().sum();
    assert_eq!(cells, all.volume.by_handle.iter().map(|of| of.messages).sum::<u32>());

    let first = all.volume.by_handle[0];
    let own = of(&app, Some(first.handle), true).await;
    assert_eq!(own.volume.by_handle.iter().map(|of| of.handle).collect::<Vec<_>>(), [first.handle]);

    let live = of(&app, None, false).await;
    assert!(live.not_counted.imported > 100, "all of it was there before the demo began");
    assert_eq!(all.not_counted.imported, 0);
    assert!(live.volume.messages.iter().flatten().sum::<u32>() < cells);

    for days in [0, 367] {
        let refused = app.reports(ReportsRequest { handle: None, days, imported: false }).await;
        assert_eq!(refused.expect_err("is refused").code, ErrorCode::Invalid);
    }
}
