//! What the UI asks for.

mod autostart;
mod closing;
mod demo;
mod export;
mod outbox;
mod reply;
mod reports;
mod saved_reply;
mod settings;
mod triage;

pub use autostart::AutostartRequest;
pub use closing::{AnswerClosingRequest, ClosingAnswer};
pub use demo::{DemoTime, TurnDemoClockRequest};
pub use export::{ConversationFormat, ExportConversationsRequest, ExportWhat, ExportWords};
pub use outbox::{OutboxPart, OutboxRequest, RepliesAction, RepliesActionRequest, RescheduleRequest};
pub use reply::{
    AgreeRequest, AttachRequest, DetachRequest, ReactRequest, ReplyAction, ReplyActionRequest, SendRequest,
};
pub use reports::ReportsRequest;
pub use saved_reply::{
    ExchangeFormat, ExportRequest, FillRequest, ImportRequest, SaveSavedReplyRequest, SavedReplyRequest,
    VariableValueRequest,
};
pub use settings::SettingsChange;
pub use triage::{
    Act, ActRequest, AuditRequest, Filter, HandleSetting, HandleSettingRequest, ImportLabelsRequest,
    LabelRequest, NoteRequest, OrderHandlesRequest, SaveLabelRequest, SaveNoteRequest, SaveViewRequest,
    SavedViewRequest, SelectRequest, SnoozeChoicesRequest,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::Flavour;

/// Names a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
}

/// Narrows something to one handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleFilter {
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
}

/// Names a handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
}

/// Asks for a handle's health page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HealthRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// When today began where the person is; milliseconds since 1970, UTC.
    pub midnight: i64,
}

/// Deletes everything of a handle from this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeleteHandleRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// Its name as the person typed it, with or without `@`, in any case.
    pub username: String,
}

/// Names a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeRequest {
    /// Our id of the notice.
    pub notice: i64,
}

/// The views of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The last word is theirs.
    NeedsReply,
    /// The last word is ours.
    Waiting,
    /// With a story mention.
    Mentions,
    /// Needs a reply, and is probably in Instagram's Requests folder.
    Requests,
    /// Out of sight until a time, or until they write.
    Snoozed,
    /// Called done.
    Done,
    /// Everything but spam and the bin.
    All,
    /// Called spam.
    Spam,
    /// Thrown away; deleted from this computer after thirty days.
    Bin,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The message window that closes first, first; closed ones last.
    ClosingSoonest,
    /// Newest activity first.
    Newest,
    /// Who has waited longest, first.
    OldestWaiting,
}

/// Asks for a page of a list of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConversationsRequest {
    /// The view.
    pub view: View,
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// The order.
    pub sort: Sort,
    /// Narrows the view.
    #[serde(default)]
    pub filter: Filter,
    /// Where the page before ended (`next` of its answer).
    pub after: Option<String>,
    /// Rows at most; 1 to 200.
    pub limit: u32,
}

/// Asks for a page of a thread: the newest, or the one directly before `before` or after `after`, or the one around
/// `around`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessagesRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// Only messages before this position.
    pub before: Option<i64>,
    /// Only messages after this position.
    #[serde(default)]
    pub after: Option<i64>,
    /// Messages on both sides of this position (a search hit).
    pub around: Option<i64>,
    /// Messages at most; 1 to 200.
    pub limit: u32,
}

/// Searches every message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchRequest {
    /// What the person typed: words, and filters such as `from:` and `is:`.
    pub query: String,
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// Only hits before this position (`next` of the page before).
    pub before: Option<i64>,
    /// Hits at most; 1 to 100.
    pub limit: u32,
}

/// Asks for a page of story mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MentionsRequest {
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// Only those that nobody thanked for, as long as that is possible.
    pub open_only: bool,
    /// Where the page before ended (`next` of its answer).
    pub after: Option<String>,
    /// Mentions at most; 1 to 100.
    pub limit: u32,
}

/// Asks for a page of what a conversation's two sides have shared, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SharedMediaRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// Only messages before this position (`next` of the page before).
    pub before: Option<i64>,
    /// Messages at most; 1 to 100.
    pub limit: u32,
}

/// Keeps what the person is writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// The text so far; empty removes the draft.
    pub text: String,
}

/// Everything up to a message was on screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// The `position` of the newest message seen.
    pub through: i64,
}

/// Takes back a change of marks: what the changing command answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoRequest {
    /// The token of the change.
    pub undo: String,
}

/// Checks a pasted token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenRequest {
    /// What was pasted.
    pub token: String,
}

impl std::fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenRequest(…)")
    }
}

/// Connects the handle of a checked token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectRequest {
    /// The flow that the check began.
    pub flow: String,
    /// The number of the candidate that was chosen.
    pub candidate: u32,
    /// A handle to sign in anew: another account is refused. `None` connects whichever account it is.
    #[serde(default)]
    pub handle: Option<i64>,
}

/// Moves a handle's switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SwitchRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// On or off.
    pub on: bool,
    /// When switching on: also fetch what arrived meanwhile.
    pub catch_up: bool,
}

/// What the person is looking at, so that it is polled most often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttentionRequest {
    /// Our id of the open conversation; absent when none is open.
    pub conversation: Option<i64>,
    /// Whether the window is visible.
    pub visible: bool,
}

/// Opens a link of a message in the system's browser. The UI never passes an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkRequest {
    /// Our id of the message, not Instagram's.
    pub message: i64,
    /// Which of its links, from 0.
    pub link: u32,
    /// The page of this attachment (from 0) instead of a link of the text.
    #[serde(default)]
    pub attachment: Option<u32>,
}

/// A passphrase, where the computer has no keychain.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PassphraseRequest {
    /// The passphrase.
    pub passphrase: String,
}

impl std::fmt::Debug for PassphraseRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PassphraseRequest(…)")
    }
}

/// A pairing link, as it was pasted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayLinkRequest {
    /// The link, or the text that its QR code carries.
    pub link: String,
}

/// Pairs this laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PairRequest {
    /// The link.
    pub link: String,
    /// What to call this laptop, for the relay's list: 1 to 64 characters.
    pub name: String,
}

/// What is wanted of a claim on a conversation's person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClaimWish {
    /// Only who writes to them on another laptop.
    Look,
    /// Somebody writes to them here. It counts for a minute; say it again while they do.
    Take,
    /// Nobody writes to them here any more.
    Release,
}

/// Says who writes to a conversation's person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClaimRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// What is wanted.
    pub wish: ClaimWish,
}

/// A recovery code, where the keychain does not give the inbox's key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecoverRequest {
    /// The fifteen words, as they were typed.
    pub words: String,
    /// Where this computer has no keychain, or the passphrase is forgotten: the passphrase that protects the inbox from
    /// now on.
    pub passphrase: Option<String>,
}

impl std::fmt::Debug for RecoverRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverRequest(…)")
    }
}

/// Begins a sign-in in the system's browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInRequest {
    /// A handle to sign in anew: another account is refused. `None` connects whichever account the person chooses.
    pub handle: Option<i64>,
    /// The kind of login; a handle's own when absent, and Instagram Login for a new one.
    pub flavour: Option<Flavour>,
}

/// Names a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInFlow {
    /// As [`crate::view::SignInView`] has it.
    pub flow: String,
}

/// Asks what is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewsRequest {
    /// The language of the window, as a BCP 47 tag. Entries that lack it come in English.
    pub language: String,
}
