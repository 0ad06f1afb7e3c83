//! The core behind loopback HTTP, for tests and for work on the UI in a browser: the same contract, the same pages, no
//! window. Never a part of what people install.

#[cfg(not(any(debug_assertions, feature = "bridge")))]
compile_error!("the bridge opens the inbox to every program of this computer: it is for tests only");

mod events;
mod host;
mod pages;
mod server;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use app::{App, Config, NewsSource};
use clap::Parser;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;
use vault::MemoryVault;

use host::RecordingHost;

#[derive(Debug, Parser)]
#[command(name = "bridge", about = "The core and the UI's pages behind loopback HTTP; tests only")]
struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder of everything that is kept
    #[arg(long)]
    profile_dir: PathBuf,
    /// A simulated Instagram in place of the real one
    #[arg(long)]
    graph_url: Option<Url>,
    /// The undo delay in milliseconds, in place of the setting
    #[arg(long)]
    undo_ms: Option<u32>,
    /// Where a signed list of news is
    #[arg(long)]
    news_url: Option<String>,
    /// Who signs it: an Ed25519 public key, base64
    #[arg(long)]
    news_key: Option<String>,
    /// Open straight into the demo brand
    #[arg(long)]
    demo: bool,
    /// Keep secrets in memory, in place of the keychain: they are gone, and the profile is lost, with the process
    #[arg(long)]
    memory_vault: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(std::env::var("BRIDGE_LOG").unwrap_or_else(|_| "warn".to_owned()))
        .init();
    let arguments = Arguments::parse();
    ensure!(arguments.listen.ip().is_loopback(), "the bridge listens on loopback only");
    std::fs::create_dir_all(&arguments.profile_dir).context("the profile's folder")?;
    let listener = TcpListener::bind(arguments.listen).await?;
    let address = listener.local_addr()?;

    let host = Arc::new(RecordingHost::default());
    let config = Config {
        profile_dir: arguments.profile_dir,
        graph_url: arguments.graph_url,
        undo_ms: arguments.undo_ms,
        keychain_service: "com.handrail.desktop/v1".to_owned(),
        vault: arguments.memory_vault.then(|| Arc::new(MemoryVault::new()) as Arc<dyn vault::Vault>),
        news: arguments.news_url.zip(arguments.news_key).and_then(|(url, key)| NewsSource::read(&url, &key)),
        start_demo: arguments.demo,
    };
    let app = App::start(config, Arc::clone(&host) as Arc<dyn app::Host>).await;

    writeln!(std::io::stdout(), "{}", json!({ "address": format!("http://{address}") }))?;
    let router = server::router(Arc::clone(&app), host, address);
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        asked = asked_to_end() => asked?,
    }
    app.shutdown().await;
    Ok(())
}

async fn asked_to_end() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
