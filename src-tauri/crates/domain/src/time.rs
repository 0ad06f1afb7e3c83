//! Points in time.

use serde::{Deserialize, Serialize};

/// One second in milliseconds.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// A point in time: milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This time plus a span in milliseconds; stays at the ends of the range instead of overflowing.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this time; negative when this time is before it.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// When a message was sent, with how exactly that is known.
///
/// The Conversations API gives whole seconds, webhooks give milliseconds (instagram-platform, section 14 "Time").
/// The derived order makes the exact statement the greater one, so that a join keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SentAt {
    /// Whether `at` is exact to the millisecond.
    pub exact: bool,
    /// The time of sending.
    pub at: Timestamp,
}

impl SentAt {
    /// A time known to the millisecond, as webhooks give it.
    #[must_use]
    pub fn exact(ms: i64) -> Self {
        Self { exact: true, at: Timestamp(ms) }
    }

    /// A time known to the second, as the Conversations API gives it.
    #[must_use]
    pub fn to_the_second(ms: i64) -> Self {
        Self { exact: false, at: Timestamp(ms) }
    }
}
