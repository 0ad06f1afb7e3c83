//! The app as a process: how it starts, how it ends, and that there is only one.

use std::fs;
use std::process::{Command, Stdio};

use acceptance::{Desktop, Program, program, wait};
use anyhow::Result;

#[test]
fn without_a_display_it_says_so_kindly() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let mut app = app(&desktop)?;
    let ended = app.arg("--demo").output()?;
    let words = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{words}");
    assert!(words.contains("no display") && words.contains("xvfb-run"), "{words}");
    assert!(!words.contains("panic"), "{words}");
    Ok(())
}

#[test]
fn the_command_line_is_answered_without_a_window() -> Result<()> {
    let desktop = Desktop::without_screen()?;
    let version = app(&desktop)?.arg("--version").output()?;
    assert!(version.status.success());
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("handrail "));
    let unknown = app(&desktop)?.arg("--dmeo").output()?;
    assert_eq!(unknown.status.code(), Some(64));
    Ok(())
}

#[tokio::test]
async fn a_second_start_ends_and_the_first_ends_in_good_order() -> Result<()> {
    let desktop = Desktop::start()?;
    let mut first = Program::start(app(&desktop)?.arg("--demo").stderr(Stdio::inherit()))?;
    wait_for_log(&desktop, "the window is open").await?;

    let mut second = Program::start(app(&desktop)?.stderr(Stdio::inherit()))?;
    wait::until("the second start to end", async || Ok(second.has_ended())).await?;
    assert!(!first.has_ended(), "the first one stays");

    first.terminate(wait::DEADLINE)?;
    wait_for_log(&desktop, "the end").await?;
    let log = read_log(&desktop)?;
    assert!(!log.contains("panic"), "{log}");
    assert!(!desktop.profile().join("demo").exists(), "nothing of the demo stays");
    Ok(())
}

fn app(desktop: &Desktop) -> Result<Command> {
    let mut app = Command::new(program("handrail")?);
    desktop.host(&mut app);
    app.env("HANDRAIL_PROFILE_DIR", desktop.profile());
    Ok(app)
}

async fn wait_for_log(desktop: &Desktop, words: &str) -> Result<()> {
    wait::until(words, async || Ok(read_log(desktop).is_ok_and(|log| log.contains(words)))).await
}

fn read_log(desktop: &Desktop) -> Result<String> {
    Ok(fs::read_to_string(desktop.profile().join("log/handrail.log"))?)
}
