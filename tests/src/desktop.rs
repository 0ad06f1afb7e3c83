//! A desktop of a test's own: screen, session bus, unlocked keychain, home. Nothing of the machine's real one is used.

mod bus;
mod keychain;
mod keyring;
mod screen;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;
use url::Url;

use bus::SessionBus;
use keyring::Keyring;
use screen::Screen;

/// The desktop. Its programs end with it, and its folders are removed.
#[derive(Debug)]
pub struct Desktop {
    screen: Option<Screen>,
    keyring: Option<Keyring>,
    bus: SessionBus,
    home: TempDir,
}

impl Desktop {
    /// A desktop with a screen.
    ///
    /// # Errors
    /// When one of its programs is missing or does not start.
    pub fn start() -> Result<Self> {
        let mut desktop = Self::without_screen()?;
        desktop.screen = Some(Screen::start()?);
        Ok(desktop)
    }

    /// A desktop for programs without a window.
    ///
    /// # Errors
    /// As [`Desktop::start`].
    pub fn without_screen() -> Result<Self> {
        let home = tempfile::Builder::new().prefix("handrail-home-").tempdir()?;
        for folder in ["run", "data"] {
            let folder = home.path().join(folder);
            fs::create_dir(&folder)?;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        let browser = home.path().join("bin/xdg-open");
        fs::create_dir(home.path().join("bin"))?;
        fs::write(&browser, "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$HOME/opened\"\n")?;
        fs::set_permissions(&browser, fs::Permissions::from_mode(0o755))?;
        let bus = SessionBus::start(home.path())?;
        let keyring = Some(Keyring::unlocked(home.path(), bus.address())?);
        Ok(Self { screen: None, keyring, bus, home })
    }

    /// Lets a program run on this desktop.
    pub fn host(&self, command: &mut Command) {
        at_home(command, self.home.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", self.bus.address());
        // The accessibility bus would start more programs, and nobody here listens.
        command.env("NO_AT_BRIDGE", "1");
        command.env("PATH", self.path());
        match &self.screen {
            Some(screen) => command.env("DISPLAY", screen.name()),
            None => command.env_remove("DISPLAY"),
        };
    }

    /// Every address that was opened in the system's browser, in order: on this desktop they are only written down.
    ///
    /// # Errors
    /// When what was written down cannot be read.
    pub fn opened(&self) -> Result<Vec<Url>> {
        let written = match fs::read_to_string(self.home.path().join("opened")) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            written => written?,
        };
        // A line that is still being written is none yet.
        let whole = written.rsplit_once('\n').map_or("", |(whole, _)| whole);
        Ok(whole.lines().map(Url::parse).collect::<Result<_, _>>()?)
    }

    /// Our own browser goes before the machine's.
    fn path(&self) -> std::ffi::OsString {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let mut path = self.home.path().join("bin").into_os_string();
        path.push(":");
        path.push(rest);
        path
    }

    /// Every secret that the keychain holds for Handrail, as `secret-tool` prints them.
    ///
    /// # Errors
    /// When `secret-tool` is missing.
    pub fn secrets(&self) -> Result<String> {
        let mut search = Command::new("secret-tool");
        self.host(&mut search);
        let found =
            search.args(["search", "--all", "--unlock", "service", "com.handrail.desktop/v1"]).output()?;
        Ok(String::from_utf8_lossy(&found.stdout).into_owned())
    }

    /// Its home folder.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A place for a profile.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.home.path().join("profile")
    }
}

/// Points a program to a home of its own.
fn at_home(command: &mut Command, home: &Path) {
    command
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home.join("run"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_CACHE_HOME")
        .env_remove("WAYLAND_DISPLAY");
}
