//! Saved replies, scheduled replies and the outbox, as the window uses them.

use api::request::{
    ExchangeFormat, ExportRequest, FillRequest, ImportRequest, OutboxPart, OutboxRequest, RepliesAction,
    RepliesActionRequest, ReplyAction, ReplyActionRequest, RescheduleRequest, SaveSavedReplyRequest,
    SavedReplyRequest, UndoRequest, VariableValueRequest,
};
use api::view::{
    FilledReply, ImportUnreadable, SavedFile, SavedReplyDraft, SavedReplyProblem, SavedReplyScope,
    SavedReplyText, SavedReplyView, Settings, VariableValueProblem, VariableValueView,
};
use api::{Empty, ErrorCode};

use super::*;

const HOUR: i64 = 3_600_000;

fn draft(texts: &[(&str, &str)]) -> SavedReplyDraft {
    SavedReplyDraft {
        title: "Thanks".into(),
        shortcut: Some("/thx".into()),
        scope: SavedReplyScope::All,
        tags: vec!["service".into()],
        texts: texts.iter().map(|(language, text)| text_in(language, text)).collect(),
    }
}

fn text_in(language: &str, text: &str) -> SavedReplyText {
    SavedReplyText { language: language.into(), text: text.into() }
}

async fn fill(app: &App, saved_reply: i64, conversation: i64) -> FilledReply {
    let today = vec![text_in("", "3 March 2026"), text_in("de", "3. März 2026")];
    let request = FillRequest { saved_reply, conversation, language: None, today };
    app.fill_saved_reply(request).await.expect("answers")
}

