//! Rust and Node: checked, never installed; people choose for themselves where these come from.

use super::Need;
use crate::process;
use crate::stop::{Outcome, Stop};

pub(super) fn check(need: Need) -> Outcome {
    let rustc = process::output(process::program("rustc").arg("--version"));
    let rustc =
        rustc.map_err(|_| Stop::missing("Rust is missing: see https://rustup.rs, then run this again."))?;
    println!("      {}", rustc.trim());
    if need.includes_ui() { node() } else { Ok(()) }
}

fn node() -> Outcome {
    let node = process::output(process::program("node").arg("--version")).unwrap_or_default();
    let known = version(&node);
    if !known.is_some_and(runs_the_ui) {
        let found = if known.is_some() { format!("found {}", node.trim()) } else { "found none".to_owned() };
        return Err(Stop::missing(format!(
            "The UI needs Node 20.19 or a later 20, 22.12 or a later 22, or 24 and later ({found}): \
             see https://nodejs.org/en/download, then run this again."
        )));
    }
    if !process::works(if cfg!(windows) { "npm.cmd" } else { "npm" }, &["--version"]) {
        return Err(Stop::missing("npm is missing; it comes with Node from https://nodejs.org/en/download."));
    }
    println!("      Node {}", node.trim().trim_start_matches('v'));
    Ok(())
}

/// Whether the UI's tools run on this release of Node (major, minor), as their packages say (`engines`).
fn runs_the_ui(release: (u32, u32)) -> bool {
    matches!(release, (20, 19..) | (22, 12..) | (24.., _))
}

/// Major and minor of `v20.19.4`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{runs_the_ui, version};

    #[test]
    fn node_tells_its_version() {
        assert_eq!(version("v20.19.4\n"), Some((20, 19)));
        assert_eq!(version("v22.1.0"), Some((22, 1)));
        assert_eq!(version(""), None);
        assert_eq!(version("node: not found"), None);
    }

    #[test]
    fn the_ui_runs_on_the_releases_that_its_tools_name() {
        let range = |versions: [(u32, u32); 6]| versions.map(runs_the_ui);
        assert_eq!(range([(20, 19), (20, 20), (22, 12), (22, 30), (24, 0), (26, 1)]), [true; 6]);
        assert_eq!(range([(18, 20), (20, 18), (21, 7), (22, 11), (23, 9), (0, 0)]), [false; 6]);
    }
}
