//! A screen that nobody looks at.

use std::process::{Command, Stdio};

use anyhow::Result;

use crate::process::Program;

/// An X server in memory.
#[derive(Debug)]
pub(super) struct Screen {
    name: String,
    _server: Program,
}

impl Screen {
    pub(super) fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb");
        // It picks a free number itself and prints it: two tests never get the same screen.
        server.args(["-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"]);
        let (server, number) = Program::start_with_line(server.stderr(Stdio::null()))?;
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
