//! The system packages: installed on Debian and its family, looked for and named on another Linux.

use std::process::Stdio;

use super::parts::{CORE, DRAWING, KEYCHAIN, Part, SCREEN, SERVERS, WINDOW};
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

impl Need {
    /// Whether the UI is built, which takes Node.
    pub(super) fn includes_ui(self) -> bool {
        matches!(self, Self::Demo | Self::Test)
    }

    fn parts(self) -> Vec<Part> {
        let groups: &[&[Part]] = match self {
            Self::Demo => &[CORE, WINDOW],
            Self::Core => &[CORE, KEYCHAIN, SERVERS],
            Self::Test => &[CORE, WINDOW, KEYCHAIN, SERVERS, SCREEN],
            Self::Icons => &[DRAWING],
        };
        groups.concat()
    }
}

/// Installs what is missing with apt, after naming it. Another Linux is asked for each thing; on macOS and Windows nothing is
/// looked for.
///
/// # Errors
/// With code 2 and the names of what is missing and cannot be installed from here.
pub(crate) fn ensure(need: Need) -> Outcome {
    if !cfg!(target_os = "linux") {
        println!("      {UNTRIED}");
        return Ok(());
    }
    let wanted = need.parts();
    if !process::works("apt-get", &["--version"]) || !process::works("dpkg-query", &["--version"]) {
        return elsewhere(&wanted);
    }
    let missing: Vec<_> = wanted.iter().map(|part| part.package).filter(|name| !installed(name)).collect();
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

/// What macOS and Windows need; nobody has tried either.
const UNTRIED: &str = if cfg!(windows) {
    "Not looked for: the C++ build tools of Visual Studio, OpenSSL's libraries (OPENSSL_DIR names their folder), and the\n      \
     WebView2 runtime. Handrail was not tried on Windows, and the tests of keychain and window need Linux."
} else {
    "Not looked for: Xcode's command-line tools, and OpenSSL's libraries (OPENSSL_DIR names their folder). Handrail was not\n      \
     tried on this system, and the tests of keychain and window need Linux."
};

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

/// Another Linux: each thing is looked for by what it gives, and none is installed.
fn elsewhere(wanted: &[Part]) -> Outcome {
    let missing: Vec<_> = wanted.iter().filter(|part| !part.is_there()).map(Part::to_string).collect();
    if missing.is_empty() {
        println!("      all that is needed is there");
        return Ok(());
    }
    Err(Stop::missing(format!(
        "There is no apt here, so nothing was installed. Please install these, then run this again:\n  {}",
        missing.join("\n  ")
    )))
}

#[cfg(test)]
mod tests {
    use super::Need;
    use crate::setup::parts::{Gives, part};

    fn packages(need: Need) -> Vec<&'static str> {
        need.parts().iter().map(|part| part.package).collect()
    }

    #[test]
    fn the_demo_asks_for_no_test_tools() {
        let demo = packages(Need::Demo);
        assert!(demo.contains(&"libwebkit2gtk-4.1-dev"));
        assert!(["chromium", "gnome-keyring", "nats-server"].iter().all(|name| !demo.contains(name)));
    }

    #[test]
    fn the_core_compiles_without_gtk_and_without_node() {
        assert!(!packages(Need::Core).iter().any(|name| name.contains("gtk")));
        assert!(!Need::Core.includes_ui());
    }

    #[test]
    fn the_tests_need_all_that_the_demo_needs() {
        let test = packages(Need::Test);
        assert!(packages(Need::Demo).iter().all(|name| test.contains(name)));
    }

    #[test]
    fn without_apt_what_is_missing_is_named_and_what_is_there_is_not() {
        let (there, lacking) =
            (part("shell", Gives::Program("sh")), part("other", Gives::Library("no-such")));
        assert!(super::elsewhere(&[there]).is_ok());
        let stop = super::elsewhere(&[there, lacking]).unwrap_err();
        assert_eq!(stop.code, 2);
        assert!(stop.words.contains("no-such") && stop.words.contains("other"), "{}", stop.words);
        assert!(!stop.words.contains("shell"), "{}", stop.words);
    }
}
