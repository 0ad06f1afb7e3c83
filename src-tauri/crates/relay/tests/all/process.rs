//! A relay in a process of its own, which can be killed.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::world::settings;

pub(crate) struct Process(Child);

impl Process {
    /// Starts a relay with its files in this folder, and waits until it listens. Its address.
    pub(crate) fn start(data: &Path, extra: &str) -> (Self, String) {
        let file = data.join("relay.toml");
        std::fs::write(&file, settings(data, extra)).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_handrail-relay"))
            .args(["serve", "--config"])
            .arg(file)
            .env("HANDRAIL_RELAY_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address =
            lines.map(Result::unwrap).find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        (Self(child), format!("http://{}", address.unwrap()))
    }

    /// Asked to stop, or killed.
    pub(crate) fn end(mut self, kindly: bool) {
        if kindly {
            let id = self.0.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
            assert!(self.0.wait().unwrap().success(), "the relay stops in good order");
        } else {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
