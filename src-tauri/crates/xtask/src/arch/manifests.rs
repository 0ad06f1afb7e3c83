//! What the packages of this workspace name as their dependencies.

use serde_json::Value;

use crate::stop::{Outcome, Stop};

/// One dependency, as a package's manifest names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    /// The package that depends.
    pub(super) from: String,
    /// The package it depends on, under its real name.
    pub(super) to: String,
    /// Whether only tests, examples and benchmarks use it.
    pub(super) dev: bool,
    /// Whether `to` is a package of this workspace.
    pub(super) ours: bool,
}

/// All edges that `cargo metadata --no-deps` shows.
pub(super) fn edges(metadata: &Value) -> Outcome<Vec<Edge>> {
    let odd = || Stop::failed("cargo metadata has an unexpected shape.");
    let mut edges = Vec::new();
    for package in metadata["packages"].as_array().ok_or_else(odd)? {
        let from = package["name"].as_str().ok_or_else(odd)?;
        for dependency in package["dependencies"].as_array().ok_or_else(odd)? {
            edges.push(Edge {
                from: from.to_owned(),
                to: dependency["name"].as_str().ok_or_else(odd)?.to_owned(),
                dev: dependency["kind"].as_str() == Some("dev"),
                ours: dependency["path"].is_string(),
            });
        }
    }
    Ok(edges)
}

#[cfg(test)]
mod tests {
    use super::{Edge, edges};
    use serde_json::json;

    #[test]
    fn reads_what_cargo_writes() {
        let metadata = json!({ "packages": [{ "name": "store", "dependencies": [
            { "name": "domain", "kind": null, "path": "/clone/src-tauri/crates/domain" },
            { "name": "tempfile", "kind": "dev", "rename": "tmp" },
        ]}]});
        let edge = |to: &str, dev, ours| Edge { from: "store".into(), to: to.into(), dev, ours };
        assert_eq!(edges(&metadata).unwrap(), [edge("domain", false, true), edge("tempfile", true, false)]);
    }
}
