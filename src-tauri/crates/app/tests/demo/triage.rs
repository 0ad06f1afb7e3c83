//! Triage as the window does it.

use std::collections::BTreeSet;

use api::request::{
    Act, ActRequest, AuditRequest, ExchangeFormat, ExportRequest, HandleSetting, HandleSettingRequest,
    ImportLabelsRequest, LabelRequest, NoteRequest, OrderHandlesRequest, SaveLabelRequest, SaveNoteRequest,
    SaveViewRequest, SavedViewRequest, SelectRequest, SnoozeChoicesRequest, UndoRequest,
};
use api::view::{Disposition, HandleView, Intent, SavedFile, Selection, SnoozeKind, Standing, Undo};
use api::{ApiError, Empty, ErrorCode};

use super::*;

const HOUR: i64 = 3_600_000;

/// The demo, once its desk is set up.
async fn desk() -> (Arc<App>, tempfile::TempDir) {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    eventually("the desk is set up", || async {
        let snoozed = app.counts(HandleFilter { handle: None }).await.expect("answers").snoozed;
        (snoozed > 0).then_some(())
    })
    .await;
    (app, profile)
}

/// Nobody of the demo writes in old threads by themselves: those that are at the top are left alone.
async fn rows(app: &App, view: View) -> Vec<ConversationRow> {
    let request = ConversationsRequest { view, sort: Sort::OldestWaiting, ..needs_reply() };
    app.conversations(request).await.expect("answers").rows
}

async fn act(app: &App, conversations: Vec<i64>, act: Act) -> Result<Undo, ApiError> {
    app.act(ActRequest { conversations, selection: None, act }).await
}

