//! What whoever runs the relay asks of it on its own machine: a socket in its folder, for its own user.
//!
//! Only the process that serves touches the log; `handrail-relay pair` and its siblings ask it here. One
//! line of JSON there, one back.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::laptops::pair;
use crate::protocol::text::DeviceId;
use crate::relay::Relay;

const SOCKET: &str = "admin.sock";
const PATIENCE: Duration = Duration::from_secs(10);
/// No question is longer, in bytes.
const LONGEST: u64 = 64 << 10;

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// A pairing link, for these accounts or for all.
    Pair {
        /// Account ids.
        may_follow: Option<Vec<String>>,
    },
    /// The paired laptops.
    Devices,
    /// Unpair one.
    Revoke {
        /// Which.
        device: DeviceId,
    },
    /// Copy the log to a new file.
    Backup {
        /// The file, as this machine names it.
        to: PathBuf,
    },
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A pairing link.
    Link(String),
    /// The laptops.
    Devices(Vec<Listed>),
    /// It is done.
    Done,
    /// It is not, and why.
    No(String),
}

/// A laptop in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// What the relay calls it.
    pub device: DeviceId,
    /// What its person calls it.
    pub name: String,
    /// When it was paired, in seconds since 1970.
    pub paired: u64,
    /// How many handles it follows.
    pub handles: usize,
    /// How many deliveries it has not fetched yet, those of others included.
    pub behind: u64,
}

/// Opens the socket, for this user alone.
pub(crate) fn open(data: &Path) -> std::io::Result<UnixListener> {
    let path = data.join(SOCKET);
    // Left over from a relay that was killed; the log's lock says that no other one runs.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until the relay closes.
pub(crate) async fn listen(listener: UnixListener, relay: Arc<Relay>) {
    let path = relay.config.server.data.join(SOCKET);
    loop {
        let stream = tokio::select! {
            () = relay.closing.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
        };
        let relay = Arc::clone(&relay);
        tokio::spawn(async move {
            if let Err(error) =
                tokio::time::timeout(PATIENCE, converse(&relay, stream)).await.unwrap_or(Ok(()))
            {
                tracing::debug!(%error, "a question was not answered");
            }
        });
    }
    let _ = std::fs::remove_file(path);
}

async fn converse(relay: &Relay, stream: UnixStream) -> std::io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reading.take(LONGEST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(question) => answer(relay, question).await,
        Err(_) => {
            Answer::No("The question was not understood; is this program as new as the relay?".to_owned())
        }
    };
    let mut text = serde_json::to_vec(&answer)?;
    text.push(b'\n');
    writing.write_all(&text).await
}

async fn answer(relay: &Relay, question: Question) -> Answer {
    let no = |error: crate::log::LogError| Answer::No(error.to_string());
    match question {
        Question::Pair { may_follow } => {
            pair::invite(relay, may_follow).await.map_or_else(no, |link| Answer::Link(link.to_string()))
        }
        Question::Devices => match relay.log.bounds().await {
            Ok(bounds) => Answer::Devices(list(relay, bounds.newest)),
            Err(error) => no(error),
        },
        Question::Revoke { device } => match pair::revoke(relay, device).await {
            Ok(true) => Answer::Done,
            Ok(false) => Answer::No("There is no such laptop.".to_owned()),
            Err(error) => no(error),
        },
        Question::Backup { to } => relay.log.back_up(&to).await.map_or_else(no, |()| Answer::Done),
    }
}

fn list(relay: &Relay, newest: u64) -> Vec<Listed> {
    let directory = relay.directory();
    let listed = directory.devices().map(|(device, known)| Listed {
        device,
        name: known.name.clone(),
        paired: known.paired,
        handles: known.handles.len(),
        behind: newest.saturating_sub(directory.cursor(device).map_or(0, |cursor| cursor.after)),
    });
    listed.collect()
}

/// Asks the relay that serves from this folder.
///
/// # Errors
/// When none does, or this user may not ask.
pub async fn ask(data: &Path, question: &Question) -> std::io::Result<Answer> {
    let stream = UnixStream::connect(data.join(SOCKET)).await?;
    let (reading, mut writing) = stream.into_split();
    let mut text = serde_json::to_vec(question)?;
    text.push(b'\n');
    writing.write_all(&text).await?;
    let mut line = String::new();
    BufReader::new(reading).read_line(&mut line).await?;
    Ok(serde_json::from_str(&line)?)
}
