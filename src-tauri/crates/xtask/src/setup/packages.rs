//! The system packages of Debian and its family. Elsewhere they are named, not installed.

use std::process::Stdio;

use crate::process;
use crate::stop::{Outcome, Stop};

/// What the machine is made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building and running the app.
    Demo,
    /// Building the core, with the tests that need a keychain, without the window.
    Core,
    /// Everything: the app, a real keychain, the real window, a browser for the UI.
    Test,
    /// Drawing the icons.
    Icons,
}

/// To compile the core: SQLCipher links the system's libcrypto.
const CORE: &[&str] = &["build-essential", "libssl-dev", "pkg-config"];
/// To compile and run the window.
const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "librsvg2-dev", "libayatana-appindicator3-dev", "libxdo-dev", "libdbus-1-dev"];
/// A real session bus and a real keychain for the vault's tests.
const KEYCHAIN: &[&str] = &["dbus", "dbus-bin", "dbus-daemon", "gnome-keyring", "libsecret-tools"];
/// The relay's second log runs on it.
const SERVERS: &[&str] = &["nats-server"];
/// To drive the real window and the UI in a browser, on a screen of its own.
const SCREEN: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "chromium",
    "chromium-driver",
    "dunst",
    "libnotify-bin",
    "xdg-utils",
    "fonts-noto-core",
    "fonts-noto-color-emoji",
    "fonts-noto-cjk",
];
/// To rasterise the icon drawings.
const DRAWING: &[&str] = &["librsvg2-bin"];

impl Need {
    fn packages(self) -> Vec<&'static str> {
        let groups: &[&[&str]] = match self {
            Self::Demo => &[CORE, WINDOW],
            Self::Core => &[CORE, KEYCHAIN, SERVERS],
            Self::Test => &[CORE, WINDOW, KEYCHAIN, SERVERS, SCREEN],
            Self::Icons => &[DRAWING],
        };
        groups.concat()
    }
}

/// Installs what is missing with apt, after naming it; does nothing on macOS and Windows.
pub(crate) fn ensure(need: Need) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted = need.packages();
    if !process::works("apt-get", &["--version"]) || !process::works("dpkg-query", &["--version"]) {
        return elsewhere(need, &wanted);
    }
    let missing: Vec<_> = wanted.into_iter().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        println!("      every system package is there");
        return Ok(());
    }
    println!("      installing with apt-get:\n        {}", missing.join("\n        "));
    apt(&["update", "-qq"], &missing)?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install, &missing)
}

fn installed(package: &str) -> bool {
    let query = process::program("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .stderr(Stdio::null())
        .output();
    query.is_ok_and(|output| output.stdout == b"installed")
}

fn apt(arguments: &[&str], missing: &[&str]) -> Outcome {
    let root = process::output(process::program("id").arg("-u"))?.trim() == "0";
    let by_hand = || {
        let list = missing.join(" ");
        Stop::missing(format!(
            "Please install these yourself, then run this again:\n  apt-get install {list}"
        ))
    };
    let mut command = if root {
        process::program("apt-get")
    } else if process::works("sudo", &["--version"]) {
        let mut sudo = process::program("sudo");
        sudo.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        sudo
    } else {
        return Err(by_hand());
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "Dpkg::Use-Pty=0"]).args(arguments);
    process::run(command.stdout(Stdio::null())).map_err(|_| by_hand())
}

/// Another Linux: the tools that can be looked for without knowing its package manager are.
fn elsewhere(need: Need, wanted: &[&str]) -> Outcome {
    let mut lacking: Vec<&str> = Vec::new();
    if matches!(need, Need::Demo | Need::Test)
        && !process::works("pkg-config", &["--exists", "webkit2gtk-4.1"])
    {
        lacking.push("WebKitGTK 4.1 with its headers");
    }
    if need != Need::Icons && !process::works("pkg-config", &["--exists", "openssl"]) {
        lacking.push("OpenSSL with its headers, and pkg-config");
    }
    let commands: &[(&str, &str, Need)] = &[
        ("WebKitWebDriver", "--version", Need::Test),
        ("Xvfb", "-help", Need::Test),
        ("chromium", "--version", Need::Test),
        ("chromedriver", "--version", Need::Test),
        ("dbus-daemon", "--version", Need::Test),
        ("gnome-keyring-daemon", "--version", Need::Test),
        ("nats-server", "--version", Need::Test),
        ("rsvg-convert", "--version", Need::Icons),
    ];
    lacking.extend(commands.iter().filter(|c| c.2 == need && !process::works(c.0, &[c.1])).map(|c| c.0));
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Stop::missing(format!(
        "This is not Debian or one of its family, so nothing is installed here. Missing:\n  {}\n\
         The packages are called so on Debian; please install their like, then run this again:\n  {}",
        lacking.join("\n  "),
        wanted.join(" ")
    )))
}

#[cfg(test)]
mod tests {
    use super::Need;

    #[test]
    fn the_demo_asks_for_no_test_tools() {
        let demo = Need::Demo.packages();
        assert!(demo.contains(&"libwebkit2gtk-4.1-dev"));
        assert!(["chromium", "gnome-keyring", "nats-server"].iter().all(|name| !demo.contains(name)));
    }

    #[test]
    fn the_core_compiles_without_gtk() {
        assert!(!Need::Core.packages().iter().any(|name| name.contains("gtk")));
    }

    #[test]
    fn the_tests_need_all_that_the_demo_needs() {
        let test = Need::Test.packages();
        assert!(Need::Demo.packages().iter().all(|name| test.contains(name)));
    }
}
