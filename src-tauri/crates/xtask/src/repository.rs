//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

use crate::process;
use crate::stop::{Outcome, Stop};

/// The top of the clone that this run belongs to.
///
/// Cargo names the crate's folder at run time; the one known at compile time serves only when the
/// binary is started by hand, since a target folder may be shared between clones.
pub(crate) fn root() -> PathBuf {
    let crate_dir = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&crate_dir).ancestors().nth(3).unwrap_or(Path::new(".")).to_path_buf()
}

/// What `cargo metadata` says of this workspace's own packages.
pub(crate) fn metadata() -> Outcome<serde_json::Value> {
    let text = process::output(process::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    serde_json::from_str(&text).map_err(|e| Stop::failed(format!("cargo metadata answered no JSON: {e}")))
}

/// Cargo's target directory, wherever the environment or configuration puts it.
pub(crate) fn target_dir() -> Outcome<PathBuf> {
    let metadata = metadata()?;
    let dir = metadata["target_directory"].as_str();
    dir.map(PathBuf::from).ok_or_else(|| Stop::failed("cargo metadata names no target directory."))
}

/// The debug build of a binary or example, by its path below `debug/`.
pub(crate) fn built(name: &str) -> Outcome<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    Ok(target_dir()?.join("debug").join(file))
}
