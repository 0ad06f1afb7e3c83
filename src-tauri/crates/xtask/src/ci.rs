//! `cargo xtask ci`: everything that a change must pass.

use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::stop::{Outcome, Stop};
use crate::{arch, codegen, process, test, ui};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Stop::usage("cargo xtask ci takes no options."));
    }
    let mut steps = Steps::new(8);
    // The shell embeds the built UI at compile time, so even the lints need it first.
    steps.need("Tools and system packages", || setup::machine(Need::Test))?;
    steps.need("The UI's packages", ui::packages)?;
    steps.need("The UI", ui::build)?;
    steps.attempt("Formatting", || process::run(process::cargo().args(["fmt", "--all", "--check"])));
    steps.attempt("Lints", || {
        let lints = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        process::run(process::cargo().args(lints))
    });
    steps.attempt("Architecture", || arch::run(&[]));
    steps.attempt("Generated code", || codegen::run(&["--check".to_owned()]));
    steps.attempt("Licences, bans and sources", licences);
    let tested = test::run(&[]);
    println!("\nBefore the tests:");
    steps.summary();
    tested.and_then(|()| steps.verdict())
}

fn licences() -> Outcome {
    if !process::works("cargo-deny", &["--version"]) {
        println!("      cargo-deny is not installed, so this is left to a machine that has it");
        return Ok(());
    }
    process::run(process::cargo().args(["deny", "check", "bans", "licenses", "sources"]))
}
