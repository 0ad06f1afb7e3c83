//! Whether a message at Instagram is provably a reply of ours whose answer was lost.

use unicode_normalization::UnicodeNormalization;

use crate::message::Direction;
use crate::time::{SECOND, Timestamp};

/// Clocks differ: a message may be this much older than the attempt by Instagram's clock.
const SKEW_MS: i64 = 5 * SECOND;

/// The reply that is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// Its text.
    pub text: &'a str,
    /// When the attempt began.
    pub attempted_at: Timestamp,
}

/// A message of the same conversation that might be it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Which way it went.
    pub direction: Direction,
    /// Its text.
    pub text: &'a str,
    /// When Instagram says that it was sent, perhaps only to the second.
    pub sent_at: Timestamp,
    /// It was there before the attempt, or is another reply of ours.
    pub accounted_for: bool,
}

/// Whether the candidate proves that the reply arrived: ours, not accounted for, not older than the attempt, and the
/// same text (Instagram may trim it and normalise its Unicode form).
#[must_use]
pub fn proves(sought: Sought<'_>, candidate: Candidate<'_>) -> bool {
    candidate.direction == Direction::Out
        && !candidate.accounted_for
        && candidate.sent_at.since(sought.attempted_at) >= -SKEW_MS
        && same_text(sought.text, candidate.text)
}

fn same_text(a: &str, b: &str) -> bool {
    a == b || a.trim().nfc().eq(b.trim().nfc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_790_000_000_500);

    fn candidate() -> Candidate<'static> {
        Candidate { direction: Direction::Out, text: "thanks", sent_at: AT, accounted_for: false }
    }

    fn found(text: &str, candidate: Candidate<'_>) -> bool {
        proves(Sought { text, attempted_at: AT }, candidate)
    }

    #[test]
    fn what_proves_and_what_does_not() {
        assert!(found("thanks", candidate()));
        assert!(found(" thanks\n", candidate()));
        assert!(found("cafe\u{301}", Candidate { text: "café", ..candidate() }));
        assert!(found("thanks", Candidate { sent_at: Timestamp(1_790_000_000_000), ..candidate() }));
        assert!(!found("thanks!", candidate()));
        assert!(!found("thanks", Candidate { direction: Direction::In, ..candidate() }));
        assert!(!found("thanks", Candidate { accounted_for: true, ..candidate() }));
        assert!(!found("thanks", Candidate { sent_at: AT.plus(-6_000), ..candidate() }));
    }
}
