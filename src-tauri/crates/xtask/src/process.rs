//! Running other programs: shown as they run, and believed only when they say they succeeded.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::repository;
use crate::stop::{Outcome, Stop};
use crate::tally::Tally;

/// A program to be run at the top of the repository.
///
/// The variables that `cargo run` sets for this tool are taken away again: build scripts of some
/// dependencies (ring's among them) watch them, and would rebuild half the tree each time Cargo is
/// started from here after it was started by hand, and back.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(repository::root());
    for (key, _) in env::vars_os() {
        let Some(key) = key.to_str() else { continue };
        let set_by_cargo_run = key.starts_with("CARGO_PKG_")
            || key.starts_with("CARGO_MANIFEST_")
            || matches!(key, "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR");
        if set_by_cargo_run {
            command.env_remove(key);
        }
    }
    command
}

/// The Cargo that started this tool.
pub(crate) fn cargo() -> Command {
    program(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// npm, in the UI's folder, never waiting for an answer or a change of a file.
pub(crate) fn npm() -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(repository::root().join("ui")).env("CI", "1");
    command
}

/// Whether a program can be started at all and answers `arguments` with success.
pub(crate) fn works(name: &str, arguments: &[&str]) -> bool {
    let status = program(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|s| s.success())
}

/// Runs to the end with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(ended_badly(command, status)) }
}

/// Runs to the end and returns what it wrote to standard output.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| cannot_start(command, &e))?;
    if !output.status.success() {
        return Err(ended_badly(command, output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Stop::failed(format!("`{}` answered no text.", shown(command))))
}

/// Runs a test command to the end, showing every line and counting the tests it reports.
pub(crate) fn run_tests(command: &mut Command, tally: &Mutex<Tally>) -> Outcome {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| cannot_start(command, &e))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| echo(out, tally));
        scope.spawn(|| echo(err, tally));
    });
    let status = child.wait().map_err(|e| cannot_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(ended_badly(command, status)) }
}

fn echo(stream: Option<impl Read>, tally: &Mutex<Tally>) {
    let Some(stream) = stream else { return };
    for line in BufReader::new(stream).split(b'\n') {
        let Ok(line) = line else { return };
        let line = String::from_utf8_lossy(&line);
        let mut terminal = std::io::stdout().lock();
        // A closed terminal must not end a test run half-way.
        let _ = writeln!(terminal, "{line}").and_then(|()| terminal.flush());
        drop(terminal);
        if let Ok(mut tally) = tally.lock() {
            tally.read(&line);
        }
    }
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    words.join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Stop {
    Stop::missing(format!("`{}` cannot be started: {error}", shown(command)))
}

fn ended_badly(command: &Command, status: std::process::ExitStatus) -> Stop {
    Stop::failed(format!("`{}` ended with {status}.", shown(command)))
}
