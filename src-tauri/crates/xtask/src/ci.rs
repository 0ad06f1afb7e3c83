//! `cargo xtask ci`: everything that a change must pass: the slow checks, then `cargo xtask test` with the quick ones.

use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::stop::{Outcome, Stop};
use crate::{process, test, ui};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Stop::usage("cargo xtask ci takes no options."));
    }
    let mut steps = Steps::new(5);
    // The shell embeds the built UI at compile time, so even the lints need it first.
    steps.need("Tools and system packages", || setup::machine(Need::Test))?;
    steps.need("The UI's packages", ui::packages)?;
    steps.need("The UI", ui::build)?;
    steps.attempt("Lints", || {
        let lints = ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        process::run(process::cargo().args(lints))
    });
    let name = "Licences, bans and sources";
    if process::works("cargo-deny", &["--version"]) {
        steps.attempt(name, || {
            process::run(process::cargo().args(["deny", "check", "bans", "licenses", "sources"]))
        });
    } else {
        steps.skip(name, "cargo-deny");
    }
    let tested = test::run(&[]);
    println!("\nBefore the tests:");
    steps.summary();
    tested.and_then(|()| steps.verdict())
}
