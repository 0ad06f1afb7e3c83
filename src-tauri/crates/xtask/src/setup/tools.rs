//! Rust and Node: checked, never installed; people choose for themselves where these come from.

use crate::process;
use crate::stop::{Outcome, Stop};

/// The oldest Node that the UI's tools run on: (major, minor).
const NODE: (u32, u32) = (20, 19);

pub(super) fn check() -> Outcome {
    let rustc = process::output(process::program("rustc").arg("--version"));
    let rustc =
        rustc.map_err(|_| Stop::missing("Rust is missing: see https://rustup.rs, then run this again."))?;
    let node = process::output(process::program("node").arg("--version")).unwrap_or_default();
    let known = version(&node);
    if known.is_none_or(|found| found < NODE) {
        let found = if known.is_some() { format!("found {}", node.trim()) } else { "found none".to_owned() };
        return Err(Stop::missing(format!(
            "Node {}.{} or newer is needed for the UI ({found}): see https://nodejs.org/en/download, then run this again.",
            NODE.0, NODE.1
        )));
    }
    if !process::works(if cfg!(windows) { "npm.cmd" } else { "npm" }, &["--version"]) {
        return Err(Stop::missing("npm is missing; it comes with Node from https://nodejs.org/en/download."));
    }
    println!("      {}, Node {}", rustc.trim(), node.trim().trim_start_matches('v'));
    Ok(())
}

/// Major and minor of `v20.19.4`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn node_tells_its_version() {
        assert_eq!(version("v20.19.4\n"), Some((20, 19)));
        assert_eq!(version("v22.1.0"), Some((22, 1)));
        assert_eq!(version(""), None);
        assert_eq!(version("node: not found"), None);
    }
}
