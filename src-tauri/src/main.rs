//! Handrail's desktop shell: a window, and what passes between it and the core. Nothing else knows Tauri.
//!
//! The core starts beside the window ([`inbox`]); the page asks it through one command and hears of changes through
//! another ([`ipc`], [`changes`]); pictures come over a protocol of their own ([`media`]). [`tray`] and [`notify`] speak outside
//! the window, in its language ([`words`]); [`host`] is what the core asks of the desktop.

// Without it, Windows opens a console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod again;
mod arguments;
mod changes;
mod display;
mod graphics;
mod host;
mod inbox;
mod ipc;
mod launch;
mod log;
mod media;
mod notify;
mod shell;
mod stop;
mod tray;
mod window;
mod words;

use std::process::ExitCode;

use arguments::{Arguments, Wish};

/// Something is missing on this computer that a person has to provide.
const MISSING: u8 = 2;
/// The command line was not understood.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    graphics::choose();
    let (demo, hidden) = match Arguments::parse(std::env::args().skip(1)) {
        // The app that is just starting waits for nothing that a link could hurry.
        Ok(Wish::Open(Arguments { demo, hidden, link: _ })) => (demo, hidden),
        Ok(Wish::Say(words)) => return say(&mut std::io::stdout(), &words, ExitCode::SUCCESS),
        Err(words) => return say(&mut std::io::stderr(), &words, ExitCode::from(USAGE)),
    };
    if let Err(words) = display::check() {
        return say(&mut std::io::stderr(), words, ExitCode::from(MISSING));
    }
    match launch::Launch::from_environment(demo, hidden).and_then(shell::run).map_err(again::start) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say(&mut std::io::stderr(), &format!("Handrail cannot start: {fault}."), ExitCode::FAILURE)
        }
    }
}

/// The words go to the terminal when there is one; that nobody reads them is no failure.
fn say(to: &mut dyn std::io::Write, words: &str, code: ExitCode) -> ExitCode {
    let _ = writeln!(to, "{words}");
    let _ = to.flush();
    code
}
