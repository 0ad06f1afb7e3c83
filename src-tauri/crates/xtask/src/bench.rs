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
    // The shell takes minutes to build.
    if !arguments.iter().any(|argument| WITHOUT_WINDOW.iter().any(|part| argument.ends_with(part))) {
        ui::packages()?;
        ui::build()?;
        let mut windows = process::cargo();
        windows.args(["build", "--release", "--package", "handrail", "--features", "acceptance"]);
        process::run(windows.args(["--bin", "handrail", "--example", "empty-window"]))?;
        let servers = ["build", "--release", "--package", "sandbox", "--package", "relay", "--bins"];
        process::run(process::cargo().args(servers))?;
    }
    let bench = ["run", "--release", "--package", "acceptance", "--bin", "bench", "--"];
    process::run(process::cargo().args(bench).args(arguments))
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
