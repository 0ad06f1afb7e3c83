//! Measurements, each beside its floor in the same run: `cargo xtask bench`.
//!
//! The floor is the least that any program would have to do for the same: a bare loop of inserts, a bare query on the
//! same file, an empty window. A machine's speed cancels out of the ratio. Nothing here passes or fails.

mod floor;
mod idle;
mod ingest;
mod interactions;
mod machine;
mod material;
mod measure;
mod opened;
mod pages;
mod processes;
mod profile;
mod search;
mod seeded;
mod table;
mod window;

use std::io::Write as _;

use anyhow::Result;
use clap::{Parser, ValueEnum};

use table::Table;

#[derive(Debug, Parser)]
#[command(name = "bench", about = "Measures Handrail, each number beside its floor")]
struct Arguments {
    /// How many messages the store holds
    #[arg(long, default_value_t = 250_000)]
    messages: usize,
    /// Measure this part alone
    #[arg(long)]
    only: Option<Part>,
    /// Put the key of the seeded profile into the keychain, and end: the bench calls itself so on a desktop of its own
    #[arg(long, hide = true)]
    keep_key: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Writing down what Instagram tells
    Ingest,
    /// Pages of lists and threads
    Pages,
    /// Full-text search
    Search,
    /// From the start of the app to the first row on screen, and memory
    Window,
    /// From a key to its picture, in the window
    Interactions,
    /// What the app takes of a processor while nothing happens
    Idle,
}

impl Arguments {
    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if arguments.keep_key {
        return profile::keep_key().await;
    }
    let mut table = Table::default();
    // What was measured until then is shown also when a part fails.
    let measured = measure(&arguments, &mut table).await;
    let name = machine::name();
    writeln!(std::io::stdout(), "\nMeasured on {name}.\n\n{table}")?;
    measured
}

async fn measure(arguments: &Arguments, table: &mut Table) -> Result<()> {
    if arguments.wants(Part::Ingest) {
        ingest::measure(table).await?;
    }
    if arguments.wants(Part::Pages) || arguments.wants(Part::Search) {
        let seeded = seeded::Seeded::empty().await?;
        seeded.fill(arguments.messages).await?;
        if arguments.wants(Part::Pages) {
            pages::measure(&seeded, table).await?;
        }
        if arguments.wants(Part::Search) {
            search::measure(&seeded, table).await?;
        }
        seeded.store.close().await?;
    }
    if [Part::Window, Part::Interactions, Part::Idle].iter().any(|part| arguments.wants(*part)) {
        let desktop = acceptance::Desktop::start()?;
        progress("a profile for the window");
        profile::make(&desktop, arguments.messages).await?;
        if arguments.wants(Part::Window) {
            window::measure(&desktop, table).await?;
        }
        if arguments.wants(Part::Interactions) {
            interactions::measure(&desktop, table).await?;
        }
        if arguments.wants(Part::Idle) {
            idle::measure(&desktop, table).await?;
        }
    }
    Ok(())
}

/// Tells the person who waits what is going on.
fn progress(words: &str) {
    // That nobody reads it is no failure.
    let _ = writeln!(std::io::stderr(), "bench: {words}");
}
