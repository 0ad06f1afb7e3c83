//! The real window beside an empty one: from the start of the process to the first row on screen, and memory.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use acceptance::{Desktop, Program, program, wait};
use anyhow::{Context as _, Result};
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};

use crate::measure::{Times, ratio};
use crate::table::Table;
use crate::{processes, profile, progress};

const ROUNDS: usize = 9;
/// How long a window rests before its memory is read: what only the start needed is given back by then.
const REST: Duration = Duration::from_secs(3);
/// Nobody listens there: the app must not wait for Instagram.
const NO_INSTAGRAM: &str = "http://127.0.0.1:9/";

/// Answers with three times: when the page began, when it first showed anything, and when the frame after the one that
/// first had the element was begun. An element that is there already was shown with the first paint.
const WATCH: &str = "
  const [selector, answer] = arguments;
  const began = performance.timeOrigin;
  const next = (then) => requestAnimationFrame(then);
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  const tell = (seen) => {
    const first = paint() ?? seen;
    answer([began, began + first, began + seen]);
  };
  const look = (waited) => {
    if (!document.querySelector(selector)) next(() => look(true));
    else next(() => next(() => tell(waited ? performance.now() : paint() ?? performance.now())));
  };
  look(false);";

/// A program with a window, and what is looked for in it.
struct Subject {
    program: &'static str,
    selector: &'static str,
}

const APP: Subject = Subject { program: "handrail", selector: "[data-testid='conversation-row']" };
const EMPTY: Subject = Subject { program: "examples/empty-window", selector: "#line" };

#[derive(Default)]
struct Seen {
    starts: Times,
    memory: Vec<u64>,
}

pub(crate) async fn measure(messages: usize, table: &mut Table) -> Result<()> {
    // The WebDriver client wants one, although it speaks plain HTTP. A second installation says that there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let desktop = Desktop::start()?;
    progress("a profile for the window");
    profile::make(&desktop, messages).await?;
    let (mut app, mut empty) = (Seen::default(), Seen::default());
    for round in 0..=ROUNDS {
        progress(&format!("windows, round {round} of {ROUNDS}"));
        for (subject, seen) in [(&APP, &mut app), (&EMPTY, &mut empty)] {
            let (start, memory) = open(&desktop, subject).await?;
            // The first round fills the disk cache.
            if round > 0 {
                seen.starts.add(start);
                seen.memory.push(memory);
            }
        }
    }
    let starts = ratio(&app.starts, &empty.starts);
    let what = "Window: start to first row on screen";
    table.line(what, app.starts.to_string(), empty.starts.to_string(), starts, "< 1.3×");
    let (ours, floor) = (median(app.memory), median(empty.memory));
    let mebibytes = |bytes: u64| format!("{} MiB", bytes >> 20);
    let times = format!("{:.2}×", ours as f64 / floor as f64);
    table.line("Window: memory of all processes (PSS)", mebibytes(ours), mebibytes(floor), times, "< 1.25×");
    Ok(())
}

/// Opens a window once: how long the start took, and the memory after a rest.
async fn open(desktop: &Desktop, subject: &Subject) -> Result<(Duration, u64)> {
    let binary = program(subject.program)?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut driver = Command::new("WebKitWebDriver");
    desktop.host(&mut driver);
    driver
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("HANDRAIL_PROFILE_DIR", desktop.profile())
        .env("HANDRAIL_GRAPH_URL", NO_INSTAGRAM)
        .stderr(Stdio::null());
    let driver = Program::start(&mut driver)?;
    wait::until("the WebDriver server", async || {
        Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok())
    })
    .await?;
    let mut wanted = Capabilities::new();
    wanted.set("webkitgtk:browserOptions", json!({ "binary": binary, "args": [] }))?;
    let web = WebDriver::new(&format!("http://127.0.0.1:{port}"), wanted).await?;
    let name = binary.file_name().and_then(|name| name.to_str()).context("a program without a name")?;
    let seen = look(&web, subject, processes::below(driver.id(), name)?).await;
    web.quit().await?;
    seen
}

async fn look(web: &WebDriver, subject: &Subject, process: u32) -> Result<(Duration, u64)> {
    web.set_script_timeout(Duration::from_secs(60)).await?;
    let answer = web.execute_async(WATCH, vec![json!(subject.selector)]).await?;
    let times: [f64; 3] = answer.convert()?;
    let start = processes::began(process)?;
    let since = |time: f64| (UNIX_EPOCH + Duration::from_secs_f64(time / 1_000.0)).duration_since(start);
    let [page, paint, seen] = [since(times[0])?, since(times[1])?, since(times[2])?];
    let [page_ms, paint_ms, seen_ms] = [page, paint, seen].map(|time| time.as_millis());
    let name = subject.program;
    progress(&format!("{name}: page began at {page_ms} ms, first paint {paint_ms} ms, row {seen_ms} ms"));
    tokio::time::sleep(REST).await;
    Ok((seen, processes::memory(process)))
}

fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
