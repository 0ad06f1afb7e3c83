//! Conversations as files, as the window asks for them.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use api::request::{
    AuditRequest, ConversationFormat, ExportConversationsRequest, ExportWhat, ExportWords, SaveNoteRequest,
    SelectRequest,
};
use api::view::{ExportedFile, SavedFile};
use api::{ApiError, Empty, ErrorCode};
use app::{Saved, Written};

use super::*;

async fn lived_in(app: &App) {
    eventually("the desk is set up", || async {
        let snoozed = app.counts(HandleFilter { handle: None }).await.expect("answers").snoozed;
        (snoozed > 0).then_some(())
    })
    .await;
}

async fn export(
    app: &App,
    what: ExportWhat,
    format: ConversationFormat,
    with_notes: bool,
) -> Result<ExportedFile, ApiError> {
    let words = ExportWords {
        time_zone: "Europe/Berlin".into(),
        unsent: "Message unsent".into(),
        ..ExportWords::default()
    };
    app.export_conversations(ExportConversationsRequest { what, format, with_notes, words }).await
}

fn text(file: ExportedFile) -> String {
    let SavedFile::Page { text } = file.saved else { panic!("this host saves no files") };
    text
}

fn needs_reply_list() -> ExportWhat {
    ExportWhat::List {
        list: SelectRequest { view: View::NeedsReply, handle: None, filter: Filter::default() },
    }
}

async fn exports_told_of(app: &App) -> Vec<api::view::AuditEntry> {
    let trail = app.audit(AuditRequest { handle: None, before: None, limit: 200 }).await.expect("answers");
    trail.entries.into_iter().filter(|entry| entry.action == "export_conversations").collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_written_whole_and_the_audit_trail_says_so_without_its_words() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    lived_in(&app).await;
    let row = answerable(&app).await;
    let note = SaveNoteRequest { conversation: row.id, note: None, text: "=Ask Ben".into() };
    app.save_note(note).await.expect("saves");
    let shown = MessagesRequest { conversation: row.id, limit: 200, before: None, after: None, around: None };
    let shown = app.messages(shown).await.expect("answers").messages;
    let these = || ExportWhat::These { conversations: vec![row.id] };

    let file = export(&app, these(), ConversationFormat::Json, true).await.expect("is written");
    assert_eq!((file.name.as_str(), file.count), ("handrail-conversations.json", 1));
    let read: serde_json::Value = serde_json::from_str(&text(file)).expect("is JSON");
    let conversation = &read["conversations"][0];
    assert_eq!(conversation["person"], row.person.name.as_str());
    assert_eq!(conversation["notes"][0]["text"], "=Ask Ben");
    let messages = conversation["messages"].as_array().expect("a list");
    let texts: Vec<_> = messages.iter().map(|message| message["text"].as_str()).collect();
    let on_screen: Vec<_> = shown.iter().map(|message| message.text.as_deref()).collect();
    assert_eq!(texts, on_screen);

    let table =
        text(export(&app, these(), ConversationFormat::MessagesCsv, false).await.expect("is written"));
    assert!(table.starts_with("\u{FEFF}time,handle,") && !table.contains("Ask Ben"));
    let page = text(export(&app, these(), ConversationFormat::Html, true).await.expect("is written"));
    assert!(page.contains("=Ask Ben") && !page.contains("<img"));

    let told = exports_told_of(&app).await;
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|entry| entry.handle == Some(row.handle) && entry.who.is_some()));
    assert!(told.iter().all(|entry| entry.after.as_deref() == Some("conversations 1")), "{told:?}");
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_list_is_written_and_what_went_meanwhile_is_passed_over() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    lived_in(&app).await;
    let listed = SelectRequest { view: View::NeedsReply, handle: None, filter: Filter::default() };
    let listed = app.select(listed).await.expect("selects").conversations.len();
    let file = export(&app, needs_reply_list(), ConversationFormat::ConversationsCsv, true).await;
    let file = file.expect("is written");
    assert!(listed > 20 && file.count as usize == listed);
    assert_eq!(text(file).matches(",needs_reply,").count(), listed);

    let gone = ExportWhat::These { conversations: vec![i64::MAX] };
    assert_eq!(export(&app, gone, ConversationFormat::Json, false).await.expect("is written").count, 0);
    app.shutdown().await;
}

