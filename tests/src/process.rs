//! Programs that a test starts, and how they end.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};

use anyhow::{Context as _, Result, bail};

/// How long a program may take until it says that it is ready. A debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program. It is killed, with everything that it started, when this is dropped.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
}

impl Program {
    /// Starts a program whose output is of no interest.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Result<Self> {
        command.stdout(Stdio::null());
        Self::spawn(command)
    }

    /// Starts a program and waits for the first line that it prints.
    ///
    /// # Errors
    /// When it cannot be started, or ends or is silent instead.
    pub fn start_with_line(command: &mut Command) -> Result<(Self, String)> {
        command.stdout(Stdio::piped());
        let mut program = Self::spawn(command)?;
        let stdout = program.child.stdout.take().context("no output to read")?;
        let (sender, receiver) = mpsc::channel();
        // Reads on to the end: a program whose output nobody reads would stop.
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let name = &program.name;
        let line =
            receiver.recv_timeout(PATIENCE).with_context(|| format!("{name} did not say it is ready"))?;
        Ok((program, line))
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().with_context(|| format!("{name} did not start"))?;
        Ok(Self { name, child })
    }

    /// Its standard input, when the command asked for one and nobody took it yet.
    pub fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the program and everything it started at once, as a power cut would (`kill -9`).
    pub fn kill(&mut self) {
        if self.has_ended() {
            return;
        }
        for id in descendants(self.id()) {
            signal("-KILL", id);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Stops the program where it stands, or lets it go on.
    pub fn stop(&self, stopped: bool) {
        signal(if stopped { "-STOP" } else { "-CONT" }, self.id());
    }

    /// Asks the program to end, as the system does at shutdown, and waits.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn terminate(&mut self, patience: Duration) -> Result<()> {
        signal("-TERM", self.id());
        let start = std::time::Instant::now();
        while !self.has_ended() {
            if start.elapsed() > patience {
                bail!("{} did not end within {patience:?}", self.name);
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program of ours, built beside this test.
///
/// # Errors
/// When it is not built.
pub fn program(name: &str) -> Result<PathBuf> {
    let this = env::current_exe()?;
    // `target/debug/deps/window-1a2b` and `target/debug/bridge` both find `target/debug/handrail`.
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.with_context(|| format!("{name} is not built; `cargo xtask test` builds it first"))
}

fn signal(which: &str, id: u32) {
    let _ = Command::new("kill").args([which, &id.to_string()]).stderr(Stdio::null()).status();
}

/// Every process below this one.
fn descendants(of: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = fs::read_dir("/proc")
        .map(|entries| entries.flatten().filter_map(|entry| parent_of(&entry.path())).collect())
        .unwrap_or_default();
    let mut found = Vec::new();
    let mut look_at = vec![of];
    while let Some(parent) = look_at.pop() {
        let children = all.iter().filter(|(_, its)| *its == parent).map(|(id, _)| *id);
        let before = found.len();
        found.extend(children);
        look_at.extend(&found[before..]);
    }
    found
}

/// The id and the parent's id of the process with this folder in `/proc`.
fn parent_of(folder: &std::path::Path) -> Option<(u32, u32)> {
    let id = folder.file_name()?.to_str()?.parse().ok()?;
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // `id (name) state parent …`; the name may hold anything.
    let parent = stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
    Some((id, parent))
}
