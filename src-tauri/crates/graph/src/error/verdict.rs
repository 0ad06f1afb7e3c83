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
            UnknownToInstagram | MaybeSent | TooMuch | Unlisted => Retry::Reconcile,
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
            | TooMuch
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
            | ThreadGone
            | ProofWrong
            | BadQuery
            | NoProfile => RefusedForGood(Reason::Refused),
            MediaRefused | AttachmentGone => RefusedForGood(Reason::FileRefused),
            TagAbused => RefusedForGood(Reason::HumanAgentRefused),
            UnknownToInstagram | MaybeSent | Unavailable | TooMuch | Unlisted | AppLimit
            | DetailsUnavailable => Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::kind;
    use super::*;

    fn outcome(code: i64, subcode: Option<i64>) -> Outcome {
        kind(Some(code), subcode).send_outcome()
    }

    /// Reliability, section 6.3: what a refusal makes of a reply.
    #[test]
    fn a_refusal_moves_a_reply_as_the_outbox_expects() {
        use Outcome::{RefusedForGood, RefusedForNow};
        for (code, subcode, expected) in [
            (4, None, RefusedForNow(Reason::Throttled)),
            (17, None, RefusedForNow(Reason::Throttled)),
            (32, None, RefusedForNow(Reason::Throttled)),
            (613, Some(2_534_040), RefusedForNow(Reason::Throttled)),
            (80_002, None, RefusedForNow(Reason::Throttled)),
            (80_006, None, RefusedForNow(Reason::Throttled)),
            (190, None, RefusedForNow(Reason::NeedsReconnect)),
            (190, Some(463), RefusedForNow(Reason::NeedsReconnect)),
            (102, None, RefusedForNow(Reason::NeedsReconnect)),
            (10, None, RefusedForNow(Reason::NeedsReconnect)),
            (200, Some(2_534_041), RefusedForNow(Reason::AccessOff)),
            (368, None, RefusedForNow(Reason::SendRestricted)),
            (10, Some(1_893_063), RefusedForNow(Reason::SendRestricted)),
            (200, None, RefusedForGood(Reason::NotApproved)),
            (10, Some(2_534_022), RefusedForGood(Reason::WindowClosed)),
            (551, None, RefusedForGood(Reason::PersonUnavailable)),
            (100, Some(2_534_014), RefusedForGood(Reason::PersonUnavailable)),
            (100, Some(2_534_037), RefusedForGood(Reason::OwnedByOtherApp)),
            (100, Some(2_534_038), RefusedForGood(Reason::TooLong)),
            (100, None, RefusedForGood(Reason::Refused)),
        ] {
            assert_eq!(outcome(code, subcode), expected, "{code}/{subcode:?}");
        }
    }

    /// Only a throttle lets a reply go again by itself, and whatever is vague is looked for.
    #[test]
    fn whatever_may_have_been_sent_is_lost() {
        for (code, subcode) in [
            (1, None),
            (1, Some(99)),
            (1, Some(1_357_046)),
            (2, None),
            (2, Some(1_545_133)),
            (-1, None),
            (-2, None),
        ] {
            assert_eq!(outcome(code, subcode), Outcome::Lost, "{code}/{subcode:?}");
        }
        for unlisted in [0, 5, 99, 301, 79_999, 80_100, i64::MAX, i64::MIN] {
            assert_eq!(outcome(unlisted, None), Outcome::Lost, "{unlisted}");
        }
        assert_eq!(kind(None, None).send_outcome(), Outcome::Lost);
    }

    #[test]
    fn what_a_refused_read_may_do() {
        for (code, subcode, expected) in [
            (190, Some(463), Retry::Reauth),
            (10, None, Retry::Reauth),
            (200, Some(2_534_041), Retry::Tell),
            (613, None, Retry::AfterPause),
            (4, None, Retry::AfterPause),
            (2, None, Retry::Backoff),
            (1, None, Retry::Reconcile),
            (9_000_001, None, Retry::Drop),
            (100, Some(33), Retry::Drop),
            (230, None, Retry::Drop),
            (2500, None, Retry::Config),
            (3, None, Retry::Config),
        ] {
            assert_eq!(kind(Some(code), subcode).retry(), expected, "{code}/{subcode:?}");
        }
        assert!(kind(Some(4), None).is_app_wide() && !kind(Some(613), None).is_app_wide());
    }

    #[test]
    fn what_is_wrong_with_the_handle() {
        for (code, subcode, expected) in [
            (190, None, Some(Trouble::TokenRevoked)),
            (190, Some(463), Some(Trouble::TokenExpired)),
            (190, Some(459), Some(Trouble::Checkpoint)),
            (10, None, Some(Trouble::PermissionMissing)),
            (200, Some(2_534_041), Some(Trouble::AccessOff)),
            (200, None, Some(Trouble::NotApproved)),
            (36_103, None, Some(Trouble::NotEligible)),
            (613, None, Some(Trouble::RateLimited)),
            (368, None, Some(Trouble::SendRestricted)),
            (2, None, Some(Trouble::InstagramDown)),
            (10, Some(2_534_022), None),
            (551, None, None),
            (9_000_001, None, None),
            (230, None, None),
        ] {
            assert_eq!(kind(Some(code), subcode).trouble(), expected, "{code}/{subcode:?}");
        }
    }
}
