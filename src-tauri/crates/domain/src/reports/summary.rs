//! How long things took, in a few numbers.

/// Times in a few numbers, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// How many there are: at least 1.
    pub n: u32,
    /// The one in the middle; of an even number halfway between the two in the middle.
    pub median: i64,
    /// The shortest time within which nine of ten lie: the one at place ⌈0.9 n⌉.
    pub p90: i64,
    /// Their sum by their number.
    pub mean: i64,
}

/// Times to be summed up, in milliseconds.
#[derive(Debug, Default)]
pub(super) struct Times(Vec<i64>);

impl Times {
    pub(super) fn add(&mut self, ms: i64) {
        self.0.push(ms);
    }

    /// `None` without any.
    pub(super) fn summary(mut self) -> Option<Summary> {
        let times = &mut self.0;
        times.sort_unstable();
        let n = times.len();
        let (lower, upper) = (times.get(n.checked_sub(1)? / 2)?, times.get(n / 2)?);
        Some(Summary {
            n: u32::try_from(n).unwrap_or(u32::MAX),
            median: lower + (upper - lower) / 2,
            p90: *times.get((n * 9).div_ceil(10) - 1)?,
            mean: times.iter().sum::<i64>() / i64::try_from(n).ok()?,
        })
    }
}
