//! An unlocked keychain.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::Program;

/// A gnome-keyring daemon, its login keyring new and unlocked.
#[derive(Debug)]
pub(super) struct Keyring {
    _daemon: Program,
}

impl Keyring {
    pub(super) fn start(home: &Path, bus: &str) -> Result<Self> {
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--unlock", "--components=secrets", "--foreground"]);
        super::at_home(&mut daemon, home);
        daemon.env("DBUS_SESSION_BUS_ADDRESS", bus).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut daemon = Program::start(&mut daemon)?;
        let mut stdin = daemon.stdin().context("the keyring takes no password")?;
        stdin.write_all(b"a test's keyring")?;
        drop(stdin);
        let start = Instant::now();
        while !is_on_bus(bus)? {
            if daemon.has_ended() || start.elapsed() > crate::wait::DEADLINE {
                bail!("the keyring did not come up");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { _daemon: daemon })
    }
}

fn is_on_bus(bus: &str) -> Result<bool> {
    let asked = Command::new("dbus-send")
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
        .output()
        .context("dbus-send did not start")?;
    Ok(String::from_utf8_lossy(&asked.stdout).contains("boolean true"))
}
