//! A keychain: unlocked, locked, gone, or hanging.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::process::Program;

/// The keychain's name on the bus.
pub(super) const SERVICE: &str = "org.freedesktop.secrets";

/// A gnome-keyring daemon.
#[derive(Debug)]
pub(super) struct Keyring {
    daemon: Program,
}

impl Keyring {
    /// One whose login keyring is open; the first time it is made.
    pub(super) fn unlocked(home: &Path, bus: &str) -> Result<Self> {
        Self::start(home, bus, true)
    }

    /// One whose login keyring is there and locked, with nobody to ask for its password.
    pub(super) fn locked(home: &Path, bus: &str) -> Result<Self> {
        Self::start(home, bus, false)
    }

    fn start(home: &Path, bus: &str, unlock: bool) -> Result<Self> {
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--components=secrets", "--foreground"]);
        if unlock {
            daemon.arg("--unlock");
        }
        super::at_home(&mut daemon, home);
        daemon.env("DBUS_SESSION_BUS_ADDRESS", bus).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut daemon = Program::start(&mut daemon)?;
        let mut stdin = daemon.stdin().context("the keyring takes no password")?;
        if unlock {
            stdin.write_all(b"a test's keyring")?;
        }
        drop(stdin);
        let start = Instant::now();
        while !is_on_bus(bus)? {
            if daemon.has_ended() || start.elapsed() > crate::wait::DEADLINE {
                bail!("the keyring did not come up");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { daemon })
    }

    /// Lets it hang, or go on.
    pub(super) fn hang(&self, hangs: bool) {
        self.daemon.stop(hangs);
    }
}

fn is_on_bus(bus: &str) -> Result<bool> {
    let asked = Command::new("dbus-send")
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
        .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{SERVICE}")])
        .output()
        .context("dbus-send did not start")?;
    Ok(String::from_utf8_lossy(&asked.stdout).contains("boolean true"))
}
