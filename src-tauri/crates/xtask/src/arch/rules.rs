//! Who may know whom.

use super::manifests::Edge;

/// Each package of ours and the packages of ours it may depend on. From the bottom up.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("graph", &["domain"]),
    ("vault", &["domain"]),
    ("store", &["domain"]),
    ("api", &["domain"]),
    ("relay", &["domain"]),
    ("engine", &["domain", "graph", "vault", "store", "relay"]),
    // `sandbox`: the demo brand lives inside the app, in memory.
    ("app", &["api", "domain", "engine", "graph", "store", "vault", "sandbox"]),
    ("handrail", &["app", "api", "domain"]),
    ("sandbox", &[]),
    ("testkit", &["sandbox"]),
    ("acceptance", &[ANY]),
    ("xtask", &[]),
];

/// What the tests of any package may use besides.
const TESTS_MAY_USE: &[&str] = &["sandbox", "testkit"];

/// Technologies, by the start of their crates' names, and the only packages that may name them.
const KEPT_TO: &[(&[&str], &[&str])] = &[
    (&["reqwest", "axum", "hyper", "ureq", "tungstenite", "tokio-tungstenite"], HTTP),
    // The vocabulary types of HTTP: the demo's in-memory transport speaks it without a socket.
    (&["http", "tower"], &["graph", "relay", "sandbox", "acceptance", "app"]),
    // `relay`: its log is a file of its own, on another machine (ADR 10).
    // `acceptance`: the benchmark's floor is a bare loop over the same kind of table.
    (&["sqlx", "libsqlite3-sys", "rusqlite"], &["store", "relay", "acceptance"]),
    (&["async-nats"], &["relay"]),
    (
        &["keyring", "apple-native-keyring-store", "windows-native-keyring-store", "zbus-secret-service"],
        &["vault"],
    ),
    (&["tauri"], &["handrail"]),
];

const HTTP: &[&str] = &["graph", "relay", "sandbox", "testkit", "acceptance"];
const ANY: &str = "*";

/// Every breach, in words.
pub(super) fn broken(edges: &[Edge]) -> Vec<String> {
    edges.iter().filter_map(|edge| if edge.ours { misplaced(edge) } else { leaked(edge) }).collect()
}

fn misplaced(edge: &Edge) -> Option<String> {
    let Edge { from, to, dev, .. } = edge;
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| name == from) else {
        return Some(format!("package `{from}` has no place yet: give it one in xtask's arch/rules.rs"));
    };
    let fine = allowed.contains(&ANY)
        || allowed.contains(&to.as_str())
        || (*dev && TESTS_MAY_USE.contains(&to.as_str()));
    (!fine).then(|| format!("`{from}` may not depend on `{to}`"))
}

fn leaked(edge: &Edge) -> Option<String> {
    let Edge { from, to, .. } = edge;
    let (_, homes) = KEPT_TO.iter().find(|(crates, _)| crates.iter().any(|kept| belongs(to, kept)))?;
    (!homes.contains(&from.as_str()))
        .then(|| format!("`{from}` may not name `{to}`: that is for {} only", homes.join(", ")))
}

/// Whether a crate is `family` or one of its parts (`tower-http` of `tower`, `tauri-build` of `tauri`).
fn belongs(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

#[cfg(test)]
mod tests {
    use super::{Edge, broken};

    fn ours(from: &str, to: &str) -> Edge {
        Edge { from: from.into(), to: to.into(), dev: false, ours: true }
    }

    fn third_party(from: &str, to: &str) -> Edge {
        Edge { ours: false, ..ours(from, to) }
    }

    fn dev(edge: Edge) -> Edge {
        Edge { dev: true, ..edge }
    }

    #[test]
    fn downward_is_fine() {
        assert!(
            broken(&[ours("engine", "store"), ours("app", "engine"), ours("handrail", "app")]).is_empty()
        );
    }

    #[test]
    fn upward_and_sideways_are_not() {
        for (from, to) in [("domain", "store"), ("store", "graph"), ("engine", "app"), ("handrail", "store")]
        {
            assert_eq!(broken(&[ours(from, to)]), [format!("`{from}` may not depend on `{to}`")]);
        }
    }

    #[test]
    fn tests_may_use_the_sandbox_and_the_kit_but_not_a_sibling() {
        assert!(broken(&[dev(ours("graph", "sandbox")), dev(ours("engine", "testkit"))]).is_empty());
        assert_eq!(broken(&[dev(ours("graph", "store"))]).len(), 1);
        assert_eq!(broken(&[ours("graph", "sandbox")]).len(), 1);
    }

    #[test]
    fn the_sandbox_knows_none_of_ours() {
        assert_eq!(broken(&[ours("sandbox", "domain")]).len(), 1);
    }

    #[test]
    fn a_new_package_must_be_given_its_place() {
        assert!(broken(&[ours("helpers", "domain")])[0].contains("no place yet"));
    }

    #[test]
    fn each_technology_has_one_home() {
        assert!(broken(&[third_party("graph", "reqwest"), third_party("store", "sqlx")]).is_empty());
        let leaks = [
            third_party("engine", "reqwest"),
            third_party("engine", "http"),
            third_party("app", "sqlx"),
            third_party("app", "keyring-core"),
            third_party("app", "tauri-build"),
            third_party("engine", "tower-http"),
        ];
        assert_eq!(broken(&leaks).len(), leaks.len());
    }

    #[test]
    fn the_demo_transport_may_speak_http_without_a_stack() {
        assert!(broken(&[third_party("app", "http"), third_party("app", "tower")]).is_empty());
        assert_eq!(broken(&[third_party("app", "reqwest")]).len(), 1);
    }

    #[test]
    fn a_likeness_of_names_is_no_kinship() {
        assert!(broken(&[third_party("engine", "httparse"), third_party("engine", "towering")]).is_empty());
    }
}
