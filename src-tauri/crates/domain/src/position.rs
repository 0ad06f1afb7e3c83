//! A message's place in time, as one number that an index can keep.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// 2010-01-01T00:00:00Z, before Instagram existed: positions count from here, so that they stay below 2^53 (exact in
/// JavaScript) until the year 2079.
const EPOCH_MS: i64 = 1_262_304_000_000;
/// Bits for messages of the same millisecond.
const TIE_BITS: u32 = 12;
/// The greatest position: the end of what 53 bits hold.
const MAX: i64 = (1 << 53) - 1;

/// The place of a message among all messages: its time of sending, and a tie-break in order of arrival.
///
/// It is the row id of the search index and the key of paging, so that "newest first" is the index's own order, also
/// after a late backfill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub i64);

impl Position {
    /// The first position of a millisecond. Times before 2010 and after 2079 are taken to those ends.
    #[must_use]
    pub fn first_at(at: Timestamp) -> Self {
        let ms = at.0.saturating_sub(EPOCH_MS).clamp(0, MAX >> TIE_BITS);
        Self(ms << TIE_BITS)
    }

    /// The last position of the same millisecond.
    #[must_use]
    pub fn last_of_its_millisecond(self) -> Self {
        Self(self.0 | ((1 << TIE_BITS) - 1))
    }

    /// The next position: the place behind an equal time.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The time that the position stands for.
    #[must_use]
    pub fn at(self) -> Timestamp {
        Timestamp((self.0 >> TIE_BITS) + EPOCH_MS)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn positions_keep_time_and_order(a in 1_262_304_000_000i64..3_400_000_000_000, b in 1_262_304_000_000i64..3_400_000_000_000) {
            let (pa, pb) = (Position::first_at(Timestamp(a)), Position::first_at(Timestamp(b)));
            prop_assert_eq!(pa.at(), Timestamp(a));
            prop_assert_eq!(pa.cmp(&pb), a.cmp(&b));
            prop_assert!(pb.0 <= MAX);
        }

        #[test]
        fn any_time_has_a_position(ms in any::<i64>()) {
            let position = Position::first_at(Timestamp(ms));
            prop_assert!((0..=MAX).contains(&position.0));
            prop_assert_eq!(position.last_of_its_millisecond().at(), position.at());
        }
    }
}
