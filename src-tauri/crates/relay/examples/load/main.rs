//! How much a relay takes in, beside the least that any receiver would have to do. `cargo xtask bench relay`.
//!
//! The floor is a bare HTTP server that writes each body to a file, flushes once for whoever waits, and then
//! answers 200: it verifies nothing, understands nothing, seals nothing. Relay and floor are measured turn by
//! turn on the same machine, so that its speed cancels out of the ratio. Nothing here passes or fails.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool speaks by printing and stops at the first mistake"
)]

mod client;
mod floor;
mod laptop;
mod process;
mod receiver;
mod server;
mod stored;
mod times;

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

use client::Load;
use server::Server;
use times::{Times, ms};

/// Events of one delivery.
const EVENTS: u64 = 5;
/// Rounds of relay and floor, in turn.
const ROUNDS: usize = 3;
/// Deliveries that are timed one by one, up to the laptop.
const SINGLE: u64 = 500;
/// Connections of the spike: Meta's deliveries all at once.
const SPIKE: (u64, u64) = (10_000, 200);

/// Measures the relay, each number beside its floor
#[derive(Debug, Parser)]
struct Arguments {
    /// The relay's binary
    #[arg(long)]
    relay: PathBuf,
    /// How long each round of load takes
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Meta's connections
    #[arg(long, default_value_t = 32)]
    connections: u64,
    /// How many events are stored before memory is measured; 0 leaves that out
    #[arg(long, default_value_t = 5_000_000)]
    stored: u64,
    /// More settings of the relay, such as [log.jetstream]
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Be the floor: the bench starts itself so
    #[arg(long, hide = true)]
    floor: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments = Arguments::parse();
    if let Some(file) = arguments.floor {
        return floor::serve(&file).await;
    }
    process::keep_to(std::process::id(), 1);
    let extra = arguments.settings.as_ref().map(|file| std::fs::read_to_string(file).unwrap());
    let extra = extra.unwrap_or_default();
    let mut table = Table::default();
    let dir = tempfile::TempDir::new().unwrap();
    let relay = Server::relay(&arguments.relay, dir.path(), &extra).await;
    let floor = Server::floor(&dir.path().join("floor"));
    let idle = process::memory(relay.id());
    let mut laptop = laptop::Laptop::pair(dir.path(), &relay.address).await;

    eprintln!("bench: one delivery after the other, to the laptop");
    let (ours, theirs) = single(&mut laptop, &relay, &floor).await;
    table.line(
        "From a POST to its events opened on a laptop, median (floor: to its 200)",
        &ms(ours.at(0.5)),
        &ms(theirs.at(0.5)),
        ours.at(0.5).as_secs_f64() / theirs.at(0.5).as_secs_f64(),
        "",
        "≤ 2 ms",
    );
    eprintln!("bench: load, relay and floor in turn");
    let receiver = receiver::start(dir.path()).await;
    load(&arguments, &relay, &floor, receiver.as_ref(), &mut table).await;
    drop(receiver);
    table.alone("Memory when idle", &mb(idle), "< 30 MB");
    table.alone("Memory after the load", &mb(process::memory(relay.id())), "");

    eprintln!("bench: a spike of {} deliveries", SPIKE.0);
    let (refused, took, received) = laptop.spike(&relay.address, SPIKE.0, SPIKE.1).await;
    let words = format!("{refused} refused, {} lost, {:.1} s", SPIKE.0 - received, took.as_secs_f64());
    table.alone(&format!("Spike of {} POSTs over {} connections", SPIKE.0, SPIKE.1), &words, "none lost");

    if arguments.stored > 0 && extra.is_empty() {
        eprintln!("bench: {} events are stored", arguments.stored);
        let (now, fresh) = stored::measure(&arguments, relay, dir.path()).await;
        let what = format!("Memory with {} events stored, under load", arguments.stored);
        table.alone(&what, &mb(now), "< 128 MB");
        table.alone(
            "Memory after a restart, a laptop having read 100,000 deliveries",
            &mb(fresh),
            "< 128 MB",
        );
    }
    println!("\nMeasured on {}.\n\n{}", process::machine(), table.0);
}

/// One delivery after the other: the relay's until it is open on the laptop, the floor's until it is answered.
async fn single(laptop: &mut laptop::Laptop, relay: &Server, floor: &Server) -> (Times, Times) {
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let mut stream = laptop.connect(&relay.address).await;
    let mut to_relay = client::Connection::open(&relay.address).await;
    let mut to_floor = client::Connection::open(&floor.address).await;
    for number in 0..SINGLE {
        let request = client::request(u64::MAX - number);
        ours.add(stream.time(&mut to_relay, &request).await);
        theirs.add(to_floor.deliver(&request).await.1);
    }
    (ours, theirs)
}

async fn load(
    arguments: &Arguments,
    relay: &Server,
    floor: &Server,
    receiver: Option<&Server>,
    table: &mut Table,
) {
    let time = Duration::from_secs(arguments.seconds);
    let servers = [Some(relay), Some(floor), receiver];
    let mut results: [Vec<Load>; 3] = Default::default();
    // The first round warms all of them up and does not count.
    for round in 0..=ROUNDS {
        for (server, results) in servers.iter().zip(&mut results) {
            let Some(server) = server else { continue };
            let result = Load::run(server, arguments.connections, time).await;
            if round > 0 {
                results.push(result);
            }
        }
    }
    let median = |results: &[Load], of: fn(&Load) -> f64| {
        let mut all: Vec<f64> = results.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let mut line = |what: &str, of: fn(&Load) -> f64, show: fn(f64) -> String, aim: &str| {
        let [ours, theirs, public] = results.each_ref().map(|results| median(results, of));
        let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
        let public = public.map_or_else(|| "not installed".to_owned(), show);
        table.line(what, &show(ours), &show(theirs), ours / theirs, &public, aim);
    };
    let connections = arguments.connections;
    let what =
        format!("POSTs of {EVENTS} events a second, each flushed before its 200, {connections} connections");
    line(&what, Load::rate, |rate| format!("{rate:.0}"), "≥ 5,000");
    line(
        "99th percentile under that load",
        |load| load.late.as_secs_f64(),
        |s| ms(Duration::from_secs_f64(s)),
        "< 10 ms",
    );
    line("Processor seconds for 1,000 events", Load::processor, |s| format!("{s:.4}"), "≤ 0.02");
}

fn mb(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// The results, as Markdown.
struct Table(String);

impl Default for Table {
    fn default() -> Self {
        Self(
            "| Measured | Relay | Floor | Relay to floor | `webhook`, stores nothing | Aim |\n|---|--:|--:|--:|--:|---|\n"
                .to_owned(),
        )
    }
}

impl Table {
    fn line(&mut self, what: &str, ours: &str, floor: &str, ratio: f64, public: &str, aim: &str) {
        self.0 += &format!("| {what} | {ours} | {floor} | {ratio:.2}× | {public} | {aim} |\n");
    }

    fn alone(&mut self, what: &str, ours: &str, aim: &str) {
        self.0 += &format!("| {what} | {ours} | | | | {aim} |\n");
    }
}
