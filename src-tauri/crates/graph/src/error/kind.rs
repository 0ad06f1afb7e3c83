//! What a refusal means, in words.

/// The meanings of Instagram's error codes (instagram-platform, section 7). Several codes can mean the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiErrorKind {
    /// The token is invalid or revoked: password changed, logged out, app removed.
    TokenRevoked,
    /// The token's life is over.
    TokenExpired,
    /// The owner must log in at Instagram and pass a check first, or confirm the account.
    Checkpoint,
    /// Whoever stands behind the Page's token has no role on the Page.
    PageRoleMissing,
    /// The app's proof is missing or wrong.
    ProofWrong,
    /// A permission was not granted, or was taken back.
    PermissionMissing,
    /// Outside the message window.
    WindowClosed,
    /// The link between Page and account, or two-factor login, is not verified.
    LinkUnverified,
    /// The person cannot receive messages from this handle.
    PersonUnavailable,
    /// The handle is restricted or blocked from sending.
    SendRestricted,
    /// The Meta app has no approval for this.
    NotApproved,
    /// "Allow access to messages" is off in the Instagram app.
    AccessOff,
    /// The person has not consented to this.
    ConsentMissing,
    /// A parameter is wrong.
    BadParameter,
    /// The object does not exist, or not for this token.
    NotFound,
    /// There is no such person for this handle.
    NoSuchPerson,
    /// The Page has no account linked to it.
    PageNotLinked,
    /// The message does not fit its type, mixes what may not be mixed, or has a link that Instagram does not take.
    BadMessage,
    /// The text is longer than 1,000 bytes.
    TextTooLong,
    /// The comment can no longer be replied to in private.
    CommentClosed,
    /// Another app holds the thread.
    OwnedByOtherApp,
    /// Several pictures in one message are not open to this account.
    SeveralImagesUnavailable,
    /// Instagram could not fetch the media, or fetched something else, too large or broken.
    MediaRefused,
    /// The uploaded attachment is gone or another app's.
    AttachmentGone,
    /// The thread was archived or deleted by its owner.
    ThreadGone,
    /// The message was deleted, or is not among the newest 20 of its thread. Never a proof of an unsend.
    DetailsUnavailable,
    /// The account may not use the API yet.
    NotEligible,
    /// The person has no profile for this handle.
    NoProfile,
    /// The app lacks the capability, or host, node and token do not belong together.
    WrongPairing,
    /// So much at once is more than Instagram has time for: less of it may be readable.
    TooMuch,
    /// Unknown even to Instagram.
    UnknownToInstagram,
    /// Instagram's own answer broke: a message may have been sent.
    MaybeSent,
    /// Instagram is not available; also said when the person blocked the handle.
    Unavailable,
    /// The whole app is throttled: all handles pause.
    AppThrottled,
    /// This login or handle is throttled.
    Throttled,
    /// The volume is uneven: slow down.
    TooUneven,
    /// A message tag was used too often or wrongly.
    TagAbused,
    /// The app's calls are over for now.
    AppLimit,
    /// The query of the call cannot be parsed.
    BadQuery,
    /// A code that the reference does not list.
    Unlisted,
}