/// A desktop that says when a file begins, and writes it once it may; or that writes it, and names it once it may.
struct Slow {
    names_late: bool,
    begun: Sender<()>,
    may: Mutex<Receiver<()>>,
}

impl Host for Slow {
    fn open_url(&self, _: &url::Url) {}

    fn announce(&self, _: &Announcement) {}

    fn is_in_front(&self) -> bool {
        true
    }

    fn save_file(&self, name: &str, write: Written<'_>) -> io::Result<Saved> {
        if self.names_late {
            write(&mut Vec::new() as &mut dyn Write)?;
        }
        self.begun.send(()).map_err(io::Error::other)?;
        self.may.lock().map_err(|_| io::ErrorKind::Deadlock)?.recv().map_err(io::Error::other)?;
        if !self.names_late {
            write(&mut Vec::new() as &mut dyn Write)?;
        }
        Ok(Saved::At(name.into()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_is_written_at_a_time_and_nothing_is_kept_of_one_that_was_given_up() {
    let profile = tempfile::tempdir().expect("a folder");
    let ((begun, begins), (let_it, may)) = (channel(), channel());
    let app =
        demo_on(profile.path(), 0, Arc::new(Slow { names_late: false, begun, may: Mutex::new(may) })).await;
    lived_in(&app).await;
    assert_eq!(app.export_progress(Empty {}).await.expect("answers"), None);
    let writing = {
        let app = Arc::clone(&app);
        tokio::spawn(async move { export(&app, needs_reply_list(), ConversationFormat::Json, false).await })
    };
    let begins = tokio::task::spawn_blocking(move || begins.recv().map(|()| begins));
    let begins = begins.await.expect("ends").expect("begins");
    let progress = app.export_progress(Empty {}).await.expect("answers").expect("is being written");
    assert!(progress.done == 0 && progress.total > 20);
    let second = export(&app, needs_reply_list(), ConversationFormat::Json, false).await;
    assert_eq!(second.expect_err("is refused").code, ErrorCode::Invalid);

    app.cancel_export(Empty {}).await.expect("gives it up");
    let_it.send(()).expect("goes on");
    let file = writing.await.expect("ends").expect("answers");
    assert_eq!(file.saved, SavedFile::Nowhere);
    assert!(exports_told_of(&app).await.is_empty());
    assert_eq!(app.export_progress(Empty {}).await.expect("answers"), None);

    let_it.send(()).expect("goes on");
    let file = export(&app, needs_reply_list(), ConversationFormat::Json, false).await.expect("is written");
    assert_eq!(file.count, progress.total);
    assert!(matches!(file.saved, SavedFile::Here { .. }));
    drop(begins);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_tells_of_a_file_before_it_has_its_name() {
    let profile = tempfile::tempdir().expect("a folder");
    let ((begun, begins), (let_it, may)) = (channel(), channel());
    let app =
        demo_on(profile.path(), 0, Arc::new(Slow { names_late: true, begun, may: Mutex::new(may) })).await;
    lived_in(&app).await;
    let writing = {
        let app = Arc::clone(&app);
        tokio::spawn(async move { export(&app, needs_reply_list(), ConversationFormat::Json, false).await })
    };
    let written = tokio::task::spawn_blocking(move || begins.recv());
    written.await.expect("ends").expect("is written");
    assert_eq!(exports_told_of(&app).await.len(), 1);
    let_it.send(()).expect("goes on");
    writing.await.expect("ends").expect("answers");
    assert_eq!(exports_told_of(&app).await.len(), 1);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_waits_for_no_window_and_nothing_is_written_that_is_chosen_in_it_afterwards() {
    let profile = tempfile::tempdir().expect("a folder");
    let ((begun, begins), (let_it, may)) = (channel(), channel());
    let app =
        demo_on(profile.path(), 0, Arc::new(Slow { names_late: false, begun, may: Mutex::new(may) })).await;
    lived_in(&app).await;
    let writing = {
        let app = Arc::clone(&app);
        tokio::spawn(async move { export(&app, needs_reply_list(), ConversationFormat::Json, false).await })
    };
    let asked = tokio::task::spawn_blocking(move || begins.recv());
    asked.await.expect("ends").expect("asks");
    app.shutdown().await;
    let_it.send(()).expect("goes on");
    let file = writing.await.expect("ends").expect("is no failure");
    assert_eq!((file.saved, file.count), (SavedFile::Nowhere, 0));
}
