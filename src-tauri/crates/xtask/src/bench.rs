//! `cargo xtask bench`: measurements, in a release build.

use crate::process;
use crate::stop::Outcome;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let bench = ["run", "--release", "--package", "acceptance", "--bin", "bench", "--"];
    process::run(process::cargo().args(bench).args(arguments))
}
