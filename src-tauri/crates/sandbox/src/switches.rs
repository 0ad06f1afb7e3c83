//! One table of everything about the platform that is only reported from the field, or that Meta's own pages
//! leave open. The default follows the documentation; each other position can be chosen to try a client
//! both ways. `handrail-sandbox switches` prints this table.

mod table;

use std::collections::BTreeMap;

pub use table::SWITCHES;

/// One open question about the platform and the answers it may have.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Switch {
    /// The name used in `POST /_control/switches`.
    pub name: &'static str,
    /// The answers that are built; the first is the default.
    pub positions: &'static [&'static str],
    /// What it decides.
    pub doc: &'static str,
    /// Where the reference says so.
    pub source: &'static str,
}

/// The positions in force.
#[derive(Debug, Clone, Default)]
pub(crate) struct Switches(BTreeMap<&'static str, &'static str>);

impl Switches {
    /// The position of a switch; its default when it was never turned.
    pub(crate) fn get(&self, name: &str) -> &'static str {
        self.0.get(name).copied().unwrap_or_else(|| {
            SWITCHES.iter().find(|s| s.name == name).and_then(|s| s.positions.first()).copied().unwrap_or("")
        })
    }

    /// Whether a switch stands at this position.
    pub(crate) fn is(&self, name: &str, position: &str) -> bool {
        self.get(name) == position
    }

    /// The position read as a number.
    pub(crate) fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap_or(0)
    }

    /// Turns a switch; says what is wrong when there is no such switch or position.
    pub(crate) fn set(&mut self, name: &str, position: &str) -> Result<(), String> {
        let Some(switch) = SWITCHES.iter().find(|s| s.name == name) else {
            return Err(format!("no switch `{name}`"));
        };
        let Some(position) = switch.positions.iter().find(|p| **p == position) else {
            return Err(format!("switch `{name}` has the positions {}", switch.positions.join(", ")));
        };
        self.0.insert(switch.name, position);
        Ok(())
    }

    /// Every switch with its position.
    pub(crate) fn all(&self) -> BTreeMap<&'static str, &'static str> {
        SWITCHES.iter().map(|s| (s.name, self.get(s.name))).collect()
    }
}