/// All conversations of the demo, once there are some with and without a name.
async fn people(app: &App) -> Vec<ConversationRow> {
    eventually("people with and without a name", || async {
        let request = ConversationsRequest { view: View::All, sort: Sort::Newest, ..needs_reply() };
        let rows = app.conversations(request).await.expect("answers").rows;
        let nameless = |row: &ConversationRow| row.person.name.starts_with("Instagram user");
        (rows.iter().any(nameless) && rows.iter().filter(|row| !nameless(row)).count() > 20).then_some(rows)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_reply_is_filled_in_for_everybody_with_a_name_or_without() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let texts = [
        ("", "Hi {{first_name|there}}! {{agent|Us}}, {{date}}, {{order}}"),
        ("de", "Hallo {{name|du}}, {{date}}"),
    ];
    let saved = SaveSavedReplyRequest { saved_reply: None, draft: draft(&texts) };
    let saved = app.save_saved_reply(saved).await.expect("kept");
    assert_eq!(saved.draft.shortcut.as_deref(), Some("thx"));
    let rows = people(&app).await;
    let (mut fallbacks, mut german, mut named) = (0, 0, None);
    for row in &rows {
        let filled = fill(&app, saved.id, row.id).await;
        assert_eq!(filled.bytes as usize, filled.text.len());
        if filled.language == "de" {
            german += 1;
            assert!(
                filled.text.starts_with("Hallo ") && filled.text.ends_with(", 3. März 2026"),
                "{}",
                filled.text
            );
            continue;
        }
        assert_eq!(filled.blanks, 1, "{}", filled.text);
        assert!(filled.text.ends_with("! Us, 3 March 2026, {{order}}"), "{}", filled.text);
        if row.person.name.starts_with("Instagram user") {
            assert!(filled.text.starts_with("Hi there!"), "{}", filled.text);
            fallbacks += 1;
        } else {
            named = Some(row.id);
        }
    }
    assert!(fallbacks > 0 && german > 0, "{fallbacks} fallbacks, {german} in German");

    let settings = Settings { agent_name: "Jo".into(), ..Settings::default() };
    app.save_settings((&settings).into()).await.expect("kept");
    let named = named.expect("somebody with a name who is not answered in German");
    let filled = fill(&app, saved.id, named).await;
    assert!(filled.text.contains("! Jo, 3 March 2026"), "{}", filled.text);

    // A blank is refused by the core as well.
    let text = "Hi Mira! {{order}}".to_owned();
    let refused = app.send(SendRequest::text(uuid::Uuid::now_v7().to_string(), named, text)).await;
    assert_eq!(refused.expect_err("a blank").code, ErrorCode::BlankLeft);
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_saved_replies_that_can_be_used_as_they_are_and_some_that_thank() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let replies = app.saved_replies(Empty {}).await.expect("answers");
    assert_eq!(replies.len(), 6);
    assert!(replies.iter().any(|reply| reply.draft.texts.len() > 1), "one speaks a second language");
    let thanks = |reply: &SavedReplyView| reply.draft.tags.iter().any(|tag| tag == "thanks");
    assert!(replies.iter().filter(|reply| thanks(reply)).count() > 1, "the story desk has turns");
    for row in people(&app).await {
        for reply in &replies {
            let filled = fill(&app, reply.id, row.id).await;
            assert!(filled.bytes <= 1_000, "it is one message: {}", filled.text);
            let blanks = u32::from(reply.draft.shortcut.as_deref() == Some("order"));
            assert_eq!(filled.blanks, blanks, "{}", filled.text);
        }
    }
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_replies_are_checked_deleted_brought_back_and_go_through_a_file() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    for shipped in app.saved_replies(Empty {}).await.expect("answers") {
        app.delete_saved_reply(SavedReplyRequest { saved_reply: shipped.id }).await.expect("deleted");
    }
    let wrong = draft(&[("", "Hi {{first_name}}")]);
    let problems = app.check_saved_reply(wrong.clone()).await.expect("answers");
    let variable = "{{first_name}}".to_owned();
    assert_eq!(problems, [SavedReplyProblem::NoFallback { variable, language: String::new() }]);
    let refused = app.save_saved_reply(SaveSavedReplyRequest { saved_reply: None, draft: wrong }).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::Invalid);

    let handle = app.handles(Empty {}).await.expect("answers")[0].clone();
    let scope = SavedReplyScope::Handle { handle: handle.id };
    let texts = [("", "=Thank you, \"{{first_name|friend}}\"\n💜"), ("he", "תודה")];
    let new = SaveSavedReplyRequest { saved_reply: None, draft: SavedReplyDraft { scope, ..draft(&texts) } };
    let saved = app.save_saved_reply(new).await.expect("kept");
    for format in [ExchangeFormat::Csv, ExchangeFormat::Json] {
        let file = app.export_saved_replies(ExportRequest { format }).await.expect("written");
        assert_eq!(file.count, 1);
        let SavedFile::Page { text } = file.saved else { panic!("this host saves no files") };
        let import = |keep| app.import_saved_replies(ImportRequest { file: text.clone(), keep });
        let report = import(true).await.expect("read");
        assert_eq!((report.new, report.known, report.kept), (0, 1, false), "{format:?}: it is here already");
        app.delete_saved_reply(SavedReplyRequest { saved_reply: saved.id }).await.expect("deleted");
        let report = import(false).await.expect("read");
        assert_eq!((report.new, report.kept), (1, false), "{format:?}");
        assert_eq!(app.saved_replies(Empty {}).await.expect("answers"), [], "only looked at");
        assert!(import(true).await.expect("read").kept);
        let back = app.saved_replies(Empty {}).await.expect("answers");
        assert_eq!(back.iter().map(|one| &one.draft).collect::<Vec<_>>(), [&saved.draft], "{format:?}");
        app.delete_saved_reply(SavedReplyRequest { saved_reply: back[0].id }).await.expect("deleted");
        app.restore_saved_reply(saved.clone()).await.expect("brought back");
        assert_eq!(app.saved_replies(Empty {}).await.expect("answers"), std::slice::from_ref(&saved));
    }
    let file = "title,text,handle\nA,Hello,@nobody.here\n,Hi,\nB,Fine,\n".to_owned();
    let report = app.import_saved_replies(ImportRequest { file, keep: false }).await.expect("read");
    assert_eq!((report.new, report.left_out.len()), (1, 2));
    let unknown = SavedReplyProblem::UnknownHandle { handle: "nobody.here".into() };
    assert_eq!((report.left_out[0].place, &report.left_out[0].why), (2, &unknown));
    let binary = ImportRequest { file: "PK\u{3}\u{4}".into(), keep: true };
    let report = app.import_saved_replies(binary).await.expect("read");
    assert_eq!(report.unreadable, Some(ImportUnreadable::Columns));
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_scheduled_moved_cancelled_brought_back_and_sent() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo_with(profile.path(), 60_000).await;
    let row = eventually("a conversation to answer", || async {
        let rows = app.conversations(needs_reply()).await.expect("answers").rows;
        let now = app.app(Empty {}).await.expect("answers").now;
        rows.into_iter()
            .find(|row| row.window.is_some_and(|window| window.ends_at > now + 3 * HOUR) && !row.closed)
    })
    .await;
    let now = app.app(Empty {}).await.expect("answers").now;
    let ends_at = row.window.map_or(0, |window| window.ends_at);
    let at = |at: i64| {
        let id = uuid::Uuid::now_v7().to_string();
        SendRequest { scheduled_for: Some(at), ..SendRequest::text(id, row.id, "As promised".into()) }
    };
    let refused = app.send(at(now - 1)).await.expect_err("it is over");
    assert_eq!(refused.code, ErrorCode::TimeIsOver);
    let refused = app.send(at(ends_at)).await.expect_err("closed by then");
    assert_eq!(refused.code, ErrorCode::WindowClosedThen);
    let reply = app.send(at(now + HOUR)).await.expect("taken");
    assert_eq!((reply.scheduled_for, reply.not_before), (Some(now + HOUR), Some(now + HOUR)));
    let move_to = |at| app.reschedule_reply(RescheduleRequest { id: reply.id.clone(), at });
    assert_eq!(move_to(ends_at).await.expect_err("closed by then").code, ErrorCode::WindowClosedThen);
    assert_eq!(move_to(now + 2 * HOUR).await.expect("moved").scheduled_for, Some(now + 2 * HOUR));

    let page = |part| app.outbox(OutboxRequest { handle: None, part, after: None, limit: 50 });
    let entries = page(OutboxPart::Scheduled).await.expect("answers").entries;
    assert_eq!(
        entries.iter().map(|entry| (&entry.reply.id, entry.conversation)).collect::<Vec<_>>(),
        [(&reply.id, row.id)]
    );
    let counts = app.outbox_counts(HandleFilter { handle: Some(row.handle) }).await.expect("answers");
    assert_eq!((counts.scheduled, counts.open >= 1), (1, true));

    let many = |action| app.act_on_replies(RepliesActionRequest { ids: vec![reply.id.clone()], action });
    let acted = many(RepliesAction::Discard).await.expect("done");
    assert_eq!((acted.done, acted.for_good), (1, 0));
    assert!(page(OutboxPart::Scheduled).await.expect("answers").entries.is_empty());
    assert_eq!(many(RepliesAction::SendAgain).await.expect("answers").too_late, 1);
    let undo = UndoRequest { undo: acted.undo.expect("a way back") };
    assert_eq!(app.restore_replies(undo).await.expect("restored").done, 1);
    assert_eq!(page(OutboxPart::Scheduled).await.expect("answers").entries.len(), 1);

    let edit = ReplyActionRequest { id: reply.id.clone(), action: ReplyAction::Edit };
    assert_eq!(app.act_on_reply(edit).await.expect("in time").text.as_deref(), Some("As promised"));
    let reply = app.send(at(now + HOUR)).await.expect("taken");
    let go = ReplyActionRequest { id: reply.id, action: ReplyAction::SendAgain };
    app.act_on_reply(go).await.expect("goes now");
    eventually("it among the messages", || async {
        let request =
            MessagesRequest { conversation: row.id, before: None, after: None, around: None, limit: 50 };
        let page = app.messages(request).await.expect("answers");
        page.messages.iter().any(|message| message.text.as_deref() == Some("As promised")).then_some(())
    })
    .await;
    app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_a_variable_fills_it_and_goes_through_a_file() {
    let profile = tempfile::tempdir().expect("a folder");
    let app = demo(profile.path()).await;
    let row = people(&app).await.remove(0);
    let texts = [("", "See {{Shipping Link}}, {{order number}}")];
    let saved = SaveSavedReplyRequest { saved_reply: None, draft: draft(&texts) };
    let saved = app.save_saved_reply(saved).await.expect("kept").id;
    let keep = async |name: &str, handle: Option<i64>, text: &str| {
        let value = VariableValueView { name: name.into(), handle, text: text.into() };
        app.save_variable_value(value).await.expect("answers").problem
    };
    assert_eq!(keep("shipping link", None, "https://all.example").await, None);
    assert_eq!(fill(&app, saved, row.id).await.text, "See https://all.example, {{order number}}");
    assert_eq!(keep("shipping-link", Some(row.handle), "https://one.example").await, None);
    let filled = fill(&app, saved, row.id).await;
    assert_eq!((filled.text.as_str(), filled.blanks), ("See https://one.example, {{order number}}", 1));
    assert_eq!(keep("date", None, "today").await, Some(VariableValueProblem::BuiltIn));
    let too_long = keep("shipping_link", None, &"x".repeat(501)).await;
    assert_eq!(too_long, Some(VariableValueProblem::TextTooLong { most: 500 }));

    let file =
        app.export_saved_replies(ExportRequest { format: ExchangeFormat::Json }).await.expect("written");
    let SavedFile::Page { text: file } = file.saved else { panic!("this host saves no files") };
    let kept = app.variable_values(Empty {}).await.expect("answers");
    assert_eq!(kept.len(), 2);
    for value in &kept[1..] {
        let request = VariableValueRequest { name: value.name.clone(), handle: value.handle };
        app.delete_variable_value(request).await.expect("deleted");
    }
    assert_eq!(keep("shipping_link", None, "https://changed.example").await, None);
    let report = app.import_saved_replies(ImportRequest { file, keep: true }).await.expect("read");
    assert_eq!((report.new, report.values, report.kept), (0, 1, true), "what has a value here keeps it");
    let foreign = serde_json::json!({ "handrail_saved_replies": 1, "replies": [], "values": [
        { "name": "link", "handle": "somebody.elsewhere", "text": "https://other.example" },
        { "name": "", "text": "for nothing" },
    ]});
    let request = ImportRequest { file: foreign.to_string(), keep: true };
    let report = app.import_saved_replies(request).await.expect("read");
    assert_eq!(
        (report.values, report.values_left_out, report.kept),
        (0, 2, false),
        "what has no place is told"
    );
    let texts: Vec<String> =
        app.variable_values(Empty {}).await.expect("answers").into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["https://changed.example", "https://one.example"]);
    app.shutdown().await;
}
