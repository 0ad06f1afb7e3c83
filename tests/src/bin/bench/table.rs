//! The one table.

use std::fmt;

/// Lines of results, shown as Markdown.
#[derive(Debug, Default)]
pub(crate) struct Table {
    lines: Vec<[String; 5]>,
}

impl Table {
    /// Adds a line: what was measured, with Handrail, with its floor, how they compare, and what was aimed at.
    pub(crate) fn line(&mut self, what: &str, ours: String, floor: String, ratio: String, aim: &str) {
        self.lines.push([what.to_owned(), ours, floor, ratio, aim.to_owned()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| Measured | Handrail | Floor | Handrail to floor | Aim |")?;
        writeln!(f, "|---|--:|--:|--:|---|")?;
        for line in &self.lines {
            writeln!(f, "| {} |", line.join(" | "))?;
        }
        Ok(())
    }
}
