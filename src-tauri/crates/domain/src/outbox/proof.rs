//! Whether a message at Instagram is provably a reply of ours whose answer was lost.

use unicode_normalization::UnicodeNormalization;

use crate::message::{Direction, MessageKind};
use crate::outgoing::Outgoing;
use crate::time::{SECOND, Timestamp};

/// Clocks differ: a message may be this much older than the attempt by Instagram's clock.
const SKEW_MS: i64 = 5 * SECOND;

/// The reply that is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// What was sent.
    pub what: &'a Outgoing,
    /// When the attempt began.
    pub attempted_at: Timestamp,
}

/// A message of the same conversation that might be it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Which way it went.
    pub direction: Direction,
    /// Its text; empty when it has none.
    pub text: &'a str,
    /// What it is.
    pub kind: MessageKind,
    /// How many attachments it has.
    pub attachments: usize,
    /// When Instagram says that it was sent, perhaps only to the second.
    pub sent_at: Timestamp,
    /// It was there before the attempt, or is another reply of ours.
    pub accounted_for: bool,
}

/// The earliest time by Instagram's clock of a reply whose attempt began then.
#[must_use]
pub fn earliest(attempted_at: Timestamp) -> Timestamp {
    attempted_at.plus(-SKEW_MS)
}

/// Whether the candidate proves that the reply arrived: ours, not accounted for, not older than the attempt, and the
/// same. A text is compared as text (Instagram may trim it and normalise its Unicode form); files have nothing to be
/// compared by but their kind and number.
#[must_use]
pub fn proves(sought: Sought<'_>, candidate: Candidate<'_>) -> bool {
    candidate.direction == Direction::Out
        && !candidate.accounted_for
        && candidate.sent_at >= earliest(sought.attempted_at)
        && same(sought.what, candidate)
}

fn same(what: &Outgoing, candidate: Candidate<'_>) -> bool {
    match what {
        Outgoing::Text { text } => same_text(text, candidate.text),
        Outgoing::Files { files, .. } => {
            candidate.kind == what.message_kind()
                && candidate.attachments == files.len()
                && candidate.text.is_empty()
        }
        // Webhooks call a sticker a picture, listings say which of the two it is (instagram-platform, section 6.6).
        Outgoing::Heart => {
            matches!(candidate.kind, MessageKind::Sticker | MessageKind::Image)
                && candidate.attachments == 1
                && candidate.text.is_empty()
        }
    }
}

fn same_text(a: &str, b: &str) -> bool {
    a == b || a.trim().nfc().eq(b.trim().nfc())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::UploadId;
    use crate::outgoing::FileKind;

    const AT: Timestamp = Timestamp(1_790_000_000_500);

    fn candidate() -> Candidate<'static> {
        Candidate {
            direction: Direction::Out,
            text: "thanks",
            kind: MessageKind::Text,
            attachments: 0,
            sent_at: AT,
            accounted_for: false,
        }
    }

    fn found(text: &str, candidate: Candidate<'_>) -> bool {
        let what = Outgoing::Text { text: text.into() };
        proves(Sought { what: &what, attempted_at: AT }, candidate)
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

    #[test]
    fn files_are_known_by_kind_and_number() {
        let file = UploadId(Uuid::from_u128(1));
        let pictures = Outgoing::Files { kind: FileKind::Image, files: vec![file, file] };
        let film = Outgoing::Files { kind: FileKind::Video, files: vec![file] };
        let of = |kind, attachments| Candidate { text: "", kind, attachments, ..candidate() };
        for (what, candidate, expected) in [
            (&pictures, of(MessageKind::Image, 2), true),
            (&pictures, of(MessageKind::Image, 1), false),
            (&pictures, of(MessageKind::Video, 2), false),
            (&pictures, Candidate { text: "look", ..of(MessageKind::Image, 2) }, false),
            (&pictures, Candidate { accounted_for: true, ..of(MessageKind::Image, 2) }, false),
            (&pictures, Candidate { sent_at: AT.plus(-6_000), ..of(MessageKind::Image, 2) }, false),
            (&pictures, Candidate { direction: Direction::In, ..of(MessageKind::Image, 2) }, false),
            (&film, of(MessageKind::Video, 1), true),
            (&film, of(MessageKind::Text, 0), false),
            (&Outgoing::Heart, of(MessageKind::Sticker, 1), true),
            (&Outgoing::Heart, of(MessageKind::Image, 1), true),
            (&Outgoing::Heart, of(MessageKind::Image, 2), false),
            (&Outgoing::Heart, of(MessageKind::Video, 1), false),
            (&Outgoing::Heart, Candidate { text: "look", ..of(MessageKind::Image, 1) }, false),
        ] {
            assert_eq!(
                proves(Sought { what, attempted_at: AT }, candidate),
                expected,
                "{what:?} {candidate:?}"
            );
        }
    }
}
