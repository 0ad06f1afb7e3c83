//! Counting tests from what the test runners print.

/// Tests passed and failed so far, over all runners.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed, timed out or crashed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Takes one line of a runner's output; only a runner's own summary counts.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colour(line);
        let line = line.trim();
        let nextest = line.starts_with("Summary [");
        let libtest = line.starts_with("test result:");
        let vitest = line.starts_with("Tests ") && line.ends_with(')');
        if nextest || libtest || vitest {
            self.passed += before(line, " passed");
            self.failed +=
                before(line, " failed") + before(line, " timed out") + before(line, " exec failed");
        }
    }
}

/// The number that stands directly before `word`, or 0.
fn before(line: &str, word: &str) -> u64 {
    let Some(at) = line.find(word) else { return 0 };
    let digits = line[..at].rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|d| d.parse().ok()).unwrap_or(0)
}

/// The line without terminal colour sequences (`ESC [ ... letter`).
fn without_colour(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        if c == '\u{1b}' {
            for skipped in rest.by_ref() {
                if skipped.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn counted(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        tally
    }

    #[test]
    fn adds_the_summaries_of_three_runners() {
        let lines = [
            "     Summary [   0.512s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            "      Tests  2 failed | 30 passed (32)",
        ];
        assert_eq!(counted(&lines), Tally { passed: 46, failed: 3 });
    }

    #[test]
    fn a_timeout_is_a_failure() {
        let line = "     Summary [  60.0s] 3 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped";
        assert_eq!(counted(&[line]), Tally { passed: 1, failed: 2 });
    }

    #[test]
    fn sees_through_colour() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m passed, 0 skipped";
        assert_eq!(counted(&[line]), Tally { passed: 1, failed: 0 });
    }

    #[test]
    fn what_a_test_prints_is_not_counted() {
        assert_eq!(counted(&["we saw 7 passed and 3 failed", "Tests are fun"]), Tally::default());
    }
}
