//! Counting tests, and naming those that failed, from what the test runners print.

use std::collections::BTreeSet;

/// Tests passed and failed so far, over all runners.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed, timed out or crashed.
    pub(crate) failed: u64,
    /// Those of the failed ones that a runner named.
    pub(crate) names: BTreeSet<String>,
}

impl Tally {
    /// Takes one line of a runner's output; only a runner's own summary counts, and only its own verdicts name a test.
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
        self.names.extend(failed(line).map(str::to_owned));
    }
}

/// The test that a line says failed: `FAIL [1.0s] (2/9) crate module::test` of nextest (so too its timeouts and crashes),
/// `FAIL  file.test.ts > suite > test` of vitest, or `test module::test ... FAILED` of libtest.
fn failed(line: &str) -> Option<&str> {
    if let Some(test) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
        return Some(test);
    }
    let verdicts = ["FAIL ", "TIMEOUT ", "ABORT ", "SIGABRT ", "SIGKILL ", "SIGSEGV "];
    let test = verdicts.iter().find_map(|verdict| line.strip_prefix(verdict))?.trim_start();
    let Some(after_time) = test.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Some(test).filter(|test| test.contains(".test."));
    };
    let named = after_time.1.trim_start();
    let counted = named.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    Some(counted.map_or(named, |(_, rest)| rest.trim_start()))
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
        assert_eq!(counted(&lines), Tally { passed: 46, failed: 3, ..Tally::default() });
    }

    #[test]
    fn a_timeout_is_a_failure() {
        let line = "     Summary [  60.0s] 3 tests run: 1 passed, 1 failed, 1 timed out, 0 skipped";
        assert_eq!(counted(&[line]), Tally { passed: 1, failed: 2, ..Tally::default() });
    }

    #[test]
    fn a_failed_test_is_named_once_whoever_ran_it() {
        let lines = [
            "        FAIL [   0.012s] (3/9) store open::tests::it_opens",
            "        FAIL [   0.012s] (3/9) store open::tests::it_opens",
            "     TIMEOUT [  60.004s] handrail::bin/handrail tray::tests::it_ends",
            "\u{1b}[31m FAIL \u{1b}[39m stage/triage.test.ts > many rows > are chosen (conversation-list)",
            " FAIL  stage/outside.test.ts",
            "test domain::tests::it_counts ... FAILED",
            "        PASS [   0.012s] (4/9) store open::tests::it_closes",
        ];
        let named: Vec<String> = counted(&lines).names.into_iter().collect();
        assert_eq!(
            named,
            [
                "domain::tests::it_counts",
                "handrail::bin/handrail tray::tests::it_ends",
                "stage/outside.test.ts",
                "stage/triage.test.ts > many rows > are chosen (conversation-list)",
                "store open::tests::it_opens",
            ]
        );
    }

    #[test]
    fn sees_through_colour() {
        let line = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m passed, 0 skipped";
        assert_eq!(counted(&[line]), Tally { passed: 1, ..Tally::default() });
    }

    #[test]
    fn what_a_test_prints_is_not_counted() {
        assert_eq!(counted(&["we saw 7 passed and 3 failed", "Tests are fun"]), Tally::default());
    }
}
