//! A program's window, driven by WebDriver.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use acceptance::{Desktop, Handle, Program, Relay, program, wait};
use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use crate::processes;

/// The app.
pub(crate) const APP: &str = "handrail";
/// A window with one line of text.
pub(crate) const EMPTY: &str = "examples/empty-window";
/// Nobody listens there: the app must not wait for Instagram.
pub(crate) const NO_INSTAGRAM: &str = "http://127.0.0.1:9/";

const RPC: &str = "
  const [command, payload, answer] = arguments;
  window.__TAURI_INTERNALS__.invoke('rpc', { command, payload }).then(
    (done) => answer(done), (error) => answer({ error }));";

/// An open window.
pub(crate) struct Opened {
    web: WebDriver,
    /// The program's own process, above those of its page.
    pub(crate) process: u32,
    _driver: Program,
}

impl Opened {
    /// Starts the program on a desktop, with the profile that is there.
    pub(crate) async fn open(desktop: &Desktop, name: &str, instagram: &str) -> Result<Self> {
        // The WebDriver client wants one, although it speaks plain HTTP. A second installation says that there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let binary = program(name)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut driver = Command::new("WebKitWebDriver");
        desktop.host(&mut driver);
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HANDRAIL_PROFILE_DIR", desktop.profile())
            .env("HANDRAIL_GRAPH_URL", instagram)
            .stderr(Stdio::null());
        let driver = Program::start(&mut driver)?;
        wait::until("the WebDriver server", async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok())
        })
        .await?;
        let mut wanted = Capabilities::new();
        wanted.set("webkitgtk:browserOptions", json!({ "binary": binary, "args": [] }))?;
        let web = WebDriver::new(&format!("http://127.0.0.1:{port}"), wanted).await?;
        web.set_script_timeout(Duration::from_secs(120)).await?;
        let file = binary.file_name().and_then(|name| name.to_str()).context("a program without a name")?;
        let process = processes::below(driver.id(), file)?;
        Ok(Self { web, process, _driver: driver })
    }

    /// Runs a script that answers by its last argument, a function.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        Ok(self.web.execute_async(script, arguments).await?.convert()?)
    }

    /// Asks a command of the contract, as the page does.
    pub(crate) async fn rpc(&self, command: &str, payload: Value) -> Result<Value> {
        let answer: Value = self.ask(RPC, vec![json!(command), payload]).await?;
        match answer.get("error").filter(|error| !error.is_null()) {
            Some(error) => Err(anyhow::anyhow!("{error}")).with_context(|| command.to_owned()),
            None => Ok(answer),
        }
    }

    /// Connects a handle by its token.
    pub(crate) async fn connect(&self, handle: &Handle) -> Result<()> {
        let preview = self.rpc("check_token", json!({ "token": handle.token })).await?;
        self.rpc("connect", json!({ "flow": preview["flow"], "candidate": 0 })).await.map(|_| ())
    }

    /// Pairs with a relay, and waits until messages come by it.
    pub(crate) async fn pair(&self, relay: &Relay) -> Result<()> {
        self.rpc("pair_relay", json!({ "link": relay.link()?, "name": "Bench" })).await?;
        wait::until("the relay", async || Ok(self.rpc("relay", json!({})).await?["standing"] == "live")).await
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.web.quit().await?)
    }
}
