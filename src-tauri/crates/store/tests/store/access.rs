//! Access, interruptions and notices.

use domain::handle::{Flavour, HandleProfile, Trouble};
use domain::ids::{HandleId, IgId};
use domain::time::{MINUTE, Timestamp};
use store::OpenOptions;
use store::Store;
use store::handles::{Cause, Grant, NoticeKind, Synced, TokenFacts};

const NOW: Timestamp = Timestamp(1_790_000_000_000);

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = Store::open(OpenOptions { path: &path, key: &[4; 32] }).await.expect("opens");
    (folder, store)
}

async fn connect(store: &Store, username: &str) -> HandleId {
    let profile = HandleProfile {
        ig_id: IgId::from(username),
        app_scoped_id: None,
        username: username.into(),
        name: None,
        account_type: None,
        followers: Some(2_500),
        picture_url: None,
    };
    let connected = store.upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), NOW);
    connected.await.expect("connects").0
}

fn grant(handle: HandleId) -> Grant {
    Grant { handle, reason: "phase_criteria_met".into(), grew: None }
}

#[tokio::test]
async fn access_is_given_once_told_of_together_and_never_against_a_persons_off() {
    let (_folder, store) = store().await;
    let (on, off, later) =
        (connect(&store, "on").await, connect(&store, "off").await, connect(&store, "new").await);
    for id in [on, off] {
        store.wait_for_access(id, NOW).await.expect("waits");
        assert!(!store.handle(id).await.expect("reads").expect("is there").on, "not read while it waits");
    }
    store.set_on(off, false, NOW).await.expect("switches");
    let grants = vec![grant(on), grant(off), grant(later)];
    let granted = store.grant_access(grants.clone(), Some("phase_2".into()), NOW).await.expect("grants");
    assert_eq!(granted.enabled, [on], "what a person switched off stays off");
    assert!(store.handle(on).await.expect("reads").expect("is there").on);
    assert!(!store.handle(off).await.expect("reads").expect("is there").switched_on);
    let again = store.grant_access(grants, Some("phase_2".into()), NOW).await.expect("grants");
    assert!(again.enabled.is_empty() && again.changes.is_empty(), "once");
    let notices = store.notices().await.expect("reads");
    assert_eq!(notices.len(), 1, "one for all");
    assert_eq!(notices[0].kind, NoticeKind::AccessGranted);
    let told: Vec<_> = notices[0].handles.iter().map(|one| (one.handle, one.kept_off)).collect();
    assert_eq!(told, [(on, false), (off, true)]);
    let lines = async |id| {
        let lines = store.audit_of(id, 9).await.expect("reads");
        lines
            .into_iter()
            .filter(|line| line.action.starts_with("access"))
            .map(|line| (line.action, line.outcome))
            .collect::<Vec<_>>()
    };
    let line = |action: &str| [(action.to_owned(), "phase_criteria_met".to_owned())];
    assert_eq!(lines(on).await, line("access_granted"));
    assert_eq!(lines(off).await, line("access_kept_off"));
    store.dismiss_notice(notices[0].id).await.expect("dismisses");
    assert!(store.notices().await.expect("reads").is_empty());
}

#[tokio::test]
async fn followers_are_written_down_as_figures() {
    let (_folder, store) = store().await;
    let id = connect(&store, "grew").await;
    store.wait_for_access(id, NOW).await.expect("waits");
    let grown = Grant { grew: Some((None, Some(1_100))), ..grant(id) };
    store.grant_access(vec![grown], None, NOW).await.expect("grants");
    store.set_drifted(id, true, Some(900), NOW).await.expect("writes");
    store.set_drifted(id, false, Some(1_000), NOW).await.expect("writes");
    store.set_drifted(id, true, None, NOW).await.expect("writes");
    let lines = store.audit_of(id, 3).await.expect("reads");
    let outcomes: Vec<&str> = lines.iter().map(|line| line.outcome.as_str()).collect();
    assert_eq!(outcomes, ["followers unknown", "followers 900", "followers unknown 1100"]);
}

#[tokio::test]
async fn a_time_without_messages_is_kept_and_a_blip_is_not() {
    let (_folder, store) = store().await;
    let id = connect(&store, "brand").await;
    let trouble = |trouble, at: i64| store.set_trouble(id, trouble, NOW.plus(at));
    trouble(Some(Trouble::Offline), 0).await.expect("writes");
    trouble(None, MINUTE / 2).await.expect("writes");
    assert!(store.interruptions(id, 9).await.expect("reads").is_empty());
    trouble(Some(Trouble::SendRestricted), MINUTE).await.expect("writes");
    assert!(store.interruptions(id, 9).await.expect("reads").is_empty(), "it still receives");
    trouble(Some(Trouble::TokenRevoked), 2 * MINUTE).await.expect("writes");
    let lasting = store.interruptions(id, 9).await.expect("reads");
    assert_eq!((lasting[0].from, lasting[0].to), (NOW.plus(2 * MINUTE), None));
    trouble(None, 90 * MINUTE).await.expect("writes");
    let over = store.interruptions(id, 9).await.expect("reads");
    assert_eq!(over[0].to, Some(NOW.plus(90 * MINUTE)));
    assert_eq!(over[0].cause, Cause::Trouble(Trouble::TokenRevoked));
}

#[tokio::test]
async fn message_access_that_went_stays_on_the_page_as_a_gap() {
    let (_folder, store) = store().await;
    let id = connect(&store, "brand").await;
    store.set_synced(vec![Synced { handle: id, epoch: 1, at: NOW }]).await.expect("writes");
    let trouble = |trouble, at: i64| store.set_trouble(id, trouble, NOW.plus(at));
    trouble(Some(Trouble::AccessOff), MINUTE).await.expect("writes");
    trouble(Some(Trouble::AccessOff), 16 * MINUTE).await.expect("writes");
    let told = store.notices().await.expect("reads");
    assert_eq!((told.len(), told[0].kind, told[0].at), (1, NoticeKind::MessageAccessOff, NOW.plus(MINUTE)));
    trouble(None, 90 * MINUTE).await.expect("writes");
    let told = store.notices().await.expect("reads");
    assert_eq!((told.len(), told[0].kind), (1, NoticeKind::MessageAccessBack));
    assert_eq!(told[0].since, Some(NOW.plus(MINUTE)), "as it was told before");
    let gaps = store.interruptions(id, 9).await.expect("reads");
    assert_eq!((gaps[0].from, gaps[0].to), (NOW, Some(NOW.plus(90 * MINUTE))));
    assert_eq!(gaps[0].cause, Cause::Trouble(Trouble::AccessOff));
}

#[tokio::test]
async fn a_disconnected_handle_is_not_read_until_it_is_connected_anew() {
    let (_folder, store) = store().await;
    let id = connect(&store, "brand").await;
    store.disconnect(id, NOW).await.expect("disconnects");
    let row = store.handle(id).await.expect("reads").expect("is there");
    assert!(!row.on && row.switched_on && row.disconnected_at == Some(NOW));
    assert_eq!(connect(&store, "brand").await, id, "the same row");
    let row = store.handle(id).await.expect("reads").expect("is there");
    assert!(row.on && row.disconnected_at.is_none());
}
