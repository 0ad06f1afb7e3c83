//! The demo brand, driven through the contract alone: what a person does in the first minute.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first thing that is not as it must be"
)]

#[path = "demo/answering.rs"]
mod answering;
#[path = "demo/badge.rs"]
mod badge;
#[path = "demo/clock.rs"]
mod clock;
#[path = "demo/exporting.rs"]
mod exporting;
#[path = "demo/reports.rs"]
mod reports;
#[path = "demo/sending.rs"]
mod sending;
#[path = "demo/sla.rs"]
mod sla;
#[path = "demo/stories.rs"]
mod stories;
#[path = "demo/triage.rs"]
mod triage;

use std::sync::Arc;
use std::time::Duration;

use api::Handler;
use api::request::{
    ConversationRequest, ConversationsRequest, Filter, HandleFilter, MessagesRequest, SendRequest, Sort, View,
};
use api::view::{ConversationRow, Health, Phase, Space};
use app::{Announcement, App, Config, Host};

struct NoBrowser;

impl Host for NoBrowser {
    fn open_url(&self, _: &url::Url) {}

    fn announce(&self, _: &Announcement) {}

    fn is_in_front(&self) -> bool {
        true
    }
}

async fn demo(profile: &std::path::Path) -> Arc<App> {
    demo_with(profile, 0).await
}

async fn demo_with(profile: &std::path::Path, undo_ms: u32) -> Arc<App> {
    demo_on(profile, undo_ms, Arc::new(NoBrowser)).await
}

async fn demo_on(profile: &std::path::Path, undo_ms: u32, host: Arc<dyn Host>) -> Arc<App> {
    let config = Config {
        profile_dir: profile.to_owned(),
        graph_url: None,
        undo_ms: Some(undo_ms),
        keychain_service: "unused".into(),
        vault: None,
        news: None,
        start_demo: true,
    };
    App::start(config, host).await
}

/// Asks again until the answer is `Some`, for at most a minute.
async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, ask: impl Fn() -> F) -> T {
    for _ in 0..600 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("in a minute there was still not: {what}");
}

fn needs_reply() -> ConversationsRequest {
    ConversationsRequest {
        view: View::NeedsReply,
        handle: None,
        sort: Sort::ClosingSoonest,
        filter: Filter::default(),
        after: None,
        limit: 200,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_minute() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let view = app.app(api::Empty {}).await.expect("answers");
    assert_eq!((view.phase, view.space), (Phase::Ready, Space::Demo));

    let handles = eventually("all handles read", || async {
        let handles = app.handles(api::Empty {}).await.expect("answers");
        let settled = handles.iter().all(|handle| handle.health != Health::CatchingUp);
        (settled && handles.iter().any(|handle| handle.health == Health::Paused)).then_some(handles)
    })
    .await;
    assert_eq!(handles.len(), 6);
    assert!(
        handles.iter().any(|handle| handle.health == Health::Blocked),
        "one has its switch off at Instagram"
    );
    assert!(
        handles.iter().any(|handle| handle.health == Health::Warning),
        "the token of one ends in three days"
    );
    let counts = app.counts(HandleFilter { handle: None }).await.expect("answers");
    assert!(counts.all > 250 && counts.needs_reply > 30 && counts.mentions > 10, "{counts:?}");

    let row = answerable(&app).await;
    let text = "Thank you, it is on its way!";
    let request = SendRequest::text(uuid::Uuid::now_v7().to_string(), row.id, text.into());
    app.send(request.clone()).await.expect("taken");
    app.send(request).await.expect("pressing twice is one reply");
    let page = MessagesRequest { conversation: row.id, before: None, after: None, around: None, limit: 50 };
    eventually("the reply among the messages", || async {
        let page = app.messages(page.clone()).await.expect("answers");
        let sent = page.messages.iter().filter(|message| message.text.as_deref() == Some(text)).count();
        assert!(sent <= 1, "one bubble for one reply");
        (sent == 1 && page.replies.is_empty()).then_some(())
    })
    .await;
    let after = app.conversation(ConversationRequest { conversation: row.id }).await.expect("answers");
    assert_ne!(after.row.standing, api::view::Standing::NeedsReply);

    app.leave_demo(api::Empty {}).await.expect("leaves");
    assert!(!profile.path().join("demo").exists(), "nothing of the demo stays");
    app.shutdown().await;
}

async fn answerable(app: &App) -> ConversationRow {
    let list = app.conversations(needs_reply()).await.expect("answers");
    let now = app.app(api::Empty {}).await.expect("answers").now;
    list.rows
        .into_iter()
        .find(|row| row.window.is_some_and(|window| window.ends_at > now + 3_600_000))
        .expect("a conversation with an open window")
}