async fn row(app: &App, conversation: i64) -> ConversationRow {
    app.conversation(ConversationRequest { conversation }).await.expect("answers").row
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_of_the_demo_is_lived_in() {
    let (app, _profile) = desk().await;
    let labels = app.labels(Empty {}).await.expect("answers");
    assert!(labels.len() == 5 && labels.iter().all(|label| label.conversations > 0), "{labels:?}");
    let handles = app.handles(Empty {}).await.expect("answers");
    let brands: BTreeSet<_> = handles.iter().filter_map(|handle| handle.brand.clone()).collect();
    assert_eq!(brands.len(), 2);
    let views = app.saved_views(HandleFilter { handle: None }).await.expect("answers");
    assert!(views.len() == 1 && views[0].count > 0);
    let newest = ConversationsRequest { view: View::All, sort: Sort::Newest, ..needs_reply() };
    let all = app.conversations(newest).await.expect("answers").rows;
    assert_eq!(all.iter().filter(|row| row.noted).count(), 3);
    assert!(all.iter().any(|row| row.intent.is_some()));
    assert!(rows(&app, View::Snoozed).await.iter().all(|row| row.snoozed_until.is_some()));
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_shows_in_rows_counts_and_views_and_is_taken_back() {
    let (app, _profile) = desk().await;
    let waiting = rows(&app, View::Waiting).await;
    let some: Vec<i64> = waiting.iter().take(5).map(|row| row.id).collect();
    let one = some[0];
    let before = row(&app, one).await;
    let now = app.app(Empty {}).await.expect("answers").now;
    let label = app
        .save_label(SaveLabelRequest { label: None, name: " Loyal ".into(), hue: 2 })
        .await
        .expect("saves");
    assert_eq!(label.name, "Loyal");
    let acts = [
        (Act::Done { disposition: Some(Disposition::Answered) }, View::Done, Standing::Done),
        (Act::Snooze { until: now + HOUR }, View::Snoozed, Standing::Snoozed),
        (Act::Spam { on: true }, View::Spam, Standing::Spam),
        (Act::Bin { on: true }, View::Bin, Standing::Binned),
        (Act::Label { label: label.id, on: true }, View::Waiting, Standing::Waiting),
        (Act::Intent { intent: Some(Intent::Spam) }, View::Waiting, Standing::Waiting),
        (Act::Unread, View::Waiting, Standing::Waiting),
        (Act::Mute { on: true }, View::Waiting, Standing::Waiting),
    ];
    for (said, view, standing) in acts {
        let undo = act(&app, some.clone(), said.clone()).await.expect("says");
        assert_eq!(undo.changed, 5, "{said:?}");
        let shown = row(&app, one).await;
        assert_eq!(shown.standing, standing, "{said:?}");
        assert_ne!(shown, before, "{said:?}");
        assert!(rows(&app, view).await.iter().any(|row| row.id == one), "{said:?}");
        app.undo(UndoRequest { undo: undo.undo.clone() }).await.expect("takes back");
        assert_eq!(row(&app, one).await, before, "{said:?}");
        let again = app.undo(UndoRequest { undo: undo.undo }).await;
        assert_eq!(again.expect_err("only once").code, ErrorCode::TooLate);
    }
    let handles = app.handles(Empty {}).await.expect("answers");
    let username = &handles.iter().find(|one| one.id == before.handle).expect("is there").username;
    let trail = app
        .audit(AuditRequest { handle: Some(before.handle), before: None, limit: 200 })
        .await
        .expect("answers");
    let mine: Vec<_> = trail.entries.iter().filter(|entry| entry.conversation == Some(one)).collect();
    assert_eq!(mine.iter().filter(|entry| entry.action == "undo").count(), 8);
    assert!(mine.iter().any(|entry| entry.action == "spam" && entry.after.as_deref() == Some("spam")));
    let file = app.export_audit(HandleFilter { handle: Some(before.handle) }).await.expect("written");
    let SavedFile::Page { text } = file.saved else { panic!("this host saves no files") };
    let (what, whom) = (format!(",spam,{username},"), format!(",{one},"));
    assert!(text.lines().any(|line| line.contains(&what) && line.contains(&whom)), "{text}");
    assert!(file.count as usize >= trail.entries.len());
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_list_is_one_step_and_one_back() {
    let (app, _profile) = desk().await;
    let some: Vec<i64> = rows(&app, View::Waiting).await.iter().take(10).map(|row| row.id).collect();
    let label = SaveLabelRequest { label: None, name: "Old".into(), hue: 2 };
    let label = app.save_label(label).await.expect("saves").id;
    act(&app, some.clone(), Act::Label { label, on: true }).await.expect("says");
    let filter = Filter { labels: vec![label], ..Filter::default() };
    let list = SelectRequest { view: View::All, handle: None, filter };
    let Selection { selection, conversations } = app.select(list.clone()).await.expect("selects");
    assert_eq!(BTreeSet::from_iter(&conversations), BTreeSet::from_iter(&some));
    let request = |selection: &str, act| ActRequest {
        conversations: conversations.clone(),
        selection: Some(selection.into()),
        act,
    };
    let spam = async || {
        let listed = ConversationsRequest { view: View::Spam, filter: list.filter.clone(), ..needs_reply() };
        app.conversations(listed).await.expect("answers").rows.len()
    };
    act(&app, vec![some[0]], Act::Bin { on: true }).await.expect("says");
    let undo = app.act(request(&selection, Act::Spam { on: true })).await.expect("says");
    assert_eq!((undo.changed, undo.left, spam().await), (9, 1, 9));
    assert_eq!(row(&app, some[0]).await.standing, Standing::Binned);
    app.undo(UndoRequest { undo: undo.undo }).await.expect("takes back");
    assert_eq!(spam().await, 0);

    // The next selection takes the place of the one before.
    let next = app.select(list.clone()).await.expect("selects").selection;
    let late = app.act(request(&selection, Act::Spam { on: true })).await;
    assert_eq!(late.expect_err("is forgotten").code, ErrorCode::TooLate);
    // Where one handle wants to know how, nothing of it is done.
    let handle = row(&app, some[1]).await.handle;
    let setting = HandleSetting::DispositionRequired { on: true };
    app.save_handle_setting(HandleSettingRequest { handle, setting }).await.expect("saves");
    let refused = app.act(request(&next, Act::Done { disposition: None })).await;
    assert_eq!(refused.expect_err("is asked").code, ErrorCode::DispositionRequired);
    assert_eq!(row(&app, some[1]).await.standing, Standing::Waiting);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_steps_can_be_taken_back_and_no_more() {
    let (app, _profile) = desk().await;
    let ids: Vec<i64> = rows(&app, View::All).await.iter().take(21).map(|row| row.id).collect();
    assert_eq!(ids.len(), 21);
    let mut undos = Vec::new();
    for id in &ids {
        undos.push(act(&app, vec![*id], Act::Mute { on: true }).await.expect("says").undo);
    }
    for undo in undos.drain(1..).rev() {
        app.undo(UndoRequest { undo }).await.expect("takes back");
    }
    let first = app.undo(UndoRequest { undo: undos.remove(0) }).await;
    assert_eq!(first.expect_err("is forgotten").code, ErrorCode::TooLate);
    assert!(row(&app, ids[0]).await.muted && !row(&app, ids[1]).await.muted);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let (app, _profile) = desk().await;
    let one = rows(&app, View::Waiting).await[0].id;
    let now = app.app(Empty {}).await.expect("answers").now;
    let done = Act::Done { disposition: None };
    for (conversations, act_, code) in [
        (vec![], done.clone(), ErrorCode::Invalid),
        (vec![one; 1_001], done.clone(), ErrorCode::Invalid),
        (vec![i64::MAX], done.clone(), ErrorCode::NotFound),
        (vec![one], Act::Snooze { until: now - 1 }, ErrorCode::Invalid),
        (vec![one], Act::Label { label: 999, on: true }, ErrorCode::NotFound),
    ] {
        assert_eq!(
            act(&app, conversations, act_.clone()).await.expect_err("is refused").code,
            code,
            "{act_:?}"
        );
    }
    let nothing = act(&app, vec![one], Act::Wake).await.expect("says nothing new");
    assert_eq!((nothing.changed, nothing.undo.as_str()), (0, ""));
    for name in ["", "  ", &"x".repeat(41)] {
        let refused = app.save_label(SaveLabelRequest { label: None, name: name.into(), hue: 1 }).await;
        assert_eq!(refused.expect_err("is refused").code, ErrorCode::Invalid);
    }
    let taken = app.save_label(SaveLabelRequest { label: None, name: "REFUND".into(), hue: 1 }).await;
    assert_eq!(taken.expect_err("is taken").code, ErrorCode::NameTaken);
    let handle = row(&app, one).await.handle;
    let set = |setting| app.save_handle_setting(HandleSettingRequest { handle, setting });
    let lies_in = |zone: &str| HandleSetting::TimeZone { time_zone: Some(zone.into()) };
    set(HandleSetting::DispositionRequired { on: true }).await.expect("saves");
    set(lies_in("asia/tokyo")).await.expect("saves");
    let zone =
        |all: Vec<HandleView>| all.into_iter().find(|one| one.id == handle).and_then(|one| one.time_zone);
    assert_eq!(zone(app.handles(Empty {}).await.expect("answers")).as_deref(), Some("Asia/Tokyo"));
    set(HandleSetting::Tint { tint: Some(9) }).await.expect("saves");
    let handles = app.handles(Empty {}).await.expect("answers");
    assert_eq!(handles.iter().find(|one| one.id == handle).and_then(|one| one.tint), Some(9));
    let refused = set(HandleSetting::Tint { tint: Some(10) }).await;
    assert_eq!(refused.expect_err("is refused").code, ErrorCode::Invalid);
    let refused = set(lies_in("Mars/Olympus")).await;
    assert_eq!(refused.expect_err("is refused").code, ErrorCode::Invalid);
    let refused = act(&app, vec![one], done).await;
    assert_eq!(refused.expect_err("asks").code, ErrorCode::DispositionRequired);
    act(&app, vec![one], Act::Done { disposition: Some(Disposition::Thanked) }).await.expect("says");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_come_from_a_file_and_go_into_one() {
    let (app, _profile) = desk().await;
    let here = app.labels(Empty {}).await.expect("answers");
    let (own, other) = (here[0].name.clone(), here[1].name.to_uppercase());
    let file = format!("name,hue\n{own},3\n{other},\nLoyal,7\nVisited,\n");
    let import = async |make: Option<&str>| {
        let make = make.map(|name| vec![name.to_owned(), own.clone()]);
        app.import_labels(ImportLabelsRequest { file: file.clone(), make }).await.expect("answers")
    };
    let found = import(None).await;
    let new: Vec<_> = found.new.iter().map(|label| label.name.as_str()).collect();
    assert_eq!((new, found.same.as_slice()), (vec!["Loyal", "Visited"], &[own.clone()][..]));
    assert_eq!((found.merged.len(), found.made.len()), (1, 0));
    assert_eq!(app.labels(Empty {}).await.expect("answers"), here, "looking makes none");

    let made = import(Some("Loyal")).await.made;
    let now = app.labels(Empty {}).await.expect("answers");
    let loyal = now.iter().find(|label| label.name == "Loyal").expect("was made");
    assert_eq!((made.as_slice(), loyal.hue, now.len()), (&[loyal.id][..], 7, here.len() + 1));
    let file = app.export_labels(ExportRequest { format: ExchangeFormat::Csv }).await.expect("is written");
    let SavedFile::Page { text } = file.saved else { panic!("this host saves no files") };
    assert!(text.contains("\r\nLoyal,7\r\n") && file.count as usize == now.len(), "{text}");
    let nothing = ImportLabelsRequest { file: "colour\nred".into(), make: None };
    assert!(app.import_labels(nothing).await.expect("answers").unreadable.is_some());
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_views_choices_and_the_rails_order() {
    let (app, _profile) = desk().await;
    let row = answerable(&app).await;
    let request = SaveNoteRequest { conversation: row.id, note: None, text: "Ask Ben".into() };
    let note = app.save_note(request.clone()).await.expect("saves");
    app.save_note(SaveNoteRequest { note: Some(note.id), text: "Ask Eva".into(), ..request })
        .await
        .expect("changes");
    let notes = app.notes(ConversationRequest { conversation: row.id }).await.expect("answers");
    let last = notes.last().expect("is there");
    assert_eq!((last.text.as_str(), last.edited_at.is_some()), ("Ask Eva", true));
    app.delete_note(NoteRequest { note: note.id }).await.expect("deletes");

    let ask = async |typed: &str| {
        let request = SnoozeChoicesRequest { conversation: Some(row.id), typed: typed.into() };
        app.snooze_choices(request).await.expect("answers")
    };
    let ends = row.window.expect("is open").ends_at;
    let menu = ask("").await;
    let before =
        menu.iter().find(|choice| choice.kind == SnoozeKind::BeforeWindowCloses).expect("is offered");
    assert_eq!((before.until, before.window_closed), (ends - HOUR, false));
    assert!(menu.iter().any(|choice| choice.kind == SnoozeKind::NextWeek));
    let typed = ask("in 6 days").await;
    assert_eq!((typed[0].kind, typed[0].window_closed), (SnoozeKind::Typed, true));
    assert!(ask("when it suits").await.is_empty());

    let filter = Filter { unread: Some(true), handles: vec![row.handle], ..Filter::default() };
    let request = SaveViewRequest {
        saved_view: None,
        name: "Unread here".into(),
        view: View::All,
        sort: Sort::OldestWaiting,
        filter: filter.clone(),
    };
    let saved = app.save_view(request).await.expect("saves");
    let page = ConversationsRequest { view: View::All, filter, ..needs_reply() };
    let listed = app.conversations(page).await.expect("answers").rows.len();
    assert_eq!(saved.count as usize, listed);
    app.delete_view(SavedViewRequest { saved_view: saved.id }).await.expect("deletes");
    let label = app.labels(Empty {}).await.expect("answers").remove(0);
    app.delete_label(LabelRequest { label: label.id }).await.expect("deletes");

    let mut order: Vec<i64> =
        app.handles(Empty {}).await.expect("answers").iter().map(|handle| handle.id).collect();
    order.reverse();
    app.order_handles(OrderHandlesRequest { handles: order.clone() }).await.expect("orders");
    let now: Vec<i64> =
        app.handles(Empty {}).await.expect("answers").iter().map(|handle| handle.id).collect();
    assert_eq!(now, order);

    act(&app, vec![row.id], Act::Bin { on: true }).await.expect("says");
    app.empty_bin(HandleFilter { handle: None }).await.expect("empties");
    let gone = app.conversation(ConversationRequest { conversation: row.id }).await;
    assert_eq!(gone.expect_err("is gone").code, ErrorCode::NotFound);
    app.shutdown().await;
}
