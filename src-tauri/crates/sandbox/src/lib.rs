//! A simulated Instagram: the Graph API of both logins, their pages, webhooks, the media it serves, people who write,
//! faults on demand, and a ledger of what was really accepted. It is written from Meta's documentation and shares no code
//! with the client, so that the two can disagree. See this crate's README.

mod cdn;
mod clock;
mod control;
mod date;
mod demo;
mod dice;
mod fault;
mod graph;
mod ids;
mod in_memory;
mod oauth;
mod sandbox;
mod scenario;
mod switches;
mod webhook;
mod window;
mod world;

pub use clock::{Clock, parse_instant};
pub use sandbox::{HandleInfo, Sandbox};
pub use scenario::{Scenario, ScenarioError};
pub use switches::{SWITCHES, Switch};
pub use webhook::{Delivery, Webhooks};
