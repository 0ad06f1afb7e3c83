//! `cargo xtask test`: every test of the project, from a fresh clone.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::stop::{Outcome, Stop};
use crate::tally::Tally;
use crate::{arch, codegen, process, ui};

/// The packages whose tests need the window.
const WINDOW: &str = "package(acceptance) + package(handrail)";

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let tally = Mutex::new(Tally::default());
    let mut steps = match arguments {
        [] => Steps::new(12),
        [core] if core == "--core" => Steps::new(3),
        _ => return Err(Stop::usage("cargo xtask test [--core]")),
    };
    let ran = if arguments.is_empty() { everything(&mut steps, &tally) } else { core(&mut steps, &tally) };
    steps.summary();
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    for test in &tally.names {
        println!("  failed: {test}");
    }
    ran.and_then(|()| steps.verdict())
}

fn everything(steps: &mut Steps, tally: &Mutex<Tally>) -> Outcome {
    steps.need("Tools and system packages", || setup::machine(Need::Test))?;
    formatting(steps);
    steps.need("The UI's packages", ui::packages)?;
    steps.attempt("The UI's types and rules", || process::run(process::npm().args(["run", "check"])));
    steps.attempt("The UI's tests", || process::run_tests(process::npm().arg("test"), tally));
    steps.need("The UI", ui::build)?;
    steps.attempt("The UI in a browser", || process::run_tests(process::npm().args(["run", "stage"]), tally));
    steps.attempt("Architecture", || arch::run(&[]));
    // One set of packages in every command: with another, Cargo would unify features differently and
    // compile much of the tree again. The tests start the app's binary, so it is built here too.
    let all = ["build", "--workspace", "--bins", "--tests"];
    steps.need("Compile everything", || process::run(process::cargo().args(all)))?;
    steps.attempt("Generated code", || codegen::run(&["--check".to_owned()]));
    if has_nextest() {
        let core = format!("not ({WINDOW})");
        steps.attempt("The core's tests", || {
            process::run_tests(nextest().args(["--workspace", "-E", &core]), tally)
        });
        steps.attempt("The window's tests", || {
            process::run_tests(nextest().args(["--workspace", "-E", WINDOW]), tally)
        });
    } else {
        let core =
            ["test", "--workspace", "--no-fail-fast", "--exclude", "acceptance", "--exclude", "handrail"];
        steps.attempt("The core's tests", || process::run_tests(process::cargo().args(core), tally));
        let window = ["test", "--no-fail-fast", "--package", "acceptance", "--package", "handrail"];
        steps.attempt("The window's tests", || process::run_tests(process::cargo().args(window), tally));
    }
    Ok(())
}

fn core(steps: &mut Steps, tally: &Mutex<Tally>) -> Outcome {
    steps.need("Tools and system packages", || setup::machine(Need::Core))?;
    steps.attempt("Architecture", || arch::run(&[]));
    let mut tests = if has_nextest() { nextest() } else { process::cargo() };
    if !has_nextest() {
        tests.args(["test", "--no-fail-fast"]);
    }
    steps.attempt("The core's tests", || process::run_tests(&mut tests, tally));
    Ok(())
}

fn formatting(steps: &mut Steps) {
    let name = "Formatting";
    if process::works("cargo-fmt", &["--version"]) {
        steps.attempt(name, || process::run(process::cargo().args(["fmt", "--all", "--check"])));
    } else {
        steps.skip(name, "rustfmt");
    }
}

fn has_nextest() -> bool {
    process::works("cargo-nextest", &["nextest", "--version"])
}

fn nextest() -> Command {
    let mut command = process::cargo();
    command.args(["nextest", "run", "--no-fail-fast"]);
    command
}
