//! A session bus: the keychain and the single-instance rule live there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::process::Program;

/// A D-Bus daemon.
#[derive(Debug)]
pub(super) struct SessionBus {
    address: String,
    config: PathBuf,
    _daemon: Program,
}

impl SessionBus {
    pub(super) fn start(home: &Path) -> Result<Self> {
        let config = home.join("bus.conf");
        fs::write(&config, rules(""))?;
        let mut daemon = Command::new("dbus-daemon");
        daemon.arg(format!("--config-file={}", config.display()));
        daemon.args(["--nofork", "--nopidfile", "--print-address=1"]);
        super::at_home(&mut daemon, home);
        let (daemon, address) = Program::start_with_line(daemon.stderr(Stdio::null()))?;
        Ok(Self { address: address.trim().to_owned(), config, _daemon: daemon })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Lets nobody speak to a service, or everybody again.
    pub(super) fn forbid(&self, service: Option<&str>) -> Result<()> {
        let rule = service.map(|name| format!("<deny send_destination=\"{name}\"/>")).unwrap_or_default();
        fs::write(&self.config, rules(&rule))?;
        let reload = ["/org/freedesktop/DBus", "org.freedesktop.DBus.ReloadConfig"];
        let done = Command::new("dbus-send")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .args(["--session", "--print-reply", "--dest=org.freedesktop.DBus"])
            .args(reload)
            .output()
            .context("dbus-send did not start")?;
        ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(())
    }
}

/// The bus's rules. There are no service files: what a test did not start is not there, and nothing of the machine's own
/// desktop starts by itself.
fn rules(more: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    {more}
  </policy>
</busconfig>
"#
    )
}
