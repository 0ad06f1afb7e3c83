//! What follows from a refusal: for a read, for the handle, and for a send.

use domain::handle::Trouble;
use domain::outbox::{Outcome, Reason};

use super::kind::ApiErrorKind::{self, *};

/// What may be done about a failed read (instagram-platform, section 7 "Retry rules").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Again, later and later.
    Backoff,
    /// Again, once the throttle is over.
    AfterPause,
    /// Not before the handle is connected again.
    Reauth,
    /// Not by itself: a person must know.
    Tell,
    /// The outcome of a send is unknown; a read may simply be made again, a few times.
    Reconcile,
    /// Never: the thing is not there.
    Drop,
    /// Never: the set-up or the call itself is wrong.
    Config,
}

impl ApiErrorKind {
    /// What may be done about a read that failed so.
    #[must_use]
    pub fn retry(self) -> Retry {
        match self {
            TokenRevoked | TokenExpired | Checkpoint | PageRoleMissing | PermissionMissing => Retry::Reauth,
            AppThrottled | Throttled | TooUneven | AppLimit => Retry::AfterPause,
            Unavailable => Retry::Backoff,
            UnknownToInstagram | MaybeSent | Unlisted => Retry::Reconcile,
            WindowClosed | LinkUnverified | PersonUnavailable | SendRestricted | NotApproved | AccessOff
            | CommentClosed | OwnedByOtherApp | MediaRefused | AttachmentGone | ThreadGone | NotEligible
            | TextTooLong | TagAbused | NoSuchPerson => Retry::Tell,
            ConsentMissing | NotFound | DetailsUnavailable | NoProfile => Retry::Drop,
            ProofWrong
            | BadParameter
            | PageNotLinked
            | BadMessage
            | SeveralImagesUnavailable
            | WrongPairing
            | BadQuery => Retry::Config,
        }
    }

    /// Whether all handles must pause, not this one alone.
    #[must_use]
    pub fn is_app_wide(self) -> bool {
        matches!(self, AppThrottled | AppLimit)
    }

    /// What is wrong with the handle. `None` for whatever concerns one call, one message or one person.
    #[must_use]
    pub fn trouble(self) -> Option<Trouble> {
        Some(match self {
            TokenRevoked => Trouble::TokenRevoked,
            TokenExpired => Trouble::TokenExpired,
            Checkpoint | LinkUnverified => Trouble::Checkpoint,
            PermissionMissing | PageRoleMissing => Trouble::PermissionMissing,
            AccessOff => Trouble::AccessOff,
            NotApproved => Trouble::NotApproved,
            NotEligible => Trouble::NotEligible,
            SendRestricted => Trouble::SendRestricted,
            AppThrottled | Throttled | TooUneven | AppLimit => Trouble::RateLimited,
            Unavailable => Trouble::InstagramDown,
            ProofWrong | WrongPairing | PageNotLinked => Trouble::Unknown,
            UnknownToInstagram
            | MaybeSent
            | Unlisted
            | WindowClosed
            | PersonUnavailable
            | CommentClosed
            | OwnedByOtherApp
            | MediaRefused
            | AttachmentGone
            | ThreadGone
            | TextTooLong
            | TagAbused
            | NoSuchPerson
            | ConsentMissing
            | NotFound
            | DetailsUnavailable
            | NoProfile
            | BadParameter
            | BadMessage
            | SeveralImagesUnavailable
            | BadQuery => return None,
        })
    }

    /// What it means for the send that was refused so (reliability, section 6.3).
    ///
    /// Only what Meta documents as refused before anything was done is a refusal. Anything vague (1, 2, an unlisted
    /// code) can follow a message that was sent all the same, and is lost: to be looked for, not sent again.
    #[must_use]
    pub fn send_outcome(self) -> Outcome {
        use Outcome::{Lost, RefusedForGood, RefusedForNow};
        match self {
            AppThrottled | Throttled | TooUneven => RefusedForNow(Reason::Throttled),
            TokenRevoked | TokenExpired | Checkpoint | PageRoleMissing | PermissionMissing
            | LinkUnverified => RefusedForNow(Reason::NeedsReconnect),
            AccessOff => RefusedForNow(Reason::AccessOff),
            SendRestricted => RefusedForNow(Reason::SendRestricted),
            NotApproved | NotEligible | WrongPairing => RefusedForGood(Reason::NotApproved),
            WindowClosed => RefusedForGood(Reason::WindowClosed),
            TextTooLong => RefusedForGood(Reason::TooLong),
            PersonUnavailable | NoSuchPerson | ConsentMissing => RefusedForGood(Reason::PersonUnavailable),
            OwnedByOtherApp => RefusedForGood(Reason::OwnedByOtherApp),
            BadParameter
            | NotFound
            | PageNotLinked
            | BadMessage
            | CommentClosed
            | SeveralImagesUnavailable
            | MediaRefused
            | AttachmentGone
            | ThreadGone
            | ProofWrong
            | BadQuery
            | TagAbused
            | NoProfile => RefusedForGood(Reason::Refused),
            UnknownToInstagram | MaybeSent | Unavailable | Unlisted | AppLimit | DetailsUnavailable => Lost,
        }
    }
}
