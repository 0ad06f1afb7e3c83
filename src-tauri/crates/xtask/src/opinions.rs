//! `cargo xtask opinions`: other people's clients and parsers, asked whether they see Instagram as we do. Not part of
//! the tests: it needs Python and the network, and a new opinion is for a person to weigh (tests/opinions/README.md).

use std::path::Path;

use crate::stop::Outcome;
use crate::{process, repository};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let build = ["build", "--package", "sandbox", "--bin", "handrail-sandbox"];
    process::run(process::cargo().args(build))?;
    process::run(process::cargo().args(["build", "--package", "graph", "--example", "webhook"]))?;
    let folder = repository::root().join("tests").join("opinions");
    let python = packages(&folder)?;
    let mut tests = process::program(&python);
    tests
        .current_dir(&folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("HANDRAIL_SANDBOX", repository::built("handrail-sandbox")?)
        .env("HANDRAIL_READER", repository::built("examples/webhook")?);
    process::run(tests.args(["-m", "pytest"]).args(arguments))
}

/// Installs the pinned packages beside Cargo's own output, and gives the Python that sees them.
fn packages(folder: &Path) -> Outcome<String> {
    let home = repository::target_dir()?.join("opinions");
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python3" });
    if !python.exists() {
        let base = if cfg!(windows) { "python" } else { "python3" };
        process::run(process::program(base).args(["-m", "venv"]).arg(&home))?;
    }
    let python = python.to_string_lossy().into_owned();
    let install = ["-m", "pip", "install", "--quiet", "--requirement"];
    process::run(process::program(&python).args(install).arg(folder.join("requirements.txt")))?;
    Ok(python)
}
