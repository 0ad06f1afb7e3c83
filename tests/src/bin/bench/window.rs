//! The real window beside an empty one: from the start of the process to the first row on screen, and memory.

use std::time::{Duration, UNIX_EPOCH};

use acceptance::Desktop;
use anyhow::Result;
use serde_json::json;

use crate::measure::{Times, ratio};
use crate::opened::{APP, EMPTY, NO_INSTAGRAM, Opened};
use crate::table::Table;
use crate::{processes, progress};

const ROUNDS: usize = 9;
/// How long a window rests before its memory is read: what only the start needed is given back by then.
const REST: Duration = Duration::from_secs(3);

/// Answers with three times: when the page began, when it first showed anything, and when the frame after the one that
/// first had the element was begun. An element that is there already was shown with the first paint. And with what the page
/// itself marked on the way, in milliseconds since it began.
const WATCH: &str = "
  const [selector, answer] = arguments;
  const began = performance.timeOrigin;
  const next = (then) => requestAnimationFrame(then);
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  const tell = (seen) => {
    const first = paint() ?? seen;
    const marks = performance.getEntriesByType('mark').map((mark) => `${mark.name} ${Math.round(mark.startTime)}`);
    answer([[began, began + first, began + seen], marks.join(', ')]);
  };
  const look = (waited) => {
    if (!document.querySelector(selector)) next(() => look(true));
    else if (waited) next(() => tell(performance.now()));
    else next(() => next(() => tell(paint() ?? performance.now())));
  };
  look(false);";

/// A program with a window, and what is looked for in it.
struct Subject {
    program: &'static str,
    selector: &'static str,
}

const SUBJECTS: [Subject; 2] = [
    Subject { program: APP, selector: "[data-testid='conversation-row']" },
    Subject { program: EMPTY, selector: "#line" },
];

#[derive(Default)]
struct Seen {
    starts: Times,
    memory: Vec<u64>,
}

pub(crate) async fn measure(desktop: &Desktop, table: &mut Table) -> Result<()> {
    let mut all = [Seen::default(), Seen::default()];
    for round in 0..=ROUNDS {
        progress(&format!("windows, round {round} of {ROUNDS}"));
        for (subject, seen) in SUBJECTS.iter().zip(&mut all) {
            let (start, memory) = open(desktop, subject).await?;
            // The first round fills the disk cache.
            if round > 0 {
                seen.starts.add(start);
                seen.memory.push(memory);
            }
        }
    }
    let [app, empty] = all;
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
    let window = Opened::open(desktop, subject.program, NO_INSTAGRAM).await?;
    let (times, marks): ([f64; 3], String) = window.ask(WATCH, vec![json!(subject.selector)]).await?;
    let start = processes::began(window.process)?;
    let since = |time: f64| (UNIX_EPOCH + Duration::from_secs_f64(time / 1_000.0)).duration_since(start);
    let [page, paint, seen] = [since(times[0])?, since(times[1])?, since(times[2])?];
    let [page_ms, paint_ms, seen_ms] = [page, paint, seen].map(|time| time.as_millis());
    let name = subject.program;
    progress(&format!(
        "{name}: page began at {page_ms} ms, first paint {paint_ms} ms, row {seen_ms} ms ({marks})"
    ));
    tokio::time::sleep(REST).await;
    let memory = processes::memory(window.process);
    window.close().await?;
    Ok((seen, memory))
}

fn median(mut numbers: Vec<u64>) -> u64 {
    numbers.sort_unstable();
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
