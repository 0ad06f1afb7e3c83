//! The core behind HTTP, in a process of its own that a test may kill.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use api::{ApiError, ErrorCode};
use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use crate::desktop::Desktop;
use crate::http;
use crate::process::{Program, program};

/// A running bridge.
#[derive(Debug)]
pub struct Bridge {
    address: String,
    client: Client,
    process: Program,
}

#[derive(Deserialize)]
struct Ready {
    address: String,
}

impl Bridge {
    /// Starts the core with the desktop's keychain. Replies leave without an undo delay.
    ///
    /// # Errors
    /// When the bridge is not built or does not start.
    pub fn start(desktop: &Desktop, profile: &Path, graph: &Url) -> Result<Self> {
        Self::ready(&mut on(desktop, profile, graph)?)
    }

    /// As [`Bridge::start`], with more arguments.
    ///
    /// # Errors
    /// As [`Bridge::start`].
    pub fn start_with(desktop: &Desktop, profile: &Path, graph: &Url, more: &[&str]) -> Result<Self> {
        Self::ready(on(desktop, profile, graph)?.args(more))
    }

    /// Starts the core and ends it at once (`kill -9`) after a time, ready or not.
    ///
    /// # Errors
    /// When the bridge is not built or does not start.
    pub fn kill_while_starting(
        desktop: &Desktop,
        profile: &Path,
        graph: &Url,
        after: Duration,
    ) -> Result<()> {
        let mut process = Program::start(&mut on(desktop, profile, graph)?)?;
        std::thread::sleep(after);
        process.kill();
        Ok(())
    }

    /// Starts the core in the demo brand.
    ///
    /// # Errors
    /// As [`Bridge::start`].
    pub fn start_demo(desktop: &Desktop, profile: &Path) -> Result<Self> {
        Self::ready(command(desktop, profile)?.arg("--demo"))
    }

    fn ready(process: &mut Command) -> Result<Self> {
        let (process, line) = Program::start_with_line(process)?;
        let Ready { address } = serde_json::from_str(&line).context("the bridge's first line")?;
        Ok(Self { address, client: http::client()?, process })
    }

    /// Where the page is.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks one command of the contract.
    ///
    /// # Errors
    /// When the bridge is gone or answers with an error.
    pub async fn ask<T: DeserializeOwned>(&self, command: &str, payload: &Value) -> Result<T> {
        match self.try_ask(command, payload).await? {
            Ok(answer) => Ok(serde_json::from_value(answer)?),
            Err(error) => bail!("{command}: {error:?}"),
        }
    }

    /// As [`Bridge::ask`], where an error of the contract is an answer too.
    ///
    /// # Errors
    /// When the bridge is gone.
    pub async fn try_ask(&self, command: &str, payload: &Value) -> Result<Result<Value, ApiError>> {
        let request = self.client.post(format!("{}/rpc/{command}", self.address));
        let (status, answer) = http::exchange(request, Some(payload)).await?;
        if status == 200 {
            return Ok(Ok(answer));
        }
        let unreadable = || ApiError::with_detail(ErrorCode::Internal, format!("status {status}"));
        Ok(Err(serde_json::from_value(answer).unwrap_or_else(|_| unreadable())))
    }

    /// Connects a handle by its token; gives its local id.
    ///
    /// # Errors
    /// When the core refuses.
    pub async fn connect(&self, token: &str) -> Result<i64> {
        let preview: api::view::ConnectPreview = self.ask("check_token", &json!({ "token": token })).await?;
        let connected: api::view::Connected =
            self.ask("connect", &json!({ "flow": preview.flow, "candidate": 0 })).await?;
        Ok(connected.handle)
    }

    /// Ends the process at once (`kill -9`).
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Asks the process to end, and waits.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn terminate(&mut self) -> Result<()> {
        self.process.terminate(crate::wait::DEADLINE)
    }
}

fn on(desktop: &Desktop, profile: &Path, graph: &Url) -> Result<Command> {
    let mut process = command(desktop, profile)?;
    process.args(["--undo-ms", "0", "--graph-url", graph.as_str()]);
    Ok(process)
}

fn command(desktop: &Desktop, profile: &Path) -> Result<Command> {
    let mut process = Command::new(program("bridge")?);
    desktop.host(&mut process);
    process.args(["--listen", "127.0.0.1:0", "--profile-dir"]).arg(profile).stderr(Stdio::inherit());
    Ok(process)
}
