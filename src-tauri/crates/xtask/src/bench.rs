//! `cargo xtask bench`: measurements, in a release build.

use crate::process;
use crate::stop::Outcome;
use crate::ui;

/// The parts that open no window.
const WITHOUT_WINDOW: [&str; 3] = ["ingest", "pages", "search"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    // The shell takes minutes to build.
    if !arguments.iter().any(|argument| WITHOUT_WINDOW.iter().any(|part| argument.ends_with(part))) {
        ui::packages()?;
        ui::build()?;
        let mut windows = process::cargo();
        windows.args(["build", "--release", "--package", "handrail", "--features", "acceptance"]);
        process::run(windows.args(["--bin", "handrail", "--example", "empty-window"]))?;
    }
    let bench = ["run", "--release", "--package", "acceptance", "--bin", "bench", "--"];
    process::run(process::cargo().args(bench).args(arguments))
}
