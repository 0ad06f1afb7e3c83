//! What a person said about a conversation, read from the audit trail.

use crate::time::Timestamp;

/// A line of the audit trail about a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// What was done, as a short name ([`crate::triage::Act::name`]).
    pub action: String,
    /// How it was before, as a short name.
    pub before: Option<String>,
    /// How it was after.
    pub after: Option<String>,
}

/// What was said, as far as reports ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// Whether it was done after it, if it tells.
    pub done: Option<bool>,
    /// Whether it needed no reply after it (an outcome of "no reply needed" or spam), if it tells.
    pub needless: Option<bool>,
}

/// What lines, the oldest first, say. Undo takes back what was said last, as its key does.
#[must_use]
pub fn said(lines: &[AuditLine]) -> Vec<Said> {
    let mut said = Vec::with_capacity(lines.len());
    let mut needless = false;
    // Of each line that can be taken back: what held before it, if it changed that.
    let mut undo: Vec<Option<bool>> = Vec::new();
    for line in lines {
        let after = line.after.as_deref().unwrap_or_default();
        let (standing, outcome) =
            after.split_once(", ").map_or((after, None), |(word, how)| (word, Some(how)));
        let done = Some(standing == "done");
        let (done, says) = match line.action.as_str() {
            "done" | "snooze" | "wake" | "spam" | "not_spam" | "bin" | "unbin" => {
                (done, outcome.map(is_needless))
            }
            "reopen" => (done, Some(false)),
            "disposition" => (None, Some(is_needless(after))),
            // Of a label that was taken back one of the two is missing.
            "undo" => (done.filter(|_| line.before.is_some() && line.after.is_some()), undo.pop().flatten()),
            _ => (None, None),
        };
        if !matches!(line.action.as_str(), "undo" | "woke") {
            undo.push(says.map(|_| needless));
        }
        needless = says.unwrap_or(needless);
        said.push(Said { at: line.at, done, needless: says });
    }
    said
}

fn is_needless(outcome: &str) -> bool {
    matches!(outcome, "no_reply_needed" | "spam")
}
