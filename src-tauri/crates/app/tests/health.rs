//! The health page and the offs, driven through the contract alone, on the demo brand.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first thing that is not as it must be"
)]

use std::sync::Arc;
use std::time::Duration;

use api::request::{
    ConversationRequest, ConversationsRequest, DeleteHandleRequest, Filter, HandleRequest, HealthRequest,
    SearchRequest, Sort, View,
};
use api::view::{Blocker, CheckState, HandleView, Health, HealthCode};
use api::{Empty, ErrorCode, Handler};
use app::{Announcement, App, Config, Host};

struct NoBrowser;

impl Host for NoBrowser {
    fn open_url(&self, _: &url::Url) {}

    fn announce(&self, _: &Announcement) {}

    fn is_in_front(&self) -> bool {
        true
    }
}

async fn demo(profile: &std::path::Path) -> (Arc<App>, Vec<HandleView>) {
    let config = Config {
        profile_dir: profile.to_owned(),
        graph_url: None,
        undo_ms: Some(0),
        keychain_service: "unused".into(),
        vault: None,
        news: None,
        start_demo: true,
    };
    let app = App::start(config, Arc::new(NoBrowser)).await;
    for _ in 0..600 {
        let handles = app.handles(Empty {}).await.expect("answers");
        let settled = handles.iter().all(|handle| handle.health != Health::CatchingUp);
        if settled && handles.iter().any(|handle| handle.health == Health::Paused) {
            return (app, handles);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("in a minute the demo was not read");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_the_rail_says_and_its_diagnostics_no_secret() {
    let profile = tempfile::tempdir().expect("a folder");
    let (app, handles) = demo(profile.path()).await;
    let search = SearchRequest { query: "the".into(), handle: None, before: None, limit: 50 };
    let texts: Vec<String> =
        app.search(search).await.expect("answers").hits.into_iter().map(|hit| hit.text).collect();
    assert!(!texts.is_empty());
    for handle in handles {
        let page = app.health(HealthRequest { handle: handle.id, midnight: 0 }).await.expect("answers");
        assert_eq!(
            (page.handle.code, page.handle.health),
            (handle.code, handle.health),
            "{}",
            handle.username
        );
        assert_eq!(page.checks.len(), 13);
        match page.read_every {
            Some(every) => {
                assert!(handle.on && every.visible_ms >= 8_000 && every.hidden_ms >= 30_000, "{every:?}");
            }
            None => {
                assert!(matches!(handle.health, Health::Paused | Health::Blocked), "the demo has no relay");
            }
        }
        let first = page.checks.iter().find(|check| check.state == CheckState::Failed);
        if let Some(first) = first {
            assert_eq!(first.code, Some(page.handle.code), "the first failure is the headline");
        }
        assert!(page.access.eligible && page.access.phases.len() == 3);
        assert!(page.audit.iter().any(|line| line.action == "connect"));
        assert!(page.messages_today > 0 || handle.health == Health::Blocked, "everything since 1970");
        // A token or an id is one long run of letters and digits; a time has 13 digits and stands for itself.
        let runs = page.diagnostics.split(|c: char| !c.is_ascii_alphanumeric());
        let secret =
            runs.filter(|run| run.len() > 24 || (run.len() > 13 && run.bytes().all(|b| b.is_ascii_digit())));
        assert_eq!(secret.collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(texts.iter().all(|text| !page.diagnostics.contains(text.as_str())));
    }
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disconnecting_keeps_the_history_and_deleting_wants_the_name() {
    let profile = tempfile::tempdir().expect("a folder");
    let (app, handles) = demo(profile.path()).await;
    let handle =
        handles.iter().find(|handle| handle.health == Health::Receiving).expect("one receives").clone();
    let of = ConversationsRequest {
        view: View::All,
        handle: Some(handle.id),
        sort: Sort::Newest,
        filter: Filter::default(),
        after: None,
        limit: 200,
    };
    let before = app.handle_footprint(HandleRequest { handle: handle.id }).await.expect("answers");
    assert!(before.conversations > 0 && before.messages > 0);

    app.disconnect(HandleRequest { handle: handle.id }).await.expect("disconnects");
    let page = app.health(HealthRequest { handle: handle.id, midnight: 0 }).await.expect("answers");
    assert_eq!(page.handle.code, HealthCode::Disconnected);
    assert!(page.handle.disconnected_at.is_some() && page.token.ends_at.is_none());
    assert_eq!(page.read_every, None, "nothing asks for its messages");
    let readable = app.conversations(of.clone()).await.expect("answers").rows;
    let conversation = readable.first().expect("still readable").id;
    let open = app.conversation(ConversationRequest { conversation }).await.expect("answers");
    assert_eq!(open.blocker, Some(Blocker::Disconnected), "it is not paused: there is nothing to resume");

    let wrong = DeleteHandleRequest { handle: handle.id, username: "somebody".into() };
    assert_eq!(app.delete_handle(wrong).await.expect_err("refused").code, ErrorCode::Invalid);
    let right = DeleteHandleRequest { handle: handle.id, username: format!("@{}", handle.username) };
    app.delete_handle(right).await.expect("deletes");
    assert!(app.conversations(of).await.expect("answers").rows.is_empty());
    let left = app.handles(Empty {}).await.expect("answers");
    assert_eq!(left.len(), handles.len() - 1);
    app.shutdown().await;
}
