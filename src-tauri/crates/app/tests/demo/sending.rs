//! Everything that can be sent, as the composer does it.

use api::request::{
    AgreeRequest, AttachRequest, DetachRequest, ReactRequest, ReplyAction, ReplyActionRequest,
};
use api::view::{Direction, FileKind, MessageKind, MessagesPage, Origin};
use api::{ApiError, ErrorCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n a small picture";

struct Desk {
    app: Arc<App>,
    conversation: i64,
    handle: i64,
    _profile: tempfile::TempDir,
}

impl Desk {
    /// A conversation of the demo that can be answered; replies leave after `undo_ms`.
    async fn new(undo_ms: u32) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let app = demo_with(profile.path(), undo_ms).await;
        let row = eventually("a conversation to answer", || async {
            let list = app.conversations(needs_reply()).await.expect("answers");
            let now = app.app(api::Empty {}).await.expect("answers").now;
            list.rows
                .into_iter()
                .find(|row| row.window.is_some_and(|window| window.ends_at > now + 3_600_000) && !row.closed)
        })
        .await;
        Self { app, conversation: row.id, handle: row.handle, _profile: profile }
    }

    async fn attach(&self, name: &str, bytes: &[u8]) -> Result<api::view::UploadView, ApiError> {
        Ok(self.attached(name, bytes).await?.upload)
    }

    async fn attached(&self, name: &str, bytes: &[u8]) -> Result<api::view::AttachedFile, ApiError> {
        let (first, rest) = bytes.split_at(bytes.len() / 2);
        let request = AttachRequest {
            conversation: self.conversation,
            name: name.into(),
            file: uuid::Uuid::now_v7().to_string(),
            size: u32::try_from(bytes.len()).expect("small"),
            at: 0,
            base64: STANDARD.encode(first),
        };
        if let Some(whole) = self.app.attach(request.clone()).await? {
            return Ok(whole);
        }
        let at = u32::try_from(first.len()).expect("small");
        let request = AttachRequest { at, base64: STANDARD.encode(rest), ..request };
        Ok(self.app.attach(request).await?.expect("whole"))
    }

    fn request(&self, text: &str, uploads: &[&api::view::UploadView]) -> SendRequest {
        SendRequest {
            uploads: uploads.iter().map(|upload| upload.id.clone()).collect(),
            ..SendRequest::text(uuid::Uuid::now_v7().to_string(), self.conversation, text.into())
        }
    }

    async fn view(&self) -> api::view::ConversationView {
        self.app.conversation(ConversationRequest { conversation: self.conversation }).await.expect("answers")
    }

    async fn page(&self) -> MessagesPage {
        let request = MessagesRequest {
            conversation: self.conversation,
            before: None,
            after: None,
            around: None,
            limit: 200,
        };
        self.app.messages(request).await.expect("answers")
    }

    /// Messages of these kinds that were sent from here.
    async fn sent(&self, kinds: &[MessageKind]) -> usize {
        let page = self.page().await;
        page.messages
            .iter()
            .filter(|message| message.origin == Origin::ThisApp && kinds.contains(&message.kind))
            .count()
    }

    async fn act(&self, id: &str, action: ReplyAction) -> Result<Option<String>, ApiError> {
        let taken = self.app.act_on_reply(ReplyActionRequest { id: id.into(), action }).await;
        taken.map(|taken| taken.text)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_text_and_heart_go_and_the_files_are_shown_until_then() {
    let desk = Desk::new(0).await;
    let first = desk.attach("cup.png", PNG).await.expect("attached");
    let second = desk.attach("C:\\kiln.png", PNG).await.expect("attached");
    assert_eq!((second.name.as_str(), second.kind, second.bytes), ("kiln.png", FileKind::Image, 24));
    assert_eq!(desk.view().await.uploads, [first.clone(), second.clone()]);
    let shown = desk.app.media(&format!("upload/{}", first.id)).await.expect("shown");
    assert_eq!((shown.content_type, shown.bytes.as_ref()), ("image/png", PNG));
    let request = desk.request("Both of them", &[&second, &first]);
    desk.app.send(request.clone()).await.expect("taken");
    desk.app.send(request).await.expect("pressing twice is once");
    let heart = SendRequest { heart: true, ..desk.request("", &[]) };
    desk.app.send(heart).await.expect("taken");
    eventually("all of it among the messages", || async {
        let page = desk.page().await;
        let said = page.messages.iter().any(|message| message.text.as_deref() == Some("Both of them"));
        (page.replies.is_empty() && said).then_some(())
    })
    .await;
    assert_eq!(desk.sent(&[MessageKind::Text]).await, 1);
    assert_eq!(desk.sent(&[MessageKind::Image]).await, 1, "the two pictures in one message");
    assert_eq!(
        desk.sent(&[MessageKind::Sticker]).await,
        1,
        "the heart, although its echo calls it a picture"
    );
    let gone = desk.app.media(&format!("upload/{}", first.id)).await;
    assert!(gone.is_err(), "no file is kept longer than it is needed");
    desk.app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webp_is_attached_as_what_instagram_takes() {
    let desk = Desk::new(60_000).await;
    let clear = STANDARD.decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==").expect("is base64");
    let file = desk.attached("logo.webp", &clear).await.expect("attached");
    assert_eq!(file.converted_from.as_deref(), Some("WebP"));
    assert_eq!((file.upload.name.as_str(), file.upload.kind), ("logo.png", FileKind::Image));
    let shown = desk.app.media(&format!("upload/{}", file.upload.id)).await.expect("shown");
    assert!(shown.content_type == "image/png" && shown.bytes.starts_with(b"\x89PNG"));
    assert_eq!(desk.attached("cup.png", PNG).await.expect("attached").converted_from, None);
    desk.app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_returns_with_its_files() {
    let desk = Desk::new(60_000).await;
    let message = desk.page().await.messages.pop().expect("a message");
    let file = desk.attach("cup.png", PNG).await.expect("attached");
    let request = SendRequest { reply_to: Some(message.id), ..desk.request("Look at this", &[&file]) };
    let sent = desk.app.send(request).await.expect("taken");
    assert_eq!((sent.files.clone(), sent.text.as_str()), (vec![file.clone()], ""));
    assert_eq!(sent.quote.and_then(|quote| quote.position), Some(message.position));
    assert_eq!(desk.view().await.uploads, []);
    assert_eq!(desk.page().await.replies.len(), 2, "the file, and the text behind it");
    let text = desk.act(&sent.id, ReplyAction::Edit).await.expect("in time");
    assert_eq!(text.as_deref(), Some("Look at this"));
    let view = desk.view().await;
    assert_eq!((view.uploads, view.draft.map(|draft| draft.text)), (vec![file.clone()], text));
    assert_eq!(desk.page().await.replies, []);
    let late = desk.act(&sent.id, ReplyAction::Edit).await.map_err(|error| error.code);
    assert_eq!(late, Err(ErrorCode::TooLate));
    desk.app.detach(DetachRequest { upload: file.id.clone() }).await.expect("taken away");
    assert_eq!(desk.view().await.uploads, []);
    let again = desk.app.detach(DetachRequest { upload: file.id }).await;
    assert_eq!(again.map_err(|error| error.code), Err(ErrorCode::NotFound));
    desk.app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_instagram_would_not_take_is_refused_before_anything_leaves() {
    let desk = Desk::new(60_000).await;
    let large = [PNG, &vec![0; 8_000_000][..]].concat();
    for (name, bytes, code, detail) in [
        ("cup.heic", &b"\0\0\0\x18ftypheic"[..], ErrorCode::FileFormat, Some("HEIC")),
        ("cup.webp", b"RIFF\0\0\0\0WEBP", ErrorCode::FileFormat, Some("WebP")),
        ("page.html", b"<!doctype html>", ErrorCode::FileFormat, None),
        ("cup.jpg", PNG, ErrorCode::FileMismatch, None),
        ("cup.png", b"", ErrorCode::FileEmpty, None),
        ("cup.png", &large, ErrorCode::FileTooLarge, Some("8000000")),
    ] {
        let error = desk.attach(name, bytes).await.expect_err(name);
        assert_eq!((error.code, error.detail.as_deref()), (code, detail), "{name}");
    }
    for _ in 0..10 {
        desk.attach("cup.png", PNG).await.expect("ten go");
    }
    assert_eq!(desk.attach("cup.png", PNG).await.expect_err("eleven").code, ErrorCode::TooManyFiles);
    assert_eq!(desk.attach("a.pdf", b"%PDF-1.7").await.expect_err("mixed").code, ErrorCode::TooManyFiles);
    let long = "é".repeat(501);
    let refused = desk.app.send(desk.request(&long, &[])).await.expect_err("too long");
    assert_eq!(refused.code, ErrorCode::Invalid);
    let before = desk.page().await.replies.len();
    let parted = SendRequest { split: true, ..desk.request(&long, &[]) };
    desk.app.send(parted).await.expect("a person asked for it");
    assert_eq!(desk.page().await.replies.len(), before + 2);
    let empty = desk.app.send(desk.request("  ", &[])).await.expect_err("empty");
    assert_eq!(empty.code, ErrorCode::Invalid);
    desk.app.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_human_agents_reply_needs_an_agreement_and_a_reaction_is_shown() {
    let desk = Desk::new(60_000).await;
    let request = SendRequest { human_agent: true, ..desk.request("Sorry for the wait", &[]) };
    let refused = desk.app.send(request.clone()).await.expect_err("nobody agreed");
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(!desk.view().await.human_agent_agreed);
    desk.app.agree_to_human_agent(AgreeRequest { handle: desk.handle }).await.expect("noted");
    assert!(desk.view().await.human_agent_agreed);
    assert!(desk.app.send(request).await.expect("taken").human_agent);

    let theirs = desk.page().await.messages.into_iter().rfind(|message| message.direction == Direction::In);
    let message = theirs.expect("a message of theirs").id;
    for emoji in [Some("❤️"), None] {
        let request = ReactRequest { message, emoji: emoji.map(Into::into) };
        desk.app.react(request).await.expect("reacts");
        let page = desk.page().await;
        let shown = page.messages.iter().find(|other| other.id == message).expect("is there");
        let ours: Vec<&str> = shown
            .reactions
            .iter()
            .filter(|reaction| reaction.by == Direction::Out)
            .map(|reaction| reaction.emoji.as_str())
            .collect();
        assert_eq!(ours, emoji.into_iter().collect::<Vec<_>>());
    }
    let nonsense = ReactRequest { message, emoji: Some("x".repeat(65)) };
    assert_eq!(desk.app.react(nonsense).await.expect_err("no emoji").code, ErrorCode::Invalid);
    desk.app.shutdown().await;
}
