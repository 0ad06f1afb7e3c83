//! The real Secret Service: gnome-keyring on a session bus of its own, in a home of its own.
//!
//! Each test starts itself again inside `dbus-run-session`, so nothing of the machine's own keychain
//! is touched and each finds a fresh one. `cargo xtask test` installs what this needs.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "set-up that fails is a failed test")]

use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret, SecretString};
use vault::{Keychain, SecretName, Vault, VaultError};

const SERVICE: &str = "com.handrail.desktop.test/v1";
const INSIDE: &str = "HANDRAIL_TEST_INSIDE_PRIVATE_SESSION";

/// What runs on the private session bus before the test.
/// Waits until the daemon has its name on the bus: on a busy machine that comes after it went to the background.
macro_rules! on_the_bus {
    () => {
        "for n in $(seq 200); do dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
         org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >/dev/null 2>&1 && break; \
         sleep 0.05; done && "
    };
}

#[derive(Clone, Copy)]
enum Daemon {
    /// A keychain that its person has unlocked.
    Unlocked,
    /// A keychain that nobody ever unlocked, with nobody to ask.
    NeverUnlocked,
    /// A bus, and nothing on it.
    None,
}

impl Daemon {
    fn start(self) -> &'static str {
        match self {
            Self::Unlocked => {
                concat!(
                    "printf 'pw' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null && ",
                    on_the_bus!()
                )
            }
            Self::NeverUnlocked => {
                concat!("gnome-keyring-daemon --start --components=secrets >/dev/null && ", on_the_bus!())
            }
            Self::None => "",
        }
    }
}

/// Runs the test of this name again in a private session, unless this already is that run.
/// Returns true in the outer run, which has nothing more to do.
fn ran_in_private_session(test: &str, daemon: Daemon) -> bool {
    if env::var_os(INSIDE).is_some() {
        return false;
    }
    let home = tempfile::tempdir().unwrap();
    let runtime = home.path().join("run");
    fs::create_dir(&runtime).unwrap();
    fs::set_permissions(&runtime, Permissions::from_mode(0o700)).unwrap();
    // No service files: the bus could otherwise start the machine's keyring or its prompter by itself.
    let config = home.path().join("bus.conf");
    fs::write(&config, BUS).unwrap();
    let status = Command::new("dbus-run-session")
        .arg(format!("--config-file={}", config.display()))
        .args(["--", "sh", "-c", &format!("{}exec \"$0\" \"$@\"", daemon.start())])
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(INSIDE, "1")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", &runtime)
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .status()
        .expect("dbus-run-session (package dbus) is needed; `cargo xtask test` installs it");
    assert!(status.success(), "{test} failed in its private session");
    true
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

fn token(handle: &str) -> SecretName {
    SecretName::Token(handle.to_owned())
}

async fn text(keychain: &Keychain, name: &SecretName) -> Option<String> {
    keychain.get(name).await.unwrap().map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test]
async fn secrets_are_kept_replaced_and_removed() {
    if ran_in_private_session("secrets_are_kept_replaced_and_removed", Daemon::Unlocked) {
        return;
    }
    let keychain = Keychain::open(SERVICE).unwrap();
    assert_eq!(text(&keychain, &SecretName::DatabaseKey).await, None);

    keychain.set(&SecretName::DatabaseKey, &"aa".repeat(32).into()).await.unwrap();
    keychain.set(&token("1"), &"first".into()).await.unwrap();
    keychain.set(&token("2"), &"é🙂".repeat(1_500).into()).await.unwrap();
    keychain.set(&token("1"), &"second".into()).await.unwrap();

    // As after a new start of the app: nothing is remembered on this side.
    let keychain = Keychain::open(SERVICE).unwrap();
    assert_eq!(text(&keychain, &SecretName::DatabaseKey).await, Some("aa".repeat(32)));
    assert_eq!(text(&keychain, &token("1")).await.as_deref(), Some("second"));
    assert_eq!(text(&keychain, &token("2")).await, Some("é🙂".repeat(1_500)));
    let other_service = Keychain::open("com.handrail.desktop.other/v1").unwrap();
    assert_eq!(text(&other_service, &token("1")).await, None);

    keychain.delete(&token("1")).await.unwrap();
    keychain.delete(&token("1")).await.unwrap();
    assert_eq!(text(&keychain, &token("1")).await, None);
    assert!(text(&keychain, &token("2")).await.is_some());
}

#[tokio::test]
async fn a_keychain_that_is_locked_says_so() {
    if ran_in_private_session("a_keychain_that_is_locked_says_so", Daemon::Unlocked) {
        return;
    }
    let keychain = Keychain::open(SERVICE).unwrap();
    keychain.set(&SecretName::DatabaseKey, &"kept".into()).await.unwrap();

    // Not `secret-tool lock`, which crashes in Debian 12.
    let lock = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .arg("org.freedesktop.Secret.Service.Lock")
        .arg("array:objpath:/org/freedesktop/secrets/collection/login")
        .stdout(Stdio::null())
        .status();
    assert!(lock.expect("dbus-send (package dbus-bin) is needed").success());

    let read: Result<Option<SecretString>, _> = keychain.get(&SecretName::DatabaseKey).await;
    assert_eq!(read.err(), Some(VaultError::Locked));
    assert_eq!(keychain.set(&SecretName::DatabaseKey, &"new".into()).await, Err(VaultError::Locked));
    assert_eq!(keychain.delete(&SecretName::DatabaseKey).await, Err(VaultError::Locked));
}

#[tokio::test]
async fn a_keychain_that_nobody_unlocked_yet_is_locked() {
    if ran_in_private_session("a_keychain_that_nobody_unlocked_yet_is_locked", Daemon::NeverUnlocked) {
        return;
    }
    let keychain = Keychain::open(SERVICE).unwrap();
    assert_eq!(text(&keychain, &token("1")).await, None);
    assert_eq!(keychain.set(&token("1"), &"x".into()).await, Err(VaultError::Locked));
}

#[tokio::test]
async fn a_machine_without_a_keychain_service_says_absent() {
    if ran_in_private_session("a_machine_without_a_keychain_service_says_absent", Daemon::None) {
        return;
    }
    let keychain = Keychain::open(SERVICE).unwrap();
    assert_eq!(keychain.get(&token("1")).await.err(), Some(VaultError::Absent));
    assert_eq!(keychain.set(&token("1"), &"x".into()).await, Err(VaultError::Absent));
    assert_eq!(keychain.delete(&token("1")).await, Err(VaultError::Absent));
}
