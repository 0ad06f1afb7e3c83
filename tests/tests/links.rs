//! `handrail://` links: that what is installed takes them from the system, and what one does to the running app.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use acceptance::{Desktop, Program, program, wait};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

const FORWARD: &str = "opened again: the window comes forward";
const WOKEN: &str = "a link woke the app";

#[test]
fn every_bundle_registers_the_scheme() -> Result<()> {
    let config = config()?;
    // The bundler writes it into macOS' Info.plist and into what the Windows installers register.
    assert_eq!(config["plugins"]["deep-link"]["desktop"]["schemes"], serde_json::json!(["handrail"]));
    for package in ["deb", "rpm"] {
        let entry = installed(&config, package, Path::new("/usr/bin/handrail"))?;
        let line = |name: &str| entry.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        assert_eq!(line("MimeType="), "x-scheme-handler/handrail;", "{package}");
        assert_eq!(line("Exec="), "/usr/bin/handrail %u", "{package}");
        assert!(!entry.contains("{{"), "{entry}");
    }
    Ok(())
}

#[tokio::test]
async fn the_system_hands_a_link_to_the_running_app_and_a_foreign_one_only_brings_the_window_forward()
-> Result<()> {
    let desktop = Desktop::start()?;
    install(&desktop)?;
    let mut app = Command::new(program("handrail")?);
    on(&desktop, &mut app);
    let mut app = Program::start(app.arg("--demo").stderr(Stdio::inherit()))?;
    wait_for(&desktop, "the window is open", 1).await?;

    open(&desktop, "handrail://signed-in")?;
    wait_for(&desktop, WOKEN, 1).await?;
    wait_for(&desktop, FORWARD, 1).await?;

    for (others, link) in (2..).zip(["handrail://signed-in?token=IGAAx", "handrail://connect/everything"]) {
        open(&desktop, link)?;
        wait_for(&desktop, FORWARD, others).await?;
    }
    assert_eq!(count(&desktop, WOKEN)?, 1, "only what is exactly ours wakes it");
    assert!(!read_log(&desktop)?.contains("IGAAx"), "what a foreign link says is not written down");
    assert!(!app.has_ended(), "the first one stays");
    app.terminate(wait::DEADLINE)
}

/// Installs the app for this desktop's person, as its package would for everybody.
fn install(desktop: &Desktop) -> Result<()> {
    let applications = desktop.home().join("data/applications");
    fs::create_dir_all(&applications)?;
    fs::write(applications.join("handrail.desktop"), installed(&config()?, "deb", &program("handrail")?)?)?;
    // What the package's trigger makes of all entries, where the desktop's tools are installed.
    fs::write(
        applications.join("mimeinfo.cache"),
        "[MIME Cache]\nx-scheme-handler/handrail=handrail.desktop;\n",
    )?;
    Ok(())
}

/// Opens a link as a browser does: the system looks for who takes it.
fn open(desktop: &Desktop, link: &str) -> Result<()> {
    let mut gio = Command::new("gio");
    on(desktop, &mut gio);
    let done = gio.args(["open", link]).output().context("gio did not start")?;
    ensure!(done.status.success(), "{link}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

fn on(desktop: &Desktop, command: &mut Command) {
    desktop.host(command);
    command.env("HANDRAIL_PROFILE_DIR", desktop.profile());
}

fn config() -> Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(shell().join("tauri.conf.json"))?)?)
}

/// The entry that a package installs for a program, filled in as the bundler does.
fn installed(config: &Value, package: &str, program: &Path) -> Result<String> {
    let template = config["bundle"]["linux"][package]["desktopTemplate"].as_str();
    let template = fs::read_to_string(shell().join(template.context("no template")?))?;
    let words = |name: &str| config["bundle"][name].as_str().unwrap_or_default();
    Ok(template
        .replace("{{#if comment}}\n", "")
        .replace("{{/if}}\n", "")
        .replace("{{name}}", config["productName"].as_str().unwrap_or_default())
        .replace("{{comment}}", words("shortDescription"))
        .replace("{{categories}}", "Office;")
        .replace("{{icon}}", "handrail")
        .replace("{{exec}}", &program.to_string_lossy()))
}

fn shell() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri")
}

async fn wait_for(desktop: &Desktop, words: &str, times: usize) -> Result<()> {
    wait::until(words, async || Ok(count(desktop, words).is_ok_and(|found| found == times))).await
}

fn count(desktop: &Desktop, words: &str) -> Result<usize> {
    Ok(read_log(desktop)?.matches(words).count())
}

fn read_log(desktop: &Desktop) -> Result<String> {
    Ok(fs::read_to_string(desktop.profile().join("log/handrail.log"))?)
}
