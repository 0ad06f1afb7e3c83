//! Replies on their way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{QuoteView, mirror};

mirror! {
    /// Where a reply stands.
    ReplyState = domain::outbox::State {
        /// Waits for its turn or the undo delay.
        Queued,
        /// Waits for a cause to end.
        Held,
        /// On its way.
        Sending,
        /// Being looked for.
        Unknown,
        /// Could not be found: the person decides.
        Ask,
        /// At Instagram.
        Sent,
        /// Refused.
        Failed,
        /// Taken back.
        Cancelled,
    }
}

mirror! {
    /// Why a reply waits or failed.
    ReplyReason = domain::outbox::Reason {
        /// An earlier reply is not settled.
        Uncertain,
        /// An earlier message of the same press failed: a person decides about this one.
        EarlierFailed,
        /// No network.
        Offline,
        /// Instagram asked us to slow down.
        Throttled,
        /// The handle must be connected again.
        NeedsReconnect,
        /// The handle is off.
        HandleOff,
        /// Message access is off in Instagram.
        AccessOff,
        /// Sending is restricted by Instagram.
        SendRestricted,
        /// It waited too long to go without a look.
        Stale,
        /// More than 24 hours have passed: it can go as a human agent's.
        NeedsHumanAgent,
        /// Outside the message window.
        WindowClosed,
        /// Longer than 1,000 bytes.
        TooLong,
        /// The person cannot receive it.
        PersonUnavailable,
        /// Another tool controls the chat.
        OwnedByOtherApp,
        /// The Meta app is not approved.
        NotApproved,
        /// Instagram did not take the file.
        FileRefused,
        /// The Meta app may not reply as a human agent.
        HumanAgentRefused,
        /// Instagram did not take it as a reply to another message.
        QuoteRefused,
        /// Instagram refused it.
        Refused,
    }
}

mirror! {
    /// The kinds of files that can be sent.
    FileKind = domain::outgoing::FileKind {
        /// A picture.
        Image,
        /// A video.
        Video,
        /// Sound.
        Audio,
        /// A PDF.
        Pdf,
    }
}

/// A file that a person attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UploadView {
    /// Its id (a UUID). Its picture is at `media:` … `/upload/<id>` until it was sent.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: FileKind,
    /// Its size in bytes.
    pub bytes: i64,
}

/// A file that was attached just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachedFile {
    /// The file, as it will be sent.
    pub upload: UploadView,
    /// The name of the format that it was converted from, where Instagram does not take that.
    pub converted_from: Option<String>,
}

/// A reply on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyView {
    /// Its id (a UUID).
    pub id: String,
    /// Its text; empty for files and the heart.
    pub text: String,
    /// Its files.
    pub files: Vec<UploadView>,
    /// It is the heart sticker.
    pub heart: bool,
    /// The message that it replies to.
    pub quote: Option<QuoteView>,
    /// It goes as a human agent's.
    pub human_agent: bool,
    /// Where it stands.
    pub state: ReplyState,
    /// Why it waits or failed.
    pub reason: Option<ReplyReason>,
    /// Instagram's own words, when it refused.
    pub detail: Option<String>,
    /// When it was written; milliseconds since 1970, UTC.
    pub created_at: i64,
    /// It leaves not before this (milliseconds since 1970, UTC); the end of the undo delay, or of a wait.
    pub not_before: Option<i64>,
    /// The time that a person chose for it, while it waits for that (milliseconds since 1970, UTC).
    pub scheduled_for: Option<i64>,
    /// How often it was attempted.
    pub attempts: u32,
}

/// A reply was taken out of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyTaken {
    /// Its text when it went back to the draft.
    pub text: Option<String>,
}
