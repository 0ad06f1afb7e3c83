//! The size and place of source files.

use std::fs;
use std::path::Path;

use crate::stop::{Outcome, Stop};

/// Above this many lines a file is shown, above [`MOST`] it fails.
const LONG: usize = 400;
const MOST: usize = 600;

/// Where source files stand.
const ROOTS: &[&str] = &["src-tauri", "ui", "tests"];
/// Folders whose content is made by tools.
const GENERATED: &[&str] = &["node_modules", "dist", "target", "gen", "generated"];

/// One source file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// Below the top of the repository, with `/`.
    pub(super) path: String,
    /// Lines, blank ones too.
    pub(super) lines: usize,
}

impl Source {
    /// Worth a look, though allowed.
    pub(super) fn is_long(&self) -> bool {
        self.lines > LONG && self.lines <= MOST
    }

    /// What is wrong with it, in words.
    pub(super) fn fault(&self) -> Option<String> {
        if self.path.ends_with("/mod.rs") {
            return Some(format!("{}: write `name.rs` beside `name/`, never mod.rs", self.path));
        }
        let too_long = self.lines > MOST;
        too_long.then(|| format!("{}: {} lines, at most {MOST}: split it by reason", self.path, self.lines))
    }
}

/// Every Rust, TypeScript and Svelte file written by hand, in the order of their paths.
pub(super) fn survey(root: &Path) -> Outcome<Vec<Source>> {
    let mut found = Vec::new();
    for top in ROOTS {
        walk(root, &root.join(top), &mut found)?;
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn walk(root: &Path, dir: &Path, found: &mut Vec<Source>) -> Outcome {
    let unreadable = |e| Stop::failed(format!("{} cannot be read: {e}", dir.display()));
    if !dir.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            let made = path.file_name().is_some_and(|n| GENERATED.iter().any(|made| n == *made));
            if !made {
                walk(root, &path, found)?;
            }
        } else if is_source(&path) {
            // A file that vanishes while we look was not a source.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            found.push(Source { path, lines: text.lines().count() });
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    let written = path.extension().is_some_and(|e| e == "rs" || e == "ts" || e == "svelte");
    written && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("generated"))
}

#[cfg(test)]
mod tests {
    use super::Source;

    fn source(path: &str, lines: usize) -> Source {
        Source { path: path.into(), lines }
    }

    #[test]
    fn a_long_file_is_shown_and_a_longer_one_fails() {
        assert!(!source("a.rs", 400).is_long());
        assert!(source("a.rs", 401).is_long() && source("a.rs", 600).fault().is_none());
        assert!(source("a.rs", 601).fault().unwrap().contains("601 lines"));
    }

    #[test]
    fn mod_rs_is_refused() {
        assert!(source("src-tauri/crates/store/src/read/mod.rs", 3).fault().is_some());
        assert!(source("src-tauri/crates/store/src/mod_rs.rs", 3).fault().is_none());
    }
}
