//! The number on the app's icon.

use api::Empty;
use api::request::SettingsChange;
use api::view::{Badge, NotificationSettings};

use super::*;

async fn wish(app: &App, notifications: NotificationSettings) {
    let change = serde_json::json!({ "notifications": notifications });
    let change: SettingsChange = serde_json::from_value(change).expect("is a change");
    app.save_settings(change).await.expect("saves");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_icon_counts_what_the_person_chose_of_the_handles_that_they_hear_of() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let handles = eventually("all handles were read", || async {
        let handles = app.handles(Empty {}).await.expect("answers");
        let read = handles.iter().all(|handle| handle.health != Health::CatchingUp);
        let asked = handles.iter().filter(|handle| handle.needs_reply > 0).count();
        (read && asked > 1).then_some(handles)
    })
    .await;
    let loud = handles.iter().max_by_key(|handle| handle.needs_reply).expect("there is one").id;
    let handles: Vec<i64> = handles.iter().map(|handle| handle.id).collect();
    let counted = async |badge, quiet: &[i64]| {
        let quiet_handles = quiet.to_vec();
        wish(&app, NotificationSettings { badge, quiet_handles, ..NotificationSettings::default() }).await;
        app.badge().await
    };
    assert_eq!(NotificationSettings::default().badge, Badge::NeedsReply);
    // People go on writing, and nobody reads or answers: what is counted later is not less.
    for badge in [Badge::NeedsReply, Badge::Unread] {
        let without = counted(badge, &[loud]).await;
        let all = counted(badge, &[]).await;
        assert!(all > without && without > 0, "{badge:?}: {all} {without}");
    }
    let listed = ConversationsRequest {
        view: View::All,
        filter: Filter { unread: Some(true), muted: Some(false), ..Filter::default() },
        ..needs_reply()
    };
    let listed = app.conversations(listed).await.expect("answers").rows.len();
    assert!(counted(Badge::Unread, &[]).await as usize >= listed && listed > 0, "{listed}");
    for badge in [Badge::NeedsReply, Badge::Unread] {
        assert_eq!(counted(badge, &handles).await, 0, "{badge:?}");
    }
    assert_eq!(counted(Badge::Off, &[]).await, 0);
    app.shutdown().await;
}
