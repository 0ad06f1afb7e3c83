//! The commands.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use qrcodegen::{QrCode, QrCodeEcc};
use relay::config::{Config, DEFAULT_FILE, Weight};
use tracing_subscriber::EnvFilter;

/// What is written on the command line.
#[derive(Debug, Parser)]
#[command(name = "handrail-relay", version, about = "Takes Instagram's webhooks for Handrail's laptops")]
pub(crate) struct Arguments {
    /// The settings; `/etc/handrail-relay/relay.toml` by default
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to stop
    Serve,
    /// Explain what is wrong with the settings
    Check,
    /// Make a link that pairs one laptop
    Pair {
        /// The account id of a handle that the laptop may follow; all when none is given
        #[arg(long = "handle", value_name = "ID")]
        handles: Vec<String>,
    },
    /// List the paired laptops
    Devices,
    /// Unpair a laptop
    Revoke {
        /// What `devices` calls it
        #[arg(allow_hyphen_values = true)]
        device: String,
    },
    /// Copy the log to a new file while the relay runs
    Backup {
        /// The new file
        file: PathBuf,
    },
}

type Done = Result<ExitCode, String>;

impl Arguments {
    pub(crate) async fn run(self) -> ExitCode {
        let done = match self.command {
            Command::Serve => serve(self.config).await,
            Command::Check => check(self.config).await,
            other => ask(self.config, other).await,
        };
        done.unwrap_or_else(|words| {
            let _ = writeln!(std::io::stderr(), "{words}");
            ExitCode::FAILURE
        })
    }
}

fn load(file: Option<&Path>) -> Result<Config, String> {
    Config::load(file, |name| std::env::var(name).ok()).map_err(|error| error.to_string())
}

async fn serve(file: Option<PathBuf>) -> Done {
    let filter = EnvFilter::try_from_env("HANDRAIL_RELAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).with_ansi(false).init();
    let running = relay::serve::start(load(file.as_deref())?).await.map_err(|error| error.to_string())?;
    say(&format!("listening on {}", running.address));
    if let Some(operations) = running.operations {
        say(&format!("operations on {operations}"));
    }
    let asked = tokio::select! {
        () = stop_signal() => true,
        () = running.broke() => false,
    };
    running.stop().await;
    if asked {
        return Ok(ExitCode::SUCCESS);
    }
    // Whatever keeps the service up starts it again.
    tracing::error!("the relay stopped because a part of it broke");
    Ok(ExitCode::FAILURE)
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}

async fn check(file: Option<PathBuf>) -> Done {
    let config = load(file.as_deref())?;
    if file.is_none() && !Path::new(DEFAULT_FILE).exists() {
        say(&format!(
            "careful  {DEFAULT_FILE} is not there, so this is about the variables alone. `--config FILE` names another file."
        ));
    }
    let named = file.unwrap_or_else(|| DEFAULT_FILE.into());
    let findings = config.check();
    for finding in &findings {
        say(&finding.to_string());
    }
    let wrong = findings.iter().filter(|finding| finding.weight == Weight::Wrong).count();
    if wrong > 0 {
        say(&format!("{}: {wrong} to set right before the relay can start.", named.display()));
        return Ok(ExitCode::FAILURE);
    }
    if config.log.jetstream.is_some() {
        // What they promise, only the servers can say.
        match relay::relay::open_log(&config).await {
            Ok(log) => {
                say(log.promise());
                log.close().await;
            }
            Err(error) => {
                say(&format!("wrong    log.jetstream: {error}"));
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    say(&format!("{}: fine.", named.display()));
    say("");
    say("For Meta's dashboard:");
    for (what, path) in [
        ("Callback URL of the webhooks", "/webhook"),
        ("OAuth redirect URI", "/oauth/callback"),
        ("Deauthorize callback URL", "/meta/deauthorize"),
        ("Data deletion request URL", "/meta/delete"),
    ] {
        say(&format!("  {what}: {}", config.public(path)));
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(unix))]
async fn ask(_: Option<PathBuf>, _: Command) -> Done {
    Err("This works on the relay's own server only.".to_owned())
}

#[cfg(unix)]
async fn ask(file: Option<PathBuf>, command: Command) -> Done {
    use relay::admin::{self, Answer, Question};

    let question = match command {
        Command::Pair { handles } => Question::Pair { may_follow: (!handles.is_empty()).then_some(handles) },
        Command::Devices => Question::Devices,
        Command::Revoke { device } => {
            let unknown = "That is not what `handrail-relay devices` calls a laptop.";
            Question::Revoke { device: device.parse().map_err(|_| unknown)? }
        }
        Command::Backup { file } => {
            Question::Backup { to: std::path::absolute(file).map_err(|error| error.to_string())? }
        }
        Command::Serve | Command::Check => return Ok(ExitCode::FAILURE),
    };
    let data = load(file.as_deref())?.server.data;
    let answer = admin::ask(&data, &question).await.map_err(|error| {
        format!("No relay answers in {}: {error}. Start it first (`handrail-relay serve`), and run this as the same user.", data.display())
    })?;
    match answer {
        Answer::Link(link) => {
            say("Pairs one laptop, within ten minutes. In Handrail: Settings, Relay.\n");
            if let Some(code) = qr(&link) {
                say(&code);
            }
            say(&link);
        }
        Answer::Devices(devices) => {
            for device in devices {
                say(&format!(
                    "{}  {}  handles {}  behind {}",
                    device.device, device.name, device.handles, device.behind
                ));
            }
        }
        Answer::Done => say("Done."),
        Answer::No(words) => return Err(words),
    }
    Ok(ExitCode::SUCCESS)
}

/// Two rows of the code are one line of text. Dark is drawn as a space, so that it reads on a dark terminal.
fn qr(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let light = |x: i32, y: i32| !code.get_module(x, y);
    let mut drawn = String::new();
    for y in (-2..code.size() + 2).step_by(2) {
        for x in -2..code.size() + 2 {
            drawn.push(match (light(x, y), light(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawn.push('\n');
    }
    Some(drawn)
}

fn say(line: &str) {
    // Nobody may be reading any more.
    let _ = writeln!(std::io::stdout(), "{line}");
}
