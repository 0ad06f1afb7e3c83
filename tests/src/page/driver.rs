//! WebDriver servers.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use thirtyfour::{Capabilities, WebDriver};

use super::Page;
use crate::process::Program;
use crate::wait;

/// Starts a driver and asks it for a session.
pub(super) async fn open(driver: &mut Command, wanted: Capabilities) -> Result<Page> {
    // One that was free a moment ago; WebKit's driver cannot choose one itself.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let driver = Program::start(driver.arg(format!("--port={port}")).stderr(Stdio::inherit()))?;
    let address = format!("http://127.0.0.1:{port}");
    let client = crate::http::client()?;
    wait::until("the WebDriver server", async || {
        Ok(client.get(format!("{address}/status")).send().await.is_ok())
    })
    .await?;
    let web = WebDriver::new(&address, wanted).await.context("the page did not open")?;
    Ok(Page { web, _driver: driver })
}
