//! The log in the profile: what happened, never what was said. No text, no names, no tokens, no addresses.

mod rotating;

use std::io;
use std::path::Path;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use rotating::Rotating;

/// Of our own crates everything from `info`; of others only trouble, since what they say is not ours to promise.
const FILTER: &str = "warn,handrail=info,app=info,engine=info,graph=info,store=info,vault=info,sandbox=warn";

/// Begins the log, for the whole process.
///
/// # Errors
/// When its file cannot be opened.
pub(crate) fn start(profile: &Path) -> io::Result<()> {
    let file = Rotating::open(&profile.join("log"))?;
    let to_file = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(file);
    // A second subscriber cannot be: this runs once, at the beginning of `main`.
    let _ = tracing_subscriber::registry().with(EnvFilter::new(FILTER)).with(to_file).try_init();
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may quote a message; its place cannot.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic");
        if cfg!(debug_assertions) {
            let _ = io::Write::write_all(&mut io::stderr(), format!("{panic}\n").as_bytes());
        }
    }));
    Ok(())
}
