//! A relay or a floor, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::client::SECRET;
use crate::process;

pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) async fn relay(binary: &Path, data: &Path, extra: &str) -> Self {
        let file = data.join("relay.toml");
        let settings = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\noperations = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1:1\"\n\
             data = \"{}\"\norganisation = \"Load\"\n[meta]\nverify_token = \"a-verify-token-for-load\"\n\
             app_secrets = [\"{SECRET}\"]\n{extra}",
            data.display()
        );
        std::fs::write(&file, settings).unwrap();
        Self::start(
            Command::new(binary).args(["serve", "--config"]).arg(&file).env("HANDRAIL_RELAY_LOG", "warn"),
        )
    }

    pub(crate) fn floor(file: &Path) -> Self {
        let this = std::env::current_exe().unwrap();
        Self::start(Command::new(this).args(["--relay", "none", "--floor"]).arg(file))
    }

    fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned));
        Self::running(process, address.expect("it listens"))
    }

    /// One that listens already.
    pub(crate) fn running(process: Child, address: String) -> Self {
        process::keep_to(process.id(), 0);
        Self { process, address }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
