//! A relay whose laptops were away for long.

use std::path::Path;
use std::time::Duration;

use crate::client::Load;
use crate::laptop::Laptop;
use crate::process::memory;
use crate::server::Server;
use crate::{Arguments, EVENTS};

/// Deliveries that a laptop reads of them.
const READ: u64 = 100_000;

/// Fills the log, which nobody reads; then starts the relay again and lets a laptop catch up. Resident memory at
/// the end of both, in bytes.
pub(crate) async fn measure(arguments: &Arguments, relay: Server, data: &Path) -> (u64, u64) {
    let mut laptop = Laptop::pair(data, &relay.address).await;
    let (mut stored, mut highest) = (0.0, 0);
    while stored < arguments.stored as f64 {
        let load = Load::run(&relay, arguments.connections, Duration::from_secs(2)).await;
        stored += load.deliveries * EVENTS as f64;
        highest = highest.max(memory(relay.id()));
    }
    drop(relay);
    let relay = Server::relay(&arguments.relay, data, "").await;
    laptop.read(&relay.address, READ.min((stored / EVENTS as f64) as u64)).await;
    (highest, memory(relay.id()))
}
