//! Numbered steps with the time each took, so that a person always sees what the wait is for.

use std::time::{Duration, Instant};

use crate::stop::{Outcome, Stop};

/// A run of several steps.
pub(crate) struct Steps {
    total: usize,
    started: Instant,
    done: Vec<Step>,
}

struct Step {
    name: String,
    took: Duration,
    mark: Mark,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Passed,
    Failed,
    /// This machine lacks what it takes.
    Skipped,
}

impl Mark {
    fn of<T>(result: &Outcome<T>) -> Self {
        if result.is_ok() { Self::Passed } else { Self::Failed }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        }
    }
}

impl Steps {
    /// A run of `total` steps, beginning now.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, started: Instant::now(), done: Vec::new() }
    }

    /// A step without which the rest makes no sense: its failure ends the run.
    pub(crate) fn need<T>(&mut self, name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let (result, took) = self.timed(name, work);
        self.done.push(Step { name: name.to_owned(), took, mark: Mark::of(&result) });
        result
    }

    /// A step whose failure is remembered while the others go on.
    pub(crate) fn attempt(&mut self, name: &str, work: impl FnOnce() -> Outcome) {
        let (result, took) = self.timed(name, work);
        if let Err(stop) = &result {
            println!("      FAILED: {}", stop.words);
        }
        self.done.push(Step { name: name.to_owned(), took, mark: Mark::of(&result) });
    }

    /// A step that this machine cannot do, for want of a program; it is shown as left out, and fails nothing.
    pub(crate) fn skip(&mut self, name: &str, program: &str) {
        self.begin(name);
        println!("      skipped: {program} is not installed, so this is left to a machine that has it");
        self.done.push(Step { name: name.to_owned(), took: Duration::ZERO, mark: Mark::Skipped });
    }

    fn begin(&self, name: &str) {
        println!("\n[{}/{}] {name}", self.done.len() + 1, self.total);
    }

    fn timed<T>(&self, name: &str, work: impl FnOnce() -> T) -> (T, Duration) {
        self.begin(name);
        let started = Instant::now();
        let result = work();
        let took = started.elapsed();
        println!("      {} (since the start: {})", words(took), words(self.started.elapsed()));
        (result, took)
    }

    /// Prints every step with its time and result.
    pub(crate) fn summary(&self) {
        println!("\nSummary of the steps, {} in all", words(self.started.elapsed()));
        for step in &self.done {
            println!("  {:<7} {:<44} {:>10}", step.mark.words(), step.name, words(step.took));
        }
    }

    /// An error when any attempted step failed.
    pub(crate) fn verdict(&self) -> Outcome {
        let failed: Vec<_> =
            self.done.iter().filter(|s| s.mark == Mark::Failed).map(|s| s.name.as_str()).collect();
        if failed.is_empty() { Ok(()) } else { Err(Stop::failed(format!("Failed: {}.", failed.join(", ")))) }
    }
}

/// A duration as a person says it.
fn words(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        s @ 1..60 => format!("{s} s"),
        s => format!("{} min {:02} s", s / 60, s % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Steps, words};
    use crate::stop::Stop;
    use std::time::Duration;

    #[test]
    fn times_read_naturally() {
        assert_eq!(words(Duration::from_millis(250)), "250 ms");
        assert_eq!(words(Duration::from_secs(59)), "59 s");
        assert_eq!(words(Duration::from_secs(61)), "1 min 01 s");
    }

    #[test]
    fn one_failed_attempt_fails_the_whole_and_is_named() {
        let mut steps = Steps::new(2);
        steps.attempt("breaks", || Err(Stop::failed("no")));
        steps.attempt("works", || Ok(()));
        let stop = steps.verdict().unwrap_err();
        assert_eq!(stop.words, "Failed: breaks.");
    }

    #[test]
    fn what_was_skipped_is_neither_passed_nor_failed() {
        let mut steps = Steps::new(2);
        steps.attempt("works", || Ok(()));
        steps.skip("left out", "a-tool");
        assert!(steps.verdict().is_ok());
        let marks: Vec<_> = steps.done.iter().map(|step| step.mark).collect();
        assert_eq!(marks, [Mark::Passed, Mark::Skipped]);
    }
}
