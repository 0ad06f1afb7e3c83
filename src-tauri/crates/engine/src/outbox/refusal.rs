//! What a refusal means for a reply, where the refusal alone does not say it.

use domain::outbox::{Outcome, Reason};
use domain::time::{HOUR, MINUTE};
use graph::{ApiErrorKind, GraphError};

/// How long a throttled reply waits when Instagram did not say.
pub(super) const THROTTLE_WAIT_MS: i64 = MINUTE;

/// What of a send bears on the meaning of its refusal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// It carried the human agent tag.
    pub tagged: bool,
    /// It was to be a reply to another message.
    pub quoting: bool,
    /// How many files it carried.
    pub files: usize,
    /// One of its files was uploaded at an earlier time.
    pub from_before: bool,
}

/// What follows from an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing else than the outcome.
    Plain(Outcome),
    /// Several pictures at once are not open to this account: one by one.
    PartPictures,
    /// Instagram has a file no longer: upload it again.
    UploadAgain,
}

/// What an outcome means, with the knowledge of what was sent. A file that Instagram no longer has is uploaded again,
/// once: one that was uploaded just now is not. A refused permission or window of a tagged send means the tag: which
/// error it is Meta does not say (instagram-platform, section 4 and 13.8).
pub(super) fn meaning(outcome: Outcome, error: Option<&GraphError>, sent: Sent) -> Meaning {
    match error.and_then(GraphError::api).map(|api| api.kind) {
        Some(ApiErrorKind::SeveralImagesUnavailable) if sent.files > 1 => Meaning::PartPictures,
        Some(ApiErrorKind::AttachmentGone) if sent.from_before => Meaning::UploadAgain,
        Some(ApiErrorKind::PermissionMissing | ApiErrorKind::WindowClosed | ApiErrorKind::NotApproved)
            if sent.tagged =>
        {
            Meaning::Plain(Outcome::RefusedForGood(Reason::HumanAgentRefused))
        }
        // Whether Instagram Login may quote is an open question (instagram-platform, section 13.5).
        Some(ApiErrorKind::BadParameter) if sent.quoting => {
            Meaning::Plain(Outcome::RefusedForGood(Reason::QuoteRefused))
        }
        _ => Meaning::Plain(outcome),
    }
}

/// How long a reply waits after it was refused for now, or its upload was.
pub(super) fn wait_ms(outcome: &Outcome, asked: Option<i64>, attempts: u32) -> Option<i64> {
    match outcome {
        Outcome::RefusedForNow(Reason::Throttled) => Some(asked.unwrap_or(THROTTLE_WAIT_MS)),
        // Released by the switch itself.
        Outcome::RefusedForNow(Reason::HandleOff) => None,
        Outcome::RefusedForNow(_) => Some(refusal_wait_ms(attempts)),
        _ => None,
    }
}

/// How long a refused reply waits before it is tried again by itself: reading may go on well while every send is
/// refused, so the end of the handle's trouble alone must not send it in a circle. 1 minute, 15 minutes, then a day; a
/// person, or a new sign-in, is faster.
fn refusal_wait_ms(attempts: u32) -> i64 {
    match attempts {
        0 | 1 => MINUTE,
        2 => 15 * MINUTE,
        _ => 24 * HOUR,
    }
}

#[cfg(test)]
mod tests {
    use domain::time::SECOND;

    use super::*;

    #[test]
    fn a_refused_reply_is_tried_again_less_and_less() {
        assert_eq!([1, 2, 3, 9].map(refusal_wait_ms), [60 * SECOND, 900 * SECOND, 24 * HOUR, 24 * HOUR]);
    }

    #[test]
    fn a_throttle_waits_as_long_as_instagram_says() {
        let throttled = Outcome::RefusedForNow(Reason::Throttled);
        assert_eq!(wait_ms(&throttled, Some(9_000), 1), Some(9_000));
        assert_eq!(wait_ms(&throttled, None, 1), Some(THROTTLE_WAIT_MS));
        assert_eq!(wait_ms(&Outcome::RefusedForNow(Reason::HandleOff), None, 1), None);
        assert_eq!(wait_ms(&Outcome::Lost, Some(9_000), 1), None);
    }
}
