//! What the system must have, as Debian packages and as what these give, so that another Linux can be asked too.

use std::env;
use std::fmt;
use std::path::PathBuf;

use Gives::{Font, Header, Library, Program};

use crate::process;

/// A package of Debian's, and what is looked for where there is no Debian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// Its name on Debian.
    pub package: &'static str,
    gives: Gives,
}

/// What tells that a package, or its like, is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// A program in the path.
    Program(&'static str),
    /// A library with its headers, by the name that pkg-config knows.
    Library(&'static str),
    /// A C header of a library that pkg-config does not know everywhere.
    Header(&'static str),
    /// A family of fonts, by the name that fontconfig knows.
    Font(&'static str),
}

pub(super) const fn part(package: &'static str, gives: Gives) -> Part {
    Part { package, gives }
}

/// To compile the core: SQLCipher links the system's libcrypto.
pub(super) const CORE: &[Part] = &[
    part("build-essential", Program("cc")),
    part("libssl-dev", Library("openssl")),
    part("pkg-config", Program("pkg-config")),
];
/// To compile and run the window.
pub(super) const WINDOW: &[Part] = &[
    part("libwebkit2gtk-4.1-dev", Library("webkit2gtk-4.1")),
    part("librsvg2-dev", Library("librsvg-2.0")),
    part("libayatana-appindicator3-dev", Library("ayatana-appindicator3-0.1")),
    part("libxdo-dev", Header("xdo.h")),
    part("libdbus-1-dev", Library("dbus-1")),
];
/// A real session bus and a real keychain for the vault's tests.
pub(super) const KEYCHAIN: &[Part] = &[
    part("dbus", Program("dbus-run-session")),
    part("dbus-bin", Program("dbus-send")),
    part("dbus-daemon", Program("dbus-daemon")),
    part("gnome-keyring", Program("gnome-keyring-daemon")),
    part("libsecret-tools", Program("secret-tool")),
];
/// The relay's second log runs on it.
pub(super) const SERVERS: &[Part] = &[part("nats-server", Program("nats-server"))];
/// To drive the real window and the UI in a browser, on a screen of its own.
pub(super) const SCREEN: &[Part] = &[
    part("webkit2gtk-driver", Program("WebKitWebDriver")),
    part("xvfb", Program("Xvfb")),
    part("xauth", Program("xauth")),
    part("chromium", Program("chromium")),
    part("chromium-driver", Program("chromedriver")),
    part("dunst", Program("dunst")),
    part("libnotify-bin", Program("notify-send")),
    part("xdg-utils", Program("xdg-mime")),
    part("fonts-noto-core", Font("Noto Sans")),
    part("fonts-noto-color-emoji", Font("Noto Color Emoji")),
    part("fonts-noto-cjk", Font("Noto Sans CJK JP")),
];
/// To rasterise the icon drawings.
pub(super) const DRAWING: &[Part] = &[part("librsvg2-bin", Program("rsvg-convert"))];

impl Part {
    /// Whether what the package gives is there, by whichever way it came.
    pub(super) fn is_there(self) -> bool {
        match self.gives {
            Program(name) => in_path(name),
            Library(name) => process::works("pkg-config", &["--exists", name]),
            Header(name) => process::works("cc", &["-E", "-include", name, "-x", "c", "/dev/null"]),
            Font(family) => process::works("fc-list", &["--quiet", family]),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.gives {
            Program(name) => write!(f, "the program {name}"),
            Library(name) => write!(f, "the library {name} with its headers, as pkg-config finds it"),
            Header(name) => write!(f, "the C header {name} and its library"),
            Font(family) => write!(f, "the font {family}, as fc-list finds it"),
        }?;
        write!(f, " (Debian: {})", self.package)
    }
}

/// Whether a program can be started by its name, or lies where servers do.
fn in_path(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let servers = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path).chain(servers).any(|folder| folder.join(name).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_and_what_is_not_is_named_with_its_package() {
        assert!(part("the-shell", Program("sh")).is_there());
        for gives in [Program, Library, Header, Font].map(|gives| gives("no-such-thing")) {
            let lacking = part("no-such-package", gives);
            assert!(!lacking.is_there(), "{lacking}");
            let words = lacking.to_string();
            assert!(
                words.contains("no-such-thing") && words.ends_with("(Debian: no-such-package)"),
                "{words}"
            );
        }
    }
}
