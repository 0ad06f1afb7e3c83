//! `cargo xtask demo`: from a fresh clone to the open window.

use std::env;

use crate::setup::{self, Need};
use crate::steps::Steps;
use crate::stop::{Outcome, Stop};
use crate::{process, repository, ui};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    display()?;
    println!("Handrail's demo: a made-up brand, no account, no network, nothing kept.");
    println!("The first time takes some minutes, nearly all of it compiling; after that, seconds.");
    let mut steps = Steps::new(5);
    steps.need("Tools and system packages", || setup::machine(Need::Demo))?;
    steps.need("The UI's packages", ui::packages)?;
    steps.need("The UI", ui::build)?;
    // `--workspace` though one binary is wanted: the same features as in every other command, so that
    // nothing is compiled twice.
    steps.need("The app", || {
        process::run(process::cargo().args(["build", "--workspace", "--bin", "handrail"]))
    })?;
    let app = repository::built("handrail")?;
    steps.need("Handrail is open; close its window to end", || {
        process::run(process::program(&app.to_string_lossy()).arg("--demo").args(arguments))
    })
}

/// Only Linux can be without a display; then a window could not open, and waiting for the build is vain.
fn display() -> Outcome {
    let has = |key| env::var_os(key).is_some_and(|value| !value.is_empty());
    if !cfg!(target_os = "linux") || has("DISPLAY") || has("WAYLAND_DISPLAY") {
        return Ok(());
    }
    Err(Stop::missing(
        "Handrail opens a window, and there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n\
         Please run this in a desktop session. To run it on an invisible screen instead:\n\
         \n  apt-get install xvfb xauth\n  xvfb-run --auto-servernum cargo xtask demo",
    ))
}
