//! `cargo xtask arch`: the house keeps its shape.
//!
//! Dependencies point downward only, each technology is named in one place, files stay small. The
//! tables are in `arch/rules.rs`; changing one is a decision, so write down why (`docs/adr`).

mod manifests;
mod rules;
mod sources;

use crate::repository;
use crate::stop::{Outcome, Stop};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Stop::usage("cargo xtask arch takes no options."));
    }
    let edges = manifests::edges(&repository::metadata()?)?;
    let files = sources::survey(&repository::root())?;
    for file in files.iter().filter(|file| file.is_long()) {
        println!("      long: {} has {} lines", file.path, file.lines);
    }
    let mut broken = rules::broken(&edges);
    broken.extend(files.iter().filter_map(sources::Source::fault));
    if broken.is_empty() {
        println!("      {} dependencies and {} source files keep the rules", edges.len(), files.len());
        return Ok(());
    }
    Err(Stop::failed(format!("The architecture is broken:\n  {}", broken.join("\n  "))))
}
