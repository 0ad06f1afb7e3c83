//! A desktop of a test's own: screen, session bus, unlocked keychain, home. Nothing of the machine's real one is used.

mod bus;
mod keyring;
mod screen;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use bus::SessionBus;
use keyring::Keyring;
use screen::Screen;

/// The desktop. Its programs end with it, and its folders are removed.
#[derive(Debug)]
pub struct Desktop {
    screen: Option<Screen>,
    _keyring: Keyring,
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
        let bus = SessionBus::start(home.path())?;
        let keyring = Keyring::start(home.path(), bus.address())?;
        Ok(Self { screen: None, _keyring: keyring, bus, home })
    }

    /// Lets a program run on this desktop.
    pub fn host(&self, command: &mut Command) {
        at_home(command, self.home.path());
        command.env("DBUS_SESSION_BUS_ADDRESS", self.bus.address());
        // The accessibility bus would start more programs, and nobody here listens.
        command.env("NO_AT_BRIDGE", "1");
        match &self.screen {
            Some(screen) => command.env("DISPLAY", screen.name()),
            None => command.env_remove("DISPLAY"),
        };
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
