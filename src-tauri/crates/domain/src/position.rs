//! A message's place in time, as one number that an index can keep.

mod mid;

use serde::{Deserialize, Serialize};

use crate::ids::Mid;
use crate::time::{SECOND, SentAt, Timestamp};

/// 2010-01-01T00:00:00Z, before Instagram existed: positions count from here, so that they stay below 2^53 (exact in
/// JavaScript) until the year 2079.
const EPOCH_MS: i64 = 1_262_304_000_000;
/// Bits for messages of the same millisecond.
const TIE_BITS: u32 = 12;
/// Bits of them between two microseconds: 1,000 microseconds times four.
const MICRO_BITS: u32 = 2;
/// The greatest position: the end of what 53 bits hold.
const MAX: i64 = (1 << 53) - 1;

/// The place of a message among all messages: its time of sending, and a tie-break ([`Position::wanted`]).
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

    /// The place that a message would like to have, which is free for it or the next free one after it.
    ///
    /// Equal times are told apart by what every source tells alike, so that any order of arrival ends in the same order
    /// on screen: first the webhook's milliseconds, then the time within the id, down to microseconds
    /// (instagram-platform, sections 14 "Time" and 16.11). The id never overrules what Instagram says: a second stays
    /// that second, a millisecond that millisecond. Only where the id tells nothing does the order of arrival decide,
    /// which within one listing is the list's own.
    #[must_use]
    pub fn wanted(sent_at: SentAt, mid: &Mid) -> Self {
        let unit = if sent_at.exact { 1 } else { SECOND };
        let within = mid::sent_us(mid)
            .filter(|us| us.div_euclid(1_000).div_euclid(unit) == sent_at.at.0.div_euclid(unit));
        match within {
            Some(us) => {
                let first = Self::first_at(Timestamp(us.div_euclid(1_000)));
                Self(first.0 + (us.rem_euclid(1_000) << MICRO_BITS))
            }
            None => Self::first_at(sent_at.at),
        }
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

    use super::mid::tests::minted;
    use super::*;

    #[test]
    fn the_id_breaks_ties_and_nothing_more() {
        let (second, us) = (1_790_000_000_000, 1_790_000_000_123_456);
        let polled = Position::wanted(SentAt::to_the_second(second), &minted(us, 7));
        let told = Position::wanted(SentAt::exact(second + 123), &minted(us, 7));
        assert_eq!((polled, polled.at()), (told, Timestamp(second + 123)), "both sources name one place");
        // The id says another second, or another millisecond, than Instagram does.
        let elsewhere = Position::wanted(SentAt::to_the_second(second + 1_000), &minted(us, 7));
        assert_eq!(elsewhere, Position::first_at(Timestamp(second + 1_000)));
        let other_ms = Position::wanted(SentAt::exact(second + 124), &minted(us, 7));
        assert_eq!(other_ms, Position::first_at(Timestamp(second + 124)));
        let opaque = Position::wanted(SentAt::to_the_second(second), &Mid::from("m1"));
        assert_eq!(opaque, Position::first_at(Timestamp(second)));
    }

    proptest! {
        #[test]
        fn positions_keep_time_and_order(a in 1_262_304_000_000i64..3_400_000_000_000, b in 1_262_304_000_000i64..3_400_000_000_000) {
            let (pa, pb) = (Position::first_at(Timestamp(a)), Position::first_at(Timestamp(b)));
            prop_assert_eq!(pa.at(), Timestamp(a));
            prop_assert_eq!(pa.cmp(&pb), a.cmp(&b));
            prop_assert!(pb.0 <= MAX);
        }

        /// Whatever told of them, and to whatever exactness, messages stand in the order in which they were sent.
        #[test]
        fn equal_seconds_stand_in_the_order_of_sending(
            second in 1_262_304_000i64..3_400_000_000,
            a in (0i64..1_000_000, any::<bool>(), any::<u64>()),
            b in (0i64..1_000_000, any::<bool>(), any::<u64>()),
        ) {
            let place = |(within, exact, low): (i64, bool, u64)| {
                let us = second * 1_000_000 + within;
                let sent_at = if exact { SentAt::exact(us / 1_000) } else { SentAt::to_the_second(second * 1_000) };
                Position::wanted(sent_at, &minted(us, low))
            };
            prop_assert_eq!(place(a).cmp(&place(b)), a.0.cmp(&b.0));
        }

        #[test]
        fn any_wish_is_a_position(ms in any::<i64>(), exact in any::<bool>(), us in 1i64..) {
            let wanted = Position::wanted(SentAt { exact, at: Timestamp(ms) }, &minted(us, 0));
            prop_assert!((0..=MAX).contains(&wanted.0));
        }

        #[test]
        fn any_time_has_a_position(ms in any::<i64>()) {
            let position = Position::first_at(Timestamp(ms));
            prop_assert!((0..=MAX).contains(&position.0));
            prop_assert_eq!(position.last_of_its_millisecond().at(), position.at());
        }
    }
}
