//! A session bus: the keychain and the single-instance rule live there.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process::Program;

/// A D-Bus daemon.
#[derive(Debug)]
pub(super) struct SessionBus {
    address: String,
    _daemon: Program,
}

impl SessionBus {
    pub(super) fn start(home: &Path) -> Result<Self> {
        let mut daemon = Command::new("dbus-daemon");
        daemon.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        super::at_home(&mut daemon, home);
        let (daemon, address) = Program::start_with_line(daemon.stderr(Stdio::null()))?;
        Ok(Self { address: address.trim().to_owned(), _daemon: daemon })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }
}
