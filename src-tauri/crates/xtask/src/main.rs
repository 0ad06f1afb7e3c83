//! The developer's tool: `cargo xtask demo`, `test`, `ci` and the rest. `cargo xtask help` lists all.
//!
//! It speaks plainly while it works, installs only what it has named first, and depends on next to
//! nothing, so that it compiles in seconds on a fresh clone.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks by printing")]

mod arch;
mod bench;
mod ci;
mod codegen;
mod demo;
mod icons;
mod opinions;
mod process;
mod repository;
mod setup;
mod snapshots;
mod steps;
mod stop;
mod tally;
mod test;
mod ui;

use std::process::ExitCode;

use stop::{Outcome, Stop};

/// One command of the tool, as `help` shows it.
struct Command {
    name: &'static str,
    arguments: &'static str,
    purpose: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        arguments: "[app options]",
        purpose: "set up this machine, build, and open the app with the demo brand",
        run: demo::run,
    },
    Command {
        name: "test",
        arguments: "[--core]",
        purpose: "set up this machine; formatting, architecture, generated code, every test (--core: the core's)",
        run: test::run,
    },
    Command {
        name: "ci",
        arguments: "",
        purpose: "lints and licences, then everything that `test` runs",
        run: ci::run,
    },
    Command {
        name: "arch",
        arguments: "",
        purpose: "check who depends on whom, and that files stay small",
        run: arch::run,
    },
    Command {
        name: "codegen",
        arguments: "[--check]",
        purpose: "write the TypeScript contract from the Rust one (--check: only compare)",
        run: codegen::run,
    },
    Command {
        name: "sqlx",
        arguments: "",
        purpose: "refresh the golden schema and query plans after a migration",
        run: snapshots::run,
    },
    Command {
        name: "bench",
        arguments: "[relay] [options]",
        purpose: "measure the app, or the relay, in a release build; options go to the benchmark",
        run: bench::run,
    },
    Command {
        name: "opinions",
        arguments: "[pytest options]",
        purpose: "ask other people's clients and parsers (needs Python; not part of the tests)",
        run: opinions::run,
    },
    Command {
        name: "icons",
        arguments: "",
        purpose: "make every platform's icons from the drawings in icons/",
        run: icons::run,
    },
    Command { name: "help", arguments: "", purpose: "this list", run: help },
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = arguments.collect();
    match dispatch(&name, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\n{}", stop.words);
            ExitCode::from(stop.code)
        }
    }
}

fn dispatch(name: &str, rest: &[String]) -> Outcome {
    let name = name.trim_start_matches('-');
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => Err(Stop::usage(format!("There is no command `{name}`. `cargo xtask help` lists all."))),
    }
}

fn help(_: &[String]) -> Outcome {
    println!("cargo xtask COMMAND\n");
    for command in COMMANDS {
        let call = format!("{} {}", command.name, command.arguments);
        println!("  {call:<22} {}", command.purpose);
    }
    Ok(())
}
