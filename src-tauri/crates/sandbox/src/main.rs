//! `handrail-sandbox`: the simulated Instagram behind a loopback socket.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sandbox::{Clock, SWITCHES, Sandbox, Scenario, parse_instant};
use serde_json::json;

#[derive(Debug, Parser)]
#[command(name = "handrail-sandbox", about = "A simulated Instagram")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until killed; prints one line of JSON with the addresses and tokens
    Serve {
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
        /// `demo`, `empty` or the path of a scenario file
        #[arg(long, default_value = "demo")]
        scenario: String,
        /// RFC 3339 instant at which the clock starts; now if absent
        #[arg(long)]
        clock: Option<String>,
        /// Address under which attachments are served; its own by default
        #[arg(long)]
        cdn_base: Option<String>,
        /// Let the demo's people write while you watch
        #[arg(long)]
        life: bool,
        /// Callback for webhooks; it is verified at the start
        #[arg(long)]
        webhook_url: Option<String>,
        /// What the callback knows us by
        #[arg(long, default_value = "sandbox_verify_token", requires = "webhook_url")]
        verify_token: String,
    },
    /// List every switch: what the platform leaves open, and the answers that are built
    Switches,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter("warn").init();
    let done = match Arguments::parse().command {
        Command::Switches => list_switches(),
        Command::Serve { listen, scenario, clock, cdn_base, life, webhook_url, verify_token } => {
            let callback = webhook_url.map(|url| (url, verify_token));
            serve(&listen, &scenario, clock.as_deref(), cdn_base, life, callback).await
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "stopped");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

async fn serve(
    listen: &str,
    scenario: &str,
    clock: Option<&str>,
    cdn_base: Option<String>,
    life: bool,
    callback: Option<(String, String)>,
) -> Done {
    let scenario = match scenario {
        "demo" => Scenario::Demo,
        "empty" => Scenario::Empty,
        path => Scenario::File(PathBuf::from(path)),
    };
    let clock = clock.map(parse_instant).transpose()?.map_or(Clock::Real, Clock::At);
    let sandbox = Sandbox::load(scenario, clock)?;
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let own = format!("http://{}", listener.local_addr()?);
    if let Some((url, token)) = callback {
        sandbox.send_webhooks(&url, &token).await?;
    }
    sandbox.set_cdn_base(&cdn_base.unwrap_or_else(|| format!("{own}/_cdn/")));
    let line = json!({
        "graph": own,
        "control": format!("{own}/_control"),
        "oauth": format!("{own}/oauth"),
        "handles": sandbox.handles(),
    });
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    if life {
        let living = sandbox.clone();
        tokio::spawn(async move { living.run_life(std::future::pending::<()>()).await });
    }
    axum::serve(listener, sandbox.router()).await?;
    Ok(())
}

fn list_switches() -> Done {
    let mut out = std::io::stdout();
    for switch in SWITCHES {
        writeln!(
            out,
            "{}\n    {}\n    positions: {} (default {})\n    source: reference {}\n",
            switch.name,
            switch.doc,
            switch.positions.join(", "),
            switch.positions.first().unwrap_or(&""),
            switch.source
        )?;
    }
    Ok(())
}
