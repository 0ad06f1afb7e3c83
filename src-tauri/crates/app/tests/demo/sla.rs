//! A promise to answer in time, as the window makes and sees it.

use api::request::{Act, ActRequest, HandleSetting, HandleSettingRequest};
use api::view::{HandleView, Sla};
use api::{ApiError, Empty, ErrorCode};

use super::*;

const MINUTE: i64 = 60_000;
const TARGET: u32 = 45;

async fn set(app: &App, handle: &HandleView, sla: Option<Sla>) -> Result<Empty, ApiError> {
    let setting = HandleSetting::Sla { sla };
    app.save_handle_setting(HandleSettingRequest { handle: handle.id, setting }).await
}

async fn due(app: &App, conversation: i64) -> Option<i64> {
    app.conversation(ConversationRequest { conversation }).await.expect("answers").row.reply_due
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_after_a_promise_is_answered_in_time_or_late() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    eventually("questions", || async {
        let rows = app.conversations(needs_reply()).await.expect("answers").rows;
        (rows.len() > 20).then_some(())
    })
    .await;
    // Round the clock, so that the hour of this test decides nothing.
    let days = (1..=7).rev().chain([7]).collect();
    let always = Sla { first_reply: Some(TARGET), next_reply: Some(TARGET), days, from: 0, to: 0 };
    let handles = app.handles(Empty {}).await.expect("answers");
    for refused in [
        Sla { first_reply: None, next_reply: None, ..always.clone() },
        Sla { first_reply: Some(0), ..always.clone() },
        Sla { days: vec![], ..always.clone() },
        Sla { to: 1_440, ..always.clone() },
    ] {
        let answer = set(&app, &handles[0], Some(refused)).await;
        assert_eq!(answer.expect_err("is refused").code, ErrorCode::Invalid);
    }
    let since = app.app(Empty {}).await.expect("answers").now;
    for handle in &handles {
        set(&app, handle, Some(always.clone())).await.expect("saves");
    }
    let kept = app.handles(Empty {}).await.expect("answers").remove(0).sla.expect("is kept");
    assert_eq!(kept, Sla { days: (1..=7).collect(), ..always });

    let row = eventually("somebody new to answer", || async {
        let rows = app.conversations(needs_reply()).await.expect("answers").rows;
        let (promised, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.reply_due.is_some());
        assert!(others.len() > 20, "who wrote before is promised nothing");
        promised.into_iter().next()
    })
    .await;
    let asked = row.reply_due.expect("is due") - i64::from(TARGET) * MINUTE;
    assert!(asked >= since && Some(asked) <= row.at, "{since} {asked} {:?}", row.at);
    assert_eq!(due(&app, row.id).await, row.reply_due);

    let done =
        ActRequest { conversations: vec![row.id], selection: None, act: Act::Done { disposition: None } };
    app.act(done.clone()).await.expect("says");
    assert_eq!(due(&app, row.id).await, None, "it is closed");
    app.act(ActRequest { act: Act::Reopen, ..done }).await.expect("says");
    assert!(due(&app, row.id).await.is_some());
    for handle in &handles {
        set(&app, handle, None).await.expect("saves");
    }
    assert_eq!(due(&app, row.id).await, None, "nothing is promised any more");
    app.shutdown().await;
}
