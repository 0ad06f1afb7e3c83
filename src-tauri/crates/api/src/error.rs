//! Errors on the wire: one type, and a code only where the UI branches on it. The words are the UI's.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, as far as the UI acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The thing asked for is not there (any more).
    NotFound,
    /// The request itself is wrong; a bug of the caller.
    Invalid,
    /// What was pasted is not a token.
    TokenMalformed,
    /// Instagram does not accept the token: expired or revoked.
    TokenRefused,
    /// The token belongs to the other kind of login.
    TokenOtherKind,
    /// The token lacks a permission; the detail names it.
    PermissionMissing,
    /// The Meta app lacks Advanced Access for messages of the account.
    NotApproved,
    /// Instagram does not let apps use the account yet.
    NotEligible,
    /// Instagram restricts the account for a time.
    Restricted,
    /// The account is a personal one: Instagram gives no messages of it to apps.
    NotProfessional,
    /// No Instagram account is linked to the Page.
    PageNotLinked,
    /// The person may not manage messages of the Page.
    PageTaskMissing,
    /// "Allow access to messages" is off in Instagram.
    AccessOff,
    /// Instagram did not let us subscribe the handle to its messages.
    SubscribeFailed,
    /// This computer has no network.
    Offline,
    /// Instagram answers with errors at the moment.
    InstagramUnavailable,
    /// Instagram asks us to slow down.
    RateLimited,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain refused us.
    KeychainDenied,
    /// This computer has no keychain; a passphrase is needed.
    KeychainAbsent,
    /// The passphrase is wrong.
    WrongPassphrase,
    /// The person said no in the browser.
    SignInDenied,
    /// The sign-in took too long, or was finished before.
    SignInOver,
    /// Instagram did not finish the sign-in; the detail has its words.
    SignInRefused,
    /// The sign-in, or the token, is of another account than the handle's; the detail names it. It was not taken.
    SignInOtherAccount,
    /// The relay does not offer this kind of login.
    SignInNotOffered,
    /// This laptop is not paired with a relay.
    RelayNotPaired,
    /// What was typed is no recovery code; the detail is the number of its words, in place of 15.
    RecoveryCodeLength,
    /// A word is none of a recovery code's; the detail is its place, from 1.
    RecoveryCodeWord,
    /// The words do not belong together, or the code is not the newest one of this inbox.
    RecoveryCodeWrong,
    /// Instagram takes no files of this format.
    FileFormat,
    /// The file is not what its name says.
    FileMismatch,
    /// The file is larger than Instagram takes; the detail is the limit in bytes.
    FileTooLarge,
    /// The picture has more pixels than are converted; the detail is how many are.
    TooManyPixels,
    /// There is nothing in the file.
    FileEmpty,
    /// Another ten pictures, or another kind of file, do not fit into this message.
    TooManyFiles,
    /// What was pasted is not a whole pairing link.
    RelayLinkMalformed,
    /// The pairing link leads to an address without encryption.
    RelayLinkNotPrivate,
    /// The pairing link was used, is too old, or is of another relay.
    RelayLinkUsed,
    /// What answers is not the relay that made the link.
    RelayNotGenuine,
    /// The relay was not reached.
    RelayNotReached,
    /// The relay is there and cannot do it just now.
    RelayInTrouble,
    /// This laptop is paired already.
    RelayPaired,
    /// A conversation of this handle is not done without saying how it was closed.
    DispositionRequired,
    /// Another label has that name.
    NameTaken,
    /// The disk is full, or the person's quota of it is used up.
    DiskFull,
    /// Another program holds the database; nothing was written.
    StoreBusy,
    /// A part of the database's file cannot be read; nothing was written.
    StoreDamaged,
    /// The person may not write to the folder that they chose.
    FolderRefused,
    /// A file could not be written where the person chose.
    FileNotWritten,
    /// The message window will be closed at the chosen time.
    WindowClosedThen,
    /// The chosen time is over.
    TimeIsOver,
    /// The quiet hours leave no time of the week.
    AlwaysQuiet,
    /// A variable of a saved reply was not filled in.
    BlankLeft,
    /// The action came too late: the reply is no longer in a state that allows it.
    TooLate,
    /// Not possible in the demo, or not possible outside it.
    WrongSpace,
    /// A fault of ours; the trace id finds it in the log.
    Internal,
}

/// An error as the UI receives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{code:?}")]
pub struct ApiError {
    /// What the UI branches on.
    pub code: ErrorCode,
    /// Instagram's own words or a permission's name, for the "Details" fold. Never a secret, never message text.
    pub detail: Option<String>,
    /// Finds the fault in the log.
    pub trace: Option<String>,
}

impl ApiError {
    /// An error that its code says whole.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self { code, detail: None, trace: None }
    }

    /// An error with something to show under "Details".
    #[must_use]
    pub fn with_detail(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::new(code) }
    }
}
