//! `cargo xtask bench`: measurements, in a release build.

use crate::stop::Outcome;
use crate::{process, repository, ui};

/// The parts that open no window.
const WITHOUT_WINDOW: [&str; 3] = ["ingest", "pages", "search"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let Some((part, options)) = arguments.split_first()
        && part == "relay"
    {
        return relay(options);
    }
    // One build of everything: with other packages Cargo would unify features differently and compile much of it again.
    let mut build = process::cargo();
    build.args(["build", "--release", "--package", "acceptance", "--bin", "bench"]);
    // The shell takes minutes to build.
    if !arguments.iter().any(|argument| WITHOUT_WINDOW.iter().any(|part| argument.ends_with(part))) {
        ui::packages()?;
        ui::build()?;
        build.args(["--package", "handrail", "--package", "sandbox", "--package", "relay"]);
        build.args(["--features", "handrail/acceptance", "--bin", "handrail", "--bin", "handrail-sandbox"]);
        build.args(["--bin", "handrail-relay", "--example", "empty-window"]);
    }
    process::run(&mut build)?;
    let bench = repository::target_dir()?.join("release").join("bench");
    process::run(std::process::Command::new(bench).args(arguments))
}

/// The relay runs without the app, and is measured without it.
fn relay(options: &[String]) -> Outcome {
    let build = ["build", "--release", "--package", "relay", "--bin", "handrail-relay", "--example", "load"];
    process::run(process::cargo().args(build))?;
    let binary = repository::target_dir()?.join("release").join("handrail-relay");
    let mut run = process::cargo();
    run.args(["run", "--quiet", "--release", "--package", "relay", "--example", "load", "--", "--relay"]);
    process::run(run.arg(binary).args(options))
}
