//! Timing two things beside each other.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Result;

/// How long the rounds of one thing took.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        let at = self.0.partition_point(|earlier| *earlier < time);
        self.0.insert(at, time);
    }

    /// The time that `share` of a hundred rounds did not exceed.
    fn percentile(&self, share: usize) -> Duration {
        self.0.get(self.0.len().saturating_sub(1) * share / 100).copied().unwrap_or_default()
    }

    /// How many took longer.
    pub(crate) fn above(&self, time: Duration) -> usize {
        self.0.iter().filter(|one| **one > time).count()
    }

    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        write!(f, "{:.2} ms (p95 {:.2})", ms(self.median()), ms(self.percentile(95)))
    }
}

/// Runs both in turn, so that whatever else the machine does falls on both. The first round warms both up and does not
/// count.
pub(crate) async fn beside(
    rounds: usize,
    mut ours: impl AsyncFnMut(usize) -> Result<()>,
    mut floor: impl AsyncFnMut(usize) -> Result<()>,
) -> Result<(Times, Times)> {
    let (mut of_ours, mut of_floor) = (Times::default(), Times::default());
    for round in 0..=rounds {
        let began = Instant::now();
        ours(round).await?;
        let took = began.elapsed();
        let began = Instant::now();
        floor(round).await?;
        if round > 0 {
            of_ours.add(took);
            of_floor.add(began.elapsed());
        }
    }
    Ok((of_ours, of_floor))
}

/// How many times as long the first takes as the second.
pub(crate) fn ratio(ours: &Times, floor: &Times) -> String {
    format!("{:.1}×", ours.median().as_secs_f64() / floor.median().as_secs_f64())
}
