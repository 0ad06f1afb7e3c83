//! What a sandbox starts with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::clock::{Clock, parse_instant};
use crate::control::Bulk;
use crate::fault::Rule;
use crate::world::{Event, EventError, NewHandle, NewPerson, World};

/// What a sandbox starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scenario {
    /// The demo brand: six handles and some four hundred conversations.
    Demo,
    /// Nothing; fill it through the control interface.
    Empty,
    /// A JSON document of the control interface's shapes; see the README.
    File(PathBuf),
}

/// Why a scenario file cannot be used.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file cannot be read.
    #[error("the scenario file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The file is not a scenario.
    #[error("the scenario file is not understood: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Something in it refers to what is not there.
    #[error("the scenario does not make sense: {0}")]
    Senseless(String),
}

impl From<EventError> for ScenarioError {
    fn from(error: EventError) -> Self {
        Self::Senseless(error.to_string())
    }
}

/// A scenario file: everything in it is optional and applied in this order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// RFC 3339; the clock starts here unless it was set otherwise.
    now: Option<String>,
    #[serde(default)]
    switches: BTreeMap<String, String>,
    #[serde(default)]
    handles: Vec<NewHandle>,
    #[serde(default)]
    people: Vec<NewPerson>,
    #[serde(default)]
    events: Vec<FileEvent>,
    #[serde(default)]
    bulk: Vec<Bulk>,
    #[serde(default)]
    faults: Vec<Rule>,
}

/// An event whose time may be given relative to the start.
#[derive(Debug, Deserialize)]
struct FileEvent {
    /// How long before the start it happened, in seconds.
    ago_s: Option<i64>,
    #[serde(flatten)]
    event: Event,
}

/// Fills a world from a file. Its `now` gives way to a clock that was set on purpose.
pub(crate) fn load(world: &mut World, path: &Path, clock: Clock) -> Result<(), ScenarioError> {
    let document: Document = serde_json::from_slice(&std::fs::read(path)?)?;
    let senseless = ScenarioError::Senseless;
    if let (Some(now), Clock::Real) = (document.now, clock) {
        let now = parse_instant(&now).map_err(|e| senseless(format!("`now`: {e}")))?;
        world.clock.set(now);
    }
    for (name, position) in document.switches {
        world.switches.set(&name, &position).map_err(senseless)?;
    }
    for handle in document.handles {
        world.add_handle(handle);
    }
    for person in document.people {
        let handle = world
            .handle_named(&person.handle)
            .ok_or_else(|| senseless(format!("no handle `{}`", person.handle)))?;
        world.add_person(handle, person);
    }
    let now = world.now_ms();
    for FileEvent { ago_s, mut event } in document.events {
        event.at_ms = event.at_ms.or(ago_s.map(|s| now - s.saturating_mul(1000)));
        world.happen(event)?;
    }
    for bulk in document.bulk {
        bulk.fill(world).map_err(senseless)?;
    }
    world.faults.rules = document.faults;
    Ok(())
}
